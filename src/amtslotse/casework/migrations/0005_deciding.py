"""Who decides: what leaves the house reviewed, heard, with a remedy notice and to the right addressee, and what is drawn."""

import uuid
from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

_BEFORE = import_module("amtslotse.casework.migrations.0002_what_never_changes")

#: Decisions of the version before: the notice stands in the letter, a hearing was not noted here.
DECIDED_BEFORE = """
ALTER TABLE casework_decision DISABLE TRIGGER is_frozen;
UPDATE casework_decision d SET
    return_code = CASE d.status WHEN 'returned' THEN 'other' ELSE '' END,
    hearing = CASE WHEN d.outcome = 'grant' OR d.status <> 'released' THEN '' ELSE 'not_held' END,
    hearing_reason = CASE WHEN d.outcome = 'grant' OR d.status <> 'released' THEN ''
        ELSE 'Entschieden, bevor Anhörungen hier vermerkt wurden.' END,
    remedy_notice = CASE WHEN d.outcome = 'grant' OR d.status <> 'released' THEN '' ELSE COALESCE(
        (SELECT l.data #>> '{notices,0,body,de}' FROM casework_letter l WHERE l.case_id = d.case_id AND l.kind = 'decision'),
        'Die Belehrung steht im Bescheid.') END;
ALTER TABLE casework_decision ENABLE TRIGGER is_frozen;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

ADDRESSED_BEFORE = """
INSERT INTO casework_addressee (id, decision_id, capacity, name, street, postcode, city)
SELECT gen_random_uuid(), d.id, 'applicant', trim(a.given_names || ' ' || a.family_name), a.street, a.postcode, a.city
FROM casework_decision d JOIN casework_applicant a ON a.case_id = d.case_id WHERE d.status = 'released';
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

#: Locks the case first: what two connections do to the decisions of one case happens one after the other, whatever the code does.
DECISION_IS_FROZEN = """
CREATE OR REPLACE FUNCTION casework_decision_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    review text[] := ARRAY['status', 'reviewer_id', 'reviewed_at', 'signed_at', 'return_code', 'return_reason'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM 1 FROM casework_case WHERE id = NEW.case_id FOR UPDATE;
        IF NEW.status <> 'in_review' THEN
            RAISE EXCEPTION 'a decision begins in review' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM 1 FROM casework_case WHERE id = OLD.case_id FOR UPDATE;
    IF OLD.status <> 'in_review' THEN
        RAISE EXCEPTION 'a reviewed decision never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF (to_jsonb(NEW) - review) IS DISTINCT FROM (to_jsonb(OLD) - review) THEN
        RAISE EXCEPTION 'a draft under review never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

#: § 14 Abs. 3 VwVfG: who is authorised gets it. § 80 AufenthG: for a minor, who acts for her. Else she herself.
GOES_TO_THE_RIGHT_ONE = """
CREATE FUNCTION casework_goes_to_the_right_one() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who casework_applicant%ROWTYPE;
    today date;
    last_day date;
    full_age interval;
    acting uuid[];
    needed text := 'applicant';
BEGIN
    IF NEW.status NOT IN ('released', 'signed') OR OLD.status IN ('released', 'signed') THEN
        RETURN NEW;
    END IF;
    today := (COALESCE(NEW.reviewed_at, NEW.signed_at) AT TIME ZONE 'Europe/Berlin')::date;
    SELECT * INTO who FROM casework_applicant WHERE case_id = NEW.case_id;
    SELECT CASE WHEN purpose LIKE 'EINB%' THEN interval '16 years' ELSE interval '18 years' END INTO full_age
        FROM casework_case WHERE id = NEW.case_id;
    SELECT array_agg(r.id) INTO acting FROM casework_representative r
        WHERE r.case_id = NEW.case_id AND r.kind IN ('lawyer', 'proxy') AND r.confirmed_at IS NOT NULL
          AND r.valid_from <= today AND (r.valid_to IS NULL OR today < r.valid_to);
    IF acting IS NOT NULL THEN
        needed := 'representative';
    ELSE
        last_day := make_date(who.birth_year, CASE WHEN who.birth_month = 0 THEN 12 ELSE who.birth_month END, 1);
        last_day := last_day + CASE WHEN who.birth_day = 0
            THEN interval '1 month' - interval '1 day' ELSE make_interval(days => who.birth_day - 1) END;
        IF last_day + full_age > today THEN
            needed := 'guardian';
            SELECT array_agg(r.id) INTO acting FROM casework_representative r
                WHERE r.case_id = NEW.case_id AND r.kind IN ('guardian', 'custody_holder') AND r.confirmed_at IS NOT NULL
                  AND r.valid_from <= today AND (r.valid_to IS NULL OR today < r.valid_to);
        END IF;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM casework_addressee a WHERE a.decision_id = NEW.id AND a.capacity = needed
                   AND (needed = 'applicant' OR a.representative = ANY (COALESCE(acting, ARRAY[]::uuid[])))) THEN
        RAISE EXCEPTION 'a decision goes to the right addressee: %', needed USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER to_the_right_one AFTER UPDATE ON casework_decision
    FOR EACH ROW EXECUTE FUNCTION casework_goes_to_the_right_one();
"""

#: Alone only where the sample did not draw the case, and where no reviewer ever said no.
SIGNED_IS_NOT_DRAWN = """
CREATE FUNCTION casework_signed_is_not_drawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'signed' THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM casework_draw w WHERE w.case_id = NEW.case_id AND NOT w.drawn) THEN
        RAISE EXCEPTION 'what the sample drew, or was not asked about, is released by another person'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM casework_decision r WHERE r.case_id = NEW.case_id AND r.status = 'returned') THEN
        RAISE EXCEPTION 'what was returned once is released by another person' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signed_is_not_drawn AFTER UPDATE ON casework_decision
    FOR EACH ROW EXECUTE FUNCTION casework_signed_is_not_drawn();
"""

DECIDED_BY_TWO = """
CREATE OR REPLACE FUNCTION casework_decided_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    made casework_decision%ROWTYPE;
BEGIN
    IF NEW.status NOT IN ('decided', 'closed') THEN
        RETURN NEW;
    END IF;
    SELECT * INTO made FROM casework_decision d WHERE d.id = NEW.decision_id AND d.case_id = NEW.id;
    IF NOT FOUND OR NOT (
        (made.status = 'released' AND made.reviewer_id <> made.author_id)
        OR (made.status = 'signed' AND made.outcome = 'grant'
            AND EXISTS (SELECT 1 FROM casework_draw w WHERE w.case_id = NEW.id AND NOT w.drawn))
    ) THEN
        RAISE EXCEPTION 'a case is decided by a decision of its own that another person released, or by a grant that was not drawn'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'closed' AND made.outcome <> 'grant' AND (TG_OP = 'INSERT' OR OLD.status <> 'closed')
       AND NOT EXISTS (SELECT 1 FROM casework_notification n WHERE n.decision_id = made.id) THEN
        RAISE EXCEPTION 'a case with a burden is closed once way and day of notification are known'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

#: § 77 AufenthG: in writing. Looked at when the transaction ends, so that decision and letter may be made in any order.
LEAVES_IN_WRITING = """
CREATE FUNCTION casework_leaves_in_writing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status IN ('released', 'signed')
       AND NOT EXISTS (SELECT 1 FROM casework_letter l WHERE l.case_id = NEW.case_id AND l.kind = 'decision') THEN
        RAISE EXCEPTION 'a decision leaves the house in writing' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER in_writing AFTER UPDATE ON casework_decision
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_leaves_in_writing();
"""

ADDRESSEE_IS_FROZEN = """
CREATE FUNCTION casework_addressee_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' OR NOT EXISTS (
        SELECT 1 FROM casework_decision d WHERE d.id = NEW.decision_id AND d.status = 'in_review'
    ) THEN
        RAISE EXCEPTION 'whom a decision went to never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE INSERT OR UPDATE OR DELETE ON casework_addressee
    FOR EACH ROW EXECUTE FUNCTION casework_addressee_is_frozen();
"""

DRAW_IS_FROZEN = """
CREATE FUNCTION casework_draw_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a case is drawn once' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE OR DELETE ON casework_draw FOR EACH ROW EXECUTE FUNCTION casework_draw_is_frozen();
"""

NOTIFICATION_FITS = """
CREATE FUNCTION casework_notification_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a notification never changes: a later one counts instead' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM casework_decision d JOIN casework_addressee a ON a.decision_id = d.id
        JOIN casework_letter l ON l.case_id = d.case_id AND l.kind = 'decision'
        WHERE d.id = NEW.decision_id AND a.id = NEW.addressee_id AND l.id = NEW.letter_id AND d.status IN ('released', 'signed')
          AND (d.outcome = 'grant' OR NEW.remedy_until IS NOT NULL)
    ) THEN
        RAISE EXCEPTION 'what is notified is the letter of a decision that left the house, to one of its addressees'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE OR DELETE ON casework_notification
    FOR EACH ROW EXECUTE FUNCTION casework_notification_fits();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_waiting"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Addressee",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("capacity", models.CharField(help_text="applicant, representative, guardian", max_length=16)),
                ("name", models.CharField(max_length=400)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=200)),
                (
                    "representative",
                    models.UUIDField(help_text="The Representative it was; the trigger compares it with her case", null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="draw",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="0 to 9999")),
                ("share", models.PositiveSmallIntegerField(help_text="Of ten thousand, on that day")),
                ("why", models.JSONField(default=list, help_text="Codes of the rules that made the share")),
                ("drawn", models.BooleanField()),
                ("drawn_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("way", models.CharField(max_length=16)),
                ("sent_on", models.DateField(help_text="Posted or handed over")),
                ("notified_on", models.DateField(help_text="The day that counts")),
                ("remedy_until", models.DateField(help_text="The last day; null where nothing burdens her", null=True)),
                (
                    "rule",
                    models.CharField(blank=True, help_text="Whose rule made the days; empty: a person looked", max_length=40),
                ),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reversal",
                        serialize=False,
                        to="casework.decision",
                    ),
                ),
                ("by_whom", models.CharField(max_length=12)),
                ("on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="ended_says_when_and_how",
        ),
        migrations.AlterField(
            model_name="case",
            name="closure",
            field=models.CharField(
                blank=True, help_text="How it ended (§ 36 StAG asks for it); empty while open", max_length=20
            ),
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="outcome_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="reviewed_by_somebody",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="one_draft_in_review_per_case",
        ),
        migrations.AddField(
            model_name="decision",
            name="discretion",
            field=models.CharField(default="bound", max_length=12),
        ),
        migrations.AddField(
            model_name="decision",
            name="discretion_reasons",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="ground",
            field=models.CharField(
                blank=True, help_text="The legal ground, as the report of discretion counts it", max_length=80
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="hearing",
            field=models.CharField(blank=True, help_text="held, not_held; empty where nothing burdens her", max_length=12),
        ),
        migrations.AddField(
            model_name="decision",
            name="hearing_on",
            field=models.DateField(help_text="When she was heard or had been asked", null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="hearing_reason",
            field=models.TextField(blank=True, help_text="Why there was none (§ 28 VwVfG)"),
        ),
        migrations.AddField(
            model_name="decision",
            name="remedy_notice",
            field=models.TextField(blank=True, help_text="The German text that binds"),
        ),
        migrations.AddField(
            model_name="decision",
            name="remedy_source",
            field=models.CharField(blank=True, help_text="Land and day of the text; empty when typed", max_length=40),
        ),
        migrations.AddField(
            model_name="decision",
            name="return_code",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="decision",
            name="sections",
            field=models.JSONField(default=dict, help_text="What the template asked for besides, by its key"),
        ),
        migrations.AddField(
            model_name="decision",
            name="signed_at",
            field=models.DateTimeField(help_text="A grant that the sample did not draw, signed by its author", null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="template",
            field=models.CharField(default="general", help_text="Of casework/data/decisions.toml", max_length=40),
        ),
        migrations.AddField(
            model_name="decision",
            name="template_version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.RunSQL(DECIDED_BEFORE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["status", "created_at"], name="decisions_by_status"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "closure__in",
                            (
                                "granted",
                                "granted_restricted",
                                "refused",
                                "revoked",
                                "withdrawn",
                                "moved_away",
                                "other_office",
                                "died",
                                "resolved",
                            ),
                        ),
                        ("ended_at__isnull", False),
                        ("status__in", ("closed", "withdrawn", "settled")),
                    ),
                    models.Q(
                        models.Q(("status__in", ("closed", "withdrawn", "settled")), _negated=True),
                        ("closure", ""),
                        ("ended_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="ended_says_when_and_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ("grant", "grant_restricted", "refuse", "revoke"))), name="outcome_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("signed_at__isnull", True),
                        ("status__in", ("in_review", "void")),
                        ("reviewed_at__isnull", True),
                        ("reviewer__isnull", True),
                    ),
                    models.Q(
                        ("status", "released"),
                        ("reviewed_at__isnull", False),
                        ("reviewer__isnull", False),
                        ("signed_at__isnull", True),
                    ),
                    models.Q(
                        ("return_code__in", ("facts", "law", "reasons", "discretion", "hearing", "addressee", "form", "other")),
                        ("status", "returned"),
                        ("reviewed_at__isnull", False),
                        ("reviewer__isnull", False),
                        ("signed_at__isnull", True),
                        models.Q(("return_reason", ""), _negated=True),
                    ),
                    models.Q(
                        ("signed_at__isnull", False),
                        ("status", "signed"),
                        ("reviewed_at__isnull", True),
                        ("reviewer__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="reviewed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("status", "signed"), _negated=True), ("outcome", "grant"), _connector="OR"),
                name="only_a_grant_is_signed_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discretion", "bound"),
                    models.Q(("discretion__in", ("bound", "exercised")), ("discretion_reasons__length__gte", 20)),
                    _connector="OR",
                ),
                name="discretion_has_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("hearing", ""),
                    models.Q(("hearing", "held"), ("hearing_on__isnull", False)),
                    models.Q(("hearing__in", ("held", "not_held")), ("hearing_reason__length__gte", 20)),
                    _connector="OR",
                ),
                name="hearing_says_when_or_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("released", "signed")), _negated=True),
                    ("outcome", "grant"),
                    models.Q(("hearing", ""), _negated=True),
                    _connector="OR",
                ),
                name="burden_leaves_after_a_hearing",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("released", "signed")), _negated=True),
                    ("outcome", "grant"),
                    ("remedy_notice__length__gte", 20),
                    _connector="OR",
                ),
                name="burden_leaves_with_a_remedy_notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("in_review", "released", "signed"))),
                fields=("case",),
                name="one_living_decision_per_case",
            ),
        ),
        migrations.AddField(
            model_name="addressee",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="addressees", to="casework.decision"
            ),
        ),
        migrations.AddIndex(
            model_name="draw",
            index=models.Index(fields=["drawn_at"], name="draws_by_day"),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__lte", 9999), ("share__lte", 10000)), name="draw_is_of_ten_thousand"
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("drawn", True), ("number__lt", models.F("share"))),
                    models.Q(("drawn", False), ("number__gte", models.F("share"))),
                    _connector="OR",
                ),
                name="drawn_is_what_the_number_says",
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="addressee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notifications", to="casework.addressee"
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notifications", to="casework.decision"
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="letter",
            field=models.ForeignKey(
                help_text="The written form",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notifications",
                to="casework.letter",
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="recorded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("by_whom__in", ("court", "objection"))), name="who_reversed_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__in", ("applicant", "representative", "guardian"))), name="capacity_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="addressee_has_a_name"),
        ),
        migrations.AddConstraint(
            model_name="addressee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("capacity", "applicant"), ("representative__isnull", True)),
                    models.Q(models.Q(("capacity", "applicant"), _negated=True), ("representative__isnull", False)),
                    _connector="OR",
                ),
                name="who_acts_for_her_is_on_the_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ("post", "in_person", "with_proof"))), name="the_way_of_notification_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(("notified_on__gte", models.F("sent_on"))), name="notified_after_it_was_sent"
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("remedy_until__isnull", True), ("remedy_until__gt", models.F("notified_on")), _connector="OR"
                ),
                name="remedy_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rule", ""), _negated=True), models.Q(("note", ""), _negated=True), _connector="OR"
                ),
                name="a_day_without_a_rule_says_why",
            ),
        ),
        migrations.RunSQL(ADDRESSED_BEFORE, migrations.RunSQL.noop),
        migrations.RunSQL(
            DECISION_IS_FROZEN,
            "DROP TRIGGER is_frozen ON casework_decision; DROP FUNCTION casework_decision_is_frozen;"
            + _BEFORE.DECISION_IS_FROZEN,
        ),
        migrations.RunSQL(
            GOES_TO_THE_RIGHT_ONE,
            "DROP TRIGGER to_the_right_one ON casework_decision; DROP FUNCTION casework_goes_to_the_right_one",
        ),
        migrations.RunSQL(
            SIGNED_IS_NOT_DRAWN,
            "DROP TRIGGER signed_is_not_drawn ON casework_decision; DROP FUNCTION casework_signed_is_not_drawn",
        ),
        migrations.RunSQL(
            DECIDED_BY_TWO,
            "DROP TRIGGER decided_by_two ON casework_case; DROP FUNCTION casework_decided_by_two;" + _BEFORE.DECIDED_BY_TWO,
        ),
        migrations.RunSQL(
            LEAVES_IN_WRITING, "DROP TRIGGER in_writing ON casework_decision; DROP FUNCTION casework_leaves_in_writing"
        ),
        migrations.RunSQL(
            ADDRESSEE_IS_FROZEN, "DROP TRIGGER is_frozen ON casework_addressee; DROP FUNCTION casework_addressee_is_frozen"
        ),
        migrations.RunSQL(DRAW_IS_FROZEN, "DROP TRIGGER is_frozen ON casework_draw; DROP FUNCTION casework_draw_is_frozen"),
        migrations.RunSQL(
            NOTIFICATION_FITS, "DROP TRIGGER fits ON casework_notification; DROP FUNCTION casework_notification_fits"
        ),
    ]
