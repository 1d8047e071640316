import Foundation

/// Debian's vpcd driver, unpacked by `Tests/prepare-vpcd.sh`.
enum VPCDDriver {
    static func path(of source: String = #filePath) throws(TestSupportFailure) -> String {
        let tests = URL(fileURLWithPath: source).deletingLastPathComponent().deletingLastPathComponent()
        let driver = tests.deletingLastPathComponent().path + "/.build/vpcd/libifdvpcd.so"
        guard FileManager.default.fileExists(atPath: driver) else {
            throw TestSupportFailure("the vpcd driver isn't there: run 'make test' or Tests/prepare-vpcd.sh")
        }
        return driver
    }
}
