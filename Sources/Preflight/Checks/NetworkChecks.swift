import JSON
import NextSteps
import PCSC
import WorkstationSettings

extension Check {
    /// One host, looked at only when the network is asked for.
    public static func network(_ host: NetworkHost) -> Check {
        Check(
            "network.\(host.id)", host.name, deadline: .seconds(15), blocksWhenCrashed: host.blocks,
            explanation: """
                Looks \(host.name) up, connects to port \(host.port)\(host.usesTLS ? " and makes a TLS connection" : ""). \
                It is on \(host.network.phrase) and needed for \(host.purpose). Only looked at when the network is \
                asked for. Names are to be allowed in a firewall, not addresses: those change.
                """
        ) { workstation in
            host.finding(HostProbe(host).look(), cim: workstation.configuration.cim)
        }
    }
}

extension NetworkHost.Network {
    var phrase: String {
        switch self {
        case .internet: "the internet"
        case .hscn: "HSCN"
        case .local: "this computer"
        }
    }
}

extension NetworkHost {
    /// What it means for people how far the connection got.
    ///
    /// - Parameters:
    ///   - reach: how far the connection got.
    ///   - cim: where CIM is on another computer, this one's network stops no job; nil counts as this computer.
    public func finding(_ reach: HostReach, cim: CIMPlace?) -> Finding {
        var evidence: [String: JSONValue] = [
            "host": .string(name), "port": .integer(Int64(port)), "network": .string(network.rawValue),
        ]
        let use = "on \(network.phrase), needed for \(purpose)"
        let problem: String
        var remedy = Remedy(
            .it, "Allow this name in the firewall and proxy: \(name), port \(port).",
            commands: ["getent ahosts \(name)"], next: [.check("network.\(id)")])
        switch reach {
        case .reached(let address):
            evidence["address"] = .string(address)
            return Finding(.pass, "Reached; \(use).", evidence: evidence)
        case .tlsNotTried(let address):
            evidence["address"] = .string(address)
            return Finding(
                .pass, "Reached by TCP; TLS was not tried, as there is no openssl; \(use).", evidence: evidence)
        case .nameUnknown(let reason):
            problem = "The name has no address (\(reason))"
            if network == .internet {
                remedy = Remedy(
                    .it, "Check the network connection and the name servers.",
                    commands: ["getent ahosts \(name)", "cat /etc/resolv.conf"])
            }
        case .noConnection(let address, let reason):
            evidence["address"] = .string(address)
            problem = "No connection (\(reason))"
        case .tlsFailed(let address, let reason):
            evidence["address"] = .string(address)
            problem = "TLS failed (\(reason.trimmingPrefix { $0 == " " }))"
            remedy = Remedy(
                .it, "See whose certificate is shown; a filter that opens TLS must leave this name alone.",
                commands: ["openssl s_client -connect \(name):\(port) -servername \(name) </dev/null"])
        }
        switch network {
        case .internet:
            return Finding(
                blocks.isEmpty ? .warn : .fail, "\(problem); \(use).", evidence: evidence, remedies: [remedy],
                blocks: cim != .otherComputer ? blocks : [])
        case .hscn:
            return Finding(
                .warn, "\(problem); \(use).", evidence: evidence,
                remedies: [Remedy(.operator, "CIM works without it; where it is needed, use a computer on HSCN.")])
        case .local:
            return Finding(
                cim != .otherComputer ? .warn : .skip, "\(problem); \(use).", evidence: evidence,
                remedies: cim != .otherComputer
                    ? [
                        Remedy(
                            .operator,
                            "Do the steps in CIM on a Windows computer that has the NHS card software, and set cim: other-computer."
                        )
                    ] : [])
        }
    }
}
