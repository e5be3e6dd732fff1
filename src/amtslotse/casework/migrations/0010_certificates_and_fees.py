import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CERTIFICATE_RESTS = """
CREATE FUNCTION casework_certificate_rests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counts text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a certificate never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT COALESCE(
        (SELECT f.effect FROM casework_effectfinding f WHERE f.case_id = c.id ORDER BY f.number DESC LIMIT 1), c.effect
    ) INTO counts FROM casework_case c WHERE c.id = NEW.case_id;
    IF NEW.effect IS DISTINCT FROM counts THEN
        RAISE EXCEPTION 'a certificate proves the effect that counts for the case' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.number <> 1 + (SELECT count(*) FROM casework_certificate o WHERE o.case_id = NEW.case_id) THEN
        RAISE EXCEPTION 'certificates of a case are counted from 1' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM casework_fingerprints f WHERE f.case_id = NEW.case_id AND f.taken_at IS NULL) THEN
        RAISE EXCEPTION 'fingerprints are due before a certificate (81(7) AufenthG)' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rests BEFORE INSERT OR UPDATE ON casework_certificate
    FOR EACH ROW EXECUTE FUNCTION casework_certificate_rests();
"""

FINDING_IS_FROZEN = """
CREATE FUNCTION casework_finding_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a finding never changes: a new one counts instead' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_effectfinding
    FOR EACH ROW EXECUTE FUNCTION casework_finding_is_frozen();
"""

REFERENCE_IS_FROZEN = """
CREATE FUNCTION casework_reference_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a payment reference never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_paymentreference
    FOR EACH ROW EXECUTE FUNCTION casework_reference_is_frozen();
"""

CHARGE_IS_FROZEN = """
CREATE FUNCTION casework_charge_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.dropped_at IS NOT NULL THEN
        RAISE EXCEPTION 'a dropped charge never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.case_id, NEW.part, NEW.certificate_id, NEW.tariff, NEW.paragraph, NEW.amount, NEW.note, NEW.due_on,
        NEW.charged_at, NEW.charged_by_id)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.part, OLD.certificate_id, OLD.tariff, OLD.paragraph, OLD.amount, OLD.note, OLD.due_on,
        OLD.charged_at, OLD.charged_by_id) THEN
        RAISE EXCEPTION 'a charge never changes: it is dropped, and another one made' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_charge FOR EACH ROW EXECUTE FUNCTION casework_charge_is_frozen();
"""

PAYMENT_IS_FROZEN = """
CREATE FUNCTION casework_payment_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.undone_at IS NOT NULL THEN
        RAISE EXCEPTION 'what was undone stays undone' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.case_id, NEW.way, NEW.charge_id, NEW.run_id, NEW.key, NEW.amount, NEW.paid_on, NEW.recorded_at,
        NEW.recorded_by_id)
       IS DISTINCT FROM
       (OLD.id, OLD.case_id, OLD.way, OLD.charge_id, OLD.run_id, OLD.key, OLD.amount, OLD.paid_on, OLD.recorded_at,
        OLD.recorded_by_id) THEN
        RAISE EXCEPTION 'a payment never changes: it is undone' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_payment FOR EACH ROW EXECUTE FUNCTION casework_payment_is_frozen();
"""


def _trigger(sql: str, name: str, function: str, table: str) -> migrations.RunSQL:
    return migrations.RunSQL(sql, f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {function}")


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_letters"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="PaymentReference",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="payment_reference",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                (
                    "reference",
                    models.CharField(help_text="Digits only, the last two prove the others", max_length=20, unique=True),
                ),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField(help_text="1 is the first, everything after it a repeat")),
                ("effect", models.CharField(max_length=30)),
                ("reason", models.CharField(help_text="Why the case is not decided yet", max_length=12)),
                (
                    "work_note",
                    models.TextField(blank=True, help_text="Work already allowed, as it stands on the certificate (§ 81(5a))"),
                ),
                ("issued_at", models.DateTimeField()),
                ("issued_on", models.DateField()),
                ("valid_until", models.DateField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="certificates", to="casework.case"
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("part", models.CharField(help_text="application | rest | certificate | other", max_length=12)),
                (
                    "tariff",
                    models.CharField(
                        blank=True, help_text="Key of the tariff's entry; empty: the service's own fee", max_length=20
                    ),
                ),
                ("paragraph", models.CharField(max_length=120)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=8)),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="Who checked the sum and by which rule, where the tariff names none"
                    ),
                ),
                ("due_on", models.DateField()),
                ("charged_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(null=True)),
                ("dropped_for", models.CharField(blank=True, max_length=20)),
                ("dropped_note", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="charges", to="casework.case"),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="charges",
                        to="casework.certificate",
                    ),
                ),
                (
                    "charged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "dropped_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EffectFinding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("effect", models.CharField(max_length=30)),
                ("reasons", models.TextField()),
                ("found_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="casework.case"),
                ),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Fingerprints",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="fingerprints",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                ("due_since", models.DateTimeField()),
                ("taken_at", models.DateTimeField(help_text="Taken and stored in the AZR", null=True)),
                (
                    "due_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaymentRun",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "digest",
                    models.CharField(help_text="Of the file: the same file is the same run", max_length=64, unique=True),
                ),
                ("name", models.CharField(max_length=200)),
                ("understood", models.JSONField(help_text="Which column was taken for what")),
                ("lines", models.JSONField()),
                ("read_at", models.DateTimeField()),
                ("booked_at", models.DateTimeField(null=True)),
                (
                    "read_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("way", models.CharField(help_text="import | tick", max_length=8)),
                ("key", models.CharField(blank=True, max_length=64)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=8)),
                ("paid_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="payments", to="casework.case"),
                ),
                (
                    "charge",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="payments", to="casework.charge"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="casework.paymentrun",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["valid_until"], name="certificates_by_end"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="certificates_of_a_case_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effect__in", ("fortgeltung", "fortgeltung_restricted", "erlaubnis", "duldung", "ordered"))
                ),
                name="certificate_effect_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ("no_slot", "documents", "third_party", "capacity"))),
                name="certificate_reason_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gte", models.F("issued_on"))), name="certificate_ends_after_it_was_issued"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ("application", "rest", "certificate", "other"))), name="charge_part_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="charge_is_more_than_nothing"),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("certificate__isnull", False), ("part", "certificate")),
                    models.Q(models.Q(("part", "certificate"), _negated=True), ("certificate__isnull", True)),
                    _connector="OR",
                ),
                name="only_certificates_are_charged_as_such",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dropped_at__isnull", True), ("dropped_by__isnull", True), ("dropped_for", "")),
                    models.Q(
                        ("dropped_at__isnull", False),
                        ("dropped_by__isnull", False),
                        ("dropped_for__in", ("jurisdiction", "withdrawn_early", "relief", "mistake")),
                    ),
                    _connector="OR",
                ),
                name="dropped_by_somebody_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dropped_at__isnull", True), ("part__in", ("application", "rest"))),
                fields=("case", "part"),
                name="the_application_is_charged_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("certificate__isnull", False), ("dropped_at__isnull", True)),
                fields=("certificate",),
                name="a_certificate_is_charged_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="effectfinding",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="findings_of_a_case_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="effectfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effect__in", ("fortgeltung", "fortgeltung_restricted", "erlaubnis", "duldung", "ordered", "no_effect"))
                ),
                name="found_effect_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="effectfinding",
            constraint=models.CheckConstraint(condition=models.Q(("reasons__length__gte", 20)), name="finding_has_reasons"),
        ),
        migrations.AddConstraint(
            model_name="fingerprints",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                    models.Q(("taken_at__gte", models.F("due_since")), ("taken_by__isnull", False)),
                    _connector="OR",
                ),
                name="fingerprints_were_taken_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("charge__isnull", True),
                        ("run__isnull", False),
                        ("way", "import"),
                        models.Q(("key", ""), _negated=True),
                    ),
                    models.Q(("charge__isnull", False), ("key", ""), ("run__isnull", True), ("way", "tick")),
                    _connector="OR",
                ),
                name="payment_came_by_import_or_tick",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(condition=models.Q(("way__in", ("import", "tick"))), name="payment_way_is_known"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(condition=models.Q(("amount", 0), _negated=True), name="payment_is_not_nothing"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(("undone_at__gte", models.F("recorded_at")), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="undone_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True), fields=("key",), name="a_line_is_booked_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True), ("way", "tick")),
                fields=("charge",),
                name="one_living_tick_per_charge",
            ),
        ),
        _trigger(CERTIFICATE_RESTS, "rests", "casework_certificate_rests", "casework_certificate"),
        _trigger(FINDING_IS_FROZEN, "is_frozen", "casework_finding_is_frozen", "casework_effectfinding"),
        _trigger(REFERENCE_IS_FROZEN, "is_frozen", "casework_reference_is_frozen", "casework_paymentreference"),
        _trigger(CHARGE_IS_FROZEN, "is_frozen", "casework_charge_is_frozen", "casework_charge"),
        _trigger(PAYMENT_IS_FROZEN, "is_frozen", "casework_payment_is_frozen", "casework_payment"),
    ]
