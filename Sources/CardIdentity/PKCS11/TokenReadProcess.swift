import Foundation
import JSON

/// The child's side: reads a request from standard input, asks the module, and writes the answer to standard output.
public enum TokenReadProcess {
    /// The longest that the child lives by its own clock, should its parent be gone.
    private static let lifetime = Duration.seconds(60)

    /// Blocks until the module has answered. The process is to end afterwards.
    public static func run() {
        alarm(UInt32(lifetime.components.seconds))
        // A module may print; the answer goes out on a descriptor that it doesn't know.
        let output = dup(STDOUT_FILENO)
        let null = open("/dev/null", O_WRONLY)
        dup2(null, STDOUT_FILENO)
        dup2(null, STDERR_FILENO)
        let answer = answer(to: FileHandle.standardInput.readDataToEndOfFile())
        guard let line = try? answer.line() else { return }
        FileHandle(fileDescriptor: output).write(Data(line.utf8))
    }

    private static func answer(to input: Data) -> JSONValue {
        guard let json = try? JSONValue(parsing: input), let request = TokenRequest(json: json) else {
            return failure(.noAnswer)
        }
        do {
            return try PKCS11Module(path: request.module).read(request).json
        } catch {
            return failure(error)
        }
    }

    private static func failure(_ failure: TokenFailure) -> JSONValue {
        ["failure": .string(failure.rawValue)]
    }
}
