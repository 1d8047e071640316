import Foundation

/// Runs every group, or those named, and prints one table. Exits 1 when a bound is missed.
///
/// A group is a file with a `RowGroup`; add it to the list below.
@main
enum Main {
    static let groups: [RowGroup] = [
        .pcscCalls,
        .pcscSessions,
        .pcscEvents,
        .pyscard,
        .readerList,
        .auditLog,
        .due,
        .collector, .collectorPrograms,
        .handbook,
        .cardReadings,
        .session,
    ]

    static func main() async {
        let wanted = Array(CommandLine.arguments.dropFirst())
        for name in wanted where !groups.contains(where: { $0.name == name }) {
            note("no such group: \(name); there are \(groups.map(\.name).joined(separator: ", "))")
            exit(64)
        }
        if wanted.count == 1, let group = groups.first(where: { $0.name == wanted[0] }) {
            exit(await run(group) ? 0 : 1)
        }
        // Each group in a process of its own: libpcsclite keeps its socket's path, and the heap tells of others' work.
        var isGood = true
        for group in groups where wanted.isEmpty || wanted.contains(group.name) {
            isGood = runInOwnProcess(group) && isGood
        }
        exit(isGood ? 0 : 1)
    }

    private static func run(_ group: RowGroup) async -> Bool {
        do {
            let rows = try await group.rows()
            print("\n\(group.name)\n" + Table.text(rows), terminator: "")
            return rows.allSatisfy { $0.isMet != false }
        } catch {
            print("\n\(group.name)\n  failed: \(error)")
            return false
        }
    }

    private static func runInOwnProcess(_ group: RowGroup) -> Bool {
        let process = Process()
        process.executableURL = Bundle.main.executableURL
        process.arguments = [group.name]
        do {
            try process.run()
        } catch {
            note("\(group.name): \(error)")
            return false
        }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private static func note(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
