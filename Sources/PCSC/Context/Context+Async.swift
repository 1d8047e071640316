extension Context {
    /// Connects to the service without blocking the calling thread. See ``init(functions:policy:threads:trace:)``.
    ///
    /// `SCardEstablishContext` blocks for ever while the service is stopped (SIGSTOP) or hung, and can't be cancelled.
    /// When the deadline passes or the task is cancelled, the call stays on its thread, and a context that it makes
    /// late is released there.
    ///
    /// - Throws: ``PCSCError/Code/deadlineExceeded``, ``PCSCError/Code/cancelled``, and what the blocking form throws.
    public static func establish(
        functions: FunctionTable = .pcscLite, policy: CommandPolicy = .unrestricted,
        threads: WorkerThreads = WorkerThreads(), trace: CommandTrace? = nil, deadline: Duration = .seconds(5)
    ) async throws(PCSCError) -> Context {
        try await threads.run(.establishContext, deadline: deadline) { _ in
            Result { () throws(PCSCError) in
                try Context(functions: functions, policy: policy, threads: threads, trace: trace)
            }
        }.get()
    }

    /// Runs blocking calls of this context on a thread of its own: one hop, 10 to 20 µs, for as many calls as the
    /// closure makes.
    ///
    /// When the deadline passes or the task is cancelled, the closure is left to its thread; what it returns late is
    /// let go there.
    ///
    /// - Throws: ``PCSCError/Code/deadlineExceeded``, ``PCSCError/Code/cancelled``, and what the closure throws.
    public func perform<Value: Sendable>(
        deadline: Duration = .seconds(5), _ work: @escaping @Sendable (Context) throws(PCSCError) -> Value
    ) async throws(PCSCError) -> Value {
        try await threads.run(.perform, deadline: deadline) { _ in
            Result { () throws(PCSCError) in try work(self) }
        }.get()
    }
}
