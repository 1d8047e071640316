import Foundation
import TestSupport

/// Another program with a connection to a card, in Python over the C library.
final class PeerProgram {
    private let process = ChildProgram()
    private let output = Pipe()

    /// - Parameter mode: "exclusive" or "shared".
    init(_ service: PrivateService, mode: String, reader: String) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        process.arguments = ["-c", Self.program, mode, reader]
        process.environment = service.environment
        process.standardOutput = output
        try process.run()
    }

    var pid: Int32 { process.processIdentifier }

    /// Waits until the program has its connection.
    func waitUntilReady() throws {
        let line = output.fileHandleForReading.availableData
        guard String(decoding: line, as: UTF8.self) == "0x0\n" else {
            throw TestSupportFailure("the other program has no card: \(String(decoding: line, as: UTF8.self))")
        }
    }

    func end() {
        process.send(SIGKILL)
        process.waitUntilExit()
    }

    deinit { end() }

    private static let program = """
        import ctypes, sys, time
        lib = ctypes.CDLL("libpcsclite.so.1")
        context, card, protocol = ctypes.c_long(), ctypes.c_long(), ctypes.c_ulong()
        lib.SCardEstablishContext(ctypes.c_ulong(2), None, None, ctypes.byref(context))
        mode = ctypes.c_ulong(1 if sys.argv[1] == "exclusive" else 2)
        result = lib.SCardConnect(context, sys.argv[2].encode(), mode, ctypes.c_ulong(3),
                                  ctypes.byref(card), ctypes.byref(protocol))
        print("0x%x" % (result & 0xFFFFFFFF), flush=True)
        time.sleep(60)
        """
}
