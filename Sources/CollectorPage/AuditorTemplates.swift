import PageFoundation

extension PageTemplates {
    /// Those of the auditor's pages.
    ///
    /// - Throws: where a template isn't sound, which a test would have shown.
    static func ofAuditor() throws -> PageTemplates {
        try PageTemplates(
            [
                "checking": PackageResources.checking_mustache, "estate": PackageResources.estate_mustache,
                "events": PackageResources.events_mustache, "foot": PackageResources.foot_mustache,
                "forks": PackageResources.forks_mustache, "head": PackageResources.head_mustache,
                "month": PackageResources.month_mustache, "person": PackageResources.person_mustache,
                "refused": PackageResources.refused_mustache, "search": PackageResources.search_mustache,
                "session": PackageResources.session_mustache,
            ],
            assets: ["icon-estate.svg": PackageResources.icon_estate_svg])
    }
}
