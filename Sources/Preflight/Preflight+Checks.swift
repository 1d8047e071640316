extension Preflight {
    /// Every check, in the order in which it is reported: from the ground up.
    public static let all = Preflight(checks: [
        .serviceReachable, .softwareVersions, .serviceClients, .driverBundle,
        .readerCount, .readersServed, .readerStates, .virtualReaders, .keyboardReaders, .readerFirmware,
        .identicalReaders, .assignedReaders, .readerPower, .cardsPresent, .cardsConnect,
        .sessionPlace, .clockSane, .clockSynchronised, .browser, .deskPage, .configuration, .siteLimits, .designated,
        .pkcs11Modules, .auditWritable, .auditSpace, .auditVerified,
        .collectorReachable, .collectorBehind, .collectorFork,
    ])

    /// Every check, and the hosts that the work needs.
    public static let withNetwork = Preflight(checks: all.checks + NetworkHost.all.map(Check.network))

    /// The checks with these ids, in the usual order.
    ///
    /// - Throws: `UnknownCheck` for the first id that no check has.
    public func only(_ ids: [String]) throws(UnknownCheck) -> Preflight {
        if let stranger = ids.first(where: { id in !checks.contains { $0.id == id } }) {
            throw UnknownCheck(id: stranger)
        }
        return Preflight(
            checks: checks.filter { ids.contains($0.id) },
            leftOut: Preflight.all.checks.filter { !ids.contains($0.id) })
    }
}

/// No check has this id.
public struct UnknownCheck: Error, Hashable, Sendable {
    public let id: String
}
