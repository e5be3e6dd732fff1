"""What no code path may change: who comes, when, since when she waits, what was allocated, and a place somebody sits on."""

from django.db import migrations

PERSON_IS_FROZEN = """
CREATE FUNCTION appointments_person_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.family_name, NEW.given_names, NEW.name_key, NEW.birth_date, NEW.key) = ('', '', '', '', '') THEN
        RETURN NEW;  -- forgotten
    END IF;
    IF (NEW.party_id, NEW.position, NEW.family_name, NEW.given_names, NEW.name_key, NEW.birth_date)
       IS DISTINCT FROM
       (OLD.party_id, OLD.position, OLD.family_name, OLD.given_names, OLD.name_key, OLD.birth_date)
       OR (OLD.key <> '' AND NEW.key <> OLD.key) THEN
        RAISE EXCEPTION 'a person never changes: a change of person is a cancellation' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON appointments_person
    FOR EACH ROW EXECUTE FUNCTION appointments_person_is_frozen();
"""

APPOINTMENT_IS_FROZEN = """
CREATE FUNCTION appointments_appointment_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.lineage, NEW.number, NEW.idempotency_key, NEW.party_id, NEW.klass, NEW.counter_id, NEW.starts_at,
        NEW.ends_at, NEW.requested_at, NEW.created_at, NEW.moved_from_id)
       IS DISTINCT FROM
       (OLD.id, OLD.lineage, OLD.number, OLD.idempotency_key, OLD.party_id, OLD.klass, OLD.counter_id, OLD.starts_at,
        OLD.ends_at, OLD.requested_at, OLD.created_at, OLD.moved_from_id) THEN
        RAISE EXCEPTION 'an appointment never changes its time or its people: moving makes a new one'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status NOT IN ('held', 'booked', 'arrived') AND NEW.status <> OLD.status THEN
        RAISE EXCEPTION 'an appointment that is over stays over' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.code_version < OLD.code_version THEN
        RAISE EXCEPTION 'an old code never comes back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON appointments_appointment
    FOR EACH ROW EXECUTE FUNCTION appointments_appointment_is_frozen();
"""

REQUEST_IS_FROZEN = """
CREATE FUNCTION appointments_request_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.number, NEW.idempotency_key, NEW.ticket, NEW.party_id, NEW.klass, NEW.requested_at, NEW.requested_on)
       IS DISTINCT FROM
       (OLD.id, OLD.number, OLD.idempotency_key, OLD.ticket, OLD.party_id, OLD.klass, OLD.requested_at, OLD.requested_on) THEN
        RAISE EXCEPTION 'when somebody asked never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.code_version < OLD.code_version THEN
        RAISE EXCEPTION 'an old code never comes back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON appointments_request
    FOR EACH ROW EXECUTE FUNCTION appointments_request_is_frozen();
"""

ROUND_IS_FROZEN = """
CREATE FUNCTION appointments_round_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.opened_at IS NOT NULL THEN
        RAISE EXCEPTION 'an allocation that was opened never changes, and none is deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.klass, NEW.entries_until, NEW.announced_for, NEW.seed, NEW.entries, NEW.commitment, NEW.committed_at)
       IS DISTINCT FROM
       (OLD.id, OLD.klass, OLD.entries_until, OLD.announced_for, OLD.seed, OLD.entries, OLD.commitment, OLD.committed_at) THEN
        RAISE EXCEPTION 'what an allocation was committed to never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE OR DELETE ON appointments_round
    FOR EACH ROW EXECUTE FUNCTION appointments_round_is_frozen();
"""

# Editing the plan locks the place it edits; sitting down takes a share of the same lock. So one always sees the other.
TAKEN_PLACE_STAYS = """
CREATE FUNCTION appointments_taken_place_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.retired AND NOT OLD.retired
        OR (NEW.counter_id, NEW.starts_at, NEW.ends_at, NEW.klass) IS DISTINCT FROM
           (OLD.counter_id, OLD.starts_at, OLD.ends_at, OLD.klass))
       AND EXISTS (SELECT FROM appointments_seat s WHERE s.place_id = OLD.id AND s.living) THEN
        RAISE EXCEPTION 'somebody sits on this place: it stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER taken_place_stays BEFORE UPDATE ON appointments_place
    FOR EACH ROW EXECUTE FUNCTION appointments_taken_place_stays();

CREATE FUNCTION appointments_seat_is_on_a_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_retired boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.place_id, NEW.appointment_id, NEW.klass) IS DISTINCT FROM (OLD.place_id, OLD.appointment_id, OLD.klass)
           OR (NEW.living AND NOT OLD.living) THEN
            RAISE EXCEPTION 'a seat is given up, never moved or taken back' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT retired INTO is_retired FROM appointments_place WHERE id = NEW.place_id FOR SHARE;
    IF is_retired AND NEW.living THEN
        RAISE EXCEPTION 'nobody can sit on a retired place' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_on_a_place BEFORE INSERT OR UPDATE ON appointments_seat
    FOR EACH ROW EXECUTE FUNCTION appointments_seat_is_on_a_place();
"""


class Migration(migrations.Migration):
    dependencies = [("appointments", "0001_initial")]

    operations = [
        migrations.RunSQL(
            PERSON_IS_FROZEN, "DROP TRIGGER is_frozen ON appointments_person; DROP FUNCTION appointments_person_is_frozen"
        ),
        migrations.RunSQL(
            APPOINTMENT_IS_FROZEN,
            "DROP TRIGGER is_frozen ON appointments_appointment; DROP FUNCTION appointments_appointment_is_frozen",
        ),
        migrations.RunSQL(
            REQUEST_IS_FROZEN, "DROP TRIGGER is_frozen ON appointments_request; DROP FUNCTION appointments_request_is_frozen"
        ),
        migrations.RunSQL(
            ROUND_IS_FROZEN, "DROP TRIGGER is_frozen ON appointments_round; DROP FUNCTION appointments_round_is_frozen"
        ),
        migrations.RunSQL(
            TAKEN_PLACE_STAYS,
            "DROP TRIGGER is_on_a_place ON appointments_seat; DROP FUNCTION appointments_seat_is_on_a_place;"
            "DROP TRIGGER taken_place_stays ON appointments_place; DROP FUNCTION appointments_taken_place_stays",
        ),
    ]
