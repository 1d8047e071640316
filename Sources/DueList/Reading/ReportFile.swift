import CLinux
import SystemPackage

/// A report's file, open for reading. It can be read several times, and says whether it was changed meanwhile.
struct ReportFile: ~Copyable {
    private let descriptor: FileDescriptor
    private let state: State

    private struct State: Equatable {
        var mode: Int64 = 0
        var size: Int64 = 0
        var seconds: Int64 = 0
        var nanoseconds: Int64 = 0
    }

    /// Blocks as the file system does; not for a pipe without a writer, which is refused.
    init(_ path: String) throws(ReportFailure) {
        (descriptor, state) = try ReportFile.open(path)
    }

    private static func open(_ path: String) throws(ReportFailure) -> (FileDescriptor, State) {
        let descriptor: FileDescriptor
        do {
            // Non-blocking, so that a pipe that nobody writes to doesn't hold us up. For files it changes nothing.
            descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
        } catch {
            throw ReportFailure(error)
        }
        do throws(ReportFailure) {
            let state = try ReportFile.state(of: descriptor)
            if ra_is_folder(state.mode) == 1 { throw .isFolder }
            if ra_is_regular(state.mode) != 1 { throw .isStream }
            if state.size > ReportLimits.bytes { throw .tooLarge }
            return (descriptor, state)
        } catch {
            try? descriptor.close()
            throw error
        }
    }

    deinit { try? descriptor.close() }

    /// Reads from the beginning to the end, and hands on piece by piece. The pieces' memory is used again. Ends early
    /// where `use` returns false.
    func read(_ use: (UnsafeBufferPointer<UInt8>) throws -> Bool) throws {
        let size = 256 << 10
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while true {
            let count: Int
            do {
                count = try descriptor.read(fromAbsoluteOffset: offset, into: buffer)
            } catch {
                throw ReportFailure(error)
            }
            if count == 0 { break }
            offset += Int64(count)
            guard offset <= state.size else { throw ReportFailure.changed }
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count]).assumingMemoryBound(to: UInt8.self)
            guard try use(piece) else { return }
        }
        guard offset == state.size, try ReportFile.state(of: descriptor) == state else { throw ReportFailure.changed }
    }

    private static func state(of descriptor: FileDescriptor) throws(ReportFailure) -> State {
        var state = State()
        let result = ra_open_file_state(
            descriptor.rawValue, &state.mode, &state.size, &state.seconds, &state.nanoseconds)
        guard result == 0 else { throw .unreadable(Errno.ioError.rawValue) }
        return state
    }
}

extension ReportFailure {
    fileprivate init(_ error: any Error) {
        let errno = error as? Errno ?? .ioError
        switch errno {
        case .noSuchFileOrDirectory, .notDirectory: self = .missing
        case .permissionDenied, .notPermitted: self = .notPermitted
        case .isDirectory: self = .isFolder
        // A socket, or a device without a driver.
        case .noSuchAddressOrDevice: self = .isStream
        default: self = .unreadable(errno.rawValue)
        }
    }
}
