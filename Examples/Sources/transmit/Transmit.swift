import PCSC

/// Sends the first card bytes as they are, SELECT without a name, and prints those that come back.
@main
enum Transmit {
    static func main() async throws {
        // Only SELECT may leave this program.
        let service = PCSCService(policy: CommandPolicy { command in command.count > 1 && command[1] == 0xA4 })
        guard let insertion = try await service.readers().compactMap(\.insertion).first else {
            print("There is no card in any reader.")
            return
        }
        do {
            let answer = try await service.withSession(with: insertion) { session in
                try session.transmit([0x00, 0xA4, 0x04, 0x00])
            }
            print(insertion.reader, "answers", answer.map { String($0, radix: 16) })
        } catch PCSCError.Category.sharing {
            print("Another program uses the card.")
        } catch let error as PCSCError {
            print(error)
        }
    }
}
