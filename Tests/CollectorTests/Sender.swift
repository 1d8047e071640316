import Foundation
import TestSupport

/// A Python program beside this file that holds connections to a collector; it ends with this value.
final class Sender: Sendable {
    private let folder: Janitor
    private let child: ChildProcess

    init(_ script: String, _ arguments: [String]) throws {
        folder = try Janitor()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: script).path
        child = try ChildProcess(
            ["setpriv", "--pdeathsig", "KILL", "python3", "-B", script] + arguments, log: folder.folder + "/log")
    }

    /// Connections that keep places: so many, of a kind that `idle.py` names.
    static func idle(_ count: Int, _ kind: String, at url: URL, _ desk: TestDesk? = nil) throws -> Sender {
        let address = desk?.path.split(separator: "/")[2]
        let port = "\(url.port ?? 0)" + (url.scheme == "https" ? "/tls" : "")
        return try Sender("idle.py", [port, "\(count)", kind] + (address.map { [String($0)] } ?? []))
    }

    /// A body that is sent evenly over so many seconds.
    static func slow(_ body: [UInt8], _ desk: TestDesk, at url: URL, seconds: Int) async throws -> Sender {
        let folder = try Janitor()
        let file = folder.folder + "/body"
        try Data(body).write(to: URL(fileURLWithPath: file))
        let sender = try Sender("slow.py", ["\(url.port ?? 0)", "/" + desk.path, file, "\(seconds)"])
        try await eventually(within: .seconds(20), "that the body was read") {
            sender.child.hasEnded || sender.lines.contains("sending")
        }
        withExtendedLifetime(folder) {}
        return sender
    }

    deinit { child.send(SIGKILL) }

    private var lines: [String] {
        let text = (try? String(contentsOfFile: folder.folder + "/log", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    func areOpen() async throws {
        try await eventually(within: .seconds(60), "that all are open") {
            guard !child.hasEnded else { throw TestSupportFailure("\(lines)") }
            return lines.contains("open")
        }
    }

    /// After so many seconds the one connection was closed.
    func seconds() async throws -> Double {
        try Double(try await ended().last ?? "").orThrow()
    }

    /// What it said, when it has ended: minutes later, so no thread that other tests need waits for it.
    func ended() async throws -> [String] {
        try await eventually(within: .seconds(200), "the sender's end") { child.hasEnded }
        return lines
    }
}
