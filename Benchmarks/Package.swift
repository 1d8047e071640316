// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "ra-workstation", path: ".."),
        // SQLite's C API, which the audit log is compared with.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                .product(name: "WorkstationParts", package: "ra-workstation"),
                .product(name: "CLinux", package: "ra-workstation"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            exclude: ["pyscard_rows.py"],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)])
    ]
)
