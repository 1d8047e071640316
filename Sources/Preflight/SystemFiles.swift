import Foundation

/// Files of the computer under test, below a root that a test can choose.
struct SystemFiles {
    let root: String

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root + path)
    }

    /// The names in a folder, sorted; empty when there is none.
    func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root + folder)) ?? []).sorted()
    }

    /// A file's text, at most 16 MiB of it; nil when it can't be read.
    func text(_ path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: root + path) else { return nil }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: 1 << 24) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    /// Whether a process of that name is seen; other users' aren't where /proc hides them.
    func isRunning(_ program: String) -> Bool {
        names(in: "/proc").contains { name in
            name.allSatisfy(\.isNumber) && line("/proc/\(name)/comm") == program
        }
    }

    /// The first line of a file, without the spaces around it.
    func line(_ path: String) -> String? {
        text(path)?.split(whereSeparator: \.isNewline).first.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
