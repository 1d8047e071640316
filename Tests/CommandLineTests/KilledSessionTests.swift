import Foundation
import JSON
import TestSupport
import Testing

/// Every scenario on the real service, killed after an event that it stored, and taken up.
@Suite struct KilledSessionTests {
    /// All but the one with one reader: vpcd's readers come in pairs.
    static let plays = SessionScenarioTests.plays.filter { $0.scenario != "one-reader" }

    /// Each event with RA_KILLS=all in the environment; a few otherwise, others in each run.
    private func places(among count: Int) -> [Int] {
        if ProcessInfo.processInfo.environment["RA_KILLS"] == "all" { return Array(1...count) }
        return (0..<3).map { third in Int.random(in: 1 + third * count / 3...max(1, (third + 1) * count / 3)) }
    }

    @Test(arguments: plays)
    func `killed after a stored event and taken up, it ends as it would have, and asks nothing that is known`(
        play: SessionScenarioTests.Play
    ) async throws {
        try await PrivateService.run { service in
            let whole = try await inFolder { folder in
                let player = try ScenarioPlayer(play.scenario, service: service, folder: folder)
                let end = try await player.play(try player.start(play.workflow))
                #expect(end?["outcome"] == .string(play.outcome))
                try await player.clearReaders()
                return try player.bodies().count
            }
            for place in places(among: whole) {
                try await inFolder { folder in
                    try await kill(play, after: place, service, folder)
                }
            }
        }
    }

    private func kill(
        _ play: SessionScenarioTests.Play, after place: Int, _ service: PrivateService, _ folder: String
    ) async throws {
        let player = try ScenarioPlayer(play.scenario, service: service, folder: folder)
        let session = try player.start(play.workflow)
        let comment = Comment("\(play.scenario), after \(place)")
        if let end = try await player.play(session, killingAt: place) {
            // It was faster than the one who kills.
            #expect(end["outcome"] == .string(play.outcome), comment)
            _ = try await session.end()
            try await player.clearReaders()
            return
        }
        let (status, complaint) = try await session.end()
        #expect(status == SIGKILL, "\(comment): \(complaint)")
        let stored = try player.bodies()
        var known: Set<String> = []
        for body in stored {
            guard let key = body["details"]?["key"]?.string else { continue }
            if body["event"] == "fact.answered" { known.insert(key) }
            if body["event"] == "fact.withdrawn" { known.remove(key) }
        }
        // A card that is refused takes along what was answered about it, and a blocked series is asked back once.
        if play.scenario == "wrong-card" || play.scenario == "blocked-series" { known.remove("card.series") }
        if !stored.contains(where: { $0["event"] == "session.ended" }) {
            guard stored.contains(where: { $0["event"] == "session.started" }) else {
                return try await player.clearReaders()
            }
            try player.forgetWhatWasNotStored()
            let again = try player.start("resume")
            let end = try await player.play(again)
            #expect(end?["outcome"] == .string(play.outcome), "\(comment): \(again.lines.joined(separator: "\n"))")
            // Whether the log-in stands can't be known; a step that didn't work is asked for again, as another card is.
            let mayRepeat: Set<String> = ["cim.loggedIn", "holder.confirmed"]
            let repeated = player.asked.filter { key in
                known.contains(key) && !mayRepeat.contains(key) && !key.hasPrefix("step.") && key != "decision.follow"
            }
            #expect(repeated == [], "\(comment): \(again.lines.joined(separator: "\n"))")
            _ = try await again.end()
        }
        try await player.clearReaders()
        let bodies = try player.bodies()
        let intents = bodies.filter { $0["event"] == "intent" }.compactMap { $0["seq"]?.integer }
        let closed = bodies.filter { $0["event"] == "outcome" }.compactMap { $0["intent"]?.integer }
        #expect(intents == closed, comment)
        let verified = try await RaProcess.run(
            ["audit", "verify", "--audit-log", player.log], environment: ["HOME": folder])
        #expect(verified.exitStatus == 0, "\(comment): \(verified.standardOutput)")
    }

    private func inFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let folder = NSTemporaryDirectory() + "killed-\(UUID())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await body(folder)
    }
}
