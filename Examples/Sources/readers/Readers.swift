import PCSC

/// Says what each reader tells about itself, with or without a card in it:
///
///     swift run --package-path Examples readers
@main
enum Readers {
    static func main() async throws {
        let context = try await Context.establish()
        let lines = try await context.perform { context throws(PCSCError) -> [String] in
            var lines: [String] = []
            for reader in try context.readers() {
                lines.append("\(reader)")
                lines += try describe(try context.connect(to: reader, share: .direct))
            }
            return lines
        }
        for line in lines { print(line) }
    }

    private static func describe(_ reader: CardConnection) throws(PCSCError) -> [String] {
        var lines: [String] = []
        func tell(_ name: String, _ value: (some CustomStringConvertible)?) {
            if let value { lines.append("  \(name): \(value)") }
        }
        tell("name", try reader.attribute(.friendlyName))
        tell("vendor", try reader.attribute(.vendorName))
        tell("model", try reader.attribute(.model))
        tell("version", try reader.attribute(.version))
        tell("serial number", try reader.attribute(.serialNumber))
        tell("USB address", try reader.attribute(.channel)?.usb.map { "bus \($0.bus), device \($0.device)" })
        tell("bytes of the card's answer to reset", try reader.attribute(.atr)?.count)
        tell("features", try reader.features().keys.map(\.rawValue).sorted())
        tell("longest command", try reader.properties()?.maximumAPDULength)
        return lines
    }
}
