import CardIdentity
import JSON
import PCSC
import ReaderHardware
import WorkstationSettings

extension Check {
    /// The PKCS#11 modules that the configuration names, and those that the system has registered, load.
    static let pkcs11Modules = Check(
        "pkcs11.modules", "PKCS#11 modules", deadline: .seconds(60),
        explanation: """
            Loads each PKCS#11 module that the configuration names or that the system has registered (p11-kit), in a \
            process of its own with a deadline, so that one that hangs or crashes does no harm here. Only modules \
            that the configuration names are ever asked about a card; registered ones are loaded by browsers, which a \
            bad one can bring down. Modules talk to cards as soon as they are loaded, so this is done only while no \
            card is in.
            """
    ) { workstation in
        guard !workstation.isSimulated else { return .simulated }
        let registered = RegisteredModule.all(in: SystemFiles(root: workstation.root))
        let configured = workstation.configuration.pkcs11Modules
        var evidence: [String: JSONValue] = ["registered": .array(registered.map { .string($0.name) })]
        let paths = (configured + registered.map(\.path)).uniqued()
        guard !paths.isEmpty else {
            return Finding(
                .skip, "No PKCS#11 module is configured or registered; only PIV cards are read.", evidence: evidence)
        }
        guard let readers = workstation.readers else {
            return Finding(.skip, Finding.noService.summary, evidence: evidence)
        }
        guard !readers.contains(where: \.state.isCardPresent) else {
            return Finding(.skip, "Not tried while a card is in: a module would talk to it.", evidence: evidence)
        }
        guard let reader = workstation.tokenReader else {
            return Finding(.skip, "Not tried: this program has no other to load modules in.", evidence: evidence)
        }
        let failures = try failures(of: paths, by: reader, on: workstation)
        for path in paths { evidence[path] = .string(failures[path]?.rawValue ?? "loads") }
        guard !failures.isEmpty else {
            return Finding(
                .pass, configured.isEmpty ? "The registered PKCS#11 modules load." : "The PKCS#11 modules load.",
                evidence: evidence)
        }
        let broken = paths.compactMap { path in failures[path].map { "\(ReaderName(path)) \($0.words)" } }
        var remedies: [Remedy] = []
        for path in paths {
            guard let failure = failures[path] else { continue }
            if configured.contains(path) {
                remedies.append(
                    Remedy(
                        .it, "Install the module's package, or correct pkcs11 in the configuration.",
                        commands: failure == .notAModule ? ["ldd \(ReaderName(path))"] : []))
            }
            remedies += registered.filter { $0.path == path }.map(\.remedy)
        }
        return Finding(
            .warn, broken.joined(separator: "; ") + ".", evidence: evidence, remedies: remedies.uniqued())
    }

    /// What is wrong with each module that doesn't load, side by side. Without a card a module has no token to tell of,
    /// which is as it should be.
    private static func failures(
        of modules: [String], by reader: TokenReader, on workstation: Workstation
    ) throws -> [String: TokenFailure] {
        let root = workstation.root
        return try waiting {
            await withTaskGroup(of: (String, TokenFailure?).self) { group in
                for module in modules {
                    group.addTask {
                        let request = TokenRequest(module: root + module, reader: "", isOnlyCard: false)
                        do throws(TokenFailure) {
                            _ = try await reader.read(request)
                        } catch {
                            return (module, error == .noToken ? nil : error)
                        }
                        return (module, nil)
                    }
                }
                var failures: [String: TokenFailure] = [:]
                for await (module, failure) in group { failures[module] = failure }
                return failures
            }
        }
    }
}

extension RegisteredModule {
    /// An empty registration in the administrator's folder goes over the package's.
    fileprivate var remedy: Remedy {
        let file = "\(Self.administratorsFolder)/\(ReaderName(name)).module"
        return Remedy(
            .it, "Mend the package that registers the module, or switch the module off for all programs.",
            commands: [
                "dpkg -S \(ReaderName(self.file))", "mkdir -p \(Self.administratorsFolder)", "echo module: > \(file)",
            ])
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
