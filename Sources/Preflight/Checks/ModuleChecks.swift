import CardIdentity
import Configuration
import JSON
import PCSC
import ReaderHardware

extension Check {
    /// The configured PKCS#11 modules load.
    static let pkcs11Modules = Check(
        "pkcs11.modules", "PKCS#11 modules", deadline: .seconds(60),
        explanation: """
            Loads each PKCS#11 module that the configuration names, in a process of its own with a deadline, so that \
            one that hangs or crashes does no harm. Modules talk to cards as soon as they are loaded, so this is done \
            only while no card is in. Also lists the modules that the system has registered (p11-kit); none of those \
            is used unless the configuration names it.
            """
    ) { workstation in
        guard !workstation.isSimulated else { return .simulated }
        let files = SystemFiles(root: workstation.root)
        let registered = ["/usr/share/p11-kit/modules", "/etc/pkcs11/modules"].flatMap(files.names)
            .filter { $0.hasSuffix(".module") }.map { String($0.dropLast(".module".count)) }
        var evidence: [String: JSONValue] = ["registered": .array(registered.map(JSONValue.string))]
        let modules = workstation.configuration.pkcs11Modules
        guard !modules.isEmpty else {
            return Finding(
                .skip, "The configuration names no PKCS#11 module; only PIV cards are read.", evidence: evidence)
        }
        guard let readers = workstation.readers else { return .noService }
        guard !readers.contains(where: \.state.isCardPresent) else {
            return Finding(.skip, "Not tried while a card is in: a module would talk to it.", evidence: evidence)
        }
        var broken: [String] = []
        for module in modules {
            let failure = try failure(of: module, reader: workstation.tokenReader)
            evidence[module] = .string(failure?.rawValue ?? "loads")
            if let failure { broken.append("\(module) \(failure.words)") }
        }
        guard !broken.isEmpty else {
            return Finding(.pass, "The PKCS#11 modules load.", evidence: evidence)
        }
        return Finding(
            .warn, broken.joined(separator: "; ") + ".", evidence: evidence,
            remedies: [
                Remedy(
                    .it, "Install the module's package, or correct pkcs11 in the configuration.",
                    commands: modules.map { "ldd \($0)" })
            ])
    }

    /// Nil when the module loads. Without a card it has no token to tell of, which is as it should be.
    private static func failure(of module: String, reader: TokenReader) throws -> TokenFailure? {
        do {
            _ = try waiting {
                try await reader.read(TokenRequest(module: module, reader: "", isOnlyCard: false))
            }
            return nil
        } catch TokenFailure.noToken {
            return nil
        } catch let failure as TokenFailure {
            return failure
        }
    }
}

extension TokenFailure {
    fileprivate var words: String {
        switch self {
        case .notAModule: "is not there or is no PKCS#11 module"
        case .callFailed: "loads and then fails"
        case .hung: "hangs"
        case .crashed: "crashes"
        case .noToken, .noAnswer: "couldn't be tried"
        }
    }
}
