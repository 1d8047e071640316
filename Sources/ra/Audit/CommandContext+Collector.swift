import AuditLog
import CollectorClient
import CollectorTransport
import Foundation
import PlainText
import Workplace
import WorkstationSettings

extension CommandContext {
    /// The collector in the settings.
    ///
    /// - Throws: `CommandFailure`, where they name none.
    func collector() throws(CommandFailure) -> CollectorSettings {
        guard let collector = configuration.collector else {
            throw CommandFailure(
                .badInput, "The settings name no collector.",
                hint: "Set collector: {url, key, ca} in the configuration; 'ra-collector key' prints the key.")
        }
        if let ca = collector.ca, access(ca, R_OK) != 0 {
            throw CommandFailure(
                .badInput, "The certificates at \(SafeText(ca)) can't be read.",
                hint: "collector.ca in the configuration names them.")
        }
        if let ca = collector.ca, !HTTPTransport.canTrust(ca) {
            throw CommandFailure(
                .badInput, "The file \(SafeText(ca)) holds no certificates.",
                hint: "collector.ca in the configuration names a file of certificates in PEM.")
        }
        return collector
    }

    var hasAuditLog: Bool { FileManager.default.fileExists(atPath: workplace.auditLogPlace.path) }

    /// Does something with HTTP at hand, and closes it however that ends.
    ///
    /// - Parameters:
    ///   - authority: certificates that are trusted; nil for those of the system.
    ///   - alone: no others are trusted beside them.
    ///   - body: what is done.
    func withTransport<Value>(
        trusting authority: String?, alone: Bool = true, _ body: (@escaping HTTPCarrier) async throws -> Value
    ) async throws -> Value {
        let transport = HTTPTransport(trusting: authority, alone: alone)
        do {
            let value = try await body { question throws(NoReply) in try await transport.ask(question) }
            await transport.close()
            return value
        } catch {
            await transport.close()
            throw error
        }
    }

    /// Opens the log that is there, to sign it and to keep what others sign, and records nothing.
    func withSignedLog<Value>(_ body: (AuditLog, LogReader) async throws -> Value) async throws -> Value {
        let path = workplace.auditLogPlace.path
        do {
            let log = try await AuditLog.openExisting(
                at: path, context: workplace.logContext, clock: workplace.logClock)
            return try await body(log, try await LogReader.open(at: path))
        } catch let error as AuditLogError {
            throw CommandFailure(error)
        }
    }

    /// Makes a log that goes on from another one.
    ///
    /// - Parameter origin: the other log's.
    /// - Throws: `CommandFailure`, where there is a log already, and where the collector doesn't vouch for the other one.
    func makeAuditLog(succeeding origin: String) async throws {
        guard try await workplace.rehearseAuditLog().isNew else {
            throw CommandFailure(
                .answerIsNo, "There is an audit log already, which goes on from none.",
                hint: "Move it away with its key first, or name another place with --audit-log.")
        }
        let collector = try collector()
        let checkpoint = try await withTransport(trusting: collector.ca) { ask in
            do throws(PredecessorFailure) {
                return try await Predecessor.checkpoint(of: origin, at: collector.url, key: collector.key, asking: ask)
            } catch {
                throw CommandFailure(error)
            }
        }
        let predecessor = LogOpened.Predecessor(
            origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root.base64)
        _ = try await openAuditLog(succeeding: predecessor)
    }
}

extension CommandFailure {
    init(_ failure: PredecessorFailure) {
        switch failure {
        case .refused(let reason):
            self.init(.answerIsNo, reason, hint: "'ra-collector status' lists the logs that it has.")
        case .unreachable(let reason):
            self.init(
                .serviceUnavailable, "The collector can't be reached. \(reason)",
                hint: "Check the network and collector in the settings. No log was made.")
        }
    }

    static let collectorHint = "Check the network and collector in the settings. Nothing is lost: the log waits."
}
