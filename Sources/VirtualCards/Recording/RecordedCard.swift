import PCSCTesting

/// A card that says again what another one said. Strict: it answers the recorded commands in their order, byte for byte,
/// and anything else with `6F00`, which is noted, so that a program whose conversation has changed is found out.
///
/// It begins again at each reset, and after the last exchange.
public struct RecordedCard: CardResponder {
    /// A command that was not the recorded one.
    public struct Mismatch: Hashable, Sendable {
        /// Which exchange of the recording was due; the first is 0.
        public let place: Int
        /// Nil when the recording is empty.
        public let expected: [UInt8]?
        public let received: [UInt8]

        public init(place: Int, expected: [UInt8]?, received: [UInt8]) {
            self.place = place
            self.expected = expected
            self.received = received
        }
    }

    public let recording: CardRecording
    /// What came and was not in the recording, or not there, oldest first. Kept over resets.
    public private(set) var mismatches: [Mismatch] = []
    private var place = 0

    public init(_ recording: CardRecording) {
        self.recording = recording
    }

    public mutating func reset() {
        place = 0
    }

    public mutating func respond(to command: [UInt8]) -> CardAnswer {
        if place == recording.exchanges.count { place = 0 }
        let due = recording.exchanges.indices.contains(place) ? recording.exchanges[place] : nil
        guard let due, due.command == command else {
            mismatches.append(Mismatch(place: place, expected: due?.command, received: command))
            return .response([0x6F, 0x00])
        }
        place += 1
        return due.answer
    }
}

extension VirtualCard {
    /// A card that answers as in a recording.
    public convenience init(replaying recording: CardRecording) {
        self.init(atr: recording.atr, responder: RecordedCard(recording))
    }

    /// What a replayed card was sent that is not in its recording; empty for any other card.
    public var mismatches: [RecordedCard.Mismatch] { modify(RecordedCard.self) { $0.mismatches } ?? [] }
}
