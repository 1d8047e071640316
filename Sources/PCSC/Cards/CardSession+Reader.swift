// What a session asks the reader, not the card.

extension CardSession {
    /// A reader's or card's attribute. See ``CardConnection/attribute(_:)``.
    public func attribute<Value>(_ attribute: CardAttribute<Value>) throws(PCSCError) -> Value? {
        try checkWanted(.getAttribute)
        return try connection.attribute(attribute)
    }

    /// What the reader can do. See ``CardConnection/features()``.
    public func features() throws(PCSCError) -> [ReaderFeature: ControlCode] {
        try checkWanted(.control)
        return try connection.features()
    }

    /// The reader's properties. See ``CardConnection/properties()``.
    public func properties() throws(PCSCError) -> ReaderProperties? {
        try checkWanted(.control)
        return try connection.properties()
    }

    /// Sends the reader's driver a control code. See ``CardConnection/control(_:_:limit:)``.
    public func control(_ code: ControlCode, _ input: [UInt8] = [], limit: Int = 264) throws(PCSCError) -> [UInt8] {
        try checkWanted(.control)
        return try connection.control(code, input, limit: limit)
    }
}
