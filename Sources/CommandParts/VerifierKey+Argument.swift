import ArgumentParser
import AuditLog
import Foundation

extension VerifierKey: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
