import CallGuide
import Handbook
import StrictYAML

extension WorkstationConfiguration {
    /// Reads the settings from the text of a configuration file.
    ///
    /// Paths that don't begin with `/` count from the folder of the file.
    ///
    /// - Throws: `YAMLMistake` with file, line and key for anything that is not a known setting with a sound value.
    public init(yaml text: String, file: String) throws(YAMLMistake) {
        try self.init(yaml: YAMLValue(text: text, file: file), file: file)
    }

    /// Reads the settings from a part of another file.
    public init(yaml value: YAMLValue, file: String) throws(YAMLMistake) {
        self.init()
        self.file = file
        // `cardData` was a setting of version 0.1.0; a file that still has it is no mistake.
        let root = try value.mapping(
            "workstation", "site", "siteData", "designated", "operator", "operators", "readers", "cim", "auditLog",
            "retention", "collector", "pkcs11", "verify", "digitalSupport", "cardData")

        workstation = try root["workstation"]?.plainText()
        site = try root["site"]?.plainText()
        siteData = try root["siteData"]?.path(besides: file)
        digitalSupport = try root["digitalSupport"].map(WeeklyHours.init(yaml:))
        designated = try root["designated"]?.bool()
        if let section = try root["operator"]?.mapping("role", "cimRole") {
            operatorRole = try section["role"]?.choice()
            cimRole = try section["cimRole"]?.choice()
        }
        if let people = root["operators"] {
            for (uuid, value) in try people.members() {
                guard uuid.utf8.count == 12, uuid.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                    throw value.mistake("must stand under the twelve digits of a card's UUID, in quotes")
                }
                let section = try value.mapping("role", "cimRole")
                operators[uuid] = OperatorSettings(
                    role: try section["role"]?.choice(), cimRole: try section["cimRole"]?.choice())
            }
        }
        if let section = try root["readers"]?.mapping("operator", "holder") {
            readers = ReaderAssignment(
                operator: try section["operator"].map(ReaderSelector.init(yaml:)),
                holder: try section["holder"].map(ReaderSelector.init(yaml:)))
            if let holder = section["holder"], readers.holder != nil, readers.operator == readers.holder {
                throw holder.mistake("must be another reader than readers.operator")
            }
        }
        if let place = root["cim"] { cim = try place.choice() }
        auditLog = try root["auditLog"]?.path(besides: file)
        retention = try root["retention"].map(Retention.init(yaml:))
        if let section = root["collector"] {
            collector = try CollectorSettings(yaml: section) { value throws(YAMLMistake) in
                try value.path(besides: file)
            }
        }
        if let modules = root["pkcs11"] {
            for module in try modules.list() { pkcs11Modules.append(try module.path(besides: file)) }
        }
        if let seconds = try root["verify"]?.mapping("seconds")["seconds"] {
            verifySeconds = try seconds.integer(in: 0...600)
        }
    }
}

extension ReaderSelector {
    fileprivate init(yaml value: YAMLValue) throws(YAMLMistake) {
        let keys = try value.mapping("serial", "name")
        switch (keys["serial"], keys["name"]) {
        case (let serial?, nil): self = .serial(try serial.plainText())
        case (nil, let name?): self = .name(try name.plainText())
        default: throw value.mistake("must have either serial or name")
        }
    }
}

extension Retention {
    fileprivate init(yaml value: YAMLValue) throws(YAMLMistake) {
        let keys = try value.mapping("years", "source")
        guard let years = keys["years"], let source = keys["source"] else {
            throw value.mistake("must have years and source (the policy that sets them)")
        }
        self.init(years: try years.integer(in: 1...100), source: try source.plainText())
    }
}
