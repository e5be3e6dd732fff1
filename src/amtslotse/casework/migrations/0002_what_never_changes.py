"""What no code path may change: the facts of receipt, a released decision, and that a case is decided by two people."""

from django.db import migrations

CASE_IS_FROZEN = """
CREATE FUNCTION casework_case_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.file_number, NEW.submission_key, NEW.submission_digest, NEW.proof_token, NEW.service,
        NEW.service_version, NEW.purpose, NEW.answers, NEW.received_at, NEW.effect)
       IS DISTINCT FROM
       (OLD.id, OLD.file_number, OLD.submission_key, OLD.submission_digest, OLD.proof_token, OLD.service,
        OLD.service_version, OLD.purpose, OLD.answers, OLD.received_at, OLD.effect) THEN
        RAISE EXCEPTION 'what was received never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.complete_since IS NOT NULL AND NEW.complete_since IS DISTINCT FROM OLD.complete_since THEN
        RAISE EXCEPTION 'complete_since never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.code_version < OLD.code_version THEN
        RAISE EXCEPTION 'an old code never comes back' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status IN ('decided', 'closed') AND NOT (NEW.status IN ('decided', 'closed') AND NEW.decision_id = OLD.decision_id) THEN
        RAISE EXCEPTION 'a decision is not undone' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_case FOR EACH ROW EXECUTE FUNCTION casework_case_is_frozen();
"""

DECIDED_BY_TWO = """
CREATE FUNCTION casework_decided_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status IN ('decided', 'closed') AND NOT EXISTS (
        SELECT 1 FROM casework_decision d
        WHERE d.id = NEW.decision_id AND d.case_id = NEW.id AND d.status = 'released' AND d.reviewer_id <> d.author_id
    ) THEN
        RAISE EXCEPTION 'a case is decided by a decision of its own that another person released'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decided_by_two BEFORE INSERT OR UPDATE ON casework_case
    FOR EACH ROW EXECUTE FUNCTION casework_decided_by_two();
"""

DECISION_IS_FROZEN = """
CREATE FUNCTION casework_decision_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'in_review' THEN
            RAISE EXCEPTION 'a decision begins in review' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.status <> 'in_review' THEN
        RAISE EXCEPTION 'a reviewed decision never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF (NEW.id, NEW.case_id, NEW.outcome, NEW.reasons, NEW.author_id, NEW.created_at)
       IS DISTINCT FROM (OLD.id, OLD.case_id, OLD.outcome, OLD.reasons, OLD.author_id, OLD.created_at) THEN
        RAISE EXCEPTION 'a draft under review never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE INSERT OR UPDATE OR DELETE ON casework_decision
    FOR EACH ROW EXECUTE FUNCTION casework_decision_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        migrations.RunSQL(CASE_IS_FROZEN, "DROP TRIGGER is_frozen ON casework_case; DROP FUNCTION casework_case_is_frozen"),
        migrations.RunSQL(
            DECIDED_BY_TWO, "DROP TRIGGER decided_by_two ON casework_case; DROP FUNCTION casework_decided_by_two"
        ),
        migrations.RunSQL(
            DECISION_IS_FROZEN, "DROP TRIGGER is_frozen ON casework_decision; DROP FUNCTION casework_decision_is_frozen"
        ),
    ]
