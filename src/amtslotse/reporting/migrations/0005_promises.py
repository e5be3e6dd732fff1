"""What the office promises, in versions that are published; and what of it never changes."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Whoever publishes or withdraws takes the promise's row first, so that one always sees the other.
VERSION_IS_FROZEN = """
CREATE FUNCTION reporting_promise_version_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_withdrawn boolean;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published promise never changes: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.promise_id, NEW.version) IS DISTINCT FROM (OLD.promise_id, OLD.version) THEN
        RAISE EXCEPTION 'a version stays that of its promise' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.published_at IS NOT NULL THEN
        SELECT withdrawn_at IS NOT NULL INTO is_withdrawn FROM reporting_promise WHERE id = NEW.promise_id FOR UPDATE;
        IF is_withdrawn THEN
            RAISE EXCEPTION 'a withdrawn promise is not published' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.valid_from < (NEW.published_at AT TIME ZONE 'Europe/Berlin')::date THEN
            RAISE EXCEPTION 'nothing was promised before it was published' USING ERRCODE = 'restrict_violation';
        END IF;
        IF EXISTS (SELECT FROM reporting_promiseversion v WHERE v.promise_id = NEW.promise_id AND v.id <> NEW.id
                   AND v.published_at IS NOT NULL AND (v.valid_from >= NEW.valid_from OR v.version > NEW.version)) THEN
            RAISE EXCEPTION 'a version is valid after every earlier one' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE INSERT OR UPDATE OR DELETE ON reporting_promiseversion
    FOR EACH ROW EXECUTE FUNCTION reporting_promise_version_is_frozen();
"""

PROMISE_STAYS = """
CREATE FUNCTION reporting_promise_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL OR (NEW.id, NEW.created_at) IS DISTINCT FROM (OLD.id, OLD.created_at) THEN
        RAISE EXCEPTION 'a promise is withdrawn once, and for good' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays BEFORE UPDATE ON reporting_promise FOR EACH ROW EXECUTE FUNCTION reporting_promise_stays();
"""

TEXT_IS_CHECKED = """
CREATE FUNCTION reporting_promise_text_is_checked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.checked_by <> '' AND EXISTS (
        SELECT FROM reporting_promiseversion v WHERE v.id = OLD.version_id AND v.published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'what was checked of a published promise never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.sentence <> OLD.sentence THEN
        NEW.checked_by := '';
        NEW.checked_on := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_checked BEFORE UPDATE OR DELETE ON reporting_promisetext
    FOR EACH ROW EXECUTE FUNCTION reporting_promise_text_is_checked();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0004_process"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.TextField(blank=True, help_text="German, shown to everybody")),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PromiseVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                (
                    "value",
                    models.CharField(
                        blank=True, help_text="What it stands for: reporting.rules.promises.VALUES", max_length=40
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=300)),
                (
                    "measure",
                    models.CharField(blank=True, help_text="Key figure: reporting.rules.promises.MEASURES", max_length=40),
                ),
                ("form", models.CharField(blank=True, help_text="within | percentile | at_least", max_length=12)),
                ("unit", models.CharField(blank=True, max_length=12)),
                ("limit", models.PositiveSmallIntegerField(null=True)),
                ("share", models.PositiveSmallIntegerField(help_text="Of a hundred; of a percentile, which one", null=True)),
                ("owner", models.CharField(blank=True, help_text="A role, never a person", max_length=40)),
                ("changed_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("valid_from", models.DateField(null=True)),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="reporting.promise"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PromiseText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=8)),
                ("sentence", models.CharField(max_length=300)),
                ("checked_by", models.CharField(blank=True, max_length=120)),
                ("checked_on", models.DateField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="reporting.promiseversion"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_reason", "")),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="withdrawn_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="promiseversion",
            constraint=models.UniqueConstraint(fields=("promise", "version"), name="one_content_per_promise_version"),
        ),
        migrations.AddConstraint(
            model_name="promiseversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at__isnull", True)), fields=("promise",), name="one_draft_per_promise"
            ),
        ),
        migrations.AddConstraint(
            model_name="promiseversion",
            constraint=models.UniqueConstraint(fields=("promise", "valid_from"), name="one_promise_version_a_day"),
        ),
        migrations.AddConstraint(
            model_name="promiseversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("published_by__isnull", True), ("valid_from__isnull", True)),
                    models.Q(("published_at__isnull", False), ("published_by__isnull", False), ("valid_from__isnull", False)),
                    _connector="OR",
                ),
                name="published_says_by_whom_and_from_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="promiseversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_at__isnull", True),
                    models.Q(
                        models.Q(("sentence", ""), _negated=True),
                        models.Q(("owner", ""), _negated=True),
                        models.Q(("value", ""), _negated=True),
                        models.Q(
                            models.Q(("measure", "answer_time"), ("unit__in", ("hours",))),
                            models.Q(("measure", "at_once"), ("unit__in", ("percent",))),
                            models.Q(("measure", "first_touch"), ("unit__in", ("workdays", "days"))),
                            models.Q(("measure", "hall_wait"), ("unit__in", ("minutes",))),
                            models.Q(("measure", "same_day"), ("unit__in", ("percent",))),
                            models.Q(("measure", "served"), ("unit__in", ("percent",))),
                            models.Q(("measure", "throughput"), ("unit__in", ("workdays", "days"))),
                            models.Q(("measure", "time_to_complete"), ("unit__in", ("workdays", "days"))),
                            _connector="OR",
                        ),
                        models.Q(
                            models.Q(
                                ("limit__gte", 0),
                                ("limit__isnull", False),
                                ("limit__lte", 1000),
                                ("measure__in", ["answer_time", "first_touch", "hall_wait", "throughput", "time_to_complete"]),
                                ("share__isnull", False),
                                ("form", "within"),
                                ("share__gte", 1),
                                ("share__lte", 100),
                            ),
                            models.Q(
                                ("limit__gte", 0),
                                ("limit__isnull", False),
                                ("limit__lte", 1000),
                                ("measure__in", ["answer_time", "first_touch", "hall_wait", "throughput", "time_to_complete"]),
                                ("share__isnull", False),
                                ("form", "percentile"),
                                ("share__in", (50, 80, 90)),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "measure__in",
                                        ["answer_time", "first_touch", "hall_wait", "throughput", "time_to_complete"],
                                    ),
                                    _negated=True,
                                ),
                                ("form", "at_least"),
                                ("limit__isnull", True),
                                ("share__isnull", False),
                                ("share__lte", 100),
                            ),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="what_is_promised_is_measured",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisetext",
            constraint=models.UniqueConstraint(fields=("version", "language"), name="one_promise_text_per_language"),
        ),
        migrations.AddConstraint(
            model_name="promisetext",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("language", "de"), _negated=True), models.Q(("sentence", ""), _negated=True)),
                name="a_translation_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisetext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_by", ""), ("checked_on__isnull", True)),
                    models.Q(models.Q(("checked_by", ""), _negated=True), ("checked_on__isnull", False)),
                    _connector="OR",
                ),
                name="promise_text_checked_by_and_on",
            ),
        ),
        migrations.RunSQL(
            VERSION_IS_FROZEN,
            "DROP TRIGGER is_frozen ON reporting_promiseversion; DROP FUNCTION reporting_promise_version_is_frozen",
        ),
        migrations.RunSQL(PROMISE_STAYS, "DROP TRIGGER stays ON reporting_promise; DROP FUNCTION reporting_promise_stays"),
        migrations.RunSQL(
            TEXT_IS_CHECKED, "DROP TRIGGER is_checked ON reporting_promisetext; DROP FUNCTION reporting_promise_text_is_checked"
        ),
    ]
