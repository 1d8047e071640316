import ISO7816
import PCSCTesting

extension PIVCard {
    /// What a broken or hostile card does. Slow answers are `VirtualCard.latency`.
    public enum Fault: Hashable, Sendable {
        /// Objects end half-way through.
        case truncatedTLV
        /// The inner lengths say more than is there.
        case wrongLengths
        /// Each answer says that more waits, without end.
        case endless61
        /// Each answer says that another length would have been right, without end.
        case endless6C
        /// Objects are 64 KiB long.
        case hugeObjects
        /// Objects hold bytes that are no data object at all.
        case garbage
        /// VERIFY without data is answered like this.
        case counterAnswer(StatusWord)
        /// SELECT of the PIV application is answered like this, and nothing is selected.
        case selectAnswer(StatusWord)
        /// Objects come in pieces of so many bytes; of 0, the card announces data and never gives any.
        case pieces(bytes: Int)
        /// The card leaves the reader at the n-th command, counted from 1.
        case leaves(atCommand: Int)
        /// The card never answers the n-th command, counted from 1.
        case silent(atCommand: Int)
        /// From the n-th command on, answers have this many bytes, and no status word when that is under two.
        case short(bytes: Int, atCommand: Int)
    }
}

extension PIVCard.Fault {
    func answer(toCommandNumber number: Int) -> CardAnswer? {
        switch self {
        case .leaves(let command): number == command ? .leaves : nil
        case .silent(let command): number == command ? .silence : nil
        case .short(let bytes, let command):
            number >= command ? .response([UInt8](repeating: 0x90, count: max(0, bytes))) : nil
        default: nil
        }
    }

    func spoil(_ object: inout [UInt8]) {
        switch self {
        case .truncatedTLV: object = Array(object.prefix(object.count / 2))
        case .wrongLengths:
            // The certificate's own length, behind `53 82 xx xx 70 82`.
            if object.count > 8 { object[6] = 0xFF }
        case .hugeObjects:
            object = BERTLV(tag: 0x53, value: [UInt8](repeating: 0x70, count: 65_536)).encoded
        case .garbage: object = (0..<200).map { UInt8($0 &* 37 & 0xFF) }
        default: break
        }
    }
}
