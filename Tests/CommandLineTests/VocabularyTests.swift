import Foundation
import Testing

/// Words that a British colleague wouldn't use at the desk don't stand where a person can see them.
@Suite struct VocabularyTests {
    /// The word, and what is said instead.
    static let words: [(word: String, instead: String)] = [
        ("PINs?", "passcode"), ("smart cards?", "smartcard"), ("daemons?", "card service"), ("oops", "nothing"),
        ("sorry", "nothing"), ("simply", "nothing"), ("abort(ed|s|ing)?", "end"), ("terminat(e|ed|es|ing)", "end"),
        ("execut(e|ed|es|ing)", "run"), ("utili[sz]\\w*", "use"), ("leverag\\w*", "use"), ("invalid", "isn't …"),
        ("illegal", "can't be taken"), ("fatal", "what is lost"), ("e\\.g\\.", "for example"), ("i\\.e\\.", "that is"),
        ("etc\\.", "the list"), ("and/or", "or"), ("login", "log-in"), ("e-mail", "email"), ("organiz\\w*", "organis…"),
        ("color", "colour"), ("behavior", "behaviour"), ("canceled", "cancelled"), ("recogniz\\w*", "recognis…"),
        ("initiali[sz]\\w*", "begin"), ("perform\\w*", "do"), ("functionality", "what it does"),
        ("put (it|(the|your|a|another)( \\w+)* card) in(to)?", "insert"), ("credentials?", "log-in"),
        ("retriev\\w*", "read"), ("prior to", "before"), ("in order to", "to"),
        ("additionally", "also"), ("successfully", "nothing"), ("proceed\\w*", "go on"), ("subsequent\\w*", "then"),
        ("ensur\\w*", "make sure"), ("obtain\\w*", "get"), ("regarding", "about"), ("currently", "now"),
        ("user-friendly", "nothing"), ("seamless\\w*", "nothing"), ("robust", "nothing"),
    ]
    /// What others call something stands as they call it.
    static let quoted = [
        "Credential Management", "\"credentials\"", "Smartcard unlocked successfully", "Smartcard renewed successfully",
        "Failed to obtain SOPIN",
        // A reader's name as its maker writes it, SQL, and a member that is refused.
        "Smart Card Reader", "Smart Card Keyboard", "RAISE(ABORT", "\"pin\"",
        "execute format(", "execute function", "grant execute", "(role) login",
    ]

    @Test func `no text of the program has a word that isn't ours`() throws {
        var found: [String] = []
        var texts = 0
        for (file, text) in try Self.visible() {
            texts += 1
            found += Self.wrong(in: text).map { "\(file): \($0)" }
        }
        #expect(texts > 200, "only \(texts) files were looked at")
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test func `README has none either`() throws {
        let text = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
        let prose = text.split(separator: "```", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset.isMultiple(of: 2) }.map(\.element)
            .joined(separator: "\n").split(separator: "\n").filter { !$0.hasPrefix("    ") }.joined(separator: "\n")
        #expect(Self.wrong(in: prose) == [])
    }

    @Test func `a word that isn't ours is found, whatever its case, and a part of another word isn't one`() {
        #expect(Self.wrong(in: "Please enter your pin.").count == 1)
        #expect(Self.wrong(in: "The Daemon was terminated").count == 2)
        #expect(Self.wrong(in: "opinion, spinning, fatality, login.nhs.uk").isEmpty)
        #expect(Self.wrong(in: "Expect 'Smartcard unlocked successfully'.").isEmpty)
    }

    static func wrong(in text: String) -> [String] {
        var text = text
        for quote in quoted { text = text.replacing(quote, with: "") }
        return words.flatMap { word, instead in
            let pattern = "(?i)(?<![\\w.-])\(word)(?![\\w.-]*\\w)"
            guard let regex = try? NSRegularExpression(pattern: pattern) else { return ["\(word) is no pattern"] }
            return regex.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
                Range(match.range, in: text).map { "\(text[$0]) (say: \(instead))" }
            }
        }
    }

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What stands between quotation marks in the sources, and the text of the templates.
    private static func visible() throws -> [(file: String, text: String)] {
        let sources = root.appending(path: "Sources")
        let literal = try NSRegularExpression(
            pattern: "\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", options: .dotMatchesLineSeparators)
        let markup = try NSRegularExpression(
            pattern: "<[^>]*>|\\{\\{[^}]*\\}\\}", options: .dotMatchesLineSeparators)
        var texts: [(String, String)] = []
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard ["swift", "mustache"].contains(file.pathExtension) else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            if file.pathExtension == "mustache" {
                let range = NSRange(text.startIndex..., in: text)
                texts.append(
                    (file.lastPathComponent, markup.stringByReplacingMatches(in: text, range: range, withTemplate: " "))
                )
                continue
            }
            let code = text.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
            let literals = literal.matches(in: code, range: NSRange(code.startIndex..., in: code)).compactMap {
                Range($0.range, in: code).map { String(code[$0]) }
            }
            texts.append((file.lastPathComponent, literals.joined(separator: "\n")))
        }
        return texts
    }
}
