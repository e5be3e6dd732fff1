"""Hashes, guards and rights of the journal, in SQL: single appends, imports and verification share these functions."""

from django.db import migrations

FUNCTIONS = """
-- plpgsql where a function is called in an aggregate or a generated column: there it costs half of what sql costs.

-- What an event says, as 32 bytes. record_send writes type and length before each value, so no two events look alike,
-- and it knows neither time zone nor date style: for these types, in a session that speaks UTF-8, it is immutable.
-- Stream and number are not in it, the chain says them; xid is this cluster's own number.
CREATE FUNCTION journal_digest(
    kind text, happened_at timestamptz, recorded_at timestamptz, role text, team text, source text, procedure text,
    procedure_version int, purpose text, milestone text, touched boolean, waits_on text, payload jsonb
) RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN sha256(record_send(ROW(kind, happened_at, recorded_at, role, team, source, procedure, procedure_version, purpose,
        milestone, touched, waits_on, payload)));
END $$;

-- The first link of a stream's chain ties it to what it is about, until ref and salt are destroyed.
CREATE FUNCTION journal_origin(kind text, source text, ref text, salt uuid)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT sha256(record_send(ROW(kind, source, ref, salt))) $$;

-- One link: all before it, what the event says, and by which key it was imported.
CREATE FUNCTION journal_link(so_far bytea, digest bytea, import_key uuid, head bytea)
RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN RETURN sha256(coalesce(so_far, head) || digest || coalesce(uuid_send(import_key), '')); END $$;

CREATE AGGREGATE journal_chain(digest bytea, import_key uuid, head bytea) (SFUNC = journal_link, STYPE = bytea);

CREATE FUNCTION journal_seal_hash(number bigint, sealed_at timestamptz, streams bigint, before bytea, entries bytea)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(record_send(ROW(number, sealed_at, streams, before, entries)))
$$;

-- All entries of a seal under one hash, in the order of their streams.
CREATE FUNCTION journal_entries_hash(seal bigint) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT journal_chain(sha256(record_send(ROW(stream_id, seq, hash))), NULL, '' ORDER BY stream_id)
    FROM journal_sealentry WHERE seal_number = seal
$$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION journal_entries_hash, journal_seal_hash;
DROP AGGREGATE journal_chain(bytea, uuid, bytea);
DROP FUNCTION journal_link, journal_origin, journal_digest;
"""

GUARDS = """
ALTER TABLE journal_stream SET (fillfactor = 50);  -- heads move with every event: room for that beside the row

CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal only grows: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_event
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_seal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_sealentry
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER never_goes BEFORE DELETE OR TRUNCATE ON journal_stream
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

CREATE FUNCTION journal_stream_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.kind, NEW.source, NEW.origin) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.source, OLD.origin)
       OR NEW.head_seq < OLD.head_seq
       OR (NEW.ref IS NOT NULL AND NEW.ref IS DISTINCT FROM OLD.ref)
       OR (NEW.salt IS NOT NULL AND NEW.salt IS DISTINCT FROM OLD.salt) THEN
        RAISE EXCEPTION 'a stream only moves on' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moves_on BEFORE UPDATE ON journal_stream FOR EACH ROW EXECUTE FUNCTION journal_stream_moves_on();
"""

DROP_GUARDS = """
ALTER TABLE journal_stream SET (fillfactor = 50);  -- heads move with every event: room for that beside the row

DROP TRIGGER moves_on ON journal_stream;
DROP TRIGGER never_goes ON journal_stream;
DROP TRIGGER only_grows ON journal_sealentry;
DROP TRIGGER only_grows ON journal_seal;
DROP TRIGGER only_grows ON journal_event;
DROP FUNCTION journal_stream_moves_on, journal_refuse;
"""

RIGHTS = """
DO $$
DECLARE app text := current_database() || '_app';
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = app) THEN
        EXECUTE format('REVOKE ALL ON journal_stream, journal_event, journal_seal, journal_sealentry FROM %I', app);
        EXECUTE format('GRANT SELECT, INSERT ON journal_stream, journal_event, journal_seal, journal_sealentry TO %I', app);
        EXECUTE format('GRANT UPDATE (head_seq, head_hash, ref, salt) ON journal_stream TO %I', app);
    END IF;
END $$;
"""

# Transaction numbers mean nothing in another cluster: after a restore every event is an old one.
RESTORED = """
CREATE FUNCTION journal_restored() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    ALTER TABLE journal_event DISABLE TRIGGER only_grows;
    UPDATE journal_event SET xid = 0 WHERE xid <> 0;
    ALTER TABLE journal_event ENABLE TRIGGER only_grows;
END $$;
REVOKE EXECUTE ON FUNCTION journal_restored FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(GUARDS, DROP_GUARDS),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(RESTORED, "DROP FUNCTION journal_restored"),
    ]
