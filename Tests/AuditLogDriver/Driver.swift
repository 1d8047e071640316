import AuditLog
import Foundation
import JSON

/// A program that does nothing but append, for the tests that kill it, starve it or run several of it.
///
///     AuditLogDriver LOG COUNT [NAME]
///
/// With COUNT 0 it appends one event for each line of standard input.
///
/// Each event gets one line once it is durable: `ack SEQ LEAF`, or `error STORED REASON`. `ready` comes before the first.
/// After an error the next event is tried all the same.
@main
enum Driver {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let count = Int(arguments[2]) else {
            say("usage: AuditLogDriver LOG COUNT [NAME]")
            exit(64)
        }
        let name = arguments.count > 3 ? arguments[3] : "driver"
        let log: AuditLog
        do {
            log = try await AuditLog.open(
                at: arguments[1], context: LogContext(workstation: "DESK-4", site: "osprey", program: name))
        } catch {
            say("closed \(error)")
            exit(1)
        }
        say("ready")
        var number = 0
        while count == 0 ? readLine() != nil : number < count {
            defer { number += 1 }
            let event = AuditEvent(
                .cardRead, session: "\(name)-\(number / 10)", action: "unlock", operatorUUID: "000987654321",
                operatorRole: "shift-manager", subject: "00012345678\(number % 10)",
                readers: ["HID Global OMNIKEY 3x21 Smart Card Reader 01 00"],
                details: ["number": .integer(Int64(number))])
            do {
                let stored = try await log.append(event)
                say("ack \(stored.seq) \(TreeHash.leaf(stored.body).base64)")
            } catch let error as AuditLogError {
                say("error \(word(error.stored)) \(error.reason)")
            }
        }
    }

    private static func word(_ stored: AuditLogError.Stored?) -> String {
        switch stored {
        case .no, nil: "no"
        case .yes(let seq): "yes:\(seq)"
        case .unknown: "unknown"
        }
    }

    /// One write, so that a line is whole or not there when the program is killed.
    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }
}
