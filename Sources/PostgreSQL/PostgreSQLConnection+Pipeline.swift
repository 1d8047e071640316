import CLibPQ

extension PostgreSQLConnection {
    /// Sends statements one after the other without waiting for the answers in between: one journey to the server for all
    /// of them. Outside a transaction of yours they are one transaction: all take effect, or none.
    ///
    /// - Returns: the rows of each statement.
    /// - Throws: ``PostgreSQLError``, of the first statement that failed; those after it weren't carried out.
    public func pipeline(_ statements: [Statement]) throws(PostgreSQLError) -> [Rows] {
        guard !statements.isEmpty else { return [] }
        guard PQsetnonblocking(pointer, 1) == 0, PQenterPipelineMode(pointer) == 1 else {
            throw .connectionLost(lastMessage(of: pointer))
        }
        defer {
            _ = PQexitPipelineMode(pointer)
            _ = PQsetnonblocking(pointer, 0)
        }
        for statement in statements {
            guard send(statement) == 1 else { throw .connectionLost(lastMessage(of: pointer)) }
        }
        guard PQpipelineSync(pointer) == 1 else { throw .connectionLost(lastMessage(of: pointer)) }
        return try answers(to: statements.count)
    }

    private func send(_ statement: Statement) -> Int32 {
        let values = StatementValues(statement.values)
        return values.withPointers { pointers, lengths, formats in
            PQsendQueryParams(
                pointer, statement.sql, Int32(values.types.count), values.types, pointers, lengths, formats, 1)
        }
    }

    /// Reads on to the mark that ends the pipeline, also after a failure, so that the connection can be used again.
    private func answers(to count: Int) throws(PostgreSQLError) -> [Rows] {
        var rows: [Rows] = []
        var trouble: PostgreSQLError?
        while true {
            try waitForAnswer()
            // A null ends each statement's results.
            guard let result = PQgetResult(pointer) else {
                guard isUsable else { throw trouble ?? .connectionLost(lastMessage(of: pointer)) }
                continue
            }
            let handle = ResultHandle(result)
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                if let trouble { throw trouble }
                return rows
            case PGRES_PIPELINE_ABORTED: continue
            default: break
            }
            if let error = error(in: handle) { trouble = trouble ?? error } else { rows.append(Rows(handle)) }
        }
    }

    /// Sends what is left to be sent and takes in what comes, until there is an answer: a server that waits for us to read
    /// reads nothing itself.
    private func waitForAnswer() throws(PostgreSQLError) {
        while PQisBusy(pointer) == 1 {
            let unsent = PQflush(pointer)
            guard unsent >= 0 else { throw .connectionLost(lastMessage(of: pointer)) }
            guard PQisBusy(pointer) == 1 else { return }
            let ready = ra_pq_wait(pointer, unsent)
            guard ready >= 0, ready & 1 == 0 || PQconsumeInput(pointer) == 1 else {
                throw .connectionLost(lastMessage(of: pointer))
            }
        }
    }
}
