/// One session at a time with each reader, among those of this process.
///
/// A `SCardBeginTransaction` that has to wait does so in steps of 200 ms (pcsc-lite, `winscard_svc.c`), so sessions of
/// one process wait for each other here instead.
final class ReaderLocks: Sendable {
    private let taken = Guarded(Set<ReaderName>())

    /// Readers with a session of this process now.
    var current: Set<ReaderName> { taken.withLock { $0 } }

    /// Blocks until the reader is free and takes it.
    ///
    /// - Returns: false when the deadline passed first.
    func acquire(_ reader: ReaderName, until deadline: Deadline) -> Bool {
        taken.wait(until: deadline) { $0.insert(reader).inserted ? true : nil } ?? false
    }

    func release(_ reader: ReaderName) {
        taken.update { _ = $0.remove(reader) }
    }
}
