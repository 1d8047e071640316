import Foundation
import PCSC
import Testing

struct PCSCErrorTests {
    @Test func `a code that is not known survives, with its number`() {
        let error = PCSCError(PCSCError.Code(rawValue: 0x8010_0999), .transmit)
        #expect(error.code.rawValue == 0x8010_0999)
        #expect(error.category == .unknown)
        #expect("\(error)".contains("0x80100999"))
    }

    @Test func `every code of the installed pcsclite.h has its name`() throws {
        let header = try String(contentsOfFile: "/usr/include/PCSC/pcsclite.h", encoding: .utf8)
        let codes = header.matches(of: /#define (SCARD_[EFPW]_[A-Z_]+)\s+\(\(LONG\)0x([0-9A-Fa-f]{8})/)
        #expect(codes.count > 50)
        for code in codes {
            let value = try #require(UInt32(code.2, radix: 16))
            // Two names share a value: SCARD_E_UNEXPECTED and SCARD_E_UNSUPPORTED_FEATURE.
            // pcsc-lite 2.3 spells one as Windows doesn't.
            let others = [
                "SCARD_E_UNEXPECTED": "SCARD_E_UNSUPPORTED_FEATURE",
                "SCARD_E_UNKNOWN_RES_MSG": "SCARD_E_UNKNOWN_RES_MNG",
            ]
            let name = others[String(code.1)] ?? String(code.1)
            #expect(PCSCError.Code(rawValue: value).description == "\(name), 0x\(code.2.uppercased())")
        }
    }

    @Test(arguments: [0x8010_001D, -0x7FEF_FFE3] as [Int])
    func `a 64-bit result is the same code with and without its sign extended`(result: Int) {
        #expect(PCSCError.Code(result: result) == .noService)
    }

    @Test func `errors are caught by code and by family`() {
        func name(_ code: PCSCError.Code) -> String {
            do {
                throw PCSCError(code, .connect)
            } catch PCSCError.Code.noSmartcard {
                return "no card"
            } catch PCSCError.Category.service {
                return "service"
            } catch {
                return "other"
            }
        }
        #expect(name(.noSmartcard) == "no card")
        #expect(name(.noService) == "service")
        #expect(name(.communicationError) == "service")
        #expect(name(.sharingViolation) == "other")
    }

    @Test(arguments: [
        PCSCError.Code.noService, .securityViolation, .serviceStopped, .sharingViolation, .noSmartcard, .unpoweredCard,
        .unknownReader, .cardLost, .deadlineExceeded, .insertionChanged, .serviceRestarted,
    ])
    func `what happens at a desk has a sentence and a cause, and names no command`(code: PCSCError.Code) {
        #expect(code.message.hasSuffix("."))
        #expect(code.category != .unknown)
        for word in ["systemctl", "apt", "ra ", "--"] { #expect(!code.message.contains(word)) }
    }

    @Test func `an error names the programs in the way`() {
        let error = PCSCError(
            .sharingViolation, .connect, reader: "Reader A",
            holders: [PCSCError.Holder(processID: 42, name: "scdaemon")])
        #expect(
            "\(error)" == """
                Another program has this card for itself. Reader: Reader A. Programs using the card service: scdaemon \
                (process 42). (SCardConnect: SCARD_E_SHARING_VIOLATION, 0x8010000B)
                """)
    }
}
