"""Drafts of procedures, and what the database keeps of them: who may release what, and that nothing released changes."""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARDS = """
ALTER TABLE catalogue_proceduredraft ADD CONSTRAINT released_by_no_author
    CHECK (released_by_id IS NULL OR released_by_id <> ALL (authors));

CREATE FUNCTION catalogue_guard_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'writing' THEN
            RAISE EXCEPTION 'a draft begins with being written' USING ERRCODE = 'restrict_violation';
        END IF;
        NEW.authors := ARRAY(SELECT DISTINCT unnest(ARRAY[NEW.begun_by_id, NEW.changed_by_id]));
        RETURN NEW;
    END IF;
    IF OLD.status IN ('released', 'discarded') THEN
        RAISE EXCEPTION 'a draft that is % never changes', OLD.status USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.key, NEW.begun_by_id, NEW.begun_at) IS DISTINCT FROM (OLD.key, OLD.begun_by_id, OLD.begun_at) THEN
        RAISE EXCEPTION 'key and beginning of a draft never change' USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.authors := ARRAY(SELECT DISTINCT unnest(OLD.authors || NEW.authors) ORDER BY 1);
    IF NEW.content IS DISTINCT FROM OLD.content THEN
        IF OLD.status <> 'writing' OR NEW.status <> 'writing' THEN
            RAISE EXCEPTION 'a draft changes only while it is written' USING ERRCODE = 'restrict_violation';
        END IF;
        NEW.authors := ARRAY(SELECT DISTINCT unnest(NEW.authors || NEW.changed_by_id) ORDER BY 1);
        UPDATE catalogue_proceduretest SET passed_at = NULL WHERE draft_id = NEW.id AND passed_at IS NOT NULL;
    END IF;
    IF NEW.status IN ('submitted', 'released') AND (
        NOT EXISTS (SELECT FROM catalogue_proceduretest WHERE draft_id = NEW.id)
        OR EXISTS (SELECT FROM catalogue_proceduretest WHERE draft_id = NEW.id AND passed_at IS NULL)
    ) THEN
        RAISE EXCEPTION 'at least one test case, and all of them passed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.status = 'released' AND (OLD.status <> 'submitted' OR NOT EXISTS (
        SELECT FROM catalogue_serviceversion v
        WHERE v.key = NEW.key AND v.version = NEW.version AND v.valid_from = NEW.valid_from AND NOT v.shipped
            AND v.content - 'version' - 'valid_from' = NEW.content
    )) THEN
        RAISE EXCEPTION 'what is released was submitted, and is published as it was tested' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE ON catalogue_proceduredraft
    FOR EACH ROW EXECUTE FUNCTION catalogue_guard_draft();
CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON catalogue_proceduredraft
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_refuse();

CREATE FUNCTION catalogue_guard_test() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    SELECT status INTO state FROM catalogue_proceduredraft
    WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.draft_id ELSE NEW.draft_id END FOR NO KEY UPDATE;
    IF state <> 'writing' THEN
        RAISE EXCEPTION 'test cases change only while their draft is written' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' OR (NEW.draft_id, NEW.name, NEW."on", NEW.answers, NEW.expected)
        IS DISTINCT FROM (OLD.draft_id, OLD.name, OLD."on", OLD.answers, OLD.expected) THEN
        NEW.passed_at := NULL;
        UPDATE catalogue_proceduredraft SET authors = authors || NEW.written_by_id WHERE id = NEW.draft_id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guarded BEFORE INSERT OR UPDATE OR DELETE ON catalogue_proceduretest
    FOR EACH ROW EXECUTE FUNCTION catalogue_guard_test();
"""

DROP_GUARDS = """
DROP TRIGGER guarded ON catalogue_proceduretest;
DROP FUNCTION catalogue_guard_test;
DROP TRIGGER stays ON catalogue_proceduredraft;
DROP TRIGGER guarded ON catalogue_proceduredraft;
DROP FUNCTION catalogue_guard_draft;
ALTER TABLE catalogue_proceduredraft DROP CONSTRAINT released_by_no_author;
"""

RIGHTS = """
DO $$
DECLARE
    app text := current_database() || '_app';
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = app) THEN
        EXECUTE format('REVOKE ALL ON catalogue_proceduredraft FROM %I', app);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON catalogue_proceduredraft TO %I', app);
    END IF;
END $$;
"""

STAFF: dict[str, Any] = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": settings.AUTH_USER_MODEL}


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_published_never_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProcedureDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                (
                    "base_version",
                    models.PositiveIntegerField(help_text="The newest published version when it was begun", null=True),
                ),
                ("content", models.JSONField()),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1, help_text="Counts changes, so that two writers do not undo each other"
                    ),
                ),
                (
                    "status",
                    models.CharField(default="writing", help_text="writing | submitted | released | discarded", max_length=12),
                ),
                ("begun_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        help_text="Everybody who wrote it or its test cases",
                        size=None,
                    ),
                ),
                ("return_reason", models.TextField(blank=True, help_text="Why it was given back for more work")),
                ("released_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(null=True)),
                ("valid_from", models.DateField(null=True)),
                ("begun_by", models.ForeignKey(**STAFF)),
                ("changed_by", models.ForeignKey(**STAFF)),
                ("released_by", models.ForeignKey(null=True, **STAFF)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("writing", "submitted"))),
                        fields=("key",),
                        name="one_open_draft_per_service",
                    ),
                    models.UniqueConstraint(fields=("key", "version"), name="one_draft_per_version"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "released"),
                                ("released_at__isnull", False),
                                ("released_by__isnull", False),
                                ("valid_from__isnull", False),
                                ("version__isnull", False),
                            ),
                            models.Q(
                                ("status__in", ("writing", "submitted", "discarded")),
                                ("released_at__isnull", True),
                                ("released_by__isnull", True),
                                ("valid_from__isnull", True),
                                ("version__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="released_says_by_whom_when_and_as_what",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("on", models.DateField(help_text="The day of the application, for ages")),
                ("answers", models.JSONField()),
                ("expected", models.JSONField(help_text="documents, fee, purpose, difficulty")),
                ("passed_at", models.DateTimeField(null=True)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tests",
                        to="catalogue.proceduredraft",
                    ),
                ),
                ("written_by", models.ForeignKey(**STAFF)),
            ],
        ),
        migrations.RunSQL(GUARDS, DROP_GUARDS),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
