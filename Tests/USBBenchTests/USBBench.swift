import Foundation
import PCSCTesting
import TestSupport
import Testing
import VirtualCards

/// A desk with two real USB readers: a virtual machine with Debian's kernel, udev, pcscd and libccid, and two CCID
/// devices with serial numbers, whose cards are `VirtualCard`s of this process.
///
/// It takes some twelve seconds to start and is shared by the tests of one suite, which put it in order for themselves.
final class USBBench: Sendable {
    /// The folder that `Guest/build.sh` has filled; without it there is no bench.
    static let guest = ProcessInfo.processInfo.environment["RA_USB_GUEST"]
    /// The same of `Guest/build-installed.sh`: a Debian with systemd and the package.
    static let installed = ProcessInfo.processInfo.environment["RA_USB_INSTALLED"]
    /// Which Debian that is, by its codename.
    static let installedRelease = installed.flatMap {
        (try? String(contentsOfFile: $0 + "/root/etc/os-release", encoding: .utf8))?.split(separator: "\n")
            .compactMap { $0.hasPrefix("VERSION_CODENAME=") ? String($0.dropFirst(17)) : nil }.first
    }

    /// The bench of the suite that is running.
    @TaskLocal private static var running: USBBench?

    static var current: USBBench {
        get throws { try #require(running, "the suite lacks .onTheBench") }
    }

    let readers: [Reader]
    let shell: GuestShell
    private let monitor: QEMUMonitor

    /// One `usb-ccid` device with its slot.
    struct Reader: Sendable {
        let slot: VSCSlot
        let serial: String
        fileprivate let number: Int

        fileprivate init(number: Int, folder: String) throws {
            self.number = number
            serial = "RA000\(number)"
            slot = try VSCSlot(listeningAt: "\(folder)/card\(number)")
        }

        fileprivate var device: [String: String] {
            ["id": "reader\(number)", "serial": serial, "bus": "xhci.0", "port": "\(number)"]
        }
        fileprivate var cardDevice: [String: String] {
            ["id": "card\(number)", "chardev": "socket\(number)", "bus": "reader\(number).0"]
        }
    }

    /// Starts the machine, waits for its guest, runs the body, and ends the machine.
    static func run(guest: String, _ body: () async throws -> Void) async throws {
        let janitor = try Janitor()
        let folder = janitor.folder
        let readers = try (1...2).map { try Reader(number: $0, folder: folder) }
        defer { for reader in readers { reader.slot.close() } }
        let machine = try ChildProcess(command(guest: guest, folder: folder, readers: readers), log: folder + "/log")
        defer {
            machine.send(SIGKILL)
            machine.waitUntilEnded()
        }
        do {
            let transcript = Transcript(path: guest + "/transcript.txt")
            let monitor = try await QEMUMonitor(
                LineConnection(path: folder + "/monitor", patience: .seconds(20)), transcript: transcript)
            let shell = try await GuestShell(
                LineConnection(path: folder + "/orders", patience: .seconds(300)), transcript: transcript)
            let bench = USBBench(readers: readers, shell: shell, monitor: monitor)
            try await $running.withValue(bench) { try await body() }
        } catch let failure as TestSupportFailure {
            let log = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
            throw TestSupportFailure("\(failure); the machine's last words:\n\(log.suffix(2_000))")
        }
    }

    private init(readers: [Reader], shell: GuestShell, monitor: QEMUMonitor) {
        self.readers = readers
        self.shell = shell
        self.monitor = monitor
    }

    /// Pulls a reader's plug.
    func unplug(_ reader: Reader) async throws {
        try await monitor.delete(reader.device["id"] ?? "")
    }

    /// Puts it back into the port that it was in.
    func plugIn(_ reader: Reader) async throws {
        try await monitor.add("usb-ccid", reader.device)
        try await monitor.add("ccid-card-passthru", reader.cardDevice)
    }

    /// Without KVM, which isn't there or hangs inside other virtual machines; and ending with this process.
    private static func command(guest: String, folder: String, readers: [Reader]) -> [String] {
        func device(_ driver: String, _ properties: [String: String]) -> [String] {
            [
                "-device",
                ([driver] + properties.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }).joined(separator: ","),
            ]
        }
        var command = ["setpriv", "--pdeathsig", "KILL", "qemu-system-x86_64"]
        command += ["-accel", "tcg,thread=multi", "-smp", "2", "-m", "2048", "-no-reboot"]
        command += ["-nodefaults", "-nic", "none", "-display", "none", "-vga", "none", "-serial", "stdio"]
        command += ["-kernel", guest + "/vmlinuz", "-initrd", guest + "/initrd"]
        let append = (try? String(contentsOfFile: guest + "/append", encoding: .utf8)) ?? ""
        // A host that is busy keeps the emulated timer late, and the kernel, which tries it at its start, would panic.
        let kernel = "console=ttyS0 quiet panic=-1 no_timer_check "
        command += ["-append", kernel + append.trimmingCharacters(in: .whitespacesAndNewlines)]
        command += ["-qmp", "unix:\(folder)/monitor,server=on,wait=off"]
        command += ["-chardev", "socket,id=orders,path=\(folder)/orders,server=on,wait=off"]
        command += device("virtio-serial-pci", [:]) + device("virtserialport", ["chardev": "orders", "name": "bench"])
        command += device("qemu-xhci", ["id": "xhci"])
        for reader in readers {
            command += ["-chardev", "socket,id=socket\(reader.number),path=\(folder)/card\(reader.number)"]
            command += device("usb-ccid", reader.device) + device("ccid-card-passthru", reader.cardDevice)
        }
        return command
    }
}

/// Gives a suite one bench for all its tests; a guest that isn't there leaves them to be skipped.
struct OnTheBench: SuiteTrait, TestScoping {
    let guest: String?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard let guest else { return }
        try await USBBench.run(guest: guest, function)
    }
}

extension Trait where Self == OnTheBench {
    static func onTheBench(_ guest: String?) -> Self { OnTheBench(guest: guest) }
}

/// The suites on the bench, one after the other. `make test-usb` runs them.
@Suite(
    .serialized, .enabled(if: USBBench.guest != nil, "needs the guest of 'make test-usb'"), .onTheBench(USBBench.guest))
enum OverUSB {}
