"""A letter that was written, what was asked for, how a case ended and whose question it is: none of it changes afterwards."""

from django.db import migrations

#: What she holds in her hand and what is printed again are the same (§ 77 AufenthG: a decision is this letter).
LETTER_STAYS = """
CREATE FUNCTION casework_letter_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a letter that was written never changes: write another' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stays BEFORE UPDATE ON casework_letter FOR EACH ROW EXECUTE FUNCTION casework_letter_stays();
"""

#: § 82(1), (3) AufenthG: what comes late may be passed over, so the deadline is the one she was told.
REQUEST_STAYS = """
CREATE FUNCTION casework_request_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.fulfilled_at IS NOT NULL OR (to_jsonb(NEW) - 'fulfilled_at') IS DISTINCT FROM (to_jsonb(OLD) - 'fulfilled_at') THEN
        RAISE EXCEPTION 'what she was asked for never changes: it ends once' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays BEFORE UPDATE ON casework_documentrequest
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION casework_request_stays();
CREATE FUNCTION casework_requestitem_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what she was asked for never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stays BEFORE UPDATE ON casework_requestitem FOR EACH ROW EXECUTE FUNCTION casework_requestitem_stays();
"""
NO_REQUEST_STAYS = """
DROP TRIGGER stays ON casework_documentrequest;
DROP FUNCTION casework_request_stays;
DROP TRIGGER stays ON casework_requestitem;
DROP FUNCTION casework_requestitem_stays;
"""

ENDED_STAYS = """
CREATE FUNCTION casework_ended_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a case that ended stays ended, as it ended' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ended_stays BEFORE UPDATE ON casework_case FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL
          AND (NEW.status, NEW.ended_at, NEW.closure) IS DISTINCT FROM (OLD.status, OLD.ended_at, OLD.closure))
    EXECUTE FUNCTION casework_ended_stays();
"""

#: On another case its words would stand on the status page of somebody else.
QUESTION_STAYS = """
CREATE FUNCTION casework_question_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a question stays on the case it was asked on' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER question_stays BEFORE UPDATE ON casework_message FOR EACH ROW
    WHEN (OLD.channel = 'portal' AND NEW.case_id IS DISTINCT FROM OLD.case_id) EXECUTE FUNCTION casework_question_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0016_decisions_by_leaving")]

    operations = [
        migrations.RunSQL(LETTER_STAYS, "DROP TRIGGER stays ON casework_letter; DROP FUNCTION casework_letter_stays"),
        migrations.RunSQL(REQUEST_STAYS, NO_REQUEST_STAYS),
        migrations.RunSQL(ENDED_STAYS, "DROP TRIGGER ended_stays ON casework_case; DROP FUNCTION casework_ended_stays"),
        migrations.RunSQL(
            QUESTION_STAYS, "DROP TRIGGER question_stays ON casework_message; DROP FUNCTION casework_question_stays"
        ),
    ]
