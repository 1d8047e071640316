import AuditLog
import Collector
import Foundation
import JSON
import TestSupport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The built `ra-collector` with settings, a key and a port of its own.
final class CollectorProcess: Sendable {
    let folder: Janitor
    let configuration: String
    private let child: RestartableChild
    private let log: String

    static let program = URL(fileURLWithPath: RaProcess.path).deletingLastPathComponent().appending(
        path: "ra-collector"
    )
    .path

    /// - Parameters:
    ///   - database: how libpq gets to it.
    ///   - folder: where another one's key lies; a new one else.
    ///   - more: lines of the settings.
    init(_ database: String, folder: Janitor? = nil, name: String = "config", more: String = "") throws {
        self.folder = try folder ?? Janitor()
        configuration = "\(self.folder.folder)/\(name).yaml"
        log = "\(self.folder.folder)/\(name).log"
        let yaml = """
            database: \(database)
            listen: 127.0.0.1:0
            witness: {name: collector.example/w1, key: \(self.folder.folder)/key}
            \(more)
            """
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: configuration))
        child = RestartableChild(log: log)
    }

    deinit { child.send(SIGKILL) }

    /// Starts it and waits until it listens.
    ///
    /// - Returns: its address.
    @discardableResult
    func start(_ options: [String] = []) async throws -> URL {
        try? FileManager.default.removeItem(atPath: log)
        try child.start(
            ["setpriv", "--pdeathsig", "KILL", Self.program, "serve", "--config", configuration, "--json"] + options)
        var url: URL?
        try await eventually(within: .seconds(60), "that the collector listens") {
            guard !child.hasEnded else { throw TestSupportFailure("the collector ended: \(text)") }
            let line = text.split(separator: "\n").first { $0.hasPrefix("{") && $0.hasSuffix("}") }
            url = line.flatMap { try? JSONValue(parsing: Data($0.utf8)) }?["url"]?.string.flatMap(URL.init)
            return url != nil
        }
        return try url.orThrow()
    }

    var text: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    var pid: Int32 { child.pid }

    func send(_ signal: Int32) { child.send(signal) }
    func waitUntilEnded() { child.waitUntilEnded() }

    /// Resident memory at its highest, in KiB (proc(5), `VmHWM`).
    func peakMemory() throws -> Int {
        let pid = child.pid
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = try status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }.orThrow()
        return try Int(line.split(separator: " ").dropLast().last ?? "").orThrow()
    }

    func run(_ arguments: [String]) async throws -> RaProcess.Outcome {
        try await RaProcess.run(program: Self.program, arguments + ["--config", configuration])
    }
}

extension Optional {
    func orThrow() throws -> Wrapped {
        guard let value = self else { throw TestSupportFailure("there is no value") }
        return value
    }
}

/// Requests as a desk sends them.
enum Client {
    struct Answer: Hashable, Sendable {
        let status: Int
        let body: String
        let headers: [String: String]
    }

    static func send(
        _ method: String, _ url: URL, _ path: String, body: [UInt8] = [], headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = URLRequest(url: url.appending(path: path), timeoutInterval: 60)
        request.httpMethod = method
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        if method == "POST" || !body.isEmpty { request.httpBody = Data(body) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = response as? HTTPURLResponse
        var fields = (http?.allHeaderFields ?? [:]).reduce(into: [String: String]()) { fields, field in
            fields["\(field.key)".lowercased()] = "\(field.value)"
        }
        // Two answers are the same whichever second they were given in.
        fields["date"] = nil
        return Answer(status: http?.statusCode ?? 0, body: String(decoding: data, as: UTF8.self), headers: fields)
    }

    static func push(
        _ body: [UInt8], _ desk: TestDesk, _ url: URL, headers: [String: String] = [:]
    ) async throws -> Answer {
        let address = desk.address.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return try await send("POST", url, "v1/logs/\(address)/entries", body: body, headers: headers)
    }
}
