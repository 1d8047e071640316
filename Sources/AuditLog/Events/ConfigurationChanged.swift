import JSON

extension EventCode {
    public static let configurationChanged = EventCode("configuration.changed")
}

public struct ConfigurationChanged: EventDetails {
    /// All of them, as the workstation's settings name them.
    public var settings: [String: JSONValue]

    public init(settings: [String: JSONValue]) { self.settings = settings }

    public static let code = EventCode.configurationChanged
    public static let name = "settings changed"
    public static let isChange = true

    public init(reading details: JSONValue, action: String?) { settings = details.object ?? [:] }

    public var members: [String: JSONValue] { settings }
}
