import Foundation

/// A PKCS#11 module that the system has registered, for every program that uses p11-kit: browsers among them.
///
/// Registrations are files of lines `key: value` (pkcs11.conf(5)); a file in the administrator's folder goes over the
/// package's file of the same name, key by key. An empty `module` switches the module off.
struct RegisteredModule: Hashable, Sendable {
    /// The file's name without `.module`.
    let name: String
    /// The last file that speaks of it.
    let file: String
    /// Where the module is, or would be.
    let path: String

    /// Where packages register modules, then where the administrator does.
    private static let folders = ["/usr/share/p11-kit/modules", administratorsFolder]
    static let administratorsFolder = "/etc/pkcs11/modules"
    private static let suffix = ".module"

    /// All of them, by name.
    static func all(in files: SystemFiles) -> [RegisteredModule] {
        var settings: [String: (file: String, values: [String: String])] = [:]
        for folder in folders {
            for file in files.names(in: folder) where file.hasSuffix(suffix) {
                let path = folder + "/" + file
                let name = String(file.dropLast(suffix.count))
                let values = values(of: files.text(path) ?? "")
                settings[name] = (path, (settings[name]?.values ?? [:]).merging(values) { $1 })
            }
        }
        return settings.sorted { $0.key < $1.key }.compactMap { name, found in
            guard let module = found.values["module"], !module.isEmpty else { return nil }
            return RegisteredModule(name: name, file: found.file, path: path(of: module, in: files))
        }
    }

    private static func values(of text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) where line.first != "#" {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let key = line[..<colon].trimmingCharacters(in: .whitespaces)
            values[key] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return values
    }

    /// A name without a folder is looked for where packages put modules: `/usr/lib/x86_64-linux-gnu/pkcs11`.
    private static func path(of module: String, in files: SystemFiles) -> String {
        guard !module.hasPrefix("/") else { return module }
        let folders = files.names(in: "/usr/lib").filter { $0.hasSuffix("-linux-gnu") }.map { "/usr/lib/\($0)/pkcs11" }
        let candidates = (folders + ["/usr/lib/pkcs11"]).map { $0 + "/" + module }
        return candidates.first(where: files.exists) ?? candidates[0]
    }
}
