import Foundation
import GRDB

/// Computes the tree anew from the bodies, and holds it against what is stored, signed and brought from outside.
struct TreeCheck {
    let reader: LogReader
    let reference: VerificationReference
    var onProgress: @Sendable (_ looked: Int64) -> Void = { _ in }

    func verification() async throws -> Verification {
        let origin = try? await reader.origin()
        var progress = Progress(origin: origin, reference: reference)
        do {
            let keys = try await reader.recordedKeys()
            progress.verification.keys = keys.map(\.key)
            progress.verification.notes += Self.notes(on: keys)
            let stored = try await StoredCheckpoint.all(from: reader)
            progress.expect(stored)
            try await KeptCosignature.each(from: reader) { progress.expect($0) }
            // While one page is taken in, the next is hashed and the one after that is read.
            var page = try await TreePage.read(from: reader, after: .min)
            var hashed: (page: TreePage, leaves: [TreePage.Leaf])?
            while true {
                let current = page
                async let next = current.isLast ? nil : TreePage.read(from: reader, after: current.lastSeq)
                async let leaves = current.leaves(origin: origin)
                if let hashed { progress.take(hashed.page, leaves: hashed.leaves) }
                hashed = (current, await leaves)
                onProgress(progress.frontier.size)
                guard let following = try await next else { break }
                page = following
            }
            if let hashed { progress.take(hashed.page, leaves: hashed.leaves) }
            if let trouble = page.trouble { throw trouble }
            let records = try await CheckpointRecords.read(from: reader)
            for finding in records.findings(stored) { progress.verification.add(finding) }
            progress.verification.notes += records.notes(stored)
        } catch let error as AuditLogError {
            guard let text = error.damage else { throw error }
            progress.verification.found(text, at: progress.frontier.size + 1)
        }
        return progress.finished()
    }

    private static func notes(on keys: [(seq: Int64, key: VerifierKey)]) -> [String] {
        guard keys.count > 1, let last = keys.last else { return [] }
        return [
            "The log names \(keys.count) signing keys, the last since event \(last.seq): compare them with the key that "
                + "was kept elsewhere."
        ]
    }
}
