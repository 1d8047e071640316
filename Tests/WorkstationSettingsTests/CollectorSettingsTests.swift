import AuditLog
import StrictYAML
import Testing
import WorkstationSettings

/// Where copies of the log go: what is refused comes first.
@Suite struct CollectorSettingsTests {
    private static let key = SigningKey(name: "collector.example/w1", algorithm: .cosignature).verifierKey

    private func settings(_ text: String) throws -> CollectorSettings? {
        try WorkstationConfiguration(yaml: "collector:\n" + text, file: "/etc/ra/config.yaml").collector
    }

    private func mistake(_ text: String) -> String? {
        do {
            _ = try settings(text)
            return nil
        } catch let error as YAMLMistake {
            return error.key
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        "http://collector.example", "http://10.0.0.1:8443", "http://127.0.0.1.example", "http://127.1",
        "http://0.0.0.0",
        "http://[::2]", "https://", "https:///path", "ftp://127.0.0.1", "collector.example",
        "HTTPS://collector.example",
        "https://user@collector.example", "https://collector.example:0", "https://collector.example:65536",
        "https://collector.example:", "https://collector.example:08", "https://collector.example?x",
        "https://collector.example#x", "https://collector.example/a b", "https://[::1", "https://a[b]c",
    ])
    func `an address that isn't https, or http on this computer, is refused`(url: String) {
        #expect(CollectorURL(url) == nil)
        #expect(mistake("  url: \"\(url)\"\n  key: \(Self.key.text)\n") == "collector.url")
    }

    @Test(arguments: [
        ("https://collector.example", "collector.example", 443),
        ("https://collector.example:8443/", "collector.example", 8443),
        ("http://127.0.0.1:80", "127.0.0.1", 80), ("http://127.9.8.7", "127.9.8.7", 80),
        ("http://[::1]:9/p/", "::1", 9),
        ("http://localhost:1", "localhost", 1), ("https://[2001:db8::1]", "2001:db8::1", 443),
    ])
    func `an address is taken apart`(url: String, host: String, port: UInt16) throws {
        let read = try #require(CollectorURL(url))
        #expect(read.host == host && read.port == port && read.usesTLS == url.hasPrefix("https"))
        #expect(read.appending("/v1") == (url.hasSuffix("/") ? String(url.dropLast()) : url) + "/v1")
    }

    @Test func `a key that is no witness's, of small order, or with another id is refused`() {
        let log = SigningKey(name: "collector.example/w1").verifierKey.text
        let wrongID = Self.key.text.replacing(/\+[0-9a-f]{8}\+/, with: "+00000000+")
        // The point of order 1, with the id that fits it.
        let small = "small.example+9dfeff4b+BAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        for key in [log, wrongID, small, "no key", String(Self.key.text.dropLast())] {
            #expect(mistake("  url: https://a.example\n  key: \"\(key)\"\n") == "collector.key", "\(key)")
        }
    }

    @Test func `address and key belong together, and no other member is known`() {
        #expect(mistake("  url: https://a.example\n") == "collector")
        #expect(mistake("  key: \(Self.key.text)\n") == "collector")
        let both = "  url: https://a.example\n  key: \(Self.key.text)\n"
        #expect(mistake(both + "  pin: x\n") != nil)
        #expect(mistake(both + "  warnAfterHours: 0\n") == "collector.warnAfterHours")
    }

    @Test func `what is set is read, and the rest is as it comes`() throws {
        let both = "  url: https://a.example\n  key: \(Self.key.text)\n"
        let plain = try #require(try settings(both))
        #expect(plain.key == Self.key && plain.ca == nil && plain.warnAfterHours == 72)
        let whole = try #require(try settings(both + "  ca: ca.pem\n  warnAfterHours: 5\n"))
        #expect(whole.ca == "/etc/ra/ca.pem" && whole.warnAfterHours == 5)
    }
}
