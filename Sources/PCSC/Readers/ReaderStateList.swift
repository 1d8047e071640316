import CPCSCLite

/// An array of `SCARD_READERSTATE` with the names it points to: alive as long as the value.
struct ReaderStateList: ~Copyable {
    /// The entries a call takes: `PCSCLITE_MAX_READERS_CONTEXTS` of the oldest service that is supported.
    static let capacity = 16
    /// The name that stands for "a reader was attached or detached" (pcsc-lite, `SCardGetStatusChange`).
    static let notificationName: ReaderName = "\\\\?PnP?\\Notification"

    let entries: UnsafeMutableBufferPointer<SCARD_READERSTATE>
    private let text: UnsafeMutablePointer<CChar>

    /// - Parameter readers: at most ``capacity``.
    init(_ readers: some Collection<(name: ReaderName, known: UInt32)>) {
        let size = readers.reduce(0) { $0 + $1.name.bytes.count + 1 }
        text = .allocate(capacity: max(size, 1))
        entries = .allocate(capacity: readers.count)
        entries.initialize(repeating: SCARD_READERSTATE())
        var next = text
        for (index, reader) in readers.enumerated() {
            entries[index].szReader = UnsafePointer(next)
            entries[index].dwCurrentState = DWORD(reader.known)
            for byte in reader.name.bytes {
                next.initialize(to: CChar(bitPattern: byte))
                next += 1
            }
            next.initialize(to: 0)
            next += 1
        }
    }

    deinit {
        entries.deallocate()
        text.deallocate()
    }
}
