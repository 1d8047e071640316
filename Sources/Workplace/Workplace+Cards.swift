import AuditLog
import CardIdentity
import Handbook
import PCSC
import Preflight
import ReaderHardware
import WorkstationSettings

extension Workplace {
    /// What the preflight and the list of readers look at. A new one looks anew.
    public func freshWorkstation() -> Workstation {
        var workstation = Workstation(
            name: name, configuration: configuration, environment: environment, now: now, isSimulated: isSimulated,
            functions: functions)
        // A simulated desk doesn't touch the workstation's own log.
        workstation.auditLog = isSimulated && namedAuditLog == nil ? nil : auditLogPlace.path
        workstation.logContext = logContext
        workstation.tokenReader = tokenHelper.map { TokenReader(helper: $0, deadline: .seconds(8)) }
        workstation.practice = { try rulebook().practice }
        return workstation
    }

    /// The readers of the service or of the simulated desk. Blocks up to the service probe's patience.
    ///
    /// - Throws: `WorkplaceError.service` when the service can't be used.
    public func readers() throws(WorkplaceError) -> [AttachedReader] {
        let condition = freshWorkstation().service.get()
        if case .running(let readers) = condition { return readers }
        let socket = isSimulated ? ServiceSocket.standard : ServiceSocket(environment: environment)
        throw .service(condition, ServiceFinding(condition, socket: socket))
    }

    /// The card service. Every command to a card passes the allow-list.
    public func service() -> PCSCService { PCSCService(functions: functions, policy: APDUAllowList.policy) }

    /// The way to the cards of this desk.
    ///
    /// - Parameter service: whose insertions are meant; nil makes one.
    public func examiner(of service: PCSCService? = nil) -> CardExaminer {
        var examiner = CardExaminer(service: service ?? self.service(), now: clock)
        // A module would find the workstation's own readers, not the simulated ones.
        examiner.modules = isSimulated ? [] : configuration.pkcs11Modules
        examiner.tokenReader = tokenHelper.map { TokenReader(helper: $0) }
        return examiner
    }

    /// The hardware behind readers.
    public func attached(_ readers: [ReaderSnapshot]) -> [AttachedReader] {
        AttachedReader.list(
            readers.map(\.state), devices: freshWorkstation().usbReaders.get(), isSimulated: isSimulated)
    }
}
