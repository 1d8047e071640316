import Foundation
import JSON
import Subprocess
import SystemPackage

/// Asks a PKCS#11 module about a card, in a child process with a deadline: a module that hangs or crashes takes only
/// its own process down. The module sends APDUs of its own; they are not on this program's allow-list, and no
/// passcode is ever given to it.
public struct TokenReader: Sendable {
    /// The program that runs `TokenReadProcess`, and its arguments: this program again, with a hidden command.
    public var program: String
    public var arguments: [String]
    /// How long the module may take.
    public var deadline: Duration

    /// The hidden command.
    public static let command = "pkcs11-read"

    public init(
        program: String = "/proc/self/exe", arguments: [String] = [TokenReader.command],
        deadline: Duration = .seconds(15)
    ) {
        self.program = program
        self.arguments = arguments
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
                .path(FilePath(program)), arguments: Arguments(arguments),
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
