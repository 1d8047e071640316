import Foundation
import StrictYAML
import Testing
import WorkstationSettings

@Suite struct ConfigurationLookupTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ra-configuration-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = folder.appending(path: name).path()
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func `a file that was named must be there`() {
        #expect(throws: ConfigurationError.file(.missing, "/nowhere/config.yaml")) {
            try ConfigurationLookup(option: "/nowhere/config.yaml", environment: nil).load()
        }
    }

    @Test func `a folder is no configuration`() {
        #expect(throws: ConfigurationError.file(.isFolder, "/proc")) {
            try ConfigurationLookup(option: "/proc", environment: nil).load()
        }
    }

    @Test func `bytes that are not UTF-8 are no configuration`() throws {
        let path = folder.appending(path: "latin1.yaml").path()
        try Data([0x61, 0x3A, 0x20, 0xE9, 0x0A]).write(to: URL(fileURLWithPath: path))
        #expect(throws: ConfigurationError.file(.notUTF8, path)) {
            try ConfigurationLookup(option: path, environment: nil).load()
        }
    }

    @Test func `without any file the settings are as they come`() throws {
        let lookup = ConfigurationLookup(option: nil, environment: "", systemFile: "/nowhere/config.yaml")
        #expect(try lookup.load().file == nil)
    }

    @Test func `the option goes before the environment, and both before the system's file`() throws {
        let option = try file("option.yaml", "site: a")
        let environment = try file("environment.yaml", "site: b")
        let system = try file("system.yaml", "site: c")
        func site(_ option: String?, _ environment: String?) throws -> String? {
            try ConfigurationLookup(option: option, environment: environment, systemFile: system).load().site
        }
        #expect(try site(option, environment) == "a")
        #expect(try site(nil, environment) == "b")
        #expect(try site(nil, nil) == "c")
    }
}
