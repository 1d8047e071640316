import PageFoundation
import Preflight

/// Where a running desk answers other runs of `ra` by the same user.
struct DeskSocket: Sendable {
    private let place: DeskPageSocket
    private let socket: LinkSocket

    /// - Throws: `CommandFailure`, where there is no folder for it that is this user's alone.
    init(environment: [String: String]) throws(CommandFailure) {
        place = DeskPageSocket(environment: environment)
        do throws(LinkSocketError) {
            socket = try LinkSocket(folder: place.folder, name: DeskPageSocket.name)
        } catch {
            throw Self.failure(error, at: place)
        }
    }

    /// Asks the desk that runs for a fresh link. Blocks for two seconds at most.
    func ask() -> LinkSocket.Answer { socket.ask() }

    /// A fresh link; nil where no desk gives one.
    func askForLink() -> String? { socket.askForLink() }

    /// Takes the place of this user's one desk. Whoever asks from now on waits for an answer.
    ///
    /// - Throws: `CommandFailure` where another desk of this user runs, or no socket can be made.
    func claim() throws(CommandFailure) -> LinkClaim {
        do throws(LinkSocketError) {
            return try socket.claim()
        } catch {
            throw Self.failure(error, at: place)
        }
    }

    private static func failure(_ error: LinkSocketError, at place: DeskPageSocket) -> CommandFailure {
        switch error {
        case .held:
            CommandFailure(.serviceUnavailable, "A desk of yours runs already.", hint: "'ra desk --open' opens it.")
        case .unusable:
            CommandFailure(
                .fileTrouble, "The desk's socket can't be made, or isn't yours alone: \(place.path).",
                hint: "Set XDG_RUNTIME_DIR to a folder of your own.")
        }
    }
}
