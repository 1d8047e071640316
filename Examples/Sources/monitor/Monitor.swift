import Foundation
import PCSC

/// Prints what happens until it is ended.
@main
enum Monitor {
    static func main() async {
        for await event in PCSCService().events() {
            switch event {
            case .snapshot(let readers): print("now", readers.map { "\($0.name): \($0.condition.rawValue)" })
            case .readerAttached(let reader): print("reader attached", reader.name)
            case .readerDetached(let reader): print("reader detached", reader.name)
            case .cardInserted(let reader): print("card inserted", reader.name, reader.insertion?.epoch ?? 0)
            case .cardRemoved(let reader): print("card removed", reader.name, reader.insertion?.epoch ?? 0)
            case .readerChanged(let reader): print("changed", reader.name, reader.condition.rawValue)
            case .serviceLost(let error): print("service lost:", error)
            case .serviceRestored: print("service restored")
            }
            fflush(nil)  // into a pipe too, as it happens
        }
    }
}
