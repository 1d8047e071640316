import CLinux

/// Programs that use the service. PC/SC doesn't tell who holds a card; the system tells who holds its socket.
enum ServiceClients {
    /// Those other than this one whose open files this user may see (root sees all), by process id. Empty where the
    /// kernel doesn't tell.
    static func others() -> [PCSCError.Holder] {
        let sockets = UnixSocketTable.read()
        let clients = sockets.clients { $0.hasSuffix("/pcscd.comm") }
        guard !clients.isEmpty else { return [] }
        let own = ra_process_id()
        return entries(of: "/proc").compactMap { Int32($0) }.sorted().compactMap { process in
            guard process != own, openSockets(of: process).contains(where: clients.contains) else { return nil }
            return PCSCError.Holder(processID: process, name: name(of: process))
        }
    }

    /// Inode numbers, from links that read `socket:[12345]` (proc(5)).
    private static func openSockets(of process: Int32) -> [UInt32] {
        entries(of: "/proc/\(process)/fd").compactMap { descriptor in
            var target = [UInt8](repeating: 0, count: 64)
            let length = ra_read_link("/proc/\(process)/fd/\(descriptor)", &target, Int64(target.count))
            guard length > 0 else { return nil }
            let text = String(decoding: target.prefix(Int(length)), as: UTF8.self)
            return text.hasPrefix("socket:[") ? UInt32(text.dropFirst(8).dropLast()) : nil
        }
    }

    private static func name(of process: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 64)
        let length = ra_read_start("/proc/\(process)/comm", &text, Int64(text.count))
        guard length >= 0 else { return "?" }
        return ReaderName(bytes: text.prefix(Int(length)).prefix { $0 != 0x0A }).description
    }

    private static func entries(of folder: String) -> [String] {
        var names: [String] = []
        withUnsafeMutablePointer(to: &names) { names in
            _ = ra_each_name(folder, names) { names, name in
                guard let names, let name else { return }
                names.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
            }
        }
        return names
    }
}
