import Foundation

/// The C compiler that came with Swift, or the system's.
enum Compiler {
    static var path: String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") + ["/usr/bin"]
        return folders.flatMap { ["\($0)/cc", "\($0)/clang"] }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
