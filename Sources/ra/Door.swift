import Foundation
import PlainText

/// What `ra` alone asks at a terminal: what is wrong.
struct Door {
    /// A line to choose, and the words of the command that it begins; nil asks about the operator's own card.
    struct Way {
        var label: String
        var words: [String]?
    }

    static let ways = [
        Way(label: "A card is locked, or its passcode is forgotten", words: ["unlock"]),
        Way(label: "A card has expired, or is about to", words: ["renew"]),
        Way(label: "A card is lost, stolen or damaged", words: ["replace"]),
        Way(label: "The email address on a profile is wrong", words: ["email"]),
        Way(label: "It is about my own card", words: nil),
        Way(label: "Check this workstation", words: ["preflight"]),
    ]

    static let waysOfOwnCard = [
        Way(label: "It is locked, or I have forgotten the passcode", words: ["unlock", "--own-card"]),
        Way(label: "It has expired, or is about to", words: ["renew", "--own-card"]),
        Way(label: "The email address on my profile is wrong", words: ["email", "--own-card"]),
        Way(label: "It is damaged", words: ["replace", "--own-card"]),
    ]

    let output: Output
    let talk: Output

    /// The words of the command to run; nil when nothing is wanted.
    func ask() async throws -> [String]? {
        guard let way = try await choose("What is wrong?", among: Door.ways) else { return nil }
        if let words = way.words { return words }
        return try await choose("What is wrong with your card?", among: Door.waysOfOwnCard)?.words
    }

    private func choose(_ question: String, among ways: [Way]) async throws -> Way? {
        try output.line("? \(question)")
        for (index, way) in ways.enumerated() {
            for line in Wrapped(way.label, indent: "  \(index + 1)  ", width: output.width).lines {
                try output.line(line)
            }
        }
        while true {
            try talk.write("  1 to \(ways.count), q to leave: ")
            guard let line = await StandardInput.oneLine() else {
                try talk.line()
                return nil
            }
            let word = line.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
            if ["q", "quit", "exit", "stop"].contains(word) { return nil }
            if let number = Int(word), ways.indices.contains(number - 1) { return ways[number - 1] }
            try talk.line("! Type the number of a line, 1 to \(ways.count).")
        }
    }
}
