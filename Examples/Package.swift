// swift-tools-version: 6.2
import PackageDescription

// Small programs that depend on the product `PCSC` and nothing else, `swift run --package-path Examples list`; and one
// that runs a whole session without the command line.
let settings: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
let package = Package(
    name: "Examples",
    dependencies: [.package(name: "ra-workstation", path: "..")],
    targets: ["list", "monitor", "readers", "readme", "transmit", "wait"].map { name in
        .executableTarget(
            name: name, dependencies: [.product(name: "PCSC", package: "ra-workstation")],
            swiftSettings: settings)
    } + [
        .executableTarget(
            name: "session", dependencies: [.product(name: "WorkstationParts", package: "ra-workstation")],
            swiftSettings: settings)
    ]
)
