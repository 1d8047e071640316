import Foundation
import PlainText
import StrictYAML

extension CommandFailure {
    /// - Parameters:
    ///   - failure: why there is no text.
    ///   - what: what the file is to the user, such as "The answers file".
    ///   - file: its path.
    ///   - hint: where the name comes from, for a file that isn't there.
    public init(_ failure: TextFile.Failure, _ what: String, _ file: String, hint: String) {
        let name = "\(what) \(SafeText(file))"
        switch failure {
        case .missing: self.init(.fileTrouble, "\(name) is not there.", hint: hint)
        case .notPermitted:
            self.init(
                .notPermitted, "\(name) may not be read by this user.",
                hint: "Have it made readable for you: ls -l shows its rights.")
        case .isFolder: self.init(.fileTrouble, "\(name) is a folder.", hint: "Name a file in it.")
        case .tooLarge: self.init(.badInput, "\(name) is larger than 1 MiB.", hint: "Check that it is the right file.")
        case .tooSlow:
            self.init(
                .fileTrouble, "\(name) gave no whole text within \(TextFile.longestWait.components.seconds) seconds.",
                hint: "It is a pipe or a device: see what writes to it, or name an ordinary file.")
        case .notUTF8: self.init(.badInput, "\(name) is not UTF-8 text.", hint: "Save it as UTF-8.")
        case .unreadable(let code):
            self.init(.fileTrouble, "\(name) can't be read: \(String(cString: strerror(code))).", hint: hint)
        }
    }
}
