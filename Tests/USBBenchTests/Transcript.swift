import Foundation
import Synchronization

/// What was asked of the guest and of QEMU and what came back, in a file for people to read.
final class Transcript: Sendable {
    private let file: Mutex<FileHandle?>

    init(path: String) {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        file = Mutex(FileHandle(forWritingAtPath: path))
    }

    func write(_ text: String) {
        file.withLock { $0?.write(Data(text.utf8)) }
    }
}
