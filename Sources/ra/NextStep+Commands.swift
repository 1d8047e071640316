import NextSteps
import PlainText
import Preflight

/// How this front end says what can be done next: by its commands and options.
extension NextStep {
    /// The whole command; nil for what isn't one.
    var command: String? {
        switch self {
        case .run(let work): "ra \(work.rawValue)"
        case .explainErrors: "ra handbook error"
        case .listSites: "ra handbook sites"
        case .listReaders: "ra readers"
        case .check(let id): "ra preflight --only \(id)"
        case .makeLog: "ra audit init"
        case .verifyLog: "ra audit verify"
        case .pushLog: "ra audit push"
        case .listEvents: "ra audit list"
        case .openPage: "ra desk --open"
        case .openLog, .close: nil
        }
    }

    /// One sentence.
    var sentence: String {
        switch self {
        case .run(let work): "Run 'ra \(work.rawValue)', which asks what it still needs."
        case .explainErrors: "'ra handbook error' explains error codes."
        case .listSites: "'ra handbook sites' lists them."
        case .listReaders: "'ra readers' lists them."
        case .check(let id): "Run 'ra preflight --only \(id)'."
        case .makeLog: "'ra audit init', or a session, makes one where there is none."
        case .verifyLog: "'ra audit verify' verifies the log."
        case .pushLog: "'ra audit push' sends what is new."
        case .listEvents: "Run 'ra audit list' to see the events."
        case .openPage: "'ra desk --open' opens the page."
        case .openLog(.theFile): "Name the log's file with --audit-log: in a folder, audit.sqlite."
        case .openLog(.another): "Or choose another place with --audit-log."
        case .openLog(.new): "Begin a new log with --audit-log."
        case .close(let file, let mode): "Run: chmod \(String(mode, radix: 8)) '\(SafeText(file))'"
        }
    }

    /// In a remedy: a command to copy where there is one.
    var spoken: SpokenStep { SpokenStep(sentence: command == nil ? sentence : nil, command: command) }
}

extension Advice {
    /// The advice and how it is done here, in one line.
    var sentences: String {
        ([text] + next.map(\.sentence)).filter { !$0.isEmpty }.joined(separator: " ")
    }
}
