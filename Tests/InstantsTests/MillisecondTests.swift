import Instants
import Testing

@Suite struct MillisecondTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_000_000_007, "2026-11-18T11:06:40.007Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `an instant is written to the millisecond`(milliseconds: Int64, text: String) {
        #expect(UTCInstant.rfc3339(milliseconds: milliseconds) == text)
    }
}
