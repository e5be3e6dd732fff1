"""How long something stays: a hold keeps everything, a case leaves only when it may, and reports of runs only grow."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: Locks the case first: a hold that is just being set, and a run that is just deleting, come one after the other.
HOLD_KEEPS = """
CREATE FUNCTION casework_hold_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept uuid := (to_jsonb(OLD) ->> TG_ARGV[0])::uuid;
BEGIN
    PERFORM 1 FROM casework_case WHERE id = kept FOR UPDATE;
    IF EXISTS (SELECT 1 FROM casework_legalhold h WHERE h.case_id = kept AND h.lifted_at IS NULL) THEN
        RAISE EXCEPTION 'a legal hold keeps the case' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hold_keeps BEFORE DELETE ON casework_case
    FOR EACH ROW EXECUTE FUNCTION casework_hold_keeps('id');
CREATE TRIGGER hold_keeps BEFORE DELETE ON casework_letter
    FOR EACH ROW EXECUTE FUNCTION casework_hold_keeps('case_id');
CREATE TRIGGER hold_keeps BEFORE DELETE ON casework_message FOR EACH ROW
    WHEN (OLD.case_id IS NOT NULL) EXECUTE FUNCTION casework_hold_keeps('case_id');
CREATE TRIGGER hold_keeps BEFORE DELETE ON casework_document FOR EACH ROW
    WHEN (OLD.case_id IS NOT NULL AND OLD.handed_in_at IS NOT NULL) EXECUTE FUNCTION casework_hold_keeps('case_id');
CREATE TRIGGER hold_keeps_it_readable BEFORE UPDATE ON casework_document FOR EACH ROW
    WHEN (OLD.case_id IS NOT NULL AND OLD.handed_in_at IS NOT NULL
          AND (NEW.case_id, NEW.wrapped_key, NEW.handed_in_at) IS DISTINCT FROM (OLD.case_id, OLD.wrapped_key, OLD.handed_in_at))
    EXECUTE FUNCTION casework_hold_keeps('case_id');
"""
NO_HOLD_KEEPS = """
DROP TRIGGER hold_keeps ON casework_case;
DROP TRIGGER hold_keeps ON casework_letter;
DROP TRIGGER hold_keeps ON casework_message;
DROP TRIGGER hold_keeps ON casework_document;
DROP TRIGGER hold_keeps_it_readable ON casework_document;
DROP FUNCTION casework_hold_keeps;
"""

HOLD_IS_FROZEN = """
CREATE FUNCTION casework_hold_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.lifted_at IS NULL THEN
            RAISE EXCEPTION 'a hold is lifted, not deleted' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.lifted_at IS NOT NULL OR (to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id']) THEN
        RAISE EXCEPTION 'a hold never changes: lift it and set another' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE OR DELETE ON casework_legalhold
    FOR EACH ROW EXECUTE FUNCTION casework_hold_is_frozen();
"""

#: The day is the run's, so that the rule can be proven with a moved clock. §§ 35, 36 StAG: see rules.retention.
LEAVES_WHEN_IT_MAY = """
CREATE FUNCTION casework_leaves_when_it_may() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    leaving casework_case%ROWTYPE;
    ended date;
BEGIN
    SELECT * INTO leaving FROM casework_case WHERE id = NEW.case_id FOR UPDATE;
    ended := (leaving.ended_at AT TIME ZONE 'Europe/Berlin')::date;
    IF ended IS NULL OR ended >= NEW.going_on
       OR (leaving.closure IN ('granted_restricted', 'refused', 'revoked') AND leaving.final_on IS NULL)
       OR COALESCE(leaving.final_on, ended) >= NEW.going_on THEN
        RAISE EXCEPTION 'only a case that is over and final leaves' USING ERRCODE = 'restrict_violation';
    END IF;
    IF leaving.purpose LIKE 'EINB%' AND (
        NEW.going_on < make_date(extract(year FROM ended)::int + 1, 3, 2)
        OR (leaving.closure IN ('granted', 'granted_restricted')
            AND NEW.going_on < COALESCE(leaving.final_on, ended) + interval '10 years')
    ) THEN
        RAISE EXCEPTION 'a naturalisation stays until its year is delivered and it can no longer be withdrawn'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM casework_legalhold h WHERE h.case_id = NEW.case_id AND h.lifted_at IS NULL) THEN
        RAISE EXCEPTION 'a legal hold keeps the case' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER when_it_may BEFORE INSERT OR UPDATE ON casework_leaving
    FOR EACH ROW EXECUTE FUNCTION casework_leaves_when_it_may();
"""

#: What never changes may still leave with its case, and only with it.
LEAVES_WITH_ITS_CASE = """
CREATE FUNCTION casework_case_leaves(uuid) RETURNS boolean LANGUAGE sql AS
    'SELECT EXISTS (SELECT 1 FROM casework_leaving WHERE case_id = $1)';
CREATE FUNCTION casework_decision_leaves(uuid) RETURNS boolean LANGUAGE sql AS
    'SELECT EXISTS (SELECT 1 FROM casework_leaving l JOIN casework_decision d ON d.case_id = l.case_id WHERE d.id = $1)';
DROP TRIGGER is_frozen ON casework_decision;
CREATE TRIGGER is_frozen BEFORE INSERT OR UPDATE ON casework_decision
    FOR EACH ROW EXECUTE FUNCTION casework_decision_is_frozen();
CREATE TRIGGER stays BEFORE DELETE ON casework_decision
    FOR EACH ROW WHEN (NOT casework_case_leaves(OLD.case_id)) EXECUTE FUNCTION casework_decision_is_frozen();
DROP TRIGGER is_frozen ON casework_addressee;
CREATE TRIGGER is_frozen BEFORE INSERT OR UPDATE ON casework_addressee
    FOR EACH ROW EXECUTE FUNCTION casework_addressee_is_frozen();
CREATE TRIGGER stays BEFORE DELETE ON casework_addressee
    FOR EACH ROW WHEN (NOT casework_decision_leaves(OLD.decision_id)) EXECUTE FUNCTION casework_addressee_is_frozen();
DROP TRIGGER is_frozen ON casework_draw;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_draw FOR EACH ROW EXECUTE FUNCTION casework_draw_is_frozen();
CREATE TRIGGER stays BEFORE DELETE ON casework_draw
    FOR EACH ROW WHEN (NOT casework_case_leaves(OLD.case_id)) EXECUTE FUNCTION casework_draw_is_frozen();
DROP TRIGGER fits ON casework_notification;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE ON casework_notification
    FOR EACH ROW EXECUTE FUNCTION casework_notification_fits();
CREATE TRIGGER stays BEFORE DELETE ON casework_notification
    FOR EACH ROW WHEN (NOT casework_decision_leaves(OLD.decision_id)) EXECUTE FUNCTION casework_notification_fits();
"""
NEVER_LEAVES = """
DROP TRIGGER stays ON casework_decision;
DROP TRIGGER is_frozen ON casework_decision;
CREATE TRIGGER is_frozen BEFORE INSERT OR UPDATE OR DELETE ON casework_decision
    FOR EACH ROW EXECUTE FUNCTION casework_decision_is_frozen();
DROP TRIGGER stays ON casework_addressee;
DROP TRIGGER is_frozen ON casework_addressee;
CREATE TRIGGER is_frozen BEFORE INSERT OR UPDATE OR DELETE ON casework_addressee
    FOR EACH ROW EXECUTE FUNCTION casework_addressee_is_frozen();
DROP TRIGGER stays ON casework_draw;
DROP TRIGGER is_frozen ON casework_draw;
CREATE TRIGGER is_frozen BEFORE UPDATE OR DELETE ON casework_draw FOR EACH ROW EXECUTE FUNCTION casework_draw_is_frozen();
DROP TRIGGER stays ON casework_notification;
DROP TRIGGER fits ON casework_notification;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE OR DELETE ON casework_notification
    FOR EACH ROW EXECUTE FUNCTION casework_notification_fits();
DROP FUNCTION casework_case_leaves(uuid);
DROP FUNCTION casework_decision_leaves(uuid);
"""

REPORT_STAYS = """
CREATE FUNCTION casework_report_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the report of a run stays as it is' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON casework_retentionrun
    FOR EACH ROW EXECUTE FUNCTION casework_report_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_legal"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Leaving",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                ("going_on", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="RetentionRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ran_at", models.DateTimeField(unique=True)),
                ("counts", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="UploadsGone",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="uploads_gone",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                ("gone_on", models.DateField()),
                ("documents", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=400)),
                ("begins_on", models.DateField()),
                ("until", models.DateField(help_text="The last day; empty: until somebody lifts it", null=True)),
                ("set_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="holds", to="casework.case"),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("lifted_at__isnull", True)), fields=["case"], name="open_holds")],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(("reason", "")), name="hold_has_a_reason"),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("begins_on")), _connector="OR"),
                        name="hold_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lifted_by__isnull", True), ("lifted_at__isnull", False), _connector="OR"),
                        name="lifted_hold_says_when",
                    ),
                ],
            },
        ),
        migrations.RunSQL(HOLD_KEEPS, NO_HOLD_KEEPS),
        migrations.RunSQL(
            HOLD_IS_FROZEN, "DROP TRIGGER is_frozen ON casework_legalhold; DROP FUNCTION casework_hold_is_frozen"
        ),
        migrations.RunSQL(
            LEAVES_WHEN_IT_MAY, "DROP TRIGGER when_it_may ON casework_leaving; DROP FUNCTION casework_leaves_when_it_may"
        ),
        migrations.RunSQL(LEAVES_WITH_ITS_CASE, NEVER_LEAVES),
        migrations.RunSQL(REPORT_STAYS, "DROP TRIGGER stays ON casework_retentionrun; DROP FUNCTION casework_report_stays"),
    ]
