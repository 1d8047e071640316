// swift-tools-version:6.0
import PackageDescription

let package = Package(
    name: "RenderSamples",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", exact: "2.1.1")
    ],
    targets: [
        .executableTarget(
            name: "RenderSamples", dependencies: [.product(name: "Mustache", package: "swift-mustache")])
    ])
