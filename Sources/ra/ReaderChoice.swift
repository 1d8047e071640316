import PCSC
import PlainText

/// A reader as a person names it: by number, by name, or by a part of the name that only one reader has.
struct ReaderChoice {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    /// - Throws: `CommandFailure`: status 1 when there is no such reader, 64 when there are several.
    func choose(from readers: [ReaderSnapshot]) throws -> ReaderSnapshot {
        if let exact = readers.first(where: { $0.name.description == text }) { return exact }
        if let number = Int(text), let reader = readers.first(where: { $0.index == number }) { return reader }
        let wanted = text.lowercased()
        let partly = wanted.isEmpty ? [] : readers.filter { $0.name.description.lowercased().contains(wanted) }
        if partly.count == 1 { return partly[0] }
        if partly.isEmpty {
            throw CommandFailure(
                .answerIsNo, "There is no reader '\(SafeText(text))'.", hint: "'ra readers' lists names and numbers.")
        }
        let numbers = partly.map { String($0.index) }.joined(separator: ", ")
        throw CommandFailure(
            .usage, "'\(SafeText(text))' is part of \(partly.count) readers' names.",
            hint: "Give the number instead; these readers are \(numbers).")
    }
}
