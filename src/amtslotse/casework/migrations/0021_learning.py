"""Whoever only learns a kind of case, or never did, signs no such case alone: another person releases it."""

from django.db import migrations

LEARNERS_ARE_REVIEWED = """
CREATE FUNCTION casework_learners_are_reviewed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date := (NEW.signed_at AT TIME ZONE 'Europe/Berlin')::date;
BEGIN
    IF NEW.status = 'signed' AND EXISTS (
        SELECT FROM casework_case c
        JOIN offices_skill s ON starts_with(c.purpose, s.prefix) AND c.difficulty >= s.difficulty_at_least
        WHERE c.id = NEW.case_id AND NOT EXISTS (
            SELECT FROM offices_staffskill h
            WHERE h.staff_id = NEW.author_id AND h.skill_id = s.code AND h.alone_from <= today
                AND (h.valid_to IS NULL OR h.valid_to > today)
        )
    ) THEN
        RAISE EXCEPTION 'who does not handle such cases alone has them released by another person'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER learners_are_reviewed AFTER UPDATE ON casework_decision
    FOR EACH ROW EXECUTE FUNCTION casework_learners_are_reviewed();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0020_imports_go_on"), ("offices", "0004_learning")]

    operations = [
        migrations.RunSQL(
            LEARNERS_ARE_REVIEWED,
            "DROP TRIGGER learners_are_reviewed ON casework_decision; DROP FUNCTION casework_learners_are_reviewed",
        ),
    ]
