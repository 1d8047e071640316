import JSON
import PCSC

extension Check {
    /// Is libccid's bundle there.
    static let driverBundle = Check(
        "driver.bundle", "Reader driver", blocksWhenCrashed: Job.withCards,
        explanation: """
            Looks for libccid, the driver of nearly all USB smartcard readers, where pcscd looks for it \
            (/usr/lib/pcsc/drivers). Without it the service runs and finds no reader.
            """
    ) { workstation in
        guard !workstation.isSimulated else { return Finding(.skip, "Not needed by a simulated desk.") }
        let files = SystemFiles(root: workstation.root)
        let folder = "/usr/lib/pcsc/drivers"
        let bundles = files.names(in: folder).filter { files.exists("\(folder)/\($0)/Contents/Info.plist") }
        let evidence: [String: JSONValue] = [
            "folder": .string(folder), "bundles": .array(bundles.map(JSONValue.string)),
        ]
        if bundles.contains("ifd-ccid.bundle") {
            return Finding(.pass, "The driver for USB readers (libccid) is installed.", evidence: evidence)
        }
        let remedy = Remedy(
            .it, "Install the driver and restart the card service.",
            commands: ["apt-get install libccid", "systemctl restart pcscd.socket pcscd"])
        // Readers that are served have a driver, whichever it is.
        let isServed = !(workstation.readers ?? []).isEmpty
        return Finding(
            isServed ? .warn : .fail, "The driver for USB readers (libccid) is not installed.", evidence: evidence,
            remedies: [remedy], blocks: isServed ? [] : Job.withCards)
    }
}
