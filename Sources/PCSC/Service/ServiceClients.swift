import Glibc

/// Programs that use the service. PC/SC doesn't tell who holds a card; the system tells who holds its socket.
enum ServiceClients {
    /// Those other than this one whose open files this user may see (root sees all), by process id. Empty where the
    /// kernel doesn't tell.
    static func others() -> [PCSCError.Holder] {
        let sockets = UnixSocketTable.read()
        let clients = sockets.clients { $0.hasSuffix("/pcscd.comm") }
        guard !clients.isEmpty else { return [] }
        let own = getpid()
        return entries(of: "/proc").compactMap { Int32($0) }.sorted().compactMap { process in
            guard process != own, openSockets(of: process).contains(where: clients.contains) else { return nil }
            return PCSCError.Holder(processID: process, name: name(of: process))
        }
    }

    /// Inode numbers, from links that read `socket:[12345]` (proc(5)).
    private static func openSockets(of process: Int32) -> [UInt32] {
        entries(of: "/proc/\(process)/fd").compactMap { descriptor in
            var target = [UInt8](repeating: 0, count: 64)
            let length = readlink("/proc/\(process)/fd/\(descriptor)", &target, target.count)
            guard length > 0 else { return nil }
            let text = String(decoding: target.prefix(length), as: UTF8.self)
            return text.hasPrefix("socket:[") ? UInt32(text.dropFirst(8).dropLast()) : nil
        }
    }

    private static func name(of process: Int32) -> String {
        guard let file = fopen("/proc/\(process)/comm", "r") else { return "?" }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 64)
        let length = fread(&text, 1, text.count, file)
        return ReaderName(bytes: text.prefix(length).prefix { $0 != 0x0A }).description
    }

    private static func entries(of folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
