import ISO7816
import JSON
import PCSC
import ReaderHardware

/// `ra readers --json` (command-line contract).
public struct ReaderDocument: Sendable {
    public let json: JSONValue

    public init(_ readers: [AttachedReader]) {
        json = ["schemaVersion": 1, "readers": .array(ReaderDocument.entries(readers))]
    }

    /// One entry a reader. Without epochs the cards that are in are numbered: each was seen once, so each insertion has
    /// its own.
    public static func entries(_ readers: [AttachedReader], epochs: [Int?]? = nil) -> [JSONValue] {
        var count = 0
        return readers.enumerated().map { index, reader in
            if reader.state.isCardPresent { count += 1 }
            let epoch = epochs.map { $0[index] } ?? (reader.state.isCardPresent ? count : nil)
            return [
                "name": .string(reader.name.description), "index": .integer(Int64(reader.index)),
                "state": .string(reader.state.condition.rawValue),
                "atr": reader.state.atr.isEmpty ? .null : .string(reader.state.atr.hexadecimal),
                "insertionEpoch": .optional(epoch),
                "usb": reader.device.map(\.json) ?? .null, "kind": .string(reader.kind.rawValue),
            ]
        }
    }
}

extension USBReader {
    var json: JSONValue {
        [
            "vendor": .string(id.vendorText), "product": .string(id.productText), "serial": .optional(serial),
        ]
    }
}
