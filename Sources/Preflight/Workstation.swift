import Configuration
import Instants
import PCSC
import ReaderHardware

/// What the checks look at: the computer, its settings, and one view of its readers that all checks share.
public struct Workstation: Sendable {
    /// The name in reports: the configured one, else the host's.
    public let name: String
    public let configuration: WorkstationConfiguration
    public let environment: [String: String]
    public let now: UTCInstant
    /// Put before every path, so that a test can lay out a computer of its own; empty for the real one.
    public let root: String
    /// True when readers and cards are simulated.
    public let isSimulated: Bool
    /// The PC/SC service and its readers, looked at once.
    public let service: Shared<ServiceCondition>
    /// The smartcard readers that the kernel sees, looked at once.
    public let usbReaders: Shared<[USBReader]>

    public init(
        name: String, configuration: WorkstationConfiguration, environment: [String: String], now: UTCInstant,
        root: String = "", isSimulated: Bool = false, functions: FunctionTable = .pcscLite
    ) {
        self.name = name
        self.configuration = configuration
        self.environment = environment
        self.now = now
        self.root = root
        self.isSimulated = isSimulated
        let usbReaders = Shared { isSimulated ? [] : USBReader.connected(sysfs: root + "/sys") }
        let probe = ServiceProbe(
            functions: functions, socket: isSimulated ? nil : ServiceProbe.socket(environment: environment, root: root))
        self.usbReaders = usbReaders
        service = Shared {
            probe.look { states in
                AttachedReader.list(
                    states, devices: usbReaders.get(), isSimulated: isSimulated,
                    driverList: root + DriverList.debianPath)
            }
        }
    }
}
