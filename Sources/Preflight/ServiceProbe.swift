import CLinux
import Foundation
import PCSC
import ReaderHardware

/// How the PC/SC service is.
public enum ServiceCondition: Sendable, Hashable {
    case running([AttachedReader])
    /// There is no socket: the service isn't installed or was never started.
    case absent
    /// The socket's file is there and nobody listens: the service died.
    case dead
    /// The path isn't one of a socket. Always the variable's doing.
    case badPath(SocketTrouble)
    /// The kernel doesn't let this user open the socket.
    case socketClosedToUser
    /// The service answered and refused this user (polkit).
    case refused
    /// Service and libpcsclite speak different versions of their protocol.
    case wrongVersion
    /// The service takes connections and doesn't answer within this time.
    case hung(seconds: Int)
    case failed(PCSCError)
}

/// Finds out how the PC/SC service is, in a bounded time. libpcsclite gives one code for an absent and a dead service
/// and blocks for ever on a hung one, so the socket is tried first, and the library is called on a thread with a
/// deadline.
public struct ServiceProbe: Sendable {
    /// How long the service may take to answer. A card that doesn't answer costs 0.4 s of it.
    public static let patience = 5

    let functions: FunctionTable
    /// Nil where there is no real service behind the functions.
    let socket: String?
    let patience: Int

    public init(functions: FunctionTable, socket: String?, patience: Int = ServiceProbe.patience) {
        self.functions = functions
        self.socket = socket
        self.patience = patience
    }

    /// Blocks up to `patience` seconds.
    ///
    /// - Parameter describe: finds the hardware behind the readers.
    public func look(_ describe: @escaping @Sendable ([ReaderState]) -> [AttachedReader]) -> ServiceCondition {
        if let socket, let trouble = trouble(with: socket) { return trouble }
        let functions = functions
        let answer = withDeadline(.seconds(patience)) { () -> Result<[ReaderState], PCSCError> in
            Result { () throws(PCSCError) in try Context(functions: functions).snapshot() }
        }
        switch answer {
        case nil: return .hung(seconds: patience)
        case .success(let states): return .running(describe(states))
        case .failure(let error):
            return condition(after: error)
        }
    }

    /// The library says "no service" also of one that hangs up before it was asked anything, as pcscd does on a user
    /// whom polkit refuses. Whether anybody listens tells the two apart.
    private func condition(after error: PCSCError) -> ServiceCondition {
        switch error.code {
        case .securityViolation: .refused
        case .serviceStopped: .wrongVersion
        case .noService, .communicationError:
            if let socket {
                trouble(with: socket) ?? (error.code == .noService ? .refused : .failed(error))
            } else {
                .dead
            }
        default: .failed(error)
        }
    }

    /// What connect(2) says; nil when it succeeds. A full backlog is tried again for `patience`: a service that many
    /// programs call at once has one for a moment.
    private func trouble(with socket: String) -> ServiceCondition? {
        if let trouble = troubleWithPath(socket) { return .badPath(trouble) }
        let end = ContinuousClock.now + .seconds(patience)
        var error = UnixSocket.errorConnecting(to: socket)
        while error == EAGAIN, ContinuousClock.now < end {
            usleep(20_000)
            error = UnixSocket.errorConnecting(to: socket)
        }
        return switch error {
        case nil: nil
        case ENOENT, ENOTDIR: .absent
        case EACCES, EPERM: .socketClosedToUser
        // A full backlog: connections wait and nobody takes them.
        case EAGAIN: .hung(seconds: 0)
        default: .dead
        }
    }
}

/// What can be said of a path before anybody is called there.
private func troubleWithPath(_ path: String) -> SocketTrouble? {
    if path.isEmpty { return .empty }
    if path.utf8.count > ServiceSocket.longestPath { return .tooLong }
    guard let type = (try? FileManager.default.attributesOfItem(atPath: resolved(path)))?[.type] as? FileAttributeType
    else { return nil }
    return type == .typeDirectory ? .folder : type == .typeSocket ? nil : .notASocket
}

/// The kernel follows links to a socket.
private func resolved(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
