import Foundation
import Instants
import TestSupport
import Testing

@testable import DueList

@Suite struct ReportFileTests {
    @Test func aMissingFileAFolderAPipeAndADeviceAreToldApart() throws {
        let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        let pipe = folder + "/due-\(UUID().uuidString).fifo"
        let made = ChildProgram()
        made.executableURL = URL(fileURLWithPath: "/usr/bin/mkfifo")
        made.arguments = [pipe]
        try made.run()
        made.waitUntilExit()
        defer { try? FileManager.default.removeItem(atPath: pipe) }
        #expect(throws: ReportFailure.missing) { try Sample.read(folder + "/none.csv") }
        #expect(throws: ReportFailure.missing) { try Sample.read(Sample.fixture("comma.csv/x")) }
        #expect(throws: ReportFailure.isFolder) { try Sample.read(folder) }
        #expect(throws: ReportFailure.isStream) { try Sample.read(pipe) }
        #expect(throws: ReportFailure.isStream) { try Sample.read("/dev/null") }
    }

    @Test func anEmptyFileHasNoColumns() {
        #expect(throws: ReportFailure.missingColumns([.uuid, .expires], headers: [])) { try Sample.read(text: "") }
    }

    @Test func aFileThatGrowsWhileItIsReadIsRefused() throws {
        try Self.expectChanged { handle in
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("000123456789,2027-02-28\n".utf8))
        }
    }

    @Test(arguments: ["uuid,", "UUID,EXPIRES\n"])
    func aFileThatShrinksOrIsWrittenOverWhileItIsReadIsRefused(text: String) throws {
        try Self.expectChanged { handle in
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data(text.utf8))
        }
    }

    /// Reads a file that somebody changes after its first piece.
    private static func expectChanged(_ change: (FileHandle) throws -> Void) throws {
        try Sample.withFile("uuid,expires\n".utf8) { path in
            // Its time of change must differ, whatever the file system counts in.
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_000_000)], ofItemAtPath: path)
            let file = try ReportFile(path)
            var failure: (any Error)?
            do {
                try file.read { _ in
                    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                    try change(handle)
                    try handle.close()
                    return true
                }
            } catch {
                failure = error
            }
            #expect(failure as? ReportFailure == .changed)
        }
    }

    @Test func twoGibibytesOfOneLineAreRefusedAtOnceAndMoreUnread() throws {
        for (size, failure) in [
            (ReportLimits.bytes, ReportFailure.rowTooLong(line: 1)), (ReportLimits.bytes + 1, .tooLarge),
        ] {
            try Sample.withFile([UInt8]()) { path in
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                try handle.truncate(atOffset: UInt64(size))
                try handle.close()
                let start = ContinuousClock.now
                #expect(throws: failure) { try Sample.read(path) }
                #expect(ContinuousClock.now - start < .seconds(5))
            }
        }
    }

    @Test func aRowAboveOneMebibyteIsRefusedWithItsLine() throws {
        let long =
            "uuid,expires,name\n000123456789,2027-02-28,\n000123456789,2027-02-28,"
            + String(repeating: "x", count: ReportLimits.rowBytes) + "\n"
        #expect(throws: ReportFailure.rowTooLong(line: 3)) { try Sample.read(text: long) }
        let open =
            "uuid,expires,name\n000123456789,2027-02-28,\"" + String(repeating: "x\n", count: ReportLimits.rowBytes)
        #expect(throws: ReportFailure.rowTooLong(line: 2)) { try Sample.read(text: open) }
    }

    @Test func aRowAcrossTwoPiecesOfTheFileIsRead() throws {
        for padding in 0..<40 {
            let remark = String(repeating: "é", count: 300)
            var text =
                "uuid,expires,remark\r\n000123456710,2027-02-28,\(String(repeating: "x", count: padding))\r\n"
            for number in 0..<2500 { text += "\(100_000_000_000 + number),2027-02-28,\"\(remark)\"\"\"\r\n" }
            let reading = try Sample.read(text: text)
            #expect(reading.source.rows == 2501 && reading.refused == [])
        }
    }

    @Test func theHashIsThatOfTheFilesBytes() throws {
        // sha256sum Fixtures/due/comma.csv, in upper case.
        let output = Pipe()
        let sum = ChildProgram()
        sum.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        sum.arguments = [Sample.fixture("comma.csv")]
        sum.standardOutput = output
        try sum.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(try Sample.read(Sample.fixture("comma.csv")).source.sha256 == text.prefix(64).uppercased())
    }

    @Test func whatIsNotNeededIsNotKept() throws {
        let names = try ColumnNames.builtIn()
        var cards = DueCards()
        let source = try ReportReader(names: names).read(Sample.fixture("cards.csv"), into: &cards)
        #expect(source.rows == 10 && cards.cards.count == 8)
        var contacts = DueCards()
        _ = try ReportReader(names: names).read(Sample.fixture("contacts.csv"), into: &contacts)
        #expect(contacts.cards.allSatisfy { $0.name == 0 && $0.email == 0 && $0.mobile == 0 })
        #expect(contacts.cards.map(\.contact) == [.some, .some, .none])
    }
}
