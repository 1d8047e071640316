import CZlib

/// Unpacks a request's body, and no more of it than a request may have.
enum Gunzip {
    enum Failure: Error, Hashable {
        case damaged, tooLarge
    }

    private static let step = 256 << 10

    /// The members of one body come out one after the other (RFC 1952, 2.2).
    ///
    /// - Throws: ``Failure/tooLarge`` as soon as more than `bound` bytes have come out.
    static func unpack(_ packed: [UInt8], atMost bound: Int) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        guard ra_inflate_start(&stream) == Z_OK else { throw .damaged }
        defer { inflateEnd(&stream) }
        var (input, output) = (packed, [UInt8]())
        var chunk = [UInt8](repeating: 0, count: step)
        var status = Z_OK
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = uInt(input.count)
            while status == Z_OK, output.count <= bound {
                let count = chunk.withUnsafeMutableBufferPointer { chunk in
                    stream.next_out = chunk.baseAddress
                    stream.avail_out = uInt(chunk.count)
                    status = inflate(&stream, Z_NO_FLUSH)
                    return chunk.count - Int(stream.avail_out)
                }
                output += chunk[..<count]
                if status == Z_STREAM_END, stream.avail_in > 0 { status = inflateReset(&stream) }
            }
        }
        if output.count > bound { throw .tooLarge }
        guard status == Z_STREAM_END, stream.avail_in == 0 else { throw .damaged }
        return output
    }
}
