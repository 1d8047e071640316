// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "ra-workstation", path: ".."),
        // SQLite's C API, which the audit log is compared with.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // A reader of CSV, which ours is compared with.
        .package(url: "https://github.com/swiftcsv/SwiftCSV", exact: "0.10.0"),
    ],
    targets: [
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                .product(name: "WorkstationParts", package: "ra-workstation"),
                .product(name: "CLinux", package: "ra-workstation"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "SwiftCSV", package: "SwiftCSV"),
            ],
            exclude: ["due_rows.py", "peak_memory.py", "pyscard_rows.py"],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)])
    ]
)
