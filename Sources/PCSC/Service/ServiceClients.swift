/// Programs that use the service.
enum ServiceClients {
    /// Those other than this one, as far as this user may see them.
    static func others() -> [PCSCError.Holder] { [] }
}
