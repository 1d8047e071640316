extension TreeCheck {
    /// What has been computed up to some event.
    struct Progress: Sendable {
        var verification = Verification()
        private(set) var frontier = TreeFrontier()
        private(set) var lastSeq: Int64 = 0
        /// After the first wrong event all later subtrees differ as well: only the leaves say something then.
        private var isBroken = false
        /// What is to be compared when the tree has a certain size.
        private var expectations: [Int64: [Expectation]] = [:]
        private let givenKeys: [VerifierKey]
        private let witnesses: [VerifierKey]

        /// What says what the tree was at some size. Only what came from outside may be believed against the log.
        enum Expectation: Sendable {
            case stored(Int64, Checkpoint)
            case given(Checkpoint)
            case code(CheckpointCode)
            /// A cosigned checkpoint in the log, whose signatures were looked at already.
            case cosigned(Int64, root: TreeHash)

            var isFromOutside: Bool {
                switch self {
                case .stored, .cosigned: false
                case .given, .code: true
                }
            }
        }

        init(origin: String?, reference: VerificationReference) {
            verification.origin = origin
            verification.hasReference = !reference.checkpoints.isEmpty || !reference.codes.isEmpty
            givenKeys = reference.keys
            witnesses = reference.witnesses
            for checkpoint in reference.checkpoints {
                // Of another log nothing is compared: its sizes and roots say nothing about this one.
                guard origin.map(checkpoint.isOf) ?? true else {
                    verification.add(
                        .init(
                            isOfAnotherLog: true,
                            text:
                                "The given checkpoint is of another log, \(checkpoint.origin); this is \(origin ?? "")."
                        ))
                    continue
                }
                expectations[checkpoint.size, default: []].append(.given(checkpoint))
            }
            for code in reference.codes { expectations[code.size, default: []].append(.code(code)) }
        }

        mutating func expect(_ stored: [StoredCheckpoint]) {
            verification.checkpointCount = stored.count
            var (number, size): (Int64, Int64) = (0, 0)
            for row in stored {
                if row.number != number &+ 1 { verification.found("Checkpoint \(number &+ 1) is missing.") }
                number = row.number
                guard let checkpoint = Checkpoint(parsing: row.note), checkpoint.size == row.size else {
                    verification.found("Checkpoint \(row.number) in the log is damaged.")
                    continue
                }
                if row.size < size {
                    verification.found(
                        "Checkpoint \(row.number) in the log covers fewer events than the one before it.")
                }
                size = row.size
                verification.checkpointedSize = max(verification.checkpointedSize, checkpoint.size)
                expectations[row.size, default: []].append(.stored(row.number, checkpoint))
            }
        }

        /// Looks at the signatures of kept cosignatures, and remembers their roots.
        mutating func expect(_ kept: [KeptCosignature]) {
            for row in kept {
                verification.cosignatureCount += 1
                let what = "Cosignature \(row.number) in the log"
                if row.number != Int64(verification.cosignatureCount) {
                    verification.found("Cosignature \(verification.cosignatureCount) is missing.")
                    verification.cosignatureCount = Int(clamping: row.number)
                }
                guard let checkpoint = Checkpoint(parsing: row.note), checkpoint.size == row.size, row.size >= 0,
                    let key = VerifierKey(row.key)
                else {
                    verification.found("\(what) is damaged.")
                    continue
                }
                if !checkpoint.isOf(verification.origin ?? "") {
                    verification.found("\(what) is of another log: \(checkpoint.origin).")
                    continue
                }
                let isKnown = witnesses.isEmpty || witnesses.contains(key)
                if !isSigned(checkpoint) { verification.found("\(what) is not signed by this log's key.") }
                if checkpoint.cosigned(by: key) == nil {
                    verification.found("\(what) doesn't hold: the witness \(key.name) didn't give it.")
                } else if isKnown {
                    verification.cosignedSize = max(verification.cosignedSize, row.size)
                }
                expectations[row.size, default: []].append(.cosigned(row.number, root: checkpoint.root))
            }
        }

        mutating func take(_ page: TreePage, leaves: [TreePage.Leaf]) {
            page.bytes.withUnsafeBytes { bytes in
                for (row, leaf) in zip(page.rows, leaves) {
                    take(row.seq, leaf, stored: UnsafeRawBufferPointer(rebasing: bytes[row.tree]))
                }
            }
        }

        /// - Parameter stored: the leaf's hash and those of the subtrees that it completed, as they stand in the log.
        private mutating func take(_ seq: Int64, _ leaf: TreePage.Leaf, stored: UnsafeRawBufferPointer) {
            if seq < 1 { return verification.found("Event \(seq) should not be there.", at: seq) }
            if seq != frontier.size + 1 {
                let missing = frontier.size + 1
                if lastSeq == frontier.size {
                    let range = seq - 1 > missing ? "Events \(missing) to \(seq - 1) are" : "Event \(missing) is"
                    verification.found("\(range) missing.", at: missing)
                    isBroken = true
                }
            }
            lastSeq = seq
            var (count, isEqual) = (0, true)
            frontier.append(leaf.hash) { hash in
                if count == 0 || !isBroken { isEqual = isEqual && hash == TreeHash(count, of: stored) }
                count += 1
            }
            if !isEqual || !isBroken && stored.count != count * TreeHash.byteCount {
                verification.found("Event \(seq) is not as it was written.", at: seq)
                isBroken = true
            } else if !leaf.isInForm {
                verification.found("Event \(seq) was not written by this program.", at: seq)
            }
            compare()
        }

        /// Looks what the tree was said to be at this size: from outside first, because only that is believed.
        private mutating func compare() {
            guard let expected = expectations.removeValue(forKey: frontier.size) else { return }
            let root = frontier.root
            for expectation in expected where expectation.isFromOutside { check(expectation, root: root) }
            for expectation in expected where !expectation.isFromOutside { check(expectation, root: root) }
        }

        private func isSigned(_ checkpoint: Checkpoint) -> Bool {
            (givenKeys.isEmpty ? verification.keys : givenKeys).contains(where: checkpoint.isSigned)
        }

        private mutating func check(_ expectation: Expectation, root: TreeHash) {
            let size = frontier.size
            switch expectation {
            case .stored(let number, let checkpoint):
                let what = "Checkpoint \(number) in the log"
                if !isSigned(checkpoint) { verification.found("\(what) is not signed by this log's key.") }
                if !checkpoint.isOf(verification.origin ?? "") {
                    verification.found("\(what) is of another log: \(checkpoint.origin).")
                } else if checkpoint.root != root {
                    verification.found("\(what) covers \(size) events that are not these\(suspicion(upTo: size)).")
                }
            case .cosigned(let number, let expected):
                guard expected != root else { return }
                verification.found(
                    "Cosignature \(number) in the log covers \(size) events that are not these\(suspicion(upTo: size))."
                )
            case .given(let checkpoint):
                checkCosignatures(checkpoint)
                guard isSigned(checkpoint) else {
                    return verification.found(
                        "The given checkpoint is not signed by this log's key, so it vouches for nothing"
                            + (checkpoint.root == root ? "." : "; nor are its \(size) events these."))
                }
                guard checkpoint.root != root else { return vouch(size) }
                contradict("The given checkpoint covers \(size) events that are not these", size)
            case .code(let code):
                guard CheckpointCode(origin: verification.origin ?? "", size: size, root: root) != code else {
                    return vouch(size)
                }
                // A code doesn't say whose it is.
                verification.found(
                    "The given code \(code) is not of these events, or it is of another log. If it is this one's"
                        + (verification.vouchedSize < size
                            ? ", the first bad event is between \(verification.vouchedSize + 1) and \(size)."
                            : ", another that was given contradicts it."))
            }
        }

        /// A line of a witness who is known has to hold.
        private mutating func checkCosignatures(_ checkpoint: Checkpoint) {
            for key in witnesses where checkpoint.cosigned(by: key) == nil {
                let claims = checkpoint.signedNote.signatures.contains { $0.names(key) }
                if claims { verification.found("The given checkpoint's cosignature by \(key.name) doesn't hold.") }
            }
        }

        private mutating func vouch(_ size: Int64) { verification.vouchedSize = max(verification.vouchedSize, size) }

        /// What came from outside says that the events up to here are others; up to where they were vouched for they are not.
        private mutating func contradict(_ what: String, _ size: Int64) {
            let first = verification.vouchedSize + 1
            guard first <= size else {
                return verification.found(
                    "\(what), and another that was given says that they are: one of them is false.")
            }
            verification.found("\(what): the first bad one is between \(first) and \(size).", among: first...size)
        }

        /// A checkpoint in the log may itself be false, and so may those before it.
        private func suspicion(upTo size: Int64) -> String {
            let first = verification.vouchedSize + 1
            return first <= size ? ": if it is genuine, the first bad one is between \(first) and \(size)" : ""
        }

        /// What can be said once all events were read.
        func finished() -> Verification {
            var end = self
            end.compare()
            end.verification.size = frontier.size
            end.verification.root = frontier.root
            for (size, expected) in end.expectations.sorted(by: { $0.key < $1.key }) {
                for expectation in expected { end.report(expectation, over: size) }
            }
            if frontier.size == 0 { end.verification.found("The log is empty; its first event is missing.", at: 1) }
            return end.verification
        }

        /// It covers more events than there are.
        private mutating func report(_ expectation: Expectation, over size: Int64) {
            let missing = frontier.size + 1
            switch expectation {
            case .stored(let number, let checkpoint):
                let what = "Checkpoint \(number) in the log"
                if !isSigned(checkpoint) { verification.found("\(what) is not signed by this log's key.") }
                verification.found("\(what) covers \(size) events; the log has \(frontier.size).", at: missing)
            case .cosigned(let number, _):
                verification.found(
                    "Cosignature \(number) in the log covers \(size) events; the log has \(frontier.size).", at: missing
                )
            case .given(let checkpoint):
                checkCosignatures(checkpoint)
                guard isSigned(checkpoint) else {
                    return verification.found(
                        "The given checkpoint is not signed by this log's key, so it vouches for nothing.")
                }
                verification.found(
                    "The given checkpoint covers \(size) events; the log has \(frontier.size)\(unknown).", at: missing)
            case .code(let code):
                verification.found(
                    "The given code \(code) covers \(size) events; the log has \(frontier.size)\(unknown).", at: missing
                )
            }
        }

        /// A root can be compared only over all the events that it covers.
        private var unknown: String {
            let first = verification.vouchedSize + 1
            guard first <= frontier.size else { return "" }
            return
                ". Whether events \(first) to \(frontier.size) are as they were it can't show, because later ones are "
                + "missing"
        }
    }
}
