/// Where secrets and names of one run come from. Injected, so that a test can say what is drawn.
public struct RandomBytes: Sendable {
    /// So many bytes that nobody can foresee.
    public var draw: @Sendable (_ count: Int) -> [UInt8]

    /// A source of the caller's own.
    public init(draw: @escaping @Sendable (_ count: Int) -> [UInt8]) { self.draw = draw }

    /// The system's own, getrandom(2).
    public static let system = RandomBytes { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in generator.next() }
    }

    /// So many bytes as text for a link, a cookie or a form.
    func text(bytes count: Int) -> String { URLText.encode(draw(count)) }
}
