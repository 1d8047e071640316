import Foundation

/// Blocks the calling thread, as a C call that hangs does.
func pauseForEver() throws {
    pause()
}

func waitBlocking(milliseconds: Int) {
    usleep(UInt32(milliseconds) * 1000)
}
