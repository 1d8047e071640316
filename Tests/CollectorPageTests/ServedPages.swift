import CollectorPage
import Foundation
import Logging
import PageFoundation
import ServiceLifecycle
import TestSupport

/// The real server with the auditor's pages, on a port of its own.
struct ServedPages: Sendable {
    let address: PageAddress
    let gate: PageGate

    /// Serves while the body runs, and then ends in order.
    static func run<Value: Sendable>(
        _ estate: any Estate, _ body: @Sendable (ServedPages) async throws -> Value
    ) async throws -> Value {
        let gate = PageGate(name: "test")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (addresses, listening) = AsyncStream.makeStream(of: PageAddress.self)
        let server = try AuditorServer(
            estate, gate: gate, listen: .exactly(0), logger: logger, now: { HeldEstate.now },
            onListening: { listening.yield($0) })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: logger))
        let running = Task { try await group.run() }
        var iterator = addresses.makeAsyncIterator()
        guard let address = await iterator.next() else { throw TestSupportFailure("the server doesn't listen") }
        let value: Value
        do {
            value = try await body(ServedPages(address: address, gate: gate))
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running.value
        return value
    }

    struct Answer: Sendable {
        var status = 0
        var fields: [String: String] = [:]
        var body = ""
        /// What a browser would send back.
        var cookie: String? { fields["set-cookie"].map { String($0.prefix { $0 != ";" }) } }
    }

    /// One request, by a program that changes nothing in it.
    func ask(
        _ path: String, method: String = "GET", cookie: String? = nil, _ more: [String] = []
    ) async throws -> Answer {
        var words = ["-s", "-m", "20", "--path-as-is", method == "HEAD" ? "-I" : "-i"]
        if method != "HEAD" { words += ["-X", method] }
        for field in (cookie.map { ["Cookie: \($0)"] } ?? []) + more { words += ["-H", field] }
        let outcome = try await RaProcess.run(program: "/usr/bin/curl", words + [address.origin + path])
        let parts = outcome.standardOutput.components(separatedBy: "\r\n\r\n")
        let lines = (parts.first ?? "").components(separatedBy: "\r\n")
        var answer = Answer()
        answer.status = Int(lines.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            answer.fields[line[..<colon].lowercased()] =
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        answer.body = parts.dropFirst().joined(separator: "\r\n\r\n")
        return answer
    }

    /// Follows a fresh link.
    func enter() async throws -> String {
        let answer = try await ask("/enter?token=\(gate.issueToken())")
        guard answer.status == 303, let cookie = answer.cookie else {
            throw TestSupportFailure("a link isn't taken: \(answer.status)")
        }
        return cookie
    }
}
