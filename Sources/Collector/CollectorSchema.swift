import PostgreSQL

/// The collector's tables. Steps go forward only; each runs once, and a database that is ahead of the program is left alone.
public enum CollectorSchema {
    /// Makes what is missing. Can be run again, and by two at a time.
    ///
    /// - Throws: `PostgreSQLError`; ``CollectorSchemaError``.
    public static func migrate(_ connection: PostgreSQLConnection) throws {
        try connection.transaction {
            // Only one at a time: the number is this schema's own.
            try connection.run("select pg_advisory_xact_lock(7231094)")
            try connection.runScript("create table if not exists schema_step (step int8 primary key)")
            let done = try connection.run("select coalesce(max(step), 0) from schema_step")[0].integer(0)
            guard done <= steps.count else { throw CollectorSchemaError.newer }
            for (index, step) in steps.enumerated() where index >= done {
                try connection.runScript(step)
                try connection.run("insert into schema_step values ($1)", [.integer(Int64(index + 1))])
            }
        }
    }

    private static let steps = [
        """
        create table log (
            id int8 generated always as identity primary key,
            origin text not null unique,
            address bytea not null unique check (address = sha256(convert_to(origin, 'UTF8'))),
            site text,
            note text,
            size int8 not null default 0 check (size >= 0),
            enrolled_at timestamptz not null,
            last_contact timestamptz,
            retired_at timestamptz,
            succeeds int8 references log
        );
        -- A key counts for checkpoints of at most so many events once another has come after it.
        create table log_key (
            log int8 not null references log,
            number int8 not null,
            verifier_key text not null,
            added_at timestamptz not null,
            counts_to int8,
            primary key (log, number)
        );
        -- Index from 0, one less than the event's seq. The columns after the leaf are derived from the body; null where
        -- they can't be.
        create table event (
            log int8 not null references log,
            index int8 not null check (index >= 0),
            body bytea,
            leaf bytea not null check (length(leaf) = 32 and (body is null or leaf = sha256('\\x00'::bytea || body))),
            time timestamptz,
            event text,
            session text,
            operator text,
            subject text,
            action text,
            outcome text,
            workstation text,
            primary key (log, index)
        );
        create index event_subject on event (subject, time) where subject is not null;
        create index event_operator on event (operator, time) where operator is not null;
        create index event_session on event (session) where session is not null;
        create index event_time on event (time);
        -- Roots of complete subtrees of 2^level leaves, for each eighth level.
        create table node (
            log int8 not null references log,
            level int8 not null check (level > 0 and level % 8 = 0),
            index int8 not null,
            hash bytea not null check (length(hash) = 32),
            primary key (log, level, index)
        );
        -- What desks signed, with the cosignature where there is one. Both doors.
        create table checkpoint (
            log int8 not null references log,
            size int8 not null,
            root bytea not null,
            note bytea not null,
            cosigned_at int8,
            cosignature text,
            primary key (log, size, root)
        );
        -- Requests that were stored, so that the same one again gets the same answer.
        create table request (
            log int8 not null references log,
            old int8 not null,
            note_hash bytea not null,
            status int8 not null,
            answer text not null,
            primary key (log, old, note_hash)
        );
        create table fork (
            id int8 generated always as identity primary key,
            log int8 not null references log,
            at timestamptz not null,
            kind text not null,
            evidence text not null,
            unique (log, evidence)
        );
        """
    ]
}

public enum CollectorSchemaError: Error, Hashable, Sendable {
    /// The database was made by a later program.
    case newer
}
