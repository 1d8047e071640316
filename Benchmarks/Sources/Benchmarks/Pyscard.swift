import Foundation
import PCSC

extension RowGroup {
    /// The same jobs with pyscard (Debian's python3-pyscard) on the same service, in turns of 10.
    static let pyscard = RowGroup(name: "pyscard") {
        try await Desk.run(cards: [LongAnswer.card(), LongAnswer.card()]) { desk in
            let peer = try PyscardPeer(socket: desk.service.socketPath)
            let context = try Context()
            let connection = try context.connect(to: desk.names[0])
            let command: [UInt8] = [0x00, 0xB0, 0x00, 0x00, 0x00]
            let jobs: [(name: String, job: String, work: () throws -> Void)] = [
                ("establish and release a context", "establish", { try Context().release() }),
                ("list readers", "list_readers", { _ = try context.readers() }),
                ("states of two readers", "states", { _ = try context.states(of: desk.names) }),
                ("connect and disconnect", "connect", { try context.connect(to: desk.names[1]).disconnect() }),
                ("status and ATR", "status", { _ = try connection.status() }),
                (
                    "begin and end a transaction", "transaction",
                    {
                        try connection.beginTransaction()
                        try connection.endTransaction()
                    }
                ),
                ("transmit, 5 bytes to 258", "transmit", { _ = try connection.transmit(command, limit: 258) }),
            ]
            return try jobs.map { job in
                var ours: [Double] = []
                var theirs: [Double] = []
                for turn in 0..<110 {
                    let mine = try (0..<10).map { _ in try timed(job.work) }
                    let other = try peer.times(of: job.job, count: 10)
                    guard turn > 9 else { continue }
                    ours += mine
                    theirs += other
                }
                return .times(
                    "\(job.name), against pyscard", ours: Samples(ours).median, theirs: Samples(theirs).median,
                    atMost: 1.05)
            }
        }
    }
}

/// A Python process that does what it is told.
private final class PyscardPeer {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var buffer = Data()

    init(socket: String, script: String = #filePath) throws {
        let folder = URL(fileURLWithPath: script).deletingLastPathComponent()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = [folder.appendingPathComponent("pyscard_rows.py").path]
        process.environment = ["PCSCLITE_CSOCK_NAME": socket]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    deinit {
        input.fileHandleForWriting.closeFile()
        process.waitUntilExit()
    }

    func times(of job: String, count: Int) throws -> [Double] {
        try input.fileHandleForWriting.write(contentsOf: Data("\(job) \(count)\n".utf8))
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer = Data(buffer[buffer.index(after: end)...])
                return line.split(separator: " ").compactMap { Double($0) }
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw PeerFailure() }
            buffer += more
        }
    }

    struct PeerFailure: Error, CustomStringConvertible {
        var description: String { "pyscard ended; is python3-pyscard installed?" }
    }
}
