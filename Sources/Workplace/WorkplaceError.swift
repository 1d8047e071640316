import AuditLog
import Preflight
import StrictYAML
import VirtualCards
import WorkstationSettings

/// Why a workplace can't be put together, or a part of it can't be had. A front end says it its own way.
public enum WorkplaceError: Error, Hashable, Sendable {
    case scenario(ScenarioError)
    case configuration(ConfigurationError)
    /// The site's own file can't be read.
    case siteFile(TextFile.Failure, String)
    /// Something in the site's own file is wrong.
    case siteMistake(YAMLMistake)
    case log(AuditLogError)
    /// No folder for the log of a simulated desk can be made in this one.
    case temporaryFolder(String)
    /// The card service can't be used.
    case service(ServiceCondition, ServiceFinding)
    /// Another guided session is going on at this desk; nil where it can't be read whose.
    case atWork(DeskLock.Holder?)
    /// A fact from the configuration or a file is one that the rules don't take; why.
    case fact(String)
    /// A fault of this program.
    case fault(String)
}
