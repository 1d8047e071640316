import Foundation

extension CosignedFile {
    /// The names of the logs that the file names, in its order.
    ///
    /// - Throws: ``CosignedFileError``
    func origins() throws(CosignedFileError) -> [String] {
        // This also says whether the file is whole.
        guard try namesALog() else { return [] }
        guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
            line.split(separator: " ").first.map(String.init)
        }
    }
}
