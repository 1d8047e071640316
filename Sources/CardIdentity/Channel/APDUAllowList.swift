import ISO7816
import PCSC

/// A command that may reach a card. Only `APDUAllowList.admit` makes one, and every path to a card takes nothing else,
/// so what the list refuses can't be sent.
public struct AllowedCommand: Hashable, Sendable {
    public let apdu: CommandAPDU
    /// The bytes on the line.
    public let bytes: [UInt8]

    fileprivate init(apdu: CommandAPDU, bytes: [UInt8]) {
        self.apdu = apdu
        self.bytes = bytes
    }
}

/// The bytes that may reach a card (architecture, invariant 1): SELECT, READ BINARY, READ RECORD, GET DATA,
/// GET RESPONSE, and VERIFY without data once the standard PIV application has answered.
///
/// Nothing on the list changes a card, carries a passcode, or costs a try. The list knows which application is
/// selected, because VERIFY without data is free on PIV (SP 800-73-4 part 2 §3.2.1) and may cost a try elsewhere.
public struct APDUAllowList: Hashable, Sendable {
    /// The full AID of the PIV card application, version 1.0 (SP 800-73-4 part 1 §2.2).
    public static let pivAID: [UInt8] = [0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00]

    private var pivIsSelected = false

    public init() {}

    /// Lets a command through, or says why not.
    public func admit(_ command: CommandAPDU) throws(APDURefusal) -> AllowedCommand {
        try APDUAllowList.checkForm(of: command)
        // On another application the same bytes might cost a try.
        guard command.ins != 0x20 || pivIsSelected else { throw .passcodeCounterNotFree }
        guard let bytes = try? command.encoded() else { throw .dataField(command.ins) }
        return AllowedCommand(apdu: command, bytes: bytes)
    }

    /// The same list for the PC/SC module, which asks it about each command in the one place where bytes leave for a
    /// card: a second lock behind the first. It sees the bytes alone, not which application is selected. What the module
    /// sends of its own accord in an exchange is asked about too, and no link of a chain is on the list, so that nothing
    /// can be put together on a card that the list wouldn't let through whole.
    public static let policy = CommandPolicy(permitsControl: false) { bytes in
        guard let command = try? CommandAPDU(parsing: bytes.withUnsafeBufferPointer { Array($0) }) else { return false }
        return (try? checkForm(of: command)) != nil
    }

    private static func checkForm(of command: CommandAPDU) throws(APDURefusal) {
        // No secure messaging, no chaining, no logical channel: the list would not see what it lets through.
        guard command.cla == 0x00 else { throw .classByte(command.cla) }
        switch command.ins {
        case 0xA4:  // SELECT (ISO/IEC 7816-4 §11.1.1)
            guard command.data.count <= 16 else { throw .dataField(command.ins) }
        case 0xB0, 0xB2, 0xCA:  // READ BINARY, READ RECORD, GET DATA
            guard command.data.isEmpty else { throw .dataField(command.ins) }
        case 0xCB:  // GET DATA with a tag list
            guard command.data.first == 0x5C, command.data.count <= 16 else { throw .dataField(command.ins) }
        case 0xC0:  // GET RESPONSE
            guard command.data.isEmpty, command.p1 == 0, command.p2 == 0 else { throw .parameters(command.ins) }
        case 0x20:  // VERIFY
            // No Le either: on T=0 a fifth byte would be read as the length of a passcode.
            guard command.data.isEmpty, command.expectedLength == nil else { throw .dataField(command.ins) }
            // P1 of FF would end another program's verified state (SP 800-73-4 part 2 §3.2.1).
            guard command.p1 == 0x00, command.p2 == 0x80 || command.p2 == 0x00 else { throw .parameters(command.ins) }
        default:
            throw .instruction(command.ins)
        }
    }

    /// Notes what the card answered, so that the list knows the selected application. To be called for each answer.
    public mutating func record(_ status: StatusWord, to command: AllowedCommand) {
        guard command.apdu.ins == 0xA4 else { return }
        let succeeded = status == .success || status.bytesWaiting != nil
        pivIsSelected =
            succeeded && command.apdu.p1 == 0x04 && command.apdu.p2 & 0x0C == 0
            && command.apdu.data == APDUAllowList.pivAID
    }
}

/// Why a command may not reach a card.
public enum APDURefusal: Error, Hashable, Sendable {
    /// The instruction is not on the list.
    case instruction(UInt8)
    /// Class bytes other than 00 are not on the list.
    case classByte(UInt8)
    /// The instruction is on the list, its data field or expected length is not.
    case dataField(UInt8)
    /// The instruction is on the list, its P1 or P2 is not.
    case parameters(UInt8)
    /// VERIFY without data before the standard PIV application answered: on another it might cost a try.
    case passcodeCounterNotFree
}
