import AuditLog
import Collector
import Foundation
import Instants
import JSON
import PostgreSQL
import TestSupport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

extension RowGroup {
    /// What the installed programs show: the collector's memory while many desks push, and what a push after a session costs
    /// whoever waits for the session.
    static let collectorPrograms = RowGroup(name: "collector-programs") {
        let environment = ProcessInfo.processInfo.environment
        guard let ra = environment["RA_STATIC"], let collector = environment["RA_STATIC_COLLECTOR"] else {
            return [
                .figure(
                    "ra, ra-collector", "no RA_STATIC, RA_STATIC_COLLECTOR: see make bench", bound: "", isMet: false)
            ]
        }
        return try await CollectorPrograms.memory(collector) + [CollectorPrograms.sessions(ra)]
    }
}

private enum CollectorPrograms {

    /// 64 desks push at once, round after round, large requests among them.
    static func memory(_ program: String) async throws -> [Row] {
        let database = try PrivateDatabase()
        let connection = try PostgreSQLConnection(database.settings)
        try CollectorSchema.migrate(connection)
        var desks = (0..<64).map(PushingDesk.init)
        for desk in desks {
            try Enrolment(connection: connection, now: UTCInstant(secondsSince1970: 0)).enrol(desk.key.verifierKey)
        }
        let folder = try Janitor()
        let settings = folder.folder + "/collector.yaml"
        try """
        database: \(database.settings)
        listen: 127.0.0.1:0
        witness: {name: collector.example/w1, key: \(folder.folder)/key}
        """.write(toFile: settings, atomically: true, encoding: .utf8)
        let log = folder.folder + "/log"
        let child = RestartableChild(log: log)
        try child.start(["setpriv", "--pdeathsig", "KILL", program, "serve", "--config", settings, "--json"])
        defer { child.send(SIGKILL) }
        var url: URL?
        try await eventually(within: .seconds(30), "that the collector listens") {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix("{") && $0.hasSuffix("}") }
            url = line.flatMap { try? JSONValue(parsing: Data($0.utf8)) }?["url"]?.string.flatMap(URL.init)
            return url != nil
        }
        guard let url else { throw TestSupportFailure("the collector names no address") }
        var resident: [Int] = []
        let rounds = 12
        for round in 0..<rounds {
            var requests: [PushingDesk.Request] = []
            // Some of the largest that a request may be, beside the usual ones.
            for index in desks.indices {
                requests.append(try desks[index].next(index % 16 == round % 16 ? 10_000 : 50))
            }
            try await push(requests, to: url)
            resident.append(try kibibytes("VmRSS", of: child.pid))
        }
        let peak = try kibibytes("VmHWM", of: child.pid)
        let (early, late) = (resident[rounds / 3], resident[rounds - 1])
        return [
            .figure(
                "ra-collector with 64 desks at once, memory at most", "\(peak / 1024) MiB", bound: "≤ 150 MiB",
                isMet: peak <= 150 * 1024),
            .figure(
                "the same, what it grew by from the 5th to the \(rounds)th round", "\((late - early) / 1024) MiB",
                bound: "≤ 15 MiB", isMet: late - early <= 15 * 1024),
        ]
    }

    private static func push(_ requests: [PushingDesk.Request], to url: URL) async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for request in requests {
                let address = request.address.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
                group.addTask {
                    var question = URLRequest(
                        url: url.appending(path: "v1/logs/\(address)/entries"), timeoutInterval: 120)
                    question.httpMethod = "POST"
                    question.httpBody = Data(request.body)
                    let (_, response) = try await URLSession.shared.data(for: question)
                    return (response as? HTTPURLResponse)?.statusCode ?? 0
                }
            }
            for try await status in group where status != 200 {
                throw TestSupportFailure("the collector answered \(status)")
            }
        }
    }

    private static func kibibytes(_ name: String, of pid: Int32) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        guard let kibibytes = line?.split(separator: " ").dropLast().last.flatMap({ Int($0) }) else {
            throw TestSupportFailure("proc names no \(name)")
        }
        return kibibytes
    }

    /// A whole simulated session at a desk whose collector takes the connection and never answers, beside one without a
    /// collector, in turns.
    static func sessions(_ ra: String) async throws -> Row {
        let folder = try Janitor()
        let silent = try SilentListener()
        let scenario =
            URL(fileURLWithPath: #filePath).appending(path: "../../../../Fixtures/scenarios")
            .standardizedFileURL.path + "/locked-with-email.yaml"
        let text = try String(contentsOfFile: scenario, encoding: .utf8)
        guard let start = text.range(of: "\nanswers:\n") else {
            throw TestSupportFailure("the scenario has no answers")
        }
        let answers = text[start.upperBound...].split(separator: "\n").map { $0.dropFirst(2) }.joined(separator: "\n")
        try answers.write(toFile: folder.folder + "/answers.yaml", atomically: true, encoding: .utf8)
        let key = SigningKey(name: "collector.example/w1", algorithm: .cosignature).verifierKey
        let collector = "\ncollector: {url: \"http://127.0.0.1:\(silent.port)\", key: \"\(key.text)\"}\n"
        var commands: [[String]] = []
        for (name, more) in [("with", collector), ("without", "")] {
            let file = "\(folder.folder)/\(name).yaml"
            try (text[..<start.lowerBound].replacing("\nsettings:\n", with: "\nsettings:\n" + indented(more)))
                .write(toFile: file, atomically: true, encoding: .utf8)
            commands.append([
                ra, "unlock", "--simulate", file, "--answers", folder.folder + "/answers.yaml", "--audit-log",
                "\(folder.folder)/\(name)/audit.sqlite",
            ])
            try FileManager.default.createDirectory(
                atPath: "\(folder.folder)/\(name)", withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
        }
        let log = folder.folder + "/said"
        func run(_ command: [String]) throws {
            try? FileManager.default.removeItem(atPath: log)
            let child = try ChildProcess(command, log: log)
            child.waitUntilEnded()
            let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            guard said.contains("UNLOCKED.") else { throw TestSupportFailure("the session didn't unlock: \(said)") }
        }
        let (ours, theirs) = try interleave(20, warmUp: 2) {
            try run(commands[0])
        } theirs: {
            try run(commands[1])
        }
        guard silent.wasAsked else {
            throw TestSupportFailure("nothing was pushed")
        }
        return .times(
            "a session with a push after it that isn't answered, against none", ours: ours.median,
            theirs: theirs.median,
            atMost: 1.02, orPlus: 0.01)
    }

    private static func indented(_ lines: String) -> String {
        lines.split(separator: "\n").map { "  \($0)\n" }.joined()
    }
}
