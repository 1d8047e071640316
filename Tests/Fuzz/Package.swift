// swift-tools-version: 6.2
import PackageDescription

// A package of its own: a fuzzer brings its own main function, which the root package's plain build could not link.
// Three programs, because a fuzzer is fast where little code is instrumented.
let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "ra-workstation", path: "../..")],
    targets: [.target(name: "FuzzMain", swiftSettings: [.swiftLanguageMode(.v6)])]
        + ["ISO7816", "Card", "Text"].map { name in
            .executableTarget(
                name: "Fuzz\(name)",
                dependencies: ["FuzzMain", .product(name: "\(name)FuzzTargets", package: "ra-workstation")],
                swiftSettings: [.swiftLanguageMode(.v6), .unsafeFlags(["-parse-as-library"])])
        }
)
