import JSON
import TestSupport

extension USBBench {
    /// What `ra readers --json` says in the guest, as soon as it says what is waited for.
    ///
    /// - Throws: `TestSupportFailure` with the last answer, when that doesn't come.
    func readers(
        within limit: Duration = .seconds(15), when isAwaited: ([JSONValue]) -> Bool
    ) async throws -> [JSONValue] {
        let end = ContinuousClock.now + limit
        while true {
            let outcome = try await shell("ra readers --json")
            let readers = outcome.status == 0 ? try outcome.json()["readers"]?.array ?? [] : []
            if isAwaited(readers) { return readers }
            guard ContinuousClock.now < end else {
                throw TestSupportFailure("after \(limit) 'ra readers' says: \(outcome.output)\(outcome.errors)")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}

extension USBBench.Reader {
    /// As `ra readers --json` shows the device. QEMU's numbers are those of a Gemplus reader (`hw/usb/dev-smartcard-reader.c`).
    var usb: JSONValue {
        ["vendor": "08e6", "product": "4433", "serial": .string(serial)]
    }
}
