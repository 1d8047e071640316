import Foundation
import Instants
import JSON
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// A desk on the real service with vpcd cards, and a session at it.
struct SessionDesk {
    let service: PrivateService
    let folder: String
    let operatorSlot: VPCDSlot
    let holderSlot: VPCDSlot
    let own: VirtualCard
    let card: VirtualCard

    static let operatorUUID = "000000000100"
    static let holderUUID = "000123456789"

    /// Runs the body at a desk with both readers empty.
    static func run<Result>(_ body: (SessionDesk) async throws -> Result) async throws -> Result {
        try await PrivateService.run { service in
            let folder = NSTemporaryDirectory() + "session-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            defer { try? FileManager.default.removeItem(atPath: folder) }
            return try await body(
                SessionDesk(
                    service: service, folder: folder, operatorSlot: VPCDSlot(port: service.slotPorts[0]),
                    holderSlot: VPCDSlot(port: service.slotPorts[1]), own: try nhsCard(operatorUUID),
                    card: try nhsCard(holderUUID, daysLeft: 30, triesLeft: 0)))
        }
    }

    static func nhsCard(_ uuid: String, daysLeft: Int64 = 400, triesLeft: Int = 3) throws -> VirtualCard {
        VirtualCard(
            atr: PIVCard.atr,
            responder: try PIVCard.nhs(
                uuid: uuid, notBefore: now.adding(seconds: -700 * 86_400),
                notAfter: now.adding(seconds: daysLeft * 86_400), triesLeft: triesLeft))
    }

    /// What CIM does at the end of a renewal.
    func renewCard() throws { try SessionDesk.renew(card) }

    static func renew(_ card: VirtualCard) throws {
        try card.modify(PIVCard.self) { card in
            Result {
                try card.renew(
                    uuid: SessionDesk.holderUUID, notBefore: SessionDesk.now,
                    notAfter: SessionDesk.now.adding(seconds: 1095 * 86_400))
            }
        }?.get()
    }

    static var now: UTCInstant { UTCInstant(secondsSince1970: Int64(Date().timeIntervalSince1970)) }

    var auditLog: String { folder + "/audit.sqlite" }

    /// `ra unlock --answers - --json` and the like, with the log in this desk's folder; with a file of answers, as text.
    func session(
        _ workflow: String, settings: String = "", answers: String? = nil, options: [String] = []
    ) throws -> RaConversation {
        let configuration = """
            workstation: TEST-01
            site: osprey
            designated: true
            operator: {role: shift-manager, cimRole: raa}
            verify: {seconds: 5}
            \(settings.contains("cim:") ? settings : settings + "\ncim: same-computer")
            """
        try configuration.write(toFile: folder + "/config.yaml", atomically: true, encoding: .utf8)
        return try RaConversation(
            [
                workflow, "--config", folder + "/config.yaml", "--audit-log", auditLog, "--answers", answers ?? "-",
            ] + (answers == nil ? ["--json"] : []) + options,
            environment: service.environment.merging(["HOME": folder, "TMPDIR": folder]) { $1 })
    }

    /// A session in which the operator has logged in and the holder's card has just gone in.
    func loggedIn(_ workflow: String = "unlock", holder: VirtualCard? = nil) async throws -> Interlocutor {
        var talk = Interlocutor(try session(workflow))
        operatorSlot.insert(own)
        try await talk.until("cim.loggedIn")
        try talk.answer("cim.loggedIn")
        holderSlot.insert(holder ?? card)
        return talk
    }

    /// Another card in the holder's reader. A card that is exchanged at once isn't noticed: vpcd is polled, and both
    /// answer to reset alike.
    func exchangeHolder(for card: VirtualCard) async throws {
        holderSlot.remove()
        try await Task.sleep(for: .seconds(1.2))
        holderSlot.insert(card)
    }

    /// The log's command with this desk's log.
    func audit(_ arguments: String...) async throws -> RaProcess.Outcome {
        try await RaProcess.run(["audit"] + arguments + ["--audit-log", auditLog], environment: ["HOME": folder])
    }
}

/// Leads a conversation: gives the answers that are known, and stops where something else is wanted.
struct Interlocutor {
    let conversation: RaConversation
    /// Where in the stream of objects to go on.
    var place = 0
    var answers: [String: JSONValue] = [
        "holder.reach": "here", "cim.loggedIn": true, "decision.follow": true, "holder.confirmed": true,
        "card.series": 9, "holder.passcodeKnown": false,
        "holder.email": "none", "holder.mobileOnProfile": false, "holder.emailOwnedByESR": true,
        "holder.present": true, "holder.employer": "this-organisation",
    ]

    init(_ conversation: RaConversation) { self.conversation = conversation }

    /// Answers every question up to one with this key, which is left standing.
    ///
    /// - Returns: the question.
    @discardableResult
    mutating func until(_ key: String) async throws -> JSONValue {
        while true {
            let question = try await next { $0["type"] == "ask" }
            guard question["key"] != .string(key) else { return question }
            try answer(question["key"]?.string ?? "")
        }
    }

    /// Waits for the next object of a type, answering nothing.
    @discardableResult
    mutating func next(where fits: (JSONValue) -> Bool) async throws -> JSONValue {
        let found = try await conversation.object(from: place, where: fits)
        place = found.place + 1
        return found.object
    }

    mutating func answer(_ key: String) throws {
        let value: JSONValue =
            answers[key]
            ?? (key.hasSuffix(".trouble") ? "giveUp" : key.hasPrefix("step.") ? "done" : .null)
        try conversation.answer(key, value)
    }

    /// Says that each step is done until there is none; before the last, CIM does its work.
    mutating func doSteps(_ work: () throws -> Void) async throws {
        var question = try await until("step.1")
        let decision = try await conversation.object(where: { $0["type"] == "decision" }).object
        #expect(decision["steps"]?.array?.isEmpty == false)
        try work()
        while question["key"]?.string?.hasPrefix("step.") == true {
            try answer(question["key"]?.string ?? "")
            let following = try await next { $0["type"] == "ask" || $0["type"] == "end" || $0["type"] == "report" }
            if following["type"] != "ask" {
                place -= 1
                return
            }
            question = following
        }
    }

    /// Says that each step is done, without waiting for what comes after the last.
    mutating func sayDone() async throws {
        var question = try await until("step.1")
        let count = try await stepCount()
        while true {
            try answer(question["key"]?.string ?? "")
            let last = question["steps"]?.array?.last?["number"]?.integer ?? 0
            guard last < Int64(count) else { return }
            question = try await next { $0["type"] == "ask" }
        }
    }

    /// Steps that are asked about: those of the decision that aren't behind, remarks or afterwards. Told by the texts.
    private func stepCount() async throws -> Int {
        let steps = try await conversation.object { $0["type"] == "decision" }.object["steps"]?.array ?? []
        let texts = steps.compactMap { $0["text"]?.string }
        return texts.filter { text in
            ![
                "Open Care", "Log in to Care", "Leave your own", "Look away", "Log out", "Take out both",
                "If ", "At night",
            ]
            .contains(where: text.hasPrefix)
        }.count
    }

    mutating func end() async throws -> JSONValue {
        try await next { $0["type"] == "end" }
    }
}

extension RaConversation {
    /// Types a line once that prompt stands, and waits for its echo.
    func type(_ text: String, at prompt: String) async throws {
        try await eventually("the prompt '\(prompt)'") { unfinished.hasPrefix("  \(prompt)") }
        let before = lines.count
        try send(text)
        try await eventually("an echo of '\(text)'") { lines.count > before }
    }

    /// After the end: presses Enter where cards are waited for.
    func leaveCards() async throws {
        try await eventually("the end") { lines.contains { $0.contains("> Log out of CIM") } }
        try send("")
    }
}
