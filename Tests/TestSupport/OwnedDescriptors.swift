import Foundation

/// Descriptors that several threads read and write, closed when the last of them lets this value go.
final class OwnedDescriptors: Sendable {
    private let all: [Int32]

    init(_ all: Int32...) { self.all = all }

    /// Ends what the others do with them; their numbers stay taken.
    func shut() {
        for descriptor in all { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    deinit {
        for descriptor in all { close(descriptor) }
    }
}
