// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "ra-workstation",
    products: [
        .executable(name: "ra", targets: ["ra"]),
        .executable(name: "ra-collector", targets: ["ra-collector"]),
        .library(name: "PCSC", targets: ["PCSC", "ISO7816"]),
        // For the tests of programs that use the library: the card service in software, and faults.
        .library(name: "PCSCTesting", targets: ["PCSCTesting"]),
        // For the fuzzer, which is a package of its own.
        .library(name: "ISO7816FuzzTargets", targets: ["ISO7816FuzzTargets"]),
        .library(name: "CardFuzzTargets", targets: ["CardFuzzTargets"]),
        .library(name: "TextFuzzTargets", targets: ["TextFuzzTargets"]),
        // For Benchmarks, which is a package of its own. Not for others: they may change with any commit.
        .library(name: "CLinux", targets: ["CLinux"]),
        .library(
            name: "WorkstationParts",
            targets: [
                "PCSC", "PCSCTesting", "ISO7816", "VirtualCards", "CardIdentity", "Handbook", "HandbookProof",
                "AuditLog", "Collector", "PostgreSQL",
                "WorkstationSettings", "DeskSession", "DueList", "Instants", "JSON", "TestSupport", "Workplace",
            ]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // Without what it can also do: settings from swift-configuration.
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Under the address by which Hummingbird has it.
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    ],
    targets: [
        // System libraries
        .systemLibrary(name: "CPCSCLite", pkgConfig: "libpcsclite", providers: [.apt(["libpcsclite-dev"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(name: "CLinux"),
        .systemLibrary(name: "CP11Kit", providers: [.apt(["libp11-kit-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Values that every module may use
        .target(name: "Instants", swiftSettings: strict),
        .target(name: "JSON", swiftSettings: strict),
        .target(name: "NextSteps", swiftSettings: strict),
        .target(name: "CSVText", swiftSettings: strict),
        .target(name: "NHSCards", dependencies: ["Instants"], swiftSettings: strict),
        .target(name: "PlainText", swiftSettings: strict),
        .target(name: "PrintedPages", swiftSettings: strict),
        .target(
            name: "WorkingDays", dependencies: ["Instants", "StrictYAML"],
            resources: [.embedInCode("Resources/bank-holidays.yaml")], swiftSettings: strict),
        .target(
            name: "StrictYAML", dependencies: ["CLinux", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),

        // Cards and readers
        .target(name: "PCSC", dependencies: ["CLinux", "CPCSCLite", "ISO7816"], swiftSettings: strict),
        .target(name: "ISO7816", swiftSettings: strict),
        .target(name: "PCSCTesting", dependencies: ["CPCSCLite", "ISO7816", "PCSC"], swiftSettings: strict),
        .target(name: "ReaderHardware", dependencies: ["PCSC"], swiftSettings: strict),
        .target(
            name: "CardIdentity",
            dependencies: [
                "CP11Kit", "CZlib", "PCSC", "ISO7816", "Instants", "JSON", "NHSCards", "StrictYAML",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .target(
            name: "VirtualCards",
            dependencies: [
                "PCSC", "PCSCTesting", "CLinux", "CPCSCLite", "ISO7816", "Instants", "StrictYAML",
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            resources: [.embedInCode("Scenarios")],
            swiftSettings: strict),

        // Decisions and records
        .target(
            name: "Handbook",
            dependencies: [
                "Instants", "JSON", "NHSCards", "NextSteps", "PrintedPages", "StrictYAML",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(
            name: "DueList",
            dependencies: [
                "CLinux", "CSVText", "Handbook", "Instants", "JSON", "NHSCards", "StrictYAML", "WorkingDays",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: [.embedInCode("Resources/columns.yaml"), .embedInCode("Resources/dates.yaml")],
            swiftSettings: strict),
        .target(
            name: "AuditLog",
            dependencies: [
                "CLinux", "CSVText", "Instants", "JSON", "NHSCards", "NextSteps", "PlainText", "PrintedPages",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),

        .target(
            name: "CallGuide",
            dependencies: ["Handbook", "Instants", "JSON", "NextSteps", "StrictYAML", "WorkingDays"],
            resources: [.embedInCode("Resources/call-guide.yaml")],
            swiftSettings: strict),

        // What the programs' command lines share
        .target(
            name: "CommandParts",
            dependencies: [
                "AuditLog", "CLinux", "Instants", "JSON", "PlainText", "StrictYAML",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // The collector of many desks' logs
        .target(name: "PostgreSQL", dependencies: ["CLibPQ"], swiftSettings: strict),
        .target(
            name: "Collector",
            dependencies: [
                "AuditLog", "CLinux", "Instants", "JSON", "NHSCards", "PostgreSQL", "StrictYAML",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),

        .target(
            name: "CollectorServer",
            dependencies: [
                "Collector", "CZlib", "PostgreSQL",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // A desk's way to the collector
        .target(
            name: "CollectorClient",
            dependencies: [
                "AuditLog", "CLinux", "Instants", "JSON", "WorkstationSettings",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(
            name: "CollectorTransport",
            dependencies: [
                "CollectorClient",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),

        // What pages at the desk and at the collector share
        .target(
            name: "LogViews", dependencies: ["AuditLog", "Instants", "JSON", "PlainText"], swiftSettings: strict),
        .target(
            name: "PageFoundation",
            dependencies: [
                "CLinux", "JSON",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            resources: [.embedInCode("Resources")], swiftSettings: strict),
        .target(
            name: "CollectorPage",
            dependencies: [
                "AuditLog", "Collector", "Instants", "JSON", "LogViews", "PageFoundation", "PlainText", "PostgreSQL",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Resources")], swiftSettings: strict),

        // The workstation
        .target(
            name: "WorkstationSettings", dependencies: ["AuditLog", "CallGuide", "StrictYAML", "Handbook"],
            swiftSettings: strict),
        .target(
            name: "Preflight",
            dependencies: [
                "CLinux", "PCSC", "ISO7816", "ReaderHardware", "CardIdentity", "WorkstationSettings", "Handbook",
                "AuditLog",
                "Instants", "JSON", "NextSteps",
            ],
            swiftSettings: strict),
        .target(
            name: "DeskSession",
            dependencies: [
                "CLinux", "PCSC", "ISO7816", "CardIdentity", "Handbook", "AuditLog", "WorkstationSettings",
                "ReaderHardware",
                "Instants", "JSON", "NextSteps", "PlainText", "StrictYAML",
            ],
            swiftSettings: strict),
        .target(
            name: "Workplace",
            dependencies: [
                "PCSC", "ISO7816", "ReaderHardware", "CardIdentity", "VirtualCards", "Handbook", "AuditLog",
                "CallGuide", "DueList", "WorkstationSettings", "Preflight", "DeskSession", "Instants", "JSON",
                "NHSCards", "StrictYAML", "WorkingDays",
            ],
            swiftSettings: strict),
        .target(
            name: "DeskPage",
            dependencies: [
                "AuditLog", "CallGuide", "CardIdentity", "DeskSession", "DueList", "Handbook", "ISO7816", "Instants",
                "JSON", "LogViews",
                "NextSteps", "PCSC", "PageFoundation", "PlainText", "Preflight", "ReaderHardware", "VirtualCards",
                "WorkingDays", "Workplace", "WorkstationSettings",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Resources")], swiftSettings: strict),
        .executableTarget(
            name: "ra",
            dependencies: [
                "CLinux", "PCSC", "ISO7816", "ReaderHardware", "CardIdentity", "VirtualCards", "Handbook", "AuditLog",
                "CallGuide", "CollectorClient", "CollectorTransport", "CommandParts", "WorkstationSettings",
                "Preflight",
                "DeskPage", "DeskSession", "DueList", "Instants", "JSON", "CSVText", "NextSteps", "PageFoundation",
                "PlainText", "StrictYAML", "WorkingDays", "Workplace",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "ra-collector",
            dependencies: [
                "AuditLog", "CLinux", "Collector", "CollectorPage", "CollectorServer", "CommandParts", "Instants",
                "JSON",
                "PageFoundation", "PlainText", "PostgreSQL", "StrictYAML",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // For trying the tool on the real service without a reader
        .executableTarget(
            name: "virtual-desk",
            dependencies: [
                "PCSCTesting", "VirtualCards", "Instants", "StrictYAML",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // An example that is run by a test: a front end without the command line
        .executableTarget(
            name: "session-example",
            dependencies: ["AuditLog", "DeskSession", "Handbook", "Instants", "JSON", "VirtualCards", "Workplace"],
            path: "Examples/Sources/session", swiftSettings: strict),

        // Tests
        .target(
            name: "TestSupport",
            dependencies: [
                "CLinux", "JSON", "PCSCTesting", "VirtualCards",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "BehaviourTests", dependencies: ["PCSCTesting", "VirtualCards", "PCSC", "CPCSCLite", "TestSupport"],
            swiftSettings: strict),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport", "CPCSCLite", "ra"], swiftSettings: strict),
        .executableTarget(
            name: "call-proof", dependencies: ["CallGuide", "Handbook", "Instants", "NextSteps", "WorkingDays"],
            path: "Tests/CallGuideProof", swiftSettings: strict),
        .testTarget(
            name: "CallGuideTests",
            dependencies: [
                "CallGuide", "call-proof", "Handbook", "Instants", "JSON", "NextSteps", "StrictYAML", "TestSupport",
                "WorkingDays",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            exclude: ["call_oracle.py"],
            swiftSettings: strict),
        .testTarget(
            name: "WorkstationSettingsTests",
            dependencies: ["AuditLog", "CallGuide", "WorkstationSettings", "Handbook", "StrictYAML"],
            swiftSettings: strict),
        .testTarget(
            name: "WorkplaceTests",
            dependencies: [
                "AuditLog", "CallGuide", "DeskSession", "Handbook", "Instants", "JSON", "PCSCTesting", "TestSupport",
                "VirtualCards",
                "WorkingDays", "Workplace",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DeskPageTests",
            dependencies: [
                "AuditLog", "CardIdentity", "DeskPage", "DeskSession", "DueList", "Handbook", "Instants", "JSON",
                "LogViews", "NextSteps", "PCSC", "PageFoundation", "Preflight", "TestSupport", "Workplace",
            ],
            swiftSettings: strict),
        .testTarget(name: "PageSessionTests", dependencies: ["ra", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "PageAttackTests", dependencies: ["ra", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "ra", "session-example", "AuditLog", "CallGuide", "CLinux", "DeskSession", "ReaderHardware",
                "CardIdentity",
                "WorkstationSettings", "Handbook",
                "NextSteps", "Preflight", "Instants", "JSON", "WorkingDays", "Workplace",
                "PCSC", "CPCSCLite", "PCSCTesting", "TestSupport", "VirtualCards",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PreflightTests",
            dependencies: [
                "CLinux", "Preflight", "ReaderHardware", "WorkstationSettings", "Handbook", "AuditLog", "Instants",
                "JSON",
                "NextSteps", "PCSC", "PCSCTesting", "VirtualCards",
            ],
            swiftSettings: strict),
        .target(
            name: "ISO7816FuzzTargets", dependencies: ["ISO7816"], path: "Tests/ISO7816FuzzTargets",
            swiftSettings: strict),
        .target(
            name: "CardFuzzTargets", dependencies: ["CardIdentity", "ISO7816", "Instants"],
            path: "Tests/CardFuzzTargets", swiftSettings: strict),
        .target(
            name: "TextFuzzTargets",
            dependencies: ["AuditLog", "WorkstationSettings", "DeskSession", "Handbook", "JSON", "StrictYAML"],
            path: "Tests/TextFuzzTargets", swiftSettings: strict),
        .testTarget(
            name: "FuzzTargetsTests", dependencies: ["ISO7816FuzzTargets", "CardFuzzTargets", "TextFuzzTargets"],
            swiftSettings: strict),
        .testTarget(name: "ISO7816Tests", dependencies: ["ISO7816"], swiftSettings: strict),
        .testTarget(
            name: "CardIdentityTests",
            dependencies: [
                "CZlib", "CardIdentity", "ISO7816", "Instants", "JSON", "NHSCards", "PCSC", "StrictYAML", "TestSupport",
                "PCSCTesting", "VirtualCards",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "VirtualCardsTests",
            dependencies: ["PCSCTesting", "VirtualCards", "ISO7816", "Instants", "PCSC", "CPCSCLite", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "DeskSessionTests",
            dependencies: [
                "DeskSession", "CardIdentity", "WorkstationSettings", "Handbook", "Instants", "JSON", "StrictYAML",
            ],
            swiftSettings: strict),
        .testTarget(name: "InstantsTests", dependencies: ["Instants"], swiftSettings: strict),
        .target(
            name: "HandbookProof",
            dependencies: ["Handbook", "Instants", "JSON", .product(name: "Crypto", package: "swift-crypto")],
            path: "Tests/HandbookProof",
            swiftSettings: strict),
        .executableTarget(
            name: "handbook-proof",
            dependencies: ["Handbook", "HandbookProof", .product(name: "Crypto", package: "swift-crypto")],
            path: "Tests/HandbookProofRun",
            swiftSettings: strict),
        .testTarget(
            name: "HandbookTests",
            dependencies: ["Handbook", "HandbookProof", "Instants", "JSON", "NextSteps", "StrictYAML"],
            swiftSettings: strict),
        .testTarget(
            name: "DueListTests",
            dependencies: ["DueList", "Instants", "JSON", "StrictYAML", "TestSupport", "WorkingDays"],
            exclude: ["due_oracle.py"], swiftSettings: strict),
        .testTarget(name: "CSVTextTests", dependencies: ["CSVText"], swiftSettings: strict),
        .testTarget(
            name: "WorkingDaysTests", dependencies: ["WorkingDays", "Instants", "StrictYAML"], swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
        .testTarget(name: "ReaderHardwareTests", dependencies: ["ReaderHardware"], swiftSettings: strict),
        .testTarget(
            name: "PCSCTests",
            dependencies: ["CPCSCLite", "ISO7816", "PCSC", "PCSCTesting", "TestSupport", "VirtualCards"],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "AuditLogDriver", dependencies: ["AuditLog", "JSON"], path: "Tests/AuditLogDriver",
            swiftSettings: strict),
        .target(
            name: "HostileLogs",
            dependencies: [
                "AuditLog", "Instants", "JSON", .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], path: "Tests/HostileLogs", swiftSettings: strict),
        .executableTarget(
            name: "hostile-logs", dependencies: ["HostileLogs"], path: "Tests/HostileLogsRun", swiftSettings: strict),
        .testTarget(
            name: "AuditLogTests",
            dependencies: [
                "AuditLog", "AuditLogDriver", "Handbook", "HostileLogs", "ra", "Instants", "JSON", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["consistency.py", "verify_log.py"],
            swiftSettings: strict),
        .testTarget(
            name: "CollectorTests",
            dependencies: [
                "AuditLog", "Collector", "CollectorPage", "CollectorServer", "Instants", "JSON", "PostgreSQL",
                "TestSupport",
                "ra-collector",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: [
                "foreign-client.py", "foreign.txt", "idle.py", "record-witness.py", "slow.py", "verify-fork.py",
                "verify.sql",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CollectorClientTests",
            dependencies: [
                "AuditLog", "CLinux", "Collector", "CollectorClient", "Instants", "JSON", "PostgreSQL", "ra",
                "TestSupport", .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["foreign-witness.py", "tls_server.py"], swiftSettings: strict),
        .testTarget(
            name: "CollectorPageTests",
            dependencies: [
                "AuditLog", "Collector", "CollectorPage", "Instants", "JSON", "PageFoundation", "PostgreSQL",
                "TestSupport",
                "ra-collector",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PageFoundationTests",
            dependencies: [
                "PageFoundation", "TestSupport",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .testTarget(name: "PostgreSQLTests", dependencies: ["PostgreSQL", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "StrictYAMLTests", dependencies: ["StrictYAML"], swiftSettings: strict),
        .testTarget(
            name: "USBBenchTests",
            dependencies: [
                "CLinux", "PCSCTesting", "VirtualCards", "ReaderHardware", "Instants", "JSON", "TestSupport",
            ],
            exclude: ["Guest"], swiftSettings: strict),
    ]
)
