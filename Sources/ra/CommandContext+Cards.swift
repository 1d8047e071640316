import AuditLog
import CardIdentity
import Configuration
import Foundation
import PCSC
import StrictYAML

extension CommandContext {
    /// The way to the cards of this desk. Every command to a card passes the allow-list.
    func examiner() throws -> CardExaminer {
        var examiner = CardExaminer(
            service: PCSCService(functions: pcsc, policy: APDUAllowList.policy), catalogue: try atrCatalogue(),
            sightings: sightings(), now: surroundings.now)
        // A module would find the workstation's own readers, not the simulated ones.
        examiner.modules = simulated ? [] : configuration.pkcs11Modules
        return examiner
    }

    func cardReaders(_ service: PCSCService) async throws -> [ReaderSnapshot] {
        do { return try await service.readers() } catch { throw CommandFailure(error) }
    }

    /// The built-in ATR catalogue, after the site's own where the configuration names one.
    func atrCatalogue() throws -> ATRCatalogue {
        do {
            let builtIn = try ATRCatalogue.builtIn()
            guard let file = configuration.cardData else { return builtIn }
            return builtIn.preceded(by: try ATRCatalogue(text: TextFile.text(at: file), file: file))
        } catch let failure as TextFile.Failure {
            throw CommandFailure(
                failure, "The card data", configuration.cardData ?? "", hint: "Check cardData in the configuration.")
        } catch let mistake as YAMLMistake {
            throw CommandFailure(.badInput, "\(mistake)", hint: "Correct that line of the card data.")
        }
    }

    /// Where series that were typed are counted: beside the audit log. A simulated desk has no such file.
    var sightingsFile: String? {
        guard !simulated else { return nil }
        return URL(fileURLWithPath: auditLogPlace.path).deletingLastPathComponent()
            .appendingPathComponent(SeriesSightings.fileName).path
    }

    /// What the site has seen so far. Only a hint comes from it, so a file that can't be read is told and passed over.
    func sightings() -> SeriesSightings {
        guard let file = sightingsFile else { return SeriesSightings() }
        do {
            return try SeriesSightings(file: file)
        } catch {
            try? talk.line(
                "ra: warning: The counts of card series in \(SafeText(file)) can't be read; going on without.")
            return SeriesSightings()
        }
    }
}
