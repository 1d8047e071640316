-- Recomputes each log's tree from the stored bodies, in SQL alone: one row a log, `sound`, `behind` (sound, and more is
-- cosigned than held) or what is wrong first.
-- psql -X -At -f verify.sql

-- The root over a row of hashes (RFC 6962 §2.1): pairs, level by level; the last one of an odd number goes up as it is.
create function pg_temp.fold(hashes bytea[]) returns bytea language plpgsql as $$
begin
    if coalesce(cardinality(hashes), 0) = 0 then return sha256(''); end if;
    while cardinality(hashes) > 1 loop
        select array_agg(case when next is null then hash else sha256('\x01'::bytea || hash || next) end order by place)
            into hashes from (
                select place, hash, lead(hash) over (order by place) as next
                from unnest(hashes) with ordinality as row_of_tree (hash, place)) as pair
            where place % 2 = 1;
    end loop;
    return hashes[1];
end $$;

-- The leaves from one index to another, of their bodies where these are there.
create function pg_temp.leaves(its_log int8, first int8, past int8) returns bytea[] language sql as $$
    select array_agg(case when body is null then leaf else sha256('\x00'::bytea || body) end order by index)
    from event where log = its_log and index >= first and index < past
$$;

create function pg_temp.root(its_log int8, its_size int8) returns bytea language sql as $$
    select pg_temp.fold(pg_temp.leaves(its_log, 0, its_size))
$$;

-- A complete subtree's root; null where it isn't complete.
create function pg_temp.subtree(its_log int8, height int8, its_index int8) returns bytea language sql as $$
    select case when cardinality(leaves) = 1 << height::int then pg_temp.fold(leaves) end
    from pg_temp.leaves(its_log, its_index << height::int, (its_index + 1) << height::int) as leaves
$$;

-- The instant that a text in RFC 3339 means, without its fraction; null where it is none, or after the year 9999.
create function pg_temp.instant(value jsonb) returns timestamptz language plpgsql as $$
declare
    m text[];
    at timestamptz;
begin
    if jsonb_typeof(value) is distinct from 'string' or octet_length(value #>> '{}') > 64 then return null; end if;
    m := regexp_match(value #>> '{}', '^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])'
        || '(?:\.[0-9]+)?(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$');
    if m is null then return null; end if;
    at := make_timestamp(m[1]::int, m[2]::int, m[3]::int, m[4]::int, m[5]::int, m[6]::int) at time zone 'UTC';
    if m[7] = '+' then at := at - make_interval(hours => m[8]::int, mins => m[9]::int); end if;
    if m[7] = '-' then at := at + make_interval(hours => m[8]::int, mins => m[9]::int); end if;
    return case when at <= '9999-12-31T23:59:59Z'::timestamptz then at end;
exception when others then
    -- There is no such day.
    return null;
end $$;

-- Whether an event is the log's of this number, and the columns for searching are what the body says. A text with a NUL
-- is null there; JSON in the database has none. Of the canonical form no more is looked at here than that it is JSON.
create function pg_temp.columns_fit(e event, its_origin text) returns bool language plpgsql as $$
declare
    words text;
    j jsonb;
    d jsonb;
begin
    if e.body is null then
        return num_nonnulls(e.time, e.event, e.session, e.operator, e.subject, e.action, e.outcome, e.workstation,
            e.intent, e.expires_at, e.guarded, e.follow_up, e.out_of_hours) = 0;
    end if;
    begin
        words := convert_from(e.body, 'UTF8');
        j := words::jsonb;
    exception when others then
        -- With \u0000 somewhere: not looked at here.
        return words is not null and strpos(words, '\u0000') > 0;
    end;
    d := case when jsonb_typeof(j -> 'details') = 'object' then j -> 'details' else '{}'::jsonb end;
    return jsonb_typeof(j) = 'object'
        and j -> 'log' is not distinct from to_jsonb(its_origin)
        and j -> 'seq' is not distinct from to_jsonb(e.index + 1)
        and e.event is not distinct from case when jsonb_typeof(j -> 'event') = 'string' then j ->> 'event' end
        and e.session is not distinct from case when jsonb_typeof(j -> 'session') = 'string' then j ->> 'session' end
        and e.operator is not distinct from case when jsonb_typeof(j -> 'operator') = 'string' then j ->> 'operator' end
        and e.subject is not distinct from case when jsonb_typeof(j -> 'subject') = 'string' then j ->> 'subject' end
        and e.action is not distinct from case when jsonb_typeof(j -> 'action') = 'string' then j ->> 'action' end
        and e.outcome is not distinct from case when jsonb_typeof(j -> 'outcome') = 'string' then j ->> 'outcome' end
        and e.workstation is not distinct from
            case when jsonb_typeof(j -> 'workstation') = 'string' then j ->> 'workstation' end
        and e.intent is not distinct from case when jsonb_typeof(j -> 'intent') = 'number' then (j ->> 'intent')::int8 end
        and e.guarded is not distinct from (coalesce(jsonb_typeof(d -> 'guard'), 'null') <> 'null')
        and e.follow_up is not distinct from
            (coalesce(jsonb_typeof(d -> 'followUp'), 'null') <> 'null' and d -> 'followUp' <> '[]'::jsonb)
        and e.time is not distinct from pg_temp.instant(j -> 'time')
        and e.expires_at is not distinct from pg_temp.instant(j -> 'expiresAt');
exception when others then
    -- A number that isn't whole.
    return false;
end $$;

-- What a key signed under a note (C2SP signed-note): the bytes after the key's id, which comes from its name and itself.
create function pg_temp.signature(signed text, verifier_key text) returns bytea language sql as $$
    select substr(decode(split_part(line, ' ', 3), 'base64'), 5)
    from (select split_part(verifier_key, '+', 1) as name) as key
    cross join lateral (
        select sha256(convert_to(name || E'\n', 'UTF8') || decode(substr(verifier_key, length(name) + 11), 'base64'))
            as digest) as key_hash
    cross join lateral (
        select line from regexp_split_to_table(signed, E'\n') as line
        where split_part(line, ' ', 1) = '—' and split_part(line, ' ', 2) = name) as own
    where substr(decode(split_part(line, ' ', 3), 'base64'), 1, 4) = substr(digest, 1, 4)
    limit 1
$$;

-- Whether a checkpoint is what its note says, and key and time are those of its signatures. SQL can't check Ed25519.
create function pg_temp.checkpoint_fits(c checkpoint, its_origin text) returns bool language plpgsql as $$
declare
    signed text;
    lines text[];
    blob bytea;
begin
    signed := convert_from(c.note, 'UTF8');
    lines := string_to_array(signed, E'\n');
    -- The cosignature's line goes on from there.
    if right(signed, 1) <> E'\n' then return false; end if;
    if (lines[1], lines[2], lines[3]) is distinct from (its_origin, c.size::text, encode(c.root, 'base64')) then
        return false;
    end if;
    if not exists (select from log_key where log = c.log and length(pg_temp.signature(signed, verifier_key)) = 64) then
        return false;
    end if;
    if c.cosignature is null then return c.cosigned_at is null; end if;
    blob := substr(decode(split_part(rtrim(c.cosignature, E'\n'), ' ', 3), 'base64'), 5);
    if length(blob) <> 72 or c.cosigned_at is distinct from ('x' || encode(substr(blob, 1, 8), 'hex'))::bit(64)::int8 then
        return false;
    end if;
    return not exists (select from witness_key)
        or exists (select from witness_key where pg_temp.signature(c.cosignature, verifier_key) = blob);
exception when others then
    -- It isn't base64, or isn't text.
    return false;
end $$;

create function pg_temp.verdict(l log) returns text language plpgsql as $$
declare
    count int8;
    last int8;
    cosigned int8;
begin
    select count(*), coalesce(max(index) + 1, 0) into count, last from event where log = l.id;
    if count <> last then return 'an event is missing'; end if;
    if count <> l.size then return 'the size isn''t the number of events'; end if;
    if exists (select from event where log = l.id and body is not null and leaf <> sha256('\x00'::bytea || body)) then
        return 'an event isn''t what its leaf says';
    end if;
    if exists (select from event e where log = l.id and not pg_temp.columns_fit(e, l.origin)) then
        return 'an event isn''t this log''s of its number, or a column isn''t what its body says';
    end if;
    if exists (select from checkpoint where log = l.id and size <= l.size and root <> pg_temp.root(l.id, size)) then
        return 'the events don''t lead to a checkpoint''s root';
    end if;
    if exists (select from node where log = l.id and hash is distinct from pg_temp.subtree(l.id, level, index)) then
        return 'a stored hash isn''t what the events lead to';
    end if;
    if (select count(*) from node where log = l.id and level = 8) <> l.size >> 8 then
        return 'a stored hash is missing';
    end if;
    if exists (select from checkpoint c where log = l.id and not pg_temp.checkpoint_fits(c, l.origin)) then
        return 'a checkpoint isn''t what its note says';
    end if;
    select coalesce(max(size), 0) into cosigned from checkpoint where log = l.id and cosignature is not null;
    if l.size > cosigned then
        return 'events are held that aren''t cosigned';
    end if;
    if l.expired <> (select count(*) from event where log = l.id and body is null) then
        return 'a body is missing that didn''t expire';
    end if;
    if l.restored_to > l.size then return 'it was restored, and isn''t whole yet'; end if;
    if l.size < cosigned then return format('behind: %s cosigned and %s held', cosigned, l.size); end if;
    return 'sound';
end $$;

select origin || ' ' || pg_temp.verdict(log) from log order by origin;
