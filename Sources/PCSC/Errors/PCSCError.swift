/// What went wrong in the PC/SC service, at a reader, or with a card.
///
/// ```swift
/// do {
///     let readers = try context.readers()
/// } catch PCSCError.Code.noService {
///     // this code alone
/// } catch PCSCError.Category.service {
///     // anything that means "no service"
/// }
/// ```
public struct PCSCError: Error, Hashable, Sendable {
    /// What failed, as the C function or this module says it.
    public let code: Code
    /// The call that failed.
    public let operation: Operation
    /// The reader concerned, where there is one.
    public let reader: ReaderName?
    /// Programs that hold the reader, with a sharing violation, as far as this user may see them.
    public let holders: [Holder]

    /// An error of this module's, for simulations and tests too.
    public init(_ code: Code, _ operation: Operation, reader: ReaderName? = nil, holders: [Holder] = []) {
        self.code = code
        self.operation = operation
        self.reader = reader
        self.holders = holders
    }

    /// Whom to look for: what kind of thing failed.
    public var category: Category { code.category }

    /// A C function's result, thrown unless it is success.
    @inline(__always)
    static func check(_ result: Int, _ operation: Operation, reader: ReaderName? = nil) throws(PCSCError) {
        guard result == 0 else { throw PCSCError(Code(result: result), operation, reader: reader) }
    }

    /// The calls of this module, by the C function that does the work.
    public enum Operation: String, Hashable, Sendable {
        case establishContext = "SCardEstablishContext"
        case releaseContext = "SCardReleaseContext"
        case listReaders = "SCardListReaders"
        case getStatusChange = "SCardGetStatusChange"
        case connect = "SCardConnect"
        case reconnect = "SCardReconnect"
        case disconnect = "SCardDisconnect"
        case beginTransaction = "SCardBeginTransaction"
        case endTransaction = "SCardEndTransaction"
        case status = "SCardStatus"
        case transmit = "SCardTransmit"
        case control = "SCardControl"
        case getAttribute = "SCardGetAttrib"
        /// No C function: which of the closure's calls took too long is not known.
        case perform = "Context.perform"
    }

    /// A program that has the service's socket open.
    public struct Holder: Hashable, Sendable {
        /// Its process id.
        public let processID: Int32
        /// The command's name as the kernel has it, at most 15 bytes; made safe to show.
        public let name: String

        /// A program by its process.
        public init(processID: Int32, name: String) {
            self.processID = processID
            self.name = name
        }
    }
}

extension PCSCError: CustomStringConvertible {
    /// One line: what is wrong, at which reader, held by whom, and the code for a search engine.
    public var description: String {
        var text = code.message
        if let reader { text += " Reader: \(reader)." }
        if !holders.isEmpty {
            text += " Programs using the card service: "
            text += holders.map { "\($0.name) (process \($0.processID))" }.joined(separator: ", ") + "."
        }
        return text + " (\(operation.rawValue): \(code))"
    }
}

/// Matches an error of this code in a `catch` or a `switch`.
public func ~= (code: PCSCError.Code, error: any Error) -> Bool {
    (error as? PCSCError)?.code == code
}

/// Matches an error of this family in a `catch` or a `switch`.
public func ~= (category: PCSCError.Category, error: any Error) -> Bool {
    (error as? PCSCError)?.category == category
}
