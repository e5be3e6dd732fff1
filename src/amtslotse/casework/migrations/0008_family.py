"""Who acts for the applicant, what a family shares, and whom to invite before a title ends."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

REPRESENTATIVE_IS_FROZEN = """
CREATE FUNCTION casework_representative_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.case_id, NEW.kind, NEW.name, NEW.street, NEW.postcode, NEW.city, NEW.email, NEW.valid_from, NEW.created_at)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.kind, OLD.name, OLD.street, OLD.postcode, OLD.city, OLD.email, OLD.valid_from, OLD.created_at)
    THEN
        RAISE EXCEPTION 'who acts for the applicant never changes: end it and name another'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.confirmed_at IS NOT NULL AND (NEW.confirmed_at, NEW.authority, NEW.is_sole)
            IS DISTINCT FROM (OLD.confirmed_at, OLD.authority, OLD.is_sole))
       OR (OLD.consented_on IS NOT NULL AND NEW.consented_on IS DISTINCT FROM OLD.consented_on)
       OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to) THEN
        RAISE EXCEPTION 'what was confirmed, consented or ended stays so' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_representative
    FOR EACH ROW EXECUTE FUNCTION casework_representative_is_frozen();
"""

#: § 80 Abs. 4 AufenthG. Only what comes by the portal, whose form asks for it: a paper that names nobody is received all the same.
MINOR_IS_REPRESENTED = """
CREATE FUNCTION casework_minor_is_represented() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    filed casework_case%ROWTYPE;
    last_day date := make_date(NEW.birth_year, CASE WHEN NEW.birth_month = 0 THEN 12 ELSE NEW.birth_month END, 1);
BEGIN
    last_day := last_day + CASE WHEN NEW.birth_day = 0
        THEN interval '1 month' - interval '1 day' ELSE make_interval(days => NEW.birth_day - 1) END;
    SELECT * INTO filed FROM casework_case WHERE id = NEW.case_id;
    IF filed.source = 'portal'
       AND last_day + interval '18 years' > (filed.received_at AT TIME ZONE 'Europe/Berlin')::date
       AND NOT EXISTS (SELECT 1 FROM casework_representative r
                       WHERE r.case_id = NEW.case_id AND r.kind IN ('guardian', 'custody_holder')) THEN
        RAISE EXCEPTION 'somebody files for a minor' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER minor_is_represented AFTER INSERT ON casework_applicant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION casework_minor_is_represented();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_intake")]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="family",
            field=models.UUIDField(db_index=True, help_text="Shared by those who file together; the later Family", null=True),
        ),
        migrations.CreateModel(
            name="Representative",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=16)),
                ("name", models.CharField(max_length=200)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=200)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(help_text="The first day on which it is over", null=True)),
                (
                    "authority",
                    models.CharField(blank=True, help_text="How the authority was shown: document, paper", max_length=8),
                ),
                ("is_sole", models.BooleanField(default=False, help_text="Custody is held alone")),
                ("consented_on", models.DateField(help_text="§ 80 Abs. 5 AufenthG; a custody holder's", null=True)),
                (
                    "confirmed_at",
                    models.DateTimeField(help_text="When the office had seen the authority or the consent", null=True),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="representatives", to="casework.case"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        help_text="The paper that shows it",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="casework.document",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=Q(("valid_to__isnull", True)), fields=["case"], name="living_representatives")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("kind__in", ("lawyer", "proxy", "guardian", "custody_holder"))),
                        name="representative_kind_is_known",
                    ),
                    models.CheckConstraint(condition=Q(("name", ""), _negated=True), name="representative_has_a_name"),
                    models.CheckConstraint(
                        condition=Q(("valid_to__isnull", True), ("valid_to__gte", F("valid_from")), _connector="OR"),
                        name="representation_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=Q(("authority__in", ("", "document", "paper"))), name="authority_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(("confirmed_at__isnull", True), Q(("authority", ""), _negated=True), _connector="OR"),
                        name="confirmed_authority_was_shown",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            ("kind__in", ("guardian", "custody_holder")),
                            Q(("consented_on__isnull", True), ("is_sole", False)),
                            _connector="OR",
                        ),
                        name="only_custody_holders_consent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("need", models.CharField(max_length=80)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shared_documents",
                        to="casework.case",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="casework.document"
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shared_documents",
                        to="casework.draft",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            Q(("case__isnull", True), ("draft__isnull", False)),
                            Q(("case__isnull", False), ("draft__isnull", True)),
                            _connector="OR",
                        ),
                        name="shared_with_a_draft_or_a_case",
                    ),
                    models.UniqueConstraint(fields=("document", "draft", "need"), name="shared_once_with_a_draft"),
                    models.UniqueConstraint(fields=("document", "case", "need"), name="shared_once_with_a_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Renewal",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="renewal",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                ("ends_on", models.DateField()),
                ("noted_at", models.DateTimeField()),
                ("invited_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=Q(("invited_at__isnull", True)), fields=["ends_on"], name="not_yet_invited")
                ],
            },
        ),
        migrations.RunSQL(
            REPRESENTATIVE_IS_FROZEN,
            "DROP TRIGGER is_frozen ON casework_representative; DROP FUNCTION casework_representative_is_frozen",
        ),
        migrations.RunSQL(
            MINOR_IS_REPRESENTED,
            "DROP TRIGGER minor_is_represented ON casework_applicant; DROP FUNCTION casework_minor_is_represented",
        ),
    ]
