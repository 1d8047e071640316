import AuditLog
import CardIdentity
import Configuration
import Foundation
import StrictYAML

extension CommandContext {
    /// The built-in ATR catalogue, after the site's own where the configuration names one.
    func atrCatalogue() throws -> ATRCatalogue {
        do {
            let builtIn = try ATRCatalogue.builtIn()
            guard let file = configuration.cardData else { return builtIn }
            guard let text = FileManager.default.contents(atPath: file) else {
                throw CommandFailure(
                    .fileTrouble, "The card data \(SafeText(file)) can't be read.",
                    hint: "Check 'cardData' in the configuration.")
            }
            return builtIn.preceded(by: try ATRCatalogue(text: String(decoding: text, as: UTF8.self), file: file))
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
