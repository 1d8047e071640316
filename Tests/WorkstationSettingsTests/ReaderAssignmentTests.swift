import Testing
import WorkstationSettings

// found: W4
@Suite struct ReaderAssignmentTests {
    private func readers(_ names: String...) -> [ReaderAssignment.Candidate] {
        names.map { .init(name: Array($0.utf8), serial: nil) }
    }

    private let slots = ["Virtual PCD 00 00", "Virtual PCD 00 01"]

    @Test func `both selectors that fit one reader mean neither (found, cfg-sub)`() throws {
        let assignment = ReaderAssignment(operator: .name("Virtual PCD 00 00"), holder: .name("Virtual PCD 00"))
        let alone = assignment.match(readers(slots[0]))
        #expect(alone.operator == .same(0) && alone.holder == .same(0))
        let both = assignment.match(readers(slots[0], slots[1]))
        #expect(both.operator == .reader(0))
        #expect(both.holder == .several([0, 1]))
    }

    @Test func `a selector that fits several readers means none of them`() {
        let match = ReaderAssignment(operator: .name("Virtual")).match(readers(slots[0], slots[1]))
        #expect(match.operator == .several([0, 1]))
        #expect(match.operator.index == nil)
        #expect(match.holder == .notNamed)
    }

    @Test func `two readers of one name or one serial number can't be told apart`() {
        let twins = readers("OMNIKEY 00 00", "OMNIKEY 00 00")
        #expect(ReaderAssignment(holder: .name("OMNIKEY 00 00")).match(twins).holder == .several([0, 1]))
        let serials = [ReaderAssignment.Candidate](repeating: .init(name: [0x41], serial: "K7"), count: 2)
        #expect(ReaderAssignment(holder: .serial("K7")).match(serials).holder == .several([0, 1]))
    }

    @Test func `a whole name goes before the beginning of a longer one`() {
        let match = ReaderAssignment(operator: .name("Reader 1"), holder: .name("Reader 12"))
            .match(readers("Reader 12", "Reader 1"))
        #expect(match.operator == .reader(1))
        #expect(match.holder == .reader(0))
    }

    @Test func `a name that isn't UTF-8 is compared byte for byte`() {
        let odd = [ReaderAssignment.Candidate(name: [0x52, 0xFF, 0x31], serial: nil)]
        #expect(ReaderAssignment(operator: .name("R")).match(odd).operator == .reader(0))
        #expect(ReaderAssignment(operator: .name("R\u{FFFD}1")).match(odd).operator == .missing)
    }
}
