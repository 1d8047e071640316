/// What `SCardControl` asks a reader's driver for: a number that the driver, or the standard, has given to it.
public struct ControlCode: RawRepresentable, Hashable, Sendable, ExpressibleByIntegerLiteral {
    /// The number as it goes to the driver.
    public let rawValue: UInt32

    /// A code by its number, as a driver's manual has it.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A code by its number.
    public init(integerLiteral value: UInt32) { rawValue = value }

    /// `SCARD_CTL_CODE` of pcsc-lite's `reader.h`, where codes are numbered from a base of the system's own.
    ///
    /// - Parameter number: as PC/SC part 10 and manuals have it, for instance 3400.
    public static func function(_ number: UInt32) -> ControlCode { ControlCode(rawValue: 0x4200_0000 + number) }

    /// `CM_IOCTL_GET_FEATURE_REQUEST` (PC/SC part 10, 2.2), which ``CardConnection/features()`` sends.
    static let getFeatures = function(3400)
}
