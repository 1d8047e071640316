import PCSC

/// Lists readers and what is in them.
@main
enum List {
    static func main() async throws {
        for reader in try await PCSCService().readers() {
            let atr = reader.atr.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
            print(reader.name, reader.condition.rawValue, atr.joined(separator: " "), separator: "\t")
        }
    }
}
