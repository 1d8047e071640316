/// Texts that are kept once each, known by number. Numbers begin at 1; 0 stands for no text.
public struct TextPool: Sendable {
    private var bytes: [UInt8] = []
    /// Where each text ends; the one before ends where it begins.
    private var ends: [Int] = [0]
    /// Numbers by hash, 0 where free. Its length is a power of two.
    private var slots: [UInt32] = Array(repeating: 0, count: 1024)

    public init() {}

    /// The number of a text; 0 for an empty one.
    public mutating func insert(_ text: String) -> UInt32 {
        var text = text
        return text.withUTF8 { insert($0) }
    }

    mutating func insert(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        guard !text.isEmpty else { return 0 }
        if ends.count * 2 > slots.count { grow() }
        var slot = TextPool.hash(text) & (slots.count - 1)
        while slots[slot] != 0 {
            if matches(slots[slot], text) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        bytes.append(contentsOf: text)
        let number = UInt32(ends.count)
        ends.append(bytes.count)
        slots[slot] = number
        return number
    }

    public subscript(number: UInt32) -> String {
        number == 0 ? "" : String(decoding: self.bytes(of: number), as: UTF8.self)
    }

    func bytes(of number: UInt32) -> ArraySlice<UInt8> {
        number == 0 ? [] : bytes[ends[Int(number) - 1]..<ends[Int(number)]]
    }

    private func matches(_ number: UInt32, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = ends[Int(number) - 1]
        guard ends[Int(number)] - start == text.count else { return false }
        for index in 0..<text.count where bytes[start + index] != text[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 4)
        for number in 1..<ends.count {
            let hash = bytes[ends[number - 1]..<ends[number]].withUnsafeBufferPointer(TextPool.hash)
            var slot = hash & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number)
        }
    }

    /// FNV-1a, with its high bits mixed in.
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7fff_ffff)
    }
}
