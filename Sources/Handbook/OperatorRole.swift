/// What somebody is in the service (handbook-rules §4, `operator.role`).
public enum OperatorRole: String, Sendable, Hashable, CaseIterable {
    case shiftManager = "shift-manager"
    case teamManager = "team-manager"
    case rotaTeamLead = "rota-team-lead"
    case rotaTeam = "rota-team"
    case digitalTeam = "digital-team"
    case trainingCoordinator = "training-coordinator"
    case selectedHost = "selected-host"
    /// Anybody else: their own card only.
    case staff
}

/// What somebody is in Care Identity Management (handbook-rules §1, `operator.cimRole`; NHSE CIM user guides).
public enum CIMRole: String, Sendable, Hashable, CaseIterable {
    case registrationAuthorityManager = "ram"
    case advancedRegistrationAuthorityAgent = "raa-advanced"
    case registrationAuthorityAgent = "raa"
    case sponsor
    case idChecker = "id-checker"
    case localSmartcardAdministrator = "lsa"
}
