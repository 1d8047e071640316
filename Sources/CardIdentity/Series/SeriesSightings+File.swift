import Foundation
import JSON

/// The sightings' file could not be used. Nothing depends on it but a hint.
public enum SightingsFileError: Error, Hashable, Sendable {
    /// An errno.
    case system(Int32)
    /// The file is not of the right form; it was left as it is.
    case damaged
}

extension SeriesSightings {
    /// The file's name; it stands beside the audit log.
    public static let fileName = "series-seen.json"

    /// Reads the file; no file is no sightings. At most 1 MiB is read. Blocks on the file system.
    public init(file: String) throws(SightingsFileError) {
        guard let data = FileManager.default.contents(atPath: file) else {
            guard !FileManager.default.fileExists(atPath: file) else { throw .system(EACCES) }
            self.init()
            return
        }
        guard data.count <= 1 << 20, let json = try? JSONValue(parsing: data),
            let sightings = SeriesSightings(json: json)
        else { throw .damaged }
        self = sightings
    }

    /// Counts one sighting in the file. Programs that do so at the same time wait for each other, and a reader sees the
    /// old file or the new one. Blocks on the file system.
    public static func record(_ series: Int, for atr: [UInt8], inFile file: String) throws(SightingsFileError) {
        let lock = open(file + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o660)
        guard lock >= 0 else { throw .system(errno) }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0 {
            guard errno == EINTR else { throw .system(errno) }
        }
        var sightings = try SeriesSightings(file: file)
        sightings.record(series, for: atr)
        guard let line = try? sightings.json.line() else { throw .damaged }
        do {
            try Data((line + "\n").utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw .system((error as NSError).underlyingErrno ?? EIO)
        }
    }
}

extension NSError {
    fileprivate var underlyingErrno: Int32? {
        if domain == NSPOSIXErrorDomain { return Int32(truncatingIfNeeded: code) }
        return (userInfo[NSUnderlyingErrorKey] as? NSError)?.underlyingErrno
    }
}
