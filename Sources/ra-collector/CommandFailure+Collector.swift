import Collector
import CollectorServer
import CommandParts
import Foundation
import PlainText
import PostgreSQL

extension CommandFailure {
    /// Nil for what is no error of the collector's.
    init?(collector error: any Error) {
        switch error {
        case let error as PostgreSQLError: self.init(error)
        case let error as CollectorSchemaError: self.init(error)
        case let error as EnrolmentError: self.init(error)
        case let error as EstateError: self.init(error)
        case let error as CompletenessError:
            self.init(
                .answerIsNo,
                "Nothing is stated, because of the log \(SafeText(error.origin)): \(SafeText(error.reason, maximum: 400))",
                hint: "'ra-collector verify' shows all that is wrong.")
        case let error as CollectorKeyError: self.init(error)
        case let error as CosignedFileError:
            self.init(.fileTrouble, "\(error)", hint: "Put it back from the backup of the key's folder.")
        case CollectorStartError.emptyDatabase:
            self.init(
                .answerIsNo, "The database is empty, and the key isn't new: it would sign another history of each log.",
                hint: "Restore the database, or say with --restored that the desks are to fill it again.")
        case CollectorStartError.fileMissing(let path):
            self.init(
                .answerIsNo,
                "The file \(SafeText(path)), which says what was cosigned, is gone, and the key isn't new.",
                hint: "Put it back from the backup of the key's folder, or say with --restored that it is lost.")
        case let error as CollectorDamage:
            self.init(.fileTrouble, "The database is damaged: \(error).", hint: "Run 'ra-collector verify'.")
        case let error as CollectorServerError: self.init(error)
        default: return nil
        }
    }

    private init(_ error: PostgreSQLError) {
        switch error.state {
        case .insufficientPrivilege:
            self.init(
                .notPermitted, "\(SafeText("\(error)", maximum: 400))",
                hint: "Run it as a user whose role may: the service's, ra_auditor's, or the tables' owner's.")
        case .undefinedTable: self.init(CollectorSchemaError.missing)
        case nil where error.isMistakeInSettings:
            self.init(
                .badInput, "\(SafeText("\(error)", maximum: 400))",
                hint: "See 'database' in the settings: a libpq connection string or postgresql: address.")
        default:
            self.init(
                error.isUnavailable ? .serviceUnavailable : .fault, "\(SafeText("\(error)", maximum: 400))",
                hint: error.isUnavailable
                    ? "See that PostgreSQL runs, and what 'database' in the settings says."
                    : "This is a fault of ra-collector. Please report it.")
        }
    }

    private init(_ error: CollectorSchemaError) {
        switch error {
        case .missing:
            self.init(
                .fileTrouble, "The database hasn't this program's tables.",
                hint: "Run 'ra-collector init' as the tables' owner.")
        case .older:
            self.init(
                .fileTrouble, "The tables in the database are an earlier version's.",
                hint: "Run 'ra-collector init' as the tables' owner: it takes them further.")
        case .newer:
            self.init(
                .fileTrouble, "The database was made by a later version of ra-collector.", hint: "Install that version."
            )
        }
    }

    private init(_ error: EnrolmentError) {
        switch error {
        case .known(let origin):
            self.init(
                .badInput, "The log \(SafeText(origin)) is enrolled already.",
                hint: "'ra-collector rekey' gives it another key.")
        case .unknown(let origin):
            self.init(
                .badInput, "The log \(SafeText(origin)) isn't enrolled.", hint: "'ra-collector status' lists all desks."
            )
        case .otherName(let name):
            self.init(.badInput, "The key is of another log: \(SafeText(name)).", hint: "'ra audit key' prints it.")
        case .witnessKey:
            self.init(.badInput, "The key is a witness's, and signs no log.", hint: "'ra audit key' prints a log's.")
        case .ownKey:
            self.init(
                .badInput, "The key is this collector's own, and signs no log.", hint: "'ra audit key' prints a log's.")
        case .succeeded(let origin):
            self.init(
                .badInput, "Another log succeeds \(SafeText(origin)) already.",
                hint: "Name that one: 'ra-collector status' lists all desks.")
        case .sameKey(let origin):
            self.init(
                .badInput, "The log \(SafeText(origin)) has, or had, this very key.",
                hint: "'ra audit key' prints the desk's new one.")
        }
    }

    private init(_ error: EstateError) {
        let hint = "'ra-collector status' lists all desks."
        switch error {
        case .unknownDesk(let desk): self.init(.badInput, "No desk is enrolled as \(SafeText(desk)).", hint: hint)
        case .unknownSite(let site): self.init(.badInput, "No desk is enrolled at \(SafeText(site)).", hint: hint)
        case .unknownFork(let id):
            self.init(.badInput, "There is no fork \(id) on record.", hint: "'ra-collector forks' lists them.")
        }
    }

    private init(_ error: CollectorKeyError) {
        switch error {
        case .missing(let path):
            self.init(.fileTrouble, "The key \(SafeText(path)) is not there.", hint: "'ra-collector key' makes it.")
        case .unreadable(let path):
            self.init(
                .notPermitted, "The key \(SafeText(path)) may not be read by this user.", hint: "Run it as the service."
            )
        case .open(let path):
            self.init(
                .badInput, "The key \(SafeText(path)) may be read or written by others than its owner.",
                hint: "Give it the mode 0600. Who could read it may have copied it: think of a new key.")
        case .notAKey(let path):
            self.init(
                .badInput, "The file \(SafeText(path)) is no key of this kind.", hint: "See 'witness' in the settings.")
        case .otherName(let path, let name):
            self.init(
                .badInput, "The key \(SafeText(path)) has the name \(SafeText(name)), and the settings say another.",
                hint: "A key keeps its name.")
        case .lost(let path):
            self.init(
                .fileTrouble, "The witness's key \(SafeText(path)) is gone; the statements' key beside it is there.",
                hint: "Put it back from the backup of the key's folder.")
        case .notWritten(let path, let code):
            self.init(
                code == EACCES ? .notPermitted : .fileTrouble,
                "The key \(SafeText(path)) can't be written: \(String(cString: strerror(code))).",
                hint: "Make its folder, for the service's user alone.")
        }
    }

    private init(_ error: CollectorServerError) {
        switch error {
        case .certificate(let files):
            self.init(
                .badInput, "The certificate and its key can't be used: \(SafeText(files, maximum: 400)).",
                hint: "Both are PEM files, the certificate with its chain; see 'tls' in the settings.")
        case .plainBeyondLoopback:
            self.init(.usage, "Without TLS it listens on loopback alone.", hint: "Set 'tls' in the settings.")
        case .cannotListen(let place, let code):
            self.init(
                .serviceUnavailable, "It can't listen at \(SafeText(place)): \(String(cString: strerror(code))).",
                hint: "See 'listen' in the settings, and what else listens there.")
        }
    }
}
