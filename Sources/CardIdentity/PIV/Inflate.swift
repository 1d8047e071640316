import CZlib

/// Unpacks gzip or zlib data of a certificate container (SP 800-73-4 part 1, appendix A, CertInfo).
enum Inflate {
    /// Nil when the data is damaged, ends early, or would take more than `bound` bytes.
    static func unpack(_ packed: [UInt8], atMost bound: Int) -> [UInt8]? {
        var stream = z_stream()
        guard ra_inflate_start(&stream) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        // One byte more than the bound shows that the bound was passed.
        var output = [UInt8](repeating: 0, count: bound + 1)
        var input = packed
        let status = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = uInt(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = uInt(output.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END, stream.total_out <= bound else { return nil }
        return Array(output.prefix(Int(stream.total_out)))
    }
}
