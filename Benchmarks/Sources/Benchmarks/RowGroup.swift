/// Rows on one subject, in a file of its own; listed in `Main.groups`.
struct RowGroup: Sendable {
    /// What is given on the command line to run this group alone.
    let name: String
    let rows: @Sendable () async throws -> [Row]
}
