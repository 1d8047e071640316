import Foundation
import JSON

/// A line that a program sent, as what it says to a session (command-line contract, "Objects in").
public enum ConversationLine {
    /// What is no answer is told without a word of it.
    public static func event(_ line: String) -> SessionEvent {
        guard let members = (try? JSONValue(strictlyParsing: Data(line.utf8)))?.object else {
            return .unreadableAnswer("A line must be one JSON object, with no key twice.")
        }
        if members["stop"] == true { return .stopped }
        if let key = members["change"]?.string { return .change(key: key) }
        guard let key = members["key"]?.string, let value = members["value"] else {
            return .unreadableAnswer(
                "A line is an answer with the members key (text) and value, or change with a key, or stop.")
        }
        return .answer(key: key, value)
    }
}
