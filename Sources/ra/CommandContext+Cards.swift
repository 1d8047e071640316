import PCSC
import ReaderHardware
import Workplace

extension CommandContext {
    /// The readers of the service or of the simulated desk. Blocks up to the service probe's patience.
    ///
    /// - Throws: `CommandFailure`, status 69 or 77, when the service can't be used.
    func readers() throws(CommandFailure) -> [AttachedReader] {
        do { return try workplace.readers() } catch { throw CommandFailure(error) }
    }

    func cardReaders(_ service: PCSCService) async throws -> [ReaderSnapshot] {
        do { return try await service.readers() } catch { throw CommandFailure(error) }
    }
}
