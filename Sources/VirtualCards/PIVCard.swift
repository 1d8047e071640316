import ISO7816
import PCSCTesting

/// A card with a PIV application (NIST SP 800-73-4 part 2), good enough for OpenSC. A value: copy it, change it.
///
/// It answers SELECT, GET DATA, GET RESPONSE and VERIFY. It has no keys: it can be read, and a passcode can be tried.
public struct PIVCard: CardResponder {
    /// The data objects by tag, each with the whole answer to GET DATA (`53 …`, or `7E …` for the discovery object).
    public var objects: [UInt32: [UInt8]]
    /// Wrong entries left before the passcode is locked; 0 is locked.
    public var triesLeft: Int
    public var triesAtMost: Int
    /// What VERIFY compares: the eight bytes of SP 800-73-4 part 2 §2.4.3, padded with `FF`.
    public var passcode: [UInt8]
    /// What the card does wrong.
    public var faults: Set<Fault> = []
    /// Identifiers of further applications, which can be selected and answer nothing.
    public var otherApplications: [[UInt8]] = []

    private(set) public var isVerified = false
    private var selected: Selection = .nothing
    private var waiting: [UInt8] = []
    private var commands = 0

    private enum Selection { case nothing, piv, other }

    /// The ATR of an IDEMIA card with PIV (smartcard_list.txt, "Oberthur ID-One PIV/CIV on V8 Device"); T=1.
    public static let atr: [UInt8] = [
        0x3B, 0xD6, 0x97, 0x00, 0x81, 0xB1, 0xFE, 0x45, 0x1F, 0x87, 0x80, 0x31, 0xC1, 0x52, 0x41, 0x1A, 0x2B,
    ]

    /// A card with these two certificates in DER, or without.
    public init(authentication: [UInt8]?, signing: [UInt8]?, triesLeft: Int = 3, triesAtMost: Int = 3) {
        objects = PIVObjects.common
        self.triesLeft = triesLeft
        self.triesAtMost = triesAtMost
        passcode = Array("12345678".utf8)
        replaceCertificates(authentication: authentication, signing: signing)
    }

    public mutating func replaceCertificates(authentication: [UInt8]?, signing: [UInt8]?, compressed: Bool = false) {
        objects[PIVObjects.authentication] = authentication.map { PIVObjects.certificate($0, compressed: compressed) }
        objects[PIVObjects.signing] = signing.map { PIVObjects.certificate($0, compressed: compressed) }
    }

    /// What CIM does when it unlocks a card: the counter goes back.
    public mutating func unlock() {
        triesLeft = triesAtMost
    }

    public mutating func reset() {
        selected = .nothing
        isVerified = false
        waiting = []
    }

    public mutating func respond(to command: [UInt8]) -> CardAnswer {
        commands += 1
        for fault in faults {
            if let answer = fault.answer(toCommandNumber: commands) { return answer }
        }
        guard let apdu = try? CommandAPDU(parsing: command) else { return .status(.wrongLength) }
        guard apdu.cla == 0 else { return .status(.classNotSupported) }
        if apdu.ins == 0xC0 { return continuation(apdu) }
        waiting = []
        switch apdu.ins {
        case 0xA4: return select(apdu)
        case 0xCB: return getData(apdu)
        case 0x20: return .status(verify(apdu))
        default: return .status(.instructionNotSupported)
        }
    }

    /// SP 800-73-4 part 2 §3.1.1: selecting PIV again, or an application that isn't there, changes nothing.
    private mutating func select(_ apdu: CommandAPDU) -> CardAnswer {
        guard apdu.p1 == 0x04, apdu.p2 & 0xF3 == 0 else { return .status(.functionNotSupported) }
        if apdu.data.count >= 5, PIVObjects.aid.starts(with: apdu.data) {
            for case .selectAnswer(let status) in faults { return .status(status) }
            selected = .piv
            return answer(PIVObjects.applicationTemplate, to: apdu, isInPieces: false)
        }
        guard otherApplications.contains(where: { !apdu.data.isEmpty && $0.starts(with: apdu.data) }) else {
            return .status(.notFound)
        }
        selected = .other
        isVerified = false
        return .status(.success)
    }

    private mutating func getData(_ apdu: CommandAPDU) -> CardAnswer {
        guard selected == .piv else { return .status(.conditionsNotSatisfied) }
        guard apdu.p1 == 0x3F, apdu.p2 == 0xFF, let tagList = try? BERTLV.list(apdu.data), tagList.count == 1,
            tagList[0].tag == 0x5C, (1...4).contains(tagList[0].value.count)
        else { return .status(.wrongData) }
        let tag = tagList[0].value.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard var object = objects[tag] else { return .status(.notFound) }
        for fault in faults { fault.spoil(&object) }
        return answer(object, to: apdu)
    }

    /// SP 800-73-4 part 2 §3.2.1. Without data it tells the tries left and costs none.
    private mutating func verify(_ apdu: CommandAPDU) -> StatusWord {
        guard selected == .piv else { return .conditionsNotSatisfied }
        guard apdu.p1 == 0x00, apdu.p2 == 0x80 else { return .referencedDataNotFound }
        if apdu.data.isEmpty {
            for case .counterAnswer(let status) in faults { return status }
            return isVerified ? .success : counterStatus
        }
        guard triesLeft > 0 else { return .authenticationMethodBlocked }
        guard apdu.data.count == 8 else { return .wrongData }
        isVerified = apdu.data == passcode
        triesLeft = isVerified ? triesAtMost : triesLeft - 1
        return isVerified ? .success : counterStatus
    }

    private var counterStatus: StatusWord {
        triesLeft <= 0 ? .authenticationMethodBlocked : StatusWord(0x63, 0xC0 | UInt8(min(triesLeft, 15)))
    }

    private mutating func continuation(_ apdu: CommandAPDU) -> CardAnswer {
        guard !waiting.isEmpty else { return .status(.conditionsNotSatisfied) }
        return answer(waiting, to: apdu)
    }

    /// As much as was asked for; the rest waits for GET RESPONSE (ISO/IEC 7816-4 §5.3.4).
    private mutating func answer(_ data: [UInt8], to apdu: CommandAPDU, isInPieces: Bool = true) -> CardAnswer {
        var part = data.prefix(apdu.expectedLength ?? 256)
        if isInPieces { for case .pieces(let bytes) in faults { part = part.prefix(max(0, bytes)) } }
        waiting = Array(data.dropFirst(part.count))
        if faults.contains(.endless61) { waiting = [UInt8](repeating: 0xAA, count: 0x110) }
        if faults.contains(.endless6C) { return .status(StatusWord(0x6C, UInt8(commands & 0xFF))) }
        let status =
            waiting.isEmpty ? StatusWord.success : StatusWord(0x61, waiting.count > 255 ? 0 : UInt8(waiting.count))
        return .response(part + [status.sw1, status.sw2])
    }
}

extension CardAnswer {
    static func status(_ status: StatusWord) -> CardAnswer { .response([status.sw1, status.sw2]) }
}
