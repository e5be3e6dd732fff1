"""Open cases taken over from another system, and cases that go to another team in one act: counts before = counts after."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: What the database counts itself, so that no program can say that nothing was lost. Then the report stays.
IMPORT_ADDS_UP = """
CREATE FUNCTION casework_import_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stand integer;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'done' THEN
            RAISE EXCEPTION 'the report of an import stays' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'done' THEN
        IF (to_jsonb(NEW) - ARRAY['file_gone_at', 'wrapped_key']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['file_gone_at', 'wrapped_key']) THEN
            RAISE EXCEPTION 'the report of an import stays as it is' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.state = 'done' THEN
        SELECT coalesce(jsonb_object_agg(place, cases), '{}'), coalesce(sum(cases), 0) INTO NEW.after, stand
        FROM (
            SELECT i.team || '/' || i.service AS place, count(*) AS cases
            FROM casework_importedcase i JOIN casework_case c ON c.id = i.case_id AND c.service = i.service
            JOIN casework_applicant a ON a.case_id = c.id
            WHERE i.run_id = NEW.id GROUP BY 1
        ) AS counted;
        IF NEW.before <> NEW.after OR NEW.created <> stand OR NEW.created + NEW.known + NEW.wrong <> NEW.lines THEN
            RAISE EXCEPTION 'an import loses no case and no line: % lines should become %, stand %', NEW.lines, NEW.before, NEW.after
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER adds_up BEFORE UPDATE OR DELETE ON casework_importrun
    FOR EACH ROW EXECUTE FUNCTION casework_import_adds_up();
"""

IMPORTED_IS_FROZEN = """
CREATE FUNCTION casework_imported_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'where a case came from never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_importedcase
    FOR EACH ROW EXECUTE FUNCTION casework_imported_is_frozen();
"""

#: The items come first, the report last: it is taken only when it is true.
MOVE_IS_TRUE = """
CREATE FUNCTION casework_move_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    there jsonb;
    moved integer;
    listed integer;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'the report of a move stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT count(*) INTO listed FROM casework_teammoveitem WHERE move_id = NEW.id;
    SELECT coalesce(jsonb_object_agg(place, cases), '{}'), coalesce(sum(cases), 0) INTO there, moved
    FROM (
        SELECT c.service || '/' || c.status AS place, count(*) AS cases
        FROM casework_teammoveitem m JOIN casework_case c ON c.id = m.case_id
        WHERE m.move_id = NEW.id AND c.team = NEW.to_team GROUP BY 1
    ) AS counted;
    IF NEW.after <> there OR NEW.before <> there OR NEW.cases <> moved OR listed <> moved THEN
        RAISE EXCEPTION 'a move loses no case: % before, % after, the database counts %', NEW.before, NEW.after, there
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_true BEFORE INSERT OR UPDATE OR DELETE ON casework_teammove
    FOR EACH ROW EXECUTE FUNCTION casework_move_is_true();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_records"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="ImportedCase",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="imported",
                        serialize=False,
                        to="casework.case",
                    ),
                ),
                ("source", models.CharField(max_length=40)),
                ("foreign_id", models.CharField(help_text="Its number there", max_length=80)),
                ("search_key", models.CharField(help_text="kernel.codes.normalise of the number", max_length=80)),
                ("service", models.CharField(max_length=80)),
                ("team", models.CharField(blank=True, help_text="Where it was put; empty: clearing", max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("source", models.CharField(help_text="The other system", max_length=40)),
                ("name", models.CharField(help_text="Of the file", max_length=200)),
                ("form", models.CharField(max_length=4)),
                ("state", models.CharField(default="read", max_length=8)),
                ("wrapped_key", models.BinaryField()),
                ("columns", models.JSONField(help_text="The field of each column, by position")),
                ("words", models.JSONField(default=dict, help_text="field → word in the file → what the office calls it")),
                ("lines", models.PositiveIntegerField()),
                (
                    "plan",
                    models.JSONField(
                        default=dict, help_text="What would become of the lines, when the columns were last mapped"
                    ),
                ),
                ("faults", models.JSONField(default=list, help_text="[line, field, reason], never what stands there")),
                ("created", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0, help_text="Lines whose case was there already")),
                ("wrong", models.PositiveIntegerField(default=0)),
                ("before", models.JSONField(default=dict, help_text="team/service → lines that should become a case")),
                ("after", models.JSONField(default=dict, help_text="team/service → cases that did, counted by the database")),
                ("uploaded_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("file_gone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="TeamMove",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("from_team", models.CharField(max_length=40)),
                ("to_team", models.CharField(max_length=40)),
                ("services", models.JSONField(help_text="The services it was limited to; empty: all")),
                ("reason", models.CharField(max_length=400)),
                ("before", models.JSONField(help_text="service/state → cases, before")),
                ("after", models.JSONField(help_text="service/state → cases, after")),
                ("cases", models.PositiveIntegerField()),
                (
                    "kept_owner",
                    models.PositiveIntegerField(help_text="Cases whose owner works in the new team too, and keeps them"),
                ),
                ("moved_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TeamMoveItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="team_needs_a_complete_case_or_a_reason",
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("with_team", "in_review", "decided", "closed")), _negated=True),
                    models.Q(
                        models.Q(
                            ("complete_since__isnull", False),
                            models.Q(("as_it_stands", ""), _negated=True),
                            ("source", "import"),
                            _connector="OR",
                        ),
                        models.Q(("team", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="team_needs_a_complete_case_or_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="started_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="uploaded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="importedcase",
            name="run",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="casework.importrun"),
        ),
        migrations.AddField(
            model_name="teammove",
            name="moved_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="teammoveitem",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.case"),
        ),
        migrations.AddField(
            model_name="teammoveitem",
            name="move",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="items", to="casework.teammove"),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("read", "mapped", "running", "done", "dropped"))),
                name="import_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "done"), _negated=True), ("before", models.F("after")), _connector="OR"),
                name="import_before_is_after",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True),
                    ("lines", models.F("created") + models.F("known") + models.F("wrong")),
                    _connector="OR",
                ),
                name="import_loses_no_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("running", "done")), _negated=True),
                    models.Q(("started_at__isnull", False), ("started_by__isnull", False)),
                    _connector="OR",
                ),
                name="import_was_started_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", False), ("state", "done")),
                    models.Q(models.Q(("state", "done"), _negated=True), ("finished_at__isnull", True)),
                    _connector="OR",
                ),
                name="import_done_says_when",
            ),
        ),
        migrations.AddIndex(
            model_name="importedcase",
            index=models.Index(fields=["search_key"], name="imported_by_number"),
        ),
        migrations.AddConstraint(
            model_name="importedcase",
            constraint=models.UniqueConstraint(fields=("source", "foreign_id"), name="a_foreign_case_comes_once"),
        ),
        migrations.AddConstraint(
            model_name="teammove",
            constraint=models.CheckConstraint(condition=models.Q(("before", models.F("after"))), name="move_before_is_after"),
        ),
        migrations.AddConstraint(
            model_name="teammove",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_team", models.F("to_team")), _negated=True), name="move_goes_elsewhere"
            ),
        ),
        migrations.AddConstraint(
            model_name="teammove",
            constraint=models.CheckConstraint(condition=models.Q(("cases__gt", 0)), name="move_moves_something"),
        ),
        migrations.AddConstraint(
            model_name="teammove",
            constraint=models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="move_has_a_reason"),
        ),
        migrations.AddConstraint(
            model_name="teammoveitem",
            constraint=models.UniqueConstraint(fields=("move", "case"), name="a_case_moves_once_in_an_act"),
        ),
        migrations.RunSQL(IMPORT_ADDS_UP, "DROP TRIGGER adds_up ON casework_importrun; DROP FUNCTION casework_import_adds_up"),
        migrations.RunSQL(
            IMPORTED_IS_FROZEN, "DROP TRIGGER is_frozen ON casework_importedcase; DROP FUNCTION casework_imported_is_frozen"
        ),
        migrations.RunSQL(MOVE_IS_TRUE, "DROP TRIGGER is_true ON casework_teammove; DROP FUNCTION casework_move_is_true"),
    ]
