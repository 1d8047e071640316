-- Recomputes each log's tree from the stored bodies, in SQL alone: one row a log, `sound` or what is wrong first.
-- psql -X -At -f verify.sql

-- The root over the leaves below a size (RFC 6962 §2.1): pairs, level by level; the last one of an odd number goes up as it
-- is. The stored levels are compared on the way.
create function pg_temp.root(its_log int8, its_size int8) returns bytea language plpgsql as $$
declare
    width int8 := its_size;
    height int8 := 0;
begin
    if its_size = 0 then return sha256(''); end if;
    drop table if exists pg_temp.row_of_tree;
    create temp table row_of_tree on commit preserve rows as
        select index, case when body is null then leaf else sha256('\x00'::bytea || body) end as hash
        from event where log = its_log and index < its_size;
    while width > 1 loop
        create temp table next_row on commit preserve rows as
            select a.index / 2 as index,
                case when b.hash is null then a.hash else sha256('\x01'::bytea || a.hash || b.hash) end as hash
            from row_of_tree a left join row_of_tree b on b.index = a.index + 1 where a.index % 2 = 0;
        drop table row_of_tree;
        alter table next_row rename to row_of_tree;
        width := (width + 1) / 2;
        height := height + 1;
    end loop;
    return (select hash from row_of_tree);
end $$;

-- A complete subtree's root.
create function pg_temp.subtree(its_log int8, height int8, its_index int8) returns bytea language plpgsql as $$
declare
    hashes bytea[];
    next bytea[];
begin
    select array_agg(case when body is null then leaf else sha256('\x00'::bytea || body) end order by index) into hashes
        from event where log = its_log and index >= its_index << height::int and index < (its_index + 1) << height::int;
    if coalesce(array_length(hashes, 1), 0) <> 1 << height::int then return null; end if;
    while array_length(hashes, 1) > 1 loop
        next := '{}';
        for i in 1 .. array_length(hashes, 1) / 2 loop
            next := next || sha256('\x01'::bytea || hashes[2 * i - 1] || hashes[2 * i]);
        end loop;
        hashes := next;
    end loop;
    return hashes[1];
end $$;

-- Whether the columns for searching are what the body says. A text with a NUL is null there; JSON in the database has none.
create function pg_temp.columns_fit(e event) returns bool language plpgsql as $$
declare
    j jsonb;
    d jsonb;
begin
    if e.body is null then
        return num_nonnulls(e.time, e.event, e.session, e.operator, e.subject, e.action, e.outcome, e.workstation,
            e.intent, e.expires_at, e.guarded, e.follow_up, e.out_of_hours) = 0;
    end if;
    begin
        j := convert_from(e.body, 'UTF8')::jsonb;
    exception when others then
        -- With \u0000 somewhere: not looked at here.
        return true;
    end;
    d := case when jsonb_typeof(j -> 'details') = 'object' then j -> 'details' else '{}'::jsonb end;
    return e.event is not distinct from case when jsonb_typeof(j -> 'event') = 'string' then j ->> 'event' end
        and e.session is not distinct from case when jsonb_typeof(j -> 'session') = 'string' then j ->> 'session' end
        and e.operator is not distinct from case when jsonb_typeof(j -> 'operator') = 'string' then j ->> 'operator' end
        and e.subject is not distinct from case when jsonb_typeof(j -> 'subject') = 'string' then j ->> 'subject' end
        and e.action is not distinct from case when jsonb_typeof(j -> 'action') = 'string' then j ->> 'action' end
        and e.outcome is not distinct from case when jsonb_typeof(j -> 'outcome') = 'string' then j ->> 'outcome' end
        and e.workstation is not distinct from
            case when jsonb_typeof(j -> 'workstation') = 'string' then j ->> 'workstation' end
        and e.intent is not distinct from case when jsonb_typeof(j -> 'intent') = 'number' then (j ->> 'intent')::int8 end
        and e.guarded = (coalesce(jsonb_typeof(d -> 'guard'), 'null') <> 'null')
        and e.follow_up = (coalesce(jsonb_typeof(d -> 'followUp'), 'null') <> 'null' and d -> 'followUp' <> '[]'::jsonb)
        and (e.time is null or e.time = date_trunc('second', (j ->> 'time')::timestamptz))
        and (e.time is not null or jsonb_typeof(j -> 'time') is distinct from 'string' or j ->> 'time' !~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$');
end $$;

create function pg_temp.verdict(l log) returns text language plpgsql as $$
declare
    count int8;
    last int8;
begin
    select count(*), coalesce(max(index) + 1, 0) into count, last from event where log = l.id;
    if count <> last then return 'an event is missing'; end if;
    if count <> l.size then return 'the size isn''t the number of events'; end if;
    if exists (select from event where log = l.id and body is not null and leaf <> sha256('\x00'::bytea || body)) then
        return 'an event isn''t what its leaf says';
    end if;
    if exists (select from event e where log = l.id and not pg_temp.columns_fit(e)) then
        return 'a column isn''t what its body says';
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
    return 'sound';
end $$;

select origin || ' ' || pg_temp.verdict(log) from log order by origin;
