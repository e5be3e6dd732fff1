"""Other bodies, their outages, and the intervals in which a case waits for one of them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

INTERVAL_IS_FROZEN = """
CREATE FUNCTION casework_suspension_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.case_id, NEW.partner_id, NEW.reason, NEW.legal_basis, NEW.began_at, NEW.begun_by_id)
       IS DISTINCT FROM (OLD.id, OLD.case_id, OLD.partner_id, OLD.reason, OLD.legal_basis, OLD.began_at, OLD.begun_by_id) THEN
        RAISE EXCEPTION 'what a case began to wait for never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.ending) IS DISTINCT FROM (OLD.ended_at, OLD.ending) THEN
        RAISE EXCEPTION 'an interval that ended stays ended' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_suspension
    FOR EACH ROW EXECUTE FUNCTION casework_suspension_is_frozen();
"""

ENDS_WITH_ITS_CASE = """
CREATE FUNCTION casework_ends_with_its_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE casework_suspension SET ended_at = GREATEST(NEW.ended_at, began_at), ending = 'case_ended'
        WHERE case_id = NEW.id AND ended_at IS NULL;
    UPDATE casework_documentrequest SET fulfilled_at = GREATEST(NEW.ended_at, sent_at)
        WHERE case_id = NEW.id AND fulfilled_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER ends_with_its_case AFTER UPDATE ON casework_case FOR EACH ROW
    WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION casework_ends_with_its_case();
"""

#: § 79(2) AufenthG, § 12a(3) StAG. Who decides regardless ends the interval first, by name.
NOT_DECIDED_WHILE_SUSPENDED = """
CREATE FUNCTION casework_not_decided_while_suspended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM casework_suspension s
               WHERE s.case_id = NEW.id AND s.ended_at IS NULL AND s.reason = 'criminal') THEN
        RAISE EXCEPTION 'no decision while an investigation suspends it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_decided_while_suspended BEFORE UPDATE ON casework_case FOR EACH ROW
    WHEN (NEW.status = 'decided' AND OLD.status <> 'decided') EXECUTE FUNCTION casework_not_decided_while_suspended();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_ways_a_case_goes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(help_text="In the journal: partner:<code>", max_length=40, unique=True)),
                ("name", models.JSONField(help_text="language → name")),
                ("reason", models.CharField(max_length=12)),
                ("legal_basis", models.CharField(blank=True, help_text="Empty: a lawyer has to say", max_length=120)),
                (
                    "usual_days",
                    models.PositiveSmallIntegerField(help_text="After so many calendar days somebody asks again", null=True),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("reason__in", ("partner", "security", "criminal", "court"))),
                        name="partner_reason_is_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(("code__regex", "^[a-z0-9_]{1,40}$")), name="partner_code_fits_the_journal"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerOutage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outages", to="casework.partner"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("ended_at__isnull", True)), fields=("partner",), name="one_open_outage_per_partner"
                    ),
                    models.CheckConstraint(
                        condition=Q(("ended_at__isnull", True), ("ended_at__gte", F("began_at")), _connector="OR"),
                        name="outage_ends_later",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=12)),
                ("legal_basis", models.CharField(blank=True, max_length=120)),
                ("note", models.TextField(blank=True, help_text="What was asked; staff only; goes with the case")),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ending", models.CharField(blank=True, max_length=12)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suspensions", to="casework.case"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="suspensions", to="casework.partner"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=Q(("ended_at__isnull", True)), fields=["partner"], name="open_suspensions")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("reason__in", ("partner", "security", "criminal", "court"))),
                        name="suspension_reason_is_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("ended_at__isnull", True), ("ending", "")),
                            Q(
                                ("ended_at__gte", F("began_at")),
                                ("ended_at__isnull", False),
                                ("ending__in", ("answered", "without", "case_ended")),
                            ),
                            _connector="OR",
                        ),
                        name="suspension_ends_later_and_says_how",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("ended_at__isnull", True)),
                        fields=("case", "reason", "partner"),
                        name="one_open_suspension_per_reason_and_partner",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            INTERVAL_IS_FROZEN,
            "DROP TRIGGER is_frozen ON casework_suspension; DROP FUNCTION casework_suspension_is_frozen",
        ),
        migrations.RunSQL(
            ENDS_WITH_ITS_CASE,
            "DROP TRIGGER ends_with_its_case ON casework_case; DROP FUNCTION casework_ends_with_its_case",
        ),
        migrations.RunSQL(
            NOT_DECIDED_WHILE_SUSPENDED,
            "DROP TRIGGER not_decided_while_suspended ON casework_case; DROP FUNCTION casework_not_decided_while_suspended",
        ),
    ]
