// swift-tools-version: 6.2
import PackageDescription

// A package of its own: a fuzzer brings its own main function, which the root package's plain build could not link.
let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "ra-workstation", path: "../..")],
    targets: ["ISO7816", "Card"].map { name in
        .executableTarget(
            name: "Fuzz\(name)",
            dependencies: [.product(name: "\(name)FuzzTargets", package: "ra-workstation")],
            swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(["-parse-as-library"])])
    }
)
