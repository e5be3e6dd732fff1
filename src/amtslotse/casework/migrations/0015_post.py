"""Letters of hearing, and an envelope for each address of those who act for her. What must hold stands below as triggers."""

import uuid
from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

_LETTERS_BEFORE = import_module("amtslotse.casework.migrations.0009_letters")

#: As 0009, and: whose envelope it is never changes once it is printed.
DELIVERY_GOES_ITS_WAY = _LETTERS_BEFORE.DELIVERY_GOES_ITS_WAY.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").split(
    "CREATE TRIGGER"
)[0]
DELIVERY_KEEPS_ITS_ENVELOPE = DELIVERY_GOES_ITS_WAY.replace(
    "(NEW.printed_at, NEW.recipient) IS DISTINCT FROM (OLD.printed_at, OLD.recipient)",
    "(NEW.printed_at, NEW.recipient, NEW.acting) IS DISTINCT FROM (OLD.printed_at, OLD.recipient, OLD.acting)",
)

#: Until now one envelope bore the names of all who got a decision: what was noted for the first was noted for each.
NOTIFIED_BEFORE = """
INSERT INTO casework_notification (id, decision_id, addressee_id, letter_id, way, sent_on, notified_on, remedy_until, rule, note,
                                   recorded_at, recorded_by_id)
SELECT gen_random_uuid(), n.decision_id, a.id, n.letter_id, n.way, n.sent_on, n.notified_on, n.remedy_until, n.rule, n.note,
       n.recorded_at, n.recorded_by_id
FROM casework_notification n JOIN casework_addressee a ON a.decision_id = n.decision_id AND a.id <> n.addressee_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

#: A burden is closed, and any decision final, once each addressee was notified: one of two guardians is not both.
NOTIFIED_TO_EACH = """
CREATE FUNCTION casework_notified_to_each() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    burdens boolean;
    known integer;
    left_out integer;
BEGIN
    SELECT d.outcome <> 'grant' INTO burdens FROM casework_decision d WHERE d.id = NEW.decision_id;
    SELECT count(n.decision_id), count(*) FILTER (WHERE n.decision_id IS NULL) INTO known, left_out FROM casework_addressee a
        LEFT JOIN LATERAL (SELECT n.decision_id FROM casework_notification n WHERE n.addressee_id = a.id LIMIT 1) n ON true
        WHERE a.decision_id = NEW.decision_id;
    IF left_out > 0 AND known > 0 AND NEW.final_on IS NOT NULL AND NEW.final_on IS DISTINCT FROM OLD.final_on THEN
        RAISE EXCEPTION 'a decision is final once each addressee was notified' USING ERRCODE = 'restrict_violation';
    END IF;
    IF left_out > 0 AND burdens AND NEW.status = 'closed' AND OLD.status <> 'closed' THEN
        RAISE EXCEPTION 'a case with a burden is closed once each addressee was notified' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notified_to_each BEFORE UPDATE ON casework_case FOR EACH ROW
    WHEN (NEW.decision_id IS NOT NULL AND (NEW.final_on IS DISTINCT FROM OLD.final_on OR NEW.status IS DISTINCT FROM OLD.status))
    EXECUTE FUNCTION casework_notified_to_each();
"""

HEARING_IS_FROZEN = """
CREATE FUNCTION casework_hearing_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - ARRAY['answered_on', 'answer', 'replaced_at'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['answered_on', 'answer', 'replaced_at'])
       OR OLD.answered_on IS NOT NULL AND (NEW.answered_on, NEW.answer) IS DISTINCT FROM (OLD.answered_on, OLD.answer)
       OR OLD.replaced_at IS NOT NULL AND NEW.replaced_at IS DISTINCT FROM OLD.replaced_at THEN
        RAISE EXCEPTION 'what a hearing was, it stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_hearing FOR EACH ROW EXECUTE FUNCTION casework_hearing_is_frozen();
"""

#: A decision that says she was heard by a letter leaves the house once her statement is there; or once its deadline has passed,
#: and the letter had left the house a week before that, to each envelope, and did not come back unsettled.
HEARD_BEFORE_IT_LEAVES = """
CREATE FUNCTION casework_hearing_is_over(hearing uuid, today date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE((
        SELECT h.answered_on IS NOT NULL OR h.deadline_on < today AND (
            SELECT COALESCE(bool_or(d.state IN ('sent', 'delivered') OR d.settlement IN
                            ('handed_over', 'reached_otherwise', 'public_notice_checked')), false)
               AND COALESCE(bool_and(d.state NOT IN ('queued', 'printed') AND (d.state <> 'returned' OR d.settled_at IS NOT NULL)),
                            false)
               AND COALESCE(max((d.sent_at AT TIME ZONE 'Europe/Berlin')::date) FILTER (WHERE d.state IN ('sent', 'delivered')),
                            h.deadline_on - 7) <= h.deadline_on - 7
            FROM casework_delivery d WHERE d.letter_id = h.letter_id)
        FROM casework_hearing h WHERE h.id = hearing), false)
$$;
CREATE FUNCTION casework_heard_before_it_leaves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM casework_hearing h WHERE h.id = NEW.hearing_letter_id AND h.case_id = NEW.case_id) THEN
        RAISE EXCEPTION 'she was heard in her own case' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status IN ('released', 'signed') AND NOT casework_hearing_is_over(
        NEW.hearing_letter_id, (COALESCE(NEW.reviewed_at, NEW.signed_at) AT TIME ZONE 'Europe/Berlin')::date
    ) THEN
        RAISE EXCEPTION 'a decision waits for her statement or for the end of her deadline' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER heard_before_it_leaves AFTER INSERT OR UPDATE ON casework_decision
    FOR EACH ROW WHEN (NEW.hearing_letter_id IS NOT NULL) EXECUTE FUNCTION casework_heard_before_it_leaves();
"""

_ADDRESSED_KINDS = ("receipt", "document_request", "completeness", "decision", "new_code", "notice", "hearing")


class Migration(migrations.Migration):
    dependencies = [("casework", "0014_legal_review"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RemoveConstraint(model_name="letter", name="letter_kind_is_known"),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", _ADDRESSED_KINDS)), name="letter_kind_is_known"),
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("outcome", models.CharField(help_text="What is intended", max_length=20)),
                ("reasons", models.TextField(help_text="Why, in German, as the letter says it")),
                ("deadline_on", models.DateField(help_text="Until when she may answer")),
                ("created_at", models.DateTimeField()),
                ("answered_on", models.DateField(help_text="When her statement came", null=True)),
                ("answer", models.TextField(blank=True, help_text="What she said, as the clerk noted it")),
                ("replaced_at", models.DateTimeField(help_text="A later letter counts instead", null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="hearings", to="casework.case"),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hearing", to="casework.letter"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("grant_restricted", "refuse", "revoke"))), name="hearing_is_about_a_burden"
            ),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(condition=models.Q(("reasons__length__gte", 20)), name="hearing_has_reasons"),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_on__isnull", True)),
                    models.Q(("answered_on__isnull", False), models.Q(("answer", ""), _negated=True)),
                    _connector="OR",
                ),
                name="statement_has_day_and_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)), fields=("case",), name="one_hearing_counts"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="hearing_letter",
            field=models.ForeignKey(
                help_text="The letter by which she was heard",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="casework.hearing",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("hearing_letter__isnull", True), ("hearing", "held"), _connector="OR"),
                name="heard_by_letter_is_heard",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="acting",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The first Representative in the envelope; empty: she herself, or not yet printed",
                max_length=36,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="delivery",
            name="recipient",
            field=models.JSONField(
                help_text="name, lines, acting: where it goes and for whom; the address of the day when it is printed",
                null=True,
            ),
        ),
        migrations.RemoveConstraint(model_name="delivery", name="one_living_delivery_per_way"),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("queued", "printed", "sent", "delivered"))),
                fields=("letter", "channel", "acting"),
                name="one_living_delivery_per_way",
            ),
        ),
        migrations.RunSQL(NOTIFIED_BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(DELIVERY_KEEPS_ITS_ENVELOPE, DELIVERY_GOES_ITS_WAY),
        migrations.RunSQL(
            NOTIFIED_TO_EACH,
            "DROP TRIGGER notified_to_each ON casework_case; DROP FUNCTION casework_notified_to_each",
        ),
        migrations.RunSQL(
            HEARING_IS_FROZEN, "DROP TRIGGER is_frozen ON casework_hearing; DROP FUNCTION casework_hearing_is_frozen"
        ),
        migrations.RunSQL(
            HEARD_BEFORE_IT_LEAVES,
            "DROP TRIGGER heard_before_it_leaves ON casework_decision; DROP FUNCTION casework_heard_before_it_leaves;"
            " DROP FUNCTION casework_hearing_is_over(uuid, date)",
        ),
    ]
