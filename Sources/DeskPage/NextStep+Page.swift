import NextSteps
import PlainText
import Preflight

/// How the page says what can be done next: by its own buttons and views, and by whoever looks after the computer where
/// it has none.
extension NextStep {
    /// One sentence.
    var sentence: String {
        switch self {
        case .run: "Press \(phrase)."
        case .explainErrors: "The page Handbook explains error codes."
        case .listSites: "The page Handbook lists the sites."
        case .listReaders: "The desk's first page shows the readers."
        case .check: "The page Checks looks again."
        case .makeLog: "The first session makes one where there is none."
        case .verifyLog: "The page Log verifies it."
        case .pushLog: "It goes by itself, after a session and once an hour."
        case .listEvents: "The page Log shows the events."
        case .openPage: "The icon Smartcard desk opens the page."
        case .openLog(.theFile): "Ask IT to name the log's file in the configuration."
        case .openLog(.another): "Or ask IT for another place for the log."
        case .openLog(.new): "Ask IT to begin a new log."
        case .close(let file, let mode):
            "Ask IT to give the file \(SafeText(file)) the mode \(String(mode, radix: 8))."
        }
    }

    /// The same after a colon, without the end of a sentence.
    var phrase: String {
        switch self {
        case .run(let work): "'\(DeskView.name(of: work))' on the desk's first page"
        default: sentence
        }
    }

    /// In a remedy: never a command, since nobody types one here.
    var spoken: SpokenStep { SpokenStep(sentence: sentence) }
}

extension Advice {
    /// The advice and how it is done here, in one line.
    var sentences: String {
        ([text] + next.map(\.sentence)).filter { !$0.isEmpty }.joined(separator: " ")
    }
}
