import PCSC
import TestSupport
import Testing

/// The real libpcsclite in front of services that no pcscd plays on demand.
@Suite struct ScriptedServerTests {
    @Test
    func `a service that closes the connection refuses this user (PCSC 59, OpenSC 3185: polkit, ssh, containers)`()
        async
    {
        await #expect(processExitsWith: .success) {
            let server = try ScriptedServer(.refuses)
            server.useInThisProcess()
            let error = await #expect(throws: PCSCError.self) { try await PCSCService().readers() }
            #expect(error?.code == .securityViolation)
            #expect(error?.category == .permission)
            let log = EventLog(PCSCService().events())
            try await log.next(.serviceLost)
        }
    }

    @Test func `a service of another version says so`() async {
        await #expect(processExitsWith: .success) {
            let server = try ScriptedServer(.otherVersion)
            server.useInThisProcess()
            let error = await #expect(throws: PCSCError.self) { try await PCSCService().readers() }
            #expect(error?.code == .serviceStopped)
            #expect(error?.code.message.contains("different versions") == true)
        }
    }

    @Test(arguments: [true, false])
    func `a silent service is given up at the deadline, and listeners can leave`(isSilentFromTheStart: Bool) async {
        await #expect(processExitsWith: .success) { [isSilentFromTheStart] in
            let server = try ScriptedServer(isSilentFromTheStart ? .silent : .silentAfterVersion)
            server.useInThisProcess()
            let service = PCSCService()
            await #expect(throws: PCSCError(.deadlineExceeded, .getStatusChange)) {
                try await service.readers(deadline: .milliseconds(100))
            }
            let task = Task {
                for await _ in service.events() {}
            }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            await task.value
        }
    }
}
