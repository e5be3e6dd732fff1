"""Whoever was offered a place can count on it until the offer ends: nobody else sits down on it, not even the office."""

from django.db import migrations

# Runs after ``is_on_a_place``, which has locked the place: an offer locks it too, so one always sees the other.
OFFERED_PLACE_IS_KEPT = """
CREATE FUNCTION appointments_offered_place_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.living AND EXISTS (
        SELECT FROM appointments_request r
        JOIN appointments_place o ON o.id = r.offered_place_id
        JOIN appointments_place p ON p.id = NEW.place_id AND p.counter_id = o.counter_id
        WHERE r.status = 'offered'
          AND p.starts_at >= o.starts_at AND p.starts_at < o.starts_at + make_interval(mins => r.minutes::int)
    ) THEN
        RAISE EXCEPTION 'nobody else can sit on an offered place' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keeps_offers BEFORE INSERT ON appointments_seat
    FOR EACH ROW EXECUTE FUNCTION appointments_offered_place_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("appointments", "0002_what_never_changes")]

    operations = [
        migrations.RunSQL(
            OFFERED_PLACE_IS_KEPT,
            "DROP TRIGGER keeps_offers ON appointments_seat; DROP FUNCTION appointments_offered_place_is_kept",
        )
    ]
