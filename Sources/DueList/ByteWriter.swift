/// Bytes of an answer, handed on in pieces, so that an answer of any length takes little memory.
struct ByteWriter<Failure: Error> {
    private var bytes: [UInt8] = []
    private let sink: ([UInt8]) throws(Failure) -> Void
    private static var piece: Int { 256 << 10 }

    init(_ sink: @escaping ([UInt8]) throws(Failure) -> Void) {
        self.sink = sink
        bytes.reserveCapacity(ByteWriter.piece + 4096)
    }

    mutating func write(_ text: [UInt8]) { bytes.append(contentsOf: text) }

    mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ number: Int64) {
        if number < 0 { bytes.append(0x2D) }
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(rest % 10) + 0x30)
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// With zeros in front.
    mutating func write(_ number: UInt64, digits: Int) {
        var rest = number
        let start = bytes.count
        for _ in 0..<digits {
            bytes.append(UInt8(rest % 10) + 0x30)
            rest /= 10
        }
        bytes[start...].reverse()
    }

    /// Hands on what is there, where that is enough for a piece. Between two entries of a list.
    mutating func flushIfFull() throws(Failure) {
        if bytes.count >= ByteWriter.piece { try flush() }
    }

    mutating func flush() throws(Failure) {
        if bytes.isEmpty { return }
        try sink(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
