import Foundation
import HostileLogs

/// hostile-logs COUNT [FIRST-SEED]: so many hostile logs; figures at the end, status 1 for one that took too long or memory
/// above 256 MiB. `hostile-logs sql SEED` prints a log's SQL.
@main
enum Main {
    static let maximumMemory = 256

    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "sql", let seed = UInt64(arguments[2]) {
            return print(HostileLogs.sql(seed: seed), terminator: "")
        }
        guard arguments.count >= 2, let count = UInt64(arguments[1]) else {
            print("usage: hostile-logs COUNT [FIRST-SEED] | hostile-logs sql SEED")
            exit(64)
        }
        let first = arguments.count > 2 ? UInt64(arguments[2]) ?? 0 : 0
        let folder = NSTemporaryDirectory() + "hostile-logs-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let logs = try await HostileLogs(in: folder)
        let seedFile = open(folder + "/seed", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        let start = ContinuousClock.now
        let figures = try await logs.run(seeds: first..<first + count) { seed in
            // A crash leaves the seed there.
            let bytes = Array("\(seed)\n".utf8)
            pwrite(seedFile, bytes, bytes.count, 0)
            if seed % 10_000 == 0 { FileHandle.standardError.write(Data("seed \(seed), \(memory()) MiB\n".utf8)) }
        }
        print(
            "\(figures.logs) logs in \(ContinuousClock.now - start): \(figures.readable) could be read, \(figures.sound) looked sound; "
                + "longest \(figures.longest), memory at most \(memory()) MiB")
        for slow in figures.slow { print("SLOW: seed \(slow.seed), \(slow.what): \(slow.time)") }
        if !figures.slow.isEmpty || memory() > maximumMemory { exit(1) }
    }

    /// The most that was resident at once, in MiB.
    private static func memory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) / 1024
    }
}
