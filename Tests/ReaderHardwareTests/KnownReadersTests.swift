import ReaderHardware
import Testing

@Suite struct KnownReadersTests {
    @Test func `each known reader is in libccid's own list under the same name, and the one that isn't is named`()
        throws
    {
        let listed = try #require(DriverList()).models
        #expect(listed.count > 500)
        for reader in KnownReader.all where reader.isListedByLibccid {
            #expect(listed[reader.id]?.contains(reader.model) == true, "\(reader.id) \(reader.model)")
        }
        let unlisted = KnownReader.all.filter { !$0.isListedByLibccid }
        #expect(unlisted.map(\.id.description) == ["03f0:0c24"])
        #expect(unlisted.allSatisfy { listed[$0.id] == nil })
    }

    @Test func `every reader with Keyboard in its name counts as a keyboard`() {
        for reader in KnownReader.all where reader.model.lowercased().contains("keyboard") {
            #expect(reader.kind == .keyboard, "\(reader.id) \(reader.model)")
        }
    }

    @Test func `a reader is found by its numbers, and a stranger is not`() throws {
        let id = try #require(USBIdentifier("046a:00a1"))
        #expect(KnownReader.with(id)?.model == "Cherry KC 1000 SC")
        #expect(KnownReader.with(USBIdentifier(vendor: 0, product: 0)) == nil)
    }

    @Test(arguments: ["", "076b", "076b:303", "076b:30311", "076b:30g1", "+76b:3031", "076b:3031:1"])
    func `text that is no pair of numbers is refused`(text: String) {
        #expect(USBIdentifier(text) == nil)
    }

    @Test func `numbers are written as in sysfs`() {
        #expect(USBIdentifier(vendor: 0x46a, product: 0xa1).description == "046a:00a1")
    }
}
