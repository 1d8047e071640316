import CLinux
import Foundation
import Synchronization

/// A socket that behaves as a PC/SC service does in cases that no daemon gives on demand, behind the real libpcsclite.
public final class ScriptedService: Sendable {
    public enum Behaviour: Sendable {
        /// Hangs up on everybody, as pcscd does on a user that polkit refuses.
        case refuses
        /// Answers the version request (`CMD_VERSION`) with `SCARD_E_SERVICE_STOPPED`, as pcscd does when the
        /// protocol's major version differs (PCSC src/winscard_svc.c).
        case otherVersion
        /// Takes connections and never answers.
        case silent
    }

    public let socketPath: String
    private let janitor: Janitor
    private let descriptor: Int32
    private let behaviour: Behaviour

    public var environment: [String: String] { ["PCSCLITE_CSOCK_NAME": socketPath] }

    public init(_ behaviour: Behaviour) throws {
        self.behaviour = behaviour
        janitor = try Janitor()
        socketPath = janitor.folder + "/pcscd.comm"
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let descriptor = descriptor
        guard descriptor >= 0, ra_bind_unix(descriptor, socketPath) == 0, listen(descriptor, 8) == 0 else {
            throw TestSupportFailure("no socket can be made at \(socketPath)")
        }
        Thread.detachNewThread { [behaviour] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                ScriptedService.serve(connection, behaviour)
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    private static func serve(_ connection: Int32, _ behaviour: Behaviour) {
        switch behaviour {
        case .refuses:
            close(connection)
        case .otherVersion:
            // Two words (size, command), then major, minor, result: winscard_msg.h, `struct version_struct`.
            var request = [UInt32](repeating: 0, count: 5)
            let size = request.count * MemoryLayout<UInt32>.size
            if recv(connection, &request, size, Int32(MSG_WAITALL)) == size {
                let answer: [UInt32] = [request[2] + 1, 0, 0x8010_001E]
                send(connection, answer, answer.count * MemoryLayout<UInt32>.size, Int32(MSG_NOSIGNAL))
            }
            close(connection)
        case .silent:
            break  // open until the process ends
        }
    }
}
