import CardIdentity
import PCSC
import WorkstationSettings

extension CommandContext {
    /// The way to the cards of this desk. Every command to a card passes the allow-list.
    func examiner() -> CardExaminer {
        var examiner = CardExaminer(
            service: PCSCService(functions: pcsc, policy: APDUAllowList.policy), now: surroundings.now)
        // A module would find the workstation's own readers, not the simulated ones.
        examiner.modules = simulated ? [] : configuration.pkcs11Modules
        return examiner
    }

    func cardReaders(_ service: PCSCService) async throws -> [ReaderSnapshot] {
        do { return try await service.readers() } catch { throw CommandFailure(error) }
    }
}
