import TestSupport
import Testing

/// The simulated desk and the real service do the same (Debian's pcscd 1.9.9 with vpcd readers).
@Suite struct BehaviourTests {
    @Test(.timeLimit(.minutes(1)), arguments: Behaviour.all)
    func `the simulated desk`(behaves behaviour: Behaviour) async throws {
        let transcript = try await behaviour.transcript(on: .simulated(readers: behaviour.readers))
        #expect(transcript == behaviour.expected)
    }

    /// Each in a process of its own, as libpcsclite reads the path of its socket once.
    @Test(.timeLimit(.minutes(2)), arguments: Behaviour.all.indices)
    func `the real service`(behaves index: Int) async {
        await #expect(processExitsWith: .success, "\(Behaviour.all[index])") { [index] in
            let behaviour = Behaviour.all[index]
            try await PrivateService.run(pairs: behaviour.readers / 2) { service in
                let transcript = try await behaviour.transcript(on: .real(service))
                #expect(transcript == behaviour.expected, "\(behaviour): \(transcript)")
            }
        }
    }
}
