import AuditLog
import CardIdentity
import Foundation
import Handbook
import Instants
import PCSC
import ReaderHardware
import WorkstationSettings

/// What the checks look at: the computer, its settings, and one view of its readers that all checks share.
///
/// Everything can be set to something else by a test.
public struct Workstation: Sendable {
    /// The name in reports: the configured one, else the host's.
    public var name: String
    public var configuration: WorkstationConfiguration
    public var environment: [String: String]
    /// The Unix user for whom it is looked at.
    public var user = UInt32(geteuid())
    public var now: UTCInstant
    /// Put before every path, so that a test can lay out a computer of its own; empty for the real one.
    public var root = ""
    /// True when readers and cards are simulated.
    public var isSimulated: Bool
    /// Where the audit log is or would be; nil when none is used.
    public var auditLog: String?
    /// What a session would record of where it comes from.
    public var logContext: LogContext
    /// The site's practice: the built-in one, or the site's own file.
    public var practice: @Sendable () throws -> LocalPractice = { .standard }
    /// The PC/SC service and its readers, looked at once.
    public var service: Shared<ServiceCondition>
    /// Whether the service starts on demand. To be asked after `service`: it calls there, which starts it.
    public var serviceStart: Shared<ServiceStart>
    /// Connects to a card and lets it go again.
    public var connectProbe: ConnectProbe
    /// The smartcard readers that the kernel sees, looked at once.
    public var usbReaders: Shared<[USBReader]>
    /// How PKCS#11 modules are asked, each in a process of its own; nil where the host has named no program for that.
    public var tokenReader: TokenReader?
    /// Whether the kernel holds the clock to be right; nil when it doesn't say.
    public var isClockSynchronised: @Sendable () -> Bool? = kernelClockIsSynchronised

    /// The computer that this program runs on.
    public init(
        name: String, configuration: WorkstationConfiguration, environment: [String: String], now: UTCInstant,
        isSimulated: Bool = false, functions: FunctionTable = .pcscLite
    ) {
        self.name = name
        self.configuration = configuration
        self.environment = environment
        self.now = now
        self.isSimulated = isSimulated
        logContext = LogContext(workstation: name, site: configuration.site, simulated: isSimulated)
        let usbReaders = Shared { isSimulated ? [] : USBReader.connected() }
        let socket = isSimulated ? nil : ServiceSocket(environment: environment).path
        let probe = ServiceProbe(functions: functions, socket: socket)
        self.usbReaders = usbReaders
        serviceStart = Shared { socket.map { ServiceStart(socket: $0, root: "") } ?? .unknown }
        connectProbe = ConnectProbe(functions: functions)
        service = Shared {
            probe.look { AttachedReader.list($0, devices: usbReaders.get(), isSimulated: isSimulated) }
        }
    }
}
