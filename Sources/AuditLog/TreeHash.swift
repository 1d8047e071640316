import Crypto
import Foundation

/// A SHA-256 value of the tree (RFC 6962 §2.1).
public struct TreeHash: Hashable, Sendable {
    public static let byteCount = 32

    private let bytes: SIMD32<UInt8>

    /// Nil unless there are 32 bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == TreeHash.byteCount else { return nil }
        self.bytes = SIMD32(bytes)
    }

    /// Nil unless there are 32 bytes.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == TreeHash.byteCount else { return nil }
        self.bytes = bytes.loadUnaligned(as: SIMD32<UInt8>.self)
    }

    /// From standard base64 with padding, as checkpoints and proofs write it. Nil for anything else.
    public init?(base64 text: some StringProtocol) {
        guard let data = Data(canonicalBase64: text) else { return nil }
        self.init(data)
    }

    /// The index-th of the hashes that stand one after the other in a buffer; nil where it doesn't hold so many.
    init?(_ index: Int, of hashes: UnsafeRawBufferPointer) {
        let start = index * TreeHash.byteCount
        guard start + TreeHash.byteCount <= hashes.count else { return nil }
        bytes = hashes.loadUnaligned(fromByteOffset: start, as: SIMD32<UInt8>.self)
    }

    private init(_ digest: SHA256Digest) {
        bytes = digest.withUnsafeBytes { $0.loadUnaligned(as: SIMD32<UInt8>.self) }
    }

    public var data: Data { withUnsafeBytes { Data($0) } }

    public var base64: String { data.base64EncodedString() }

    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Swift.withUnsafeBytes(of: bytes, body)
    }

    /// The hash of the tree without leaves: SHA-256 of nothing.
    public static let emptyTree = TreeHash(SHA256().finalize())

    /// SHA-256(0x00 ‖ leaf).
    public static func leaf(_ leaf: UnsafeRawBufferPointer) -> TreeHash {
        var hasher = SHA256()
        var prefix: UInt8 = 0
        Swift.withUnsafeBytes(of: &prefix) { hasher.update(bufferPointer: $0) }
        hasher.update(bufferPointer: leaf)
        return TreeHash(hasher.finalize())
    }

    public static func leaf(_ line: String) -> TreeHash {
        var line = line
        return line.withUTF8 { leaf(UnsafeRawBufferPointer($0)) }
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var hasher = SHA256()
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * byteCount, alignment: 1) { buffer in
            buffer[0] = 1
            buffer.storeBytes(of: left.bytes, toByteOffset: 1, as: SIMD32<UInt8>.self)
            buffer.storeBytes(of: right.bytes, toByteOffset: 1 + byteCount, as: SIMD32<UInt8>.self)
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
        }
        return TreeHash(hasher.finalize())
    }
}
