import PostgreSQL

/// The collector's tables. Steps go forward only; each runs once, and a database that is ahead of the program is left alone.
public enum CollectorSchema {
    /// Makes what is missing: roles, tables, and what each role may do. Can be run again, and by two at a time.
    ///
    /// - Parameter connection: as whoever is to own the tables. It may have to make roles.
    /// - Throws: `PostgreSQLError`; ``CollectorSchemaError``.
    public static func migrate(_ connection: PostgreSQLConnection) throws {
        try connection.transaction {
            // Only one at a time: the number is this schema's own.
            try connection.run("select pg_advisory_xact_lock(7231094)")
            try makeRoles(connection)
            try connection.runScript("create table if not exists schema_step (step int8 primary key)")
            let done = try connection.run("select coalesce(max(step), 0) from schema_step")[0].integer(0)
            guard done <= steps.count else { throw CollectorSchemaError.newer }
            for (index, step) in steps.enumerated() where index >= done {
                try connection.runScript(step)
                try connection.run("insert into schema_step values ($1)", [.integer(Int64(index + 1))])
            }
            // Each time: a role that was dropped and made anew has lost what it might do.
            try connection.runScript(grants)
        }
    }

    /// Whether the tables are there, and as this program knows them.
    ///
    /// - Throws: ``CollectorSchemaError`` where they aren't; `PostgreSQLError`.
    public static func check(_ connection: PostgreSQLConnection) throws {
        guard try connection.run("select to_regclass('schema_step') is not null")[0].bool(0) else {
            throw CollectorSchemaError.missing
        }
        let done = try connection.run("select coalesce(max(step), 0) from schema_step")[0].integer(0)
        guard done >= steps.count else { throw CollectorSchemaError.older }
        guard done == steps.count else { throw CollectorSchemaError.newer }
    }

    /// Roles are the server's, not the database's, so they may be there already. Without a password only peer
    /// authentication lets them in.
    private static func makeRoles(_ connection: PostgreSQLConnection) throws {
        for role in [serviceRole, auditorRole] {
            let isThere = try connection.run("select 1::int8 from pg_roles where rolname = $1", [.text(role)]).count > 0
            guard !isThere else { continue }
            // Another database of the same server may be made at this moment.
            try connection.runScript(
                """
                do $do$ begin
                    create role \(role) login;
                exception when duplicate_object or unique_violation then null;
                end $do$
                """)
        }
    }

    /// The role of the service.
    public static let serviceRole = "ra_collector"
    /// The role that only reads.
    public static let auditorRole = "ra_auditor"

    private static let steps = [tables, cosignedStays, noteStaysToo, longTexts, timeIsSigned]

    private static let tables = """
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
            succeeds int8 references log,
            -- What the key's file says was cosigned and a restored database doesn't hold.
            restored_to int8 not null default 0,
            -- Somebody signed another history of what isn't cosigned yet.
            disputed bool not null default false,
            -- So many events have lost their bodies, because they had been kept long enough.
            expired int8 not null default 0,
            -- Of the events: the latest time, the last rule set, and whether a clock was set back.
            latest_time timestamptz,
            rule_set text,
            clock_went_back bool not null default false
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
            intent int8,
            expires_at timestamptz,
            guarded bool,
            follow_up bool,
            out_of_hours bool,
            primary key (log, index)
        );
        create index event_time on event (time nulls first);
        create index event_subject on event (subject, time) where subject is not null;
        create index event_operator on event (operator, time) where operator is not null;
        create index event_session on event (session) where session is not null;
        create index event_intent on event (log, intent) where intent is not null;
        create index event_begun on event (time) where event = 'intent';
        create index event_ended on event (time) where event in ('refusal', 'outcome');
        create index event_follow_up on event (time) where follow_up;
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
        -- The keys that cosigned what stands here.
        create table witness_key (verifier_key text primary key);

        -- Events are never changed. The one exception is retention's: a body goes, and its leaf stays.
        create function only_bodies_go() returns trigger language plpgsql as $function$
        begin
            if (new.log, new.index, new.leaf) is distinct from (old.log, old.index, old.leaf) or new.body is not null then
                raise exception 'events are never changed';
            end if;
            return new;
        end $function$;
        create trigger event_only_bodies_go before update on event for each row execute function only_bodies_go();

        -- Takes out events that were never cosigned, in the place of which come those that lead to a cosigned root. The
        -- service may remove events in no other way, and none below the largest cosigned size that is held.
        create function remove_uncosigned(its_log int8, from_index int8) returns void
        language plpgsql security definer as $function$
        declare
            settled int8;
        begin
            select coalesce(max(checkpoint.size), 0) into settled from checkpoint join log on log.id = checkpoint.log
                where log.id = its_log and cosignature is not null and checkpoint.size <= log.size;
            if from_index < settled then
                raise exception 'cosigned events are never removed';
            end if;
            delete from event where log = its_log and index >= from_index;
            delete from node where log = its_log and ((index + 1) << level::int4) > from_index;
            delete from checkpoint where log = its_log and size > from_index and cosignature is null;
            update log set size = from_index, latest_time = (select max(time) from event where log = its_log)
                where id = its_log;
        end $function$;
        do $do$
        begin
            execute format('alter function remove_uncosigned set search_path = %I, pg_temp', current_schema());
        end $do$;
        """

    /// What was cosigned is counted by the events that are there, not by what the service says of them; and a cosignature
    /// stays, or gives way to a later one of the same checkpoint.
    private static let cosignedStays = """
        create or replace function remove_uncosigned(its_log int8, from_index int8) returns void
        language plpgsql security definer as $function$
        declare
            held int8;
            settled int8;
        begin
            select coalesce(max(index) + 1, 0) into held from event where log = its_log;
            select coalesce(max(size), 0) into settled from checkpoint
                where log = its_log and cosignature is not null and size <= held;
            if from_index < settled then
                raise exception 'cosigned events are never removed';
            end if;
            delete from event where log = its_log and index >= from_index;
            delete from node where log = its_log and ((index + 1) << level::int4) > from_index;
            delete from checkpoint where log = its_log and size > from_index and cosignature is null;
            update log set size = from_index, latest_time = (select max(time) from event where log = its_log)
                where id = its_log;
            -- What was answered of events that are gone is no answer any more.
            delete from request where log = its_log and status = 202;
        end $function$;
        create function cosignature_stays() returns trigger language plpgsql as $function$
        begin
            if old.cosignature is not null and (new.cosignature, new.cosigned_at)
                is distinct from (old.cosignature, old.cosigned_at)
                and (new.cosignature is null or new.cosigned_at is null or new.cosigned_at <= old.cosigned_at) then
                raise exception 'a cosignature gives way to a later one alone';
            end if;
            return new;
        end $function$;
        create trigger checkpoint_cosignature_stays before update on checkpoint
            for each row execute function cosignature_stays();
        do $do$
        begin
            execute format('alter function remove_uncosigned set search_path = %I, pg_temp', current_schema());
        end $do$;
        """

    /// A note goes the way of its cosignature: it gives way with that alone.
    private static let noteStaysToo = """
        create or replace function cosignature_stays() returns trigger language plpgsql as $function$
        begin
            if old.cosignature is not null and (new.cosignature, new.cosigned_at)
                is distinct from (old.cosignature, old.cosigned_at)
                and (new.cosignature is null or new.cosigned_at is null or new.cosigned_at <= old.cosigned_at) then
                raise exception 'a cosignature gives way to a later one alone';
            end if;
            if new.note is distinct from old.note
                and (new.cosignature is null or new.cosignature is not distinct from old.cosignature) then
                raise exception 'a note gives way to one that is cosigned later alone';
            end if;
            return new;
        end $function$;
        """

    /// An entry of a B-tree holds at most some 2,700 bytes, and a text of an event may be longer: what is indexed is its
    /// beginning, in the characters of ``EventCondition/indexedLength``. Of an origin and of evidence it is the hash, and
    /// the address of a log is unique as its origin is.
    private static let longTexts = """
        drop index event_subject, event_operator, event_session;
        create index event_subject on event (left(subject, 200), time) where subject is not null;
        create index event_operator on event (left(operator, 200), time) where operator is not null;
        create index event_session on event (left(session, 200)) where session is not null;
        -- Those of an index over a part of the rows aren't looked at.
        create statistics event_subject_start on (left(subject, 200)) from event;
        create statistics event_operator_start on (left(operator, 200)) from event;
        create statistics event_session_start on (left(session, 200)) from event;
        alter table log drop constraint log_origin_key;
        create index log_origin on log using hash (origin);
        alter table fork drop constraint fork_log_evidence_key;
        -- It names its log.
        alter table fork add constraint fork_evidence exclude using hash (evidence with =);
        analyze event;
        """

    /// The time of a cosignature is the one that it signs: eight bytes after the key's id.
    private static let timeIsSigned = """
        create function cosignature_has_its_time() returns trigger language plpgsql as $function$
        declare
            blob bytea;
        begin
            if tg_op = 'UPDATE' and (new.cosignature, new.cosigned_at)
                is not distinct from (old.cosignature, old.cosigned_at) then
                return new;
            end if;
            if new.cosignature is null and new.cosigned_at is null then
                return new;
            end if;
            blob := decode(split_part(rtrim(new.cosignature, E'\\n'), ' ', 3), 'base64');
            if blob is null or length(blob) <> 76 or new.cosigned_at
                is distinct from ('x' || encode(substr(blob, 5, 8), 'hex'))::bit(64)::int8 then
                raise exception 'a cosignature has the time that it signs';
            end if;
            return new;
        end $function$;
        create trigger checkpoint_cosignature_has_its_time before insert or update on checkpoint
            for each row execute function cosignature_has_its_time();
        """

    private static let grants = """
        do $do$
        begin
            execute format('grant usage on schema %I to \(serviceRole), \(auditorRole)', current_schema());
        end $do$;
        grant select on log, log_key, event, node, checkpoint, request, fork, witness_key, schema_step
            to \(serviceRole), \(auditorRole);
        grant insert on log, log_key, event, node, checkpoint, request, fork, witness_key to \(serviceRole);
        grant update on log to \(serviceRole);
        grant update (counts_to) on log_key to \(serviceRole);
        grant update (status, answer) on request to \(serviceRole);
        grant update (note, cosigned_at, cosignature) on checkpoint to \(serviceRole);
        revoke all on function remove_uncosigned from public;
        grant execute on function remove_uncosigned to \(serviceRole);
        """
}

public enum CollectorSchemaError: Error, Hashable, Sendable {
    /// The database has no tables of a collector.
    case missing
    /// The database was made by an earlier program: `ra-collector init` takes it further.
    case older
    /// The database was made by a later program.
    case newer
}
