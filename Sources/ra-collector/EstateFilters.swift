import ArgumentParser
import AuditLog
import Collector
import CommandParts
import Instants

/// Filters beside those of `ra audit`.
struct EstateFilters: ParsableArguments {
    @Option(help: ArgumentHelp("One desk, by its log's name; its other lives come with it.", valueName: "origin"))
    var desk: String?

    @Option(help: ArgumentHelp("The desks of one site.", valueName: "id"))
    var site: String?

    func query(_ events: EventQuery = EventQuery()) -> EstateQuery { EstateQuery(events, desk: desk, site: site) }
}
