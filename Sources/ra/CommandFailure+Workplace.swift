import AuditLog
import PCSC
import PlainText
import Preflight
import StrictYAML
import VirtualCards
import Workplace
import WorkstationSettings

extension CommandFailure {
    init(_ error: WorkplaceError) {
        switch error {
        case .scenario(let error): self.init(error)
        case .configuration(let error): self.init(error)
        case .siteFile(let failure, let file):
            self.init(failure, "The site's file", file, hint: "Check siteData in the configuration.")
        case .siteMistake(let mistake):
            self.init(.badInput, "\(mistake)", hint: "Correct that line; without a sound file nothing is decided.")
        case .log(let error): self.init(error)
        case .temporaryFolder(let folder):
            self.init(
                .fileTrouble, "No temporary audit log can be made in \(folder).", hint: "Name one with --audit-log.")
        case .service(let condition, let finding): self.init(condition, finding)
        case .atWork(let holder):
            self.init(
                .answerIsNo, holder?.sentence ?? "A session is going on at this desk already.",
                hint: "Go on with it there, or end it there first.")
        case .fact(let reason): self.init(.badInput, reason, hint: "See 'ra handbook sites' for the sites.")
        case .fault(let reason):
            self.init(.fault, reason, hint: "This is a fault of ra. Please report it.")
        }
    }

    private init(_ condition: ServiceCondition, _ finding: ServiceFinding) {
        let isForbidden = condition == .refused || condition == .socketClosedToUser
        let hint = finding.remedies.first.map { remedy in
            remedy.commands.isEmpty
                ? remedy.text + " " : remedy.text.dropLast() + ": " + remedy.commands.joined(separator: "; ") + ". "
        }
        self.init(
            isForbidden ? .notPermitted : .serviceUnavailable, finding.summary,
            hint: (hint ?? "") + "'ra preflight' says more.")
    }
}

extension CommandFailure {
    init(_ error: ScenarioError) {
        switch error {
        case .notFound(let name, let known):
            self.init(
                .fileTrouble, "The scenario \(SafeText(name)) is not there.",
                hint: "Name a file, or one that is built in: \(known.joined(separator: ", ")).")
        case .file(let failure, let name):
            self.init(failure, "The scenario", name, hint: "Check --simulate.")
        case .mistake(let mistake):
            self.init(.badInput, "\(SafeText("\(mistake)"))", hint: "Correct that line of the scenario.")
        case .impossible(let reason):
            self.init(.badInput, "The scenario can't be played: \(SafeText(reason)).")
        }
    }

    init(_ error: ConfigurationError) {
        switch error {
        case .file(let failure, let file):
            self.init(
                failure, "The configuration", file,
                hint: "Check --config and RA_CONFIG; without either, ra works with sensible settings.")
        case .mistake(let mistake):
            self.init(.badInput, "\(mistake)", hint: "Correct that line; everything else in the file was left unread.")
        }
    }
}
