/// One run of the service, known by a context that lives exactly as long as it.
final class Incarnation: Sendable {
    let number: UInt64
    let context: Context

    init(number: UInt64, context: Context) {
        self.number = number
        self.context = context
    }

    /// Asks the service; one round trip. `SCardIsValidContext` wouldn't do: it says yes after the service has died.
    func isAlive() -> Bool {
        do throws(PCSCError) {
            _ = try context.readers()
            return true
        } catch {
            return false
        }
    }
}
