import JSON
import PCSCTesting
import TestSupport
import VirtualCards

extension USBBench {
    /// An ATR without interface or historical bytes (ISO/IEC 7816-3, 8.2): T=0, the one protocol of QEMU's reader.
    static let atr: [UInt8] = [0x3B, 0x00]

    /// Takes out what is in, waits until that is seen, and puts these cards in. A swap without the pause would go
    /// unnoticed: the reader tells that something has changed, and when it is asked there is a card.
    func insert(_ cards: VirtualCard?...) async throws {
        for reader in readers { reader.slot.remove() }
        try await self.cards(areIn: readers.map { _ in false })
        for (reader, card) in zip(readers, cards) {
            if let card { reader.slot.insert(card) }
        }
        try await self.cards(areIn: cards.map { $0 != nil })
    }

    /// Waits until each reader is seen with or without a card. By serial number: which comes first is the service's own
    /// affair, and changes from start to start.
    private func cards(areIn expected: [Bool]) async throws {
        _ = try await readers { shown in
            zip(readers, expected).allSatisfy { reader, isIn in
                shown.contains { $0["usb"] == reader.usb && $0["state"] == (isIn ? "present" : "empty") }
            }
        }
    }

    /// What `ra readers --json` says in the guest, as soon as it says what is waited for.
    ///
    /// - Throws: `TestSupportFailure` with the last answer, when that doesn't come.
    func readers(
        within limit: Duration = .seconds(60), when isAwaited: ([JSONValue]) -> Bool
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

extension USBBench {
    /// Starts the guest's pcscd anew; returns when it takes clients.
    func restartService() async throws {
        try await shell("killall pcscd; while pidof pcscd; do sleep 0.1; done")
        try await shell("pcscd --foreground > /tmp/pcscd.log 2>&1 & while ! ra readers; do sleep 0.2; done")
    }

    /// Waits until a line of a file in the guest holds a text.
    ///
    /// - Throws: `TestSupportFailure` with what the file holds instead.
    func line(in path: String, containing text: String, within limit: Duration = .seconds(30)) async throws {
        let end = ContinuousClock.now + limit
        while try await shell("grep -qF \"\(text)\" \(path)").status != 0 {
            guard ContinuousClock.now < end else {
                let lines = try await shell.lines(of: path)
                throw TestSupportFailure("no '\(text)' in \(path) after \(limit): \(lines.joined(separator: "\n"))")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
