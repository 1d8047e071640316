import Foundation
import JSON
import Subprocess
import SystemPackage

/// The program in which a PKCS#11 module is loaded: one that calls `TokenReadProcess.run()` and ends. The host names it;
/// a library can't know which of its host's programs does that, and mustn't start one that doesn't.
public struct TokenHelper: Hashable, Sendable {
    /// The program's path.
    public var program: String
    /// What has it read one token.
    public var arguments: [String]

    public init(program: String, arguments: [String] = []) {
        self.program = program
        self.arguments = arguments
    }
}

/// Asks a PKCS#11 module about a card, in a child process with a deadline: a module that hangs or crashes takes only
/// its own process down. The module sends APDUs of its own; they are not on this program's allow-list, and no
/// passcode is ever given to it.
public struct TokenReader: Sendable {
    /// The child.
    public var helper: TokenHelper
    /// How long the module may take, the start of the child included.
    public var deadline: Duration

    public init(helper: TokenHelper, deadline: Duration = .seconds(15)) {
        self.helper = helper
        self.deadline = deadline
    }

    /// Suspends until the module has answered, failed, or used up its time; cancelling the task ends the child.
    public func read(_ request: TokenRequest) async throws(TokenFailure) -> TokenAnswer {
        guard let input = try? request.json.line() else { throw .noAnswer }
        let outcome = await withTaskGroup(of: Result<TokenAnswer, TokenFailure>.self) { group in
            group.addTask { await run(input: input) }
            group.addTask {
                try? await Task.sleep(for: deadline)
                return .failure(.hung)
            }
            defer { group.cancelAll() }
            return await group.next() ?? .failure(.noAnswer)
        }
        return try outcome.get()
    }

    private func run(input: String) async -> Result<TokenAnswer, TokenFailure> {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(helper.program)), arguments: Arguments(helper.arguments),
                environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]), input: .inputWriter,
                output: .string(limit: 1 << 20), error: .discarded
            ) { execution in
                // A child that dies unasked says why in its status. Written by hand: with `.string` a question that
                // nobody reads ends this process (swift-subprocess issue 367).
                _ = try? await execution.standardInputWriter.write(Array(input.utf8))
            }
            switch result.terminationStatus {
            case .signaled: return .failure(.crashed)
            case .exited(let code) where code != 0: return .failure(.crashed)
            case .exited: break
            }
            guard let json = try? JSONValue(parsing: Data(result.standardOutput.utf8)) else {
                return .failure(.crashed)
            }
            if let name = json["failure"]?.string { return .failure(TokenFailure(rawValue: name) ?? .noAnswer) }
            return TokenAnswer(json: json).map { .success($0) } ?? .failure(.noAnswer)
        } catch {
            return .failure(.noAnswer)
        }
    }
}
