"""Imports and moves that go on in the background, papers that come back, and what a letter waits for. Triggers below."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_IMPORTS_BEFORE = import_module("amtslotse.casework.migrations.0013_imports")
_POST_BEFORE = import_module("amtslotse.casework.migrations.0015_post")

#: As 0013, and: the papers that came with the cases are as many as the folders announced.
IMPORT_ADDED_UP = _IMPORTS_BEFORE.IMPORT_ADDS_UP.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").split(
    "CREATE TRIGGER"
)[0]
IMPORT_ADDS_UP = IMPORT_ADDED_UP.replace(
    "IF NEW.before <> NEW.after OR",
    "IF NEW.papers <> (SELECT count(*) FROM casework_importedpaper p WHERE p.run_id = NEW.id) OR NEW.before <> NEW.after OR",
)

PAPER_IS_FROZEN = """
CREATE FUNCTION casework_imported_paper_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'where a paper came from never changes' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_importedpaper
    FOR EACH ROW EXECUTE FUNCTION casework_imported_paper_is_frozen();
"""

#: As 0015, but how long the letter must have been in the post is what the office said when it was written, not a week for all.
HEARING_WAS_OVER = (
    _POST_BEFORE.HEARD_BEFORE_IT_LEAVES.split("CREATE FUNCTION casework_heard_before_it_leaves")[0]
    .strip()
    .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
)
HEARING_IS_OVER = HEARING_WAS_OVER.replace("h.deadline_on - 7", "h.deadline_on - h.shortest_days::int")

#: While she is still asked by letter, nobody decides that she was not heard.
NOT_HEARD_AFTER_THE_DEADLINE = """
CREATE FUNCTION casework_hearing_runs(hearing uuid, today date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT COALESCE((
        SELECT h.answered_on IS NULL AND h.deadline_on >= today
           AND EXISTS (SELECT 1 FROM casework_delivery d WHERE d.letter_id = h.letter_id AND d.state <> 'recalled')
        FROM casework_hearing h WHERE h.id = hearing), false)
$$;
CREATE FUNCTION casework_not_heard_after_the_deadline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM casework_hearing h WHERE h.case_id = NEW.case_id AND h.replaced_at IS NULL AND casework_hearing_runs(
            h.id, (COALESCE(NEW.reviewed_at, NEW.signed_at, NEW.created_at) AT TIME ZONE 'Europe/Berlin')::date)
    ) THEN
        RAISE EXCEPTION 'her time to answer the hearing still runs' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_heard_after_the_deadline BEFORE INSERT OR UPDATE OF status ON casework_decision FOR EACH ROW
    WHEN (NEW.hearing = 'not_held' AND NEW.status IN ('in_review', 'released', 'signed'))
    EXECUTE FUNCTION casework_not_heard_after_the_deadline();
"""

#: What goes out when the letter does; a try of it that somebody sends again later is another matter.
BULK_LEAVES_OUT = """
CREATE FUNCTION casework_bulk_leaves_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM casework_letter l JOIN casework_case c ON c.id = l.case_id
        JOIN casework_bulkletter b ON b.id = NEW.bulk_id
        LEFT JOIN casework_bulkrecipient r ON r.bulk_id = b.id AND r.case_id = c.id
        WHERE l.id = NEW.letter_id
          AND (r.left_out <> '' OR b.sent_at = NEW.created_at AND c.status IN ('closed', 'settled', 'withdrawn'))
    ) THEN
        RAISE EXCEPTION 'a bulk letter leaves out what ended or is addressed otherwise by now' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bulk_leaves_out BEFORE INSERT ON casework_delivery
    FOR EACH ROW WHEN (NEW.bulk_id IS NOT NULL) EXECUTE FUNCTION casework_bulk_leaves_out();
"""

BATCH_ADDS_UP = """
CREATE FUNCTION casework_batch_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM casework_batchtodo t WHERE t.batch_id = NEW.id) OR NEW.total <>
        (SELECT count(*) FROM casework_batchitem i WHERE i.batch_id = NEW.id)
        + (SELECT COALESCE(sum(n.value::int), 0) FROM jsonb_each_text(NEW.stayed) n) THEN
        RAISE EXCEPTION 'an act on many cases loses none of them' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER adds_up BEFORE UPDATE ON casework_batch FOR EACH ROW
    WHEN (OLD.state = 'waiting' AND NEW.state <> 'waiting') EXECUTE FUNCTION casework_batch_adds_up();
"""

ORDER_IS_TRUE = """
CREATE FUNCTION casework_order_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'waiting' OR
        NEW.state = 'done' AND NOT EXISTS (SELECT 1 FROM casework_teammove m WHERE m.id = NEW.id AND m.cases = NEW.shown) THEN
        RAISE EXCEPTION 'an order is done once, when its move stands' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_true BEFORE UPDATE ON casework_teammoveorder FOR EACH ROW EXECUTE FUNCTION casework_order_is_true();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0019_second_opinions"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="BatchTodo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="ImportedPaper",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="imported",
                        serialize=False,
                        to="casework.document",
                    ),
                ),
                ("what", models.CharField(max_length=10)),
                ("kind", models.CharField(blank=True, help_text="Of a letter", max_length=20)),
                ("language", models.CharField(blank=True, help_text="Of a letter", max_length=8)),
                ("written_at", models.DateTimeField(help_text="When it was written or handed in, by the folder")),
                ("sha256", models.CharField(help_text="As the folder listed it; cleaning may change the bytes", max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="TeamMoveOrder",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, help_text="Of the move", primary_key=True, serialize=False)),
                ("from_team", models.CharField(max_length=40)),
                ("to_team", models.CharField(max_length=40)),
                ("services", models.JSONField(help_text="The services it is limited to; empty: all")),
                ("reason", models.CharField(max_length=400)),
                ("shown", models.PositiveIntegerField(help_text="How many cases the preview showed")),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("failure", models.CharField(blank=True, help_text="Why nothing went", max_length=40)),
                ("asked_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="importrun",
            name="import_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="importrun",
            name="import_was_started_by_somebody",
        ),
        migrations.AddField(
            model_name="batch",
            name="asked",
            field=models.JSONField(default=dict, help_text="team, deputy, partner, reason, as they were chosen; a job's only"),
        ),
        migrations.AddField(
            model_name="batch",
            name="state",
            field=models.CharField(default="done", max_length=8),
        ),
        migrations.AddField(
            model_name="batch",
            name="stayed",
            field=models.JSONField(default=dict, help_text="Why → cases that stayed as they were; a job's only"),
        ),
        migrations.AddField(
            model_name="batch",
            name="total",
            field=models.PositiveIntegerField(default=0, help_text="Cases that were chosen; 0 where no job did it"),
        ),
        migrations.AddField(
            model_name="bulkrecipient",
            name="addressed",
            field=models.CharField(blank=True, help_text="queries.addressed when it was prepared", max_length=64),
        ),
        migrations.AddField(
            model_name="bulkrecipient",
            name="left_out",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="decision",
            name="addressed",
            field=models.CharField(
                blank=True,
                help_text="queries.addressed of the day it was written: tells whether an address changed since",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="hearing",
            name="shortest_days",
            field=models.PositiveSmallIntegerField(
                default=7,
                help_text="So long before the deadline the letter has to be in the post: the office's number of the day",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="failure",
            field=models.CharField(blank=True, help_text="Why it stopped", max_length=40),
        ),
        migrations.AddField(
            model_name="importrun",
            name="papers",
            field=models.PositiveIntegerField(default=0, help_text="Letters and documents that came with the created cases"),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "done", "undoing"))), name="batch_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkrecipient",
            constraint=models.CheckConstraint(
                condition=models.Q(("left_out__in", ("", "ended", "addressee_changed"))), name="left_out_for_a_known_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("read", "mapped", "running", "done", "failed", "dropped"))),
                name="import_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("running", "done", "failed")), _negated=True),
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
                    models.Q(("state", "failed"), models.Q(("failure", ""), _negated=True)),
                    models.Q(models.Q(("state", "failed"), _negated=True), ("failure", "")),
                    _connector="OR",
                ),
                name="failed_import_says_why",
            ),
        ),
        migrations.AddField(
            model_name="batchtodo",
            name="batch",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="todos", to="casework.batch"),
        ),
        migrations.AddField(
            model_name="batchtodo",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.case"),
        ),
        migrations.AddField(
            model_name="importedpaper",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="imported_papers", to="casework.importrun"
            ),
        ),
        migrations.AddField(
            model_name="teammoveorder",
            name="asked_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name="batchtodo",
            constraint=models.UniqueConstraint(fields=("batch", "case"), name="a_job_looks_at_a_case_once"),
        ),
        migrations.AddConstraint(
            model_name="importedpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(("what", "letter"), models.Q(("kind", ""), ("what", "document")), _connector="OR"),
                name="imported_paper_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammoveorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "done", "failed"))), name="order_state_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="teammoveorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), models.Q(("failure", ""), _negated=True)),
                    models.Q(models.Q(("state", "failed"), _negated=True), ("failure", "")),
                    _connector="OR",
                ),
                name="failed_order_says_why",
            ),
        ),
        migrations.RunSQL(IMPORT_ADDS_UP, IMPORT_ADDED_UP),
        migrations.RunSQL(
            PAPER_IS_FROZEN,
            "DROP TRIGGER is_frozen ON casework_importedpaper; DROP FUNCTION casework_imported_paper_is_frozen",
        ),
        migrations.RunSQL(HEARING_IS_OVER, HEARING_WAS_OVER),
        migrations.RunSQL(
            NOT_HEARD_AFTER_THE_DEADLINE,
            "DROP TRIGGER not_heard_after_the_deadline ON casework_decision;"
            " DROP FUNCTION casework_not_heard_after_the_deadline; DROP FUNCTION casework_hearing_runs(uuid, date)",
        ),
        migrations.RunSQL(
            BULK_LEAVES_OUT, "DROP TRIGGER bulk_leaves_out ON casework_delivery; DROP FUNCTION casework_bulk_leaves_out"
        ),
        migrations.RunSQL(BATCH_ADDS_UP, "DROP TRIGGER adds_up ON casework_batch; DROP FUNCTION casework_batch_adds_up"),
        migrations.RunSQL(
            ORDER_IS_TRUE, "DROP TRIGGER is_true ON casework_teammoveorder; DROP FUNCTION casework_order_is_true"
        ),
    ]
