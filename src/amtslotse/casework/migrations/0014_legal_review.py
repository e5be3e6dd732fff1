"""The monthly legal review, many deadlines a suit, and versions instead of the last write."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

#: Whoever writes says which version she read; a stale one is refused, also where the code forgot to look.
VERSION_COUNTS = """
CREATE FUNCTION casework_version_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version IS DISTINCT FROM OLD.version THEN
        RAISE EXCEPTION 'somebody else changed this meanwhile' USING ERRCODE = 'restrict_violation';
    END IF;
    NEW.version := OLD.version + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER version_counts BEFORE UPDATE ON casework_suit
    FOR EACH ROW EXECUTE FUNCTION casework_version_counts();
CREATE TRIGGER version_counts BEFORE UPDATE ON casework_knowledgeitem
    FOR EACH ROW EXECUTE FUNCTION casework_version_counts();
"""
NO_VERSION_COUNTS = """
DROP TRIGGER version_counts ON casework_suit;
DROP TRIGGER version_counts ON casework_knowledgeitem;
DROP FUNCTION casework_version_counts;
"""

KNOWLEDGE_IS_KEPT = """
INSERT INTO casework_knowledgeversion (item_id, version, title, text, legal_basis, topic, changed_at)
SELECT id, version, title, text, legal_basis, topic, changed_at FROM casework_knowledgeitem;
CREATE FUNCTION casework_knowledge_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO casework_knowledgeversion (item_id, version, title, text, legal_basis, topic, changed_at)
    VALUES (NEW.id, NEW.version, NEW.title, NEW.text, NEW.legal_basis, NEW.topic, NEW.changed_at);
    RETURN NULL;
END $$;
CREATE TRIGGER is_kept AFTER INSERT OR UPDATE ON casework_knowledgeitem
    FOR EACH ROW EXECUTE FUNCTION casework_knowledge_is_kept();
CREATE FUNCTION casework_knowledgeversion_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'versions of knowledge come with the knowledge and stay' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stays BEFORE INSERT OR UPDATE OR DELETE ON casework_knowledgeversion
    FOR EACH ROW EXECUTE FUNCTION casework_knowledgeversion_stays();
"""
NO_KNOWLEDGE_IS_KEPT = """
DROP TRIGGER is_kept ON casework_knowledgeitem;
DROP FUNCTION casework_knowledge_is_kept;
DROP TRIGGER stays ON casework_knowledgeversion;
DROP FUNCTION casework_knowledgeversion_stays;
"""

#: The one next deadline of each open suit becomes the first of its list.
DEADLINES_MOVE = """
INSERT INTO casework_suitdeadline (id, suit_id, due_on, purpose, recorded_at)
SELECT gen_random_uuid(), id, deadline_on, deadline_for, recorded_at FROM casework_suit WHERE deadline_on IS NOT NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
DEADLINES_MOVE_BACK = """
UPDATE casework_suit s SET deadline_on = d.due_on, deadline_for = d.purpose FROM casework_suitdeadline d
WHERE d.suit_id = s.id AND s.outcome = '' AND d.done_on IS NULL AND d.dropped_on IS NULL;
"""

#: Locks the suit first: an outcome and a new deadline come one after the other.
DEADLINES = """
CREATE FUNCTION casework_suitdeadline_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its casework_suit%ROWTYPE;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a deadline in court stays on record' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.done_on IS NOT NULL OR OLD.dropped_on IS NOT NULL
           OR (NEW.id, NEW.suit_id, NEW.due_on, NEW.purpose, NEW.recorded_at)
              IS DISTINCT FROM (OLD.id, OLD.suit_id, OLD.due_on, OLD.purpose, OLD.recorded_at) THEN
            RAISE EXCEPTION 'a deadline in court is settled once and never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO its FROM casework_suit WHERE id = NEW.suit_id FOR UPDATE;
    IF its.outcome <> '' OR NEW.due_on < its.filed_on OR NEW.done_on IS NOT NULL OR NEW.dropped_on IS NOT NULL THEN
        RAISE EXCEPTION 'only an open suit gets an open deadline' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE OR DELETE ON casework_suitdeadline
    FOR EACH ROW EXECUTE FUNCTION casework_suitdeadline_fits();
CREATE FUNCTION casework_suit_drops_deadlines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE casework_suitdeadline SET dropped_on = NEW.outcome_on
    WHERE suit_id = NEW.id AND done_on IS NULL AND dropped_on IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER drops_deadlines AFTER UPDATE ON casework_suit
    FOR EACH ROW WHEN (OLD.outcome = '' AND NEW.outcome <> '') EXECUTE FUNCTION casework_suit_drops_deadlines();
"""
NO_DEADLINES = """
DROP TRIGGER fits ON casework_suitdeadline;
DROP FUNCTION casework_suitdeadline_fits;
DROP TRIGGER drops_deadlines ON casework_suit;
DROP FUNCTION casework_suit_drops_deadlines;
"""

REVIEW_STAYS = """
CREATE FUNCTION casework_legalreview_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the sample of a month is drawn once' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON casework_legalreview
    FOR EACH ROW EXECUTE FUNCTION casework_legalreview_stays();
"""

SAMPLED_FITS = """
CREATE FUNCTION casework_sampled_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its casework_decision%ROWTYPE;
    drawn_from casework_legalreview%ROWTYPE;
    left_on date;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what was drawn stays drawn' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO drawn_from FROM casework_legalreview WHERE id = NEW.review_id;
        SELECT * INTO its FROM casework_decision WHERE id = NEW.decision_id;
        left_on := (COALESCE(its.reviewed_at, its.signed_at) AT TIME ZONE 'Europe/Berlin')::date;
        IF NEW.rank NOT BETWEEN 1 AND drawn_from.drawn OR its.status NOT IN ('released', 'signed')
           OR date_trunc('month', left_on)::date IS DISTINCT FROM drawn_from.month
           OR NEW.reviewed_at IS NOT NULL OR NEW.answer <> '' THEN
            RAISE EXCEPTION 'only decisions of the month are drawn, with the sample' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.review_id, NEW.rank, NEW.number, NEW.service, NEW.outcome)
       IS DISTINCT FROM (OLD.id, OLD.review_id, OLD.rank, OLD.number, OLD.service, OLD.outcome) THEN
        RAISE EXCEPTION 'what was drawn never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.decision_id IS DISTINCT FROM OLD.decision_id THEN
        IF NEW.decision_id IS NOT NULL OR NOT casework_decision_leaves(OLD.decision_id) THEN
            RAISE EXCEPTION 'a drawn decision leaves only with its case' USING ERRCODE = 'restrict_violation';
        END IF;
        NEW.answer_text := '';
    ELSIF OLD.answer <> '' AND NEW.answer_text <> OLD.answer_text THEN
        RAISE EXCEPTION 'a team answers once' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.reviewed_at IS NOT NULL
       AND (NEW.reviewer_id, NEW.reviewed_at) IS DISTINCT FROM (OLD.reviewer_id, OLD.reviewed_at) THEN
        RAISE EXCEPTION 'a legal review is done once' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.reviewed_at IS NULL AND NEW.reviewed_at IS NOT NULL THEN
        SELECT * INTO its FROM casework_decision WHERE id = NEW.decision_id;
        IF NOT FOUND OR its.author_id = NEW.reviewer_id OR its.reviewer_id IS NOT DISTINCT FROM NEW.reviewer_id THEN
            RAISE EXCEPTION 'neither author nor releaser reviews a decision' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM casework_reviewpoint p WHERE p.sampled_id = NEW.id) THEN
            RAISE EXCEPTION 'a legal review answers the checklist' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF OLD.answer <> '' AND (NEW.answer, NEW.answered_by_id, NEW.answered_at)
       IS DISTINCT FROM (OLD.answer, OLD.answered_by_id, OLD.answered_at) THEN
        RAISE EXCEPTION 'a team answers once' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.answer = '' AND NEW.answer <> '' AND NOT EXISTS (
        SELECT 1 FROM casework_reviewpoint p WHERE p.sampled_id = NEW.id AND p.verdict = 'defect'
    ) THEN
        RAISE EXCEPTION 'a team answers findings' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE OR DELETE ON casework_sampleddecision
    FOR EACH ROW EXECUTE FUNCTION casework_sampled_fits();
CREATE FUNCTION casework_notes_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE casework_reviewpoint SET note = '' WHERE sampled_id = NEW.id AND note <> '';
    RETURN NULL;
END $$;
CREATE TRIGGER notes_go AFTER UPDATE ON casework_sampleddecision
    FOR EACH ROW WHEN (OLD.decision_id IS NOT NULL AND NEW.decision_id IS NULL) EXECUTE FUNCTION casework_notes_go();
"""
NO_SAMPLED_FITS = """
DROP TRIGGER fits ON casework_sampleddecision;
DROP FUNCTION casework_sampled_fits;
DROP TRIGGER notes_go ON casework_sampleddecision;
DROP FUNCTION casework_notes_go;
"""

#: Locks the sampled decision first: a point and the end of its review come one after the other.
POINT_RESTS = """
CREATE FUNCTION casework_reviewpoint_rests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its casework_sampleddecision%ROWTYPE;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO its FROM casework_sampleddecision WHERE id = NEW.sampled_id FOR UPDATE;
        IF its.reviewed_at IS NOT NULL OR (NEW.verdict = 'defect' AND NEW.note = '') THEN
            RAISE EXCEPTION 'a finding says what is wrong, while the review is open' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT * INTO its FROM casework_sampleddecision WHERE id = OLD.sampled_id;
        IF its.decision_id IS NULL AND NEW.note = '' AND (NEW.id, NEW.sampled_id, NEW.point, NEW.verdict, NEW.severity)
           IS NOT DISTINCT FROM (OLD.id, OLD.sampled_id, OLD.point, OLD.verdict, OLD.severity) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'findings never change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rests BEFORE INSERT OR UPDATE OR DELETE ON casework_reviewpoint
    FOR EACH ROW EXECUTE FUNCTION casework_reviewpoint_rests();
"""

_STAFF = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_imports"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="KnowledgeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=160)),
                ("text", models.TextField()),
                ("legal_basis", models.CharField(blank=True, max_length=120)),
                ("topic", models.CharField(max_length=60)),
                ("changed_at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="casework.knowledgeitem"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("item", "version"), name="a_version_is_kept_once")],
            },
        ),
        migrations.CreateModel(
            name="LegalReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "month",
                    models.DateField(help_text="The first day of the month in which the decisions left the house", unique=True),
                ),
                ("population", models.PositiveIntegerField(help_text="Decisions that left the house in that month")),
                ("drawn", models.PositiveIntegerField(help_text="So many of them are reviewed")),
                ("checklist", models.PositiveIntegerField(help_text="The version of casework/data/legal_review.toml")),
                ("drawn_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="a_review_is_of_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("drawn__lte", models.F("population"))), name="drawn_from_what_there_was"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SampledDecision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("rank", models.PositiveIntegerField(help_text="1 is the lowest number of the month")),
                (
                    "number",
                    models.DecimalField(decimal_places=0, help_text="A keyed hash of month and decision", max_digits=20),
                ),
                ("service", models.CharField(max_length=60)),
                ("outcome", models.CharField(max_length=20)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=12)),
                ("answer_text", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=_STAFF),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="casework.decision"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="casework.legalreview"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=_STAFF),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["review", "service"], name="sampled_by_service"),
                    models.Index(fields=["decision"], name="sampled_by_decision"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "rank"), name="a_rank_is_drawn_once"),
                    models.UniqueConstraint(fields=("review", "decision"), name="a_decision_is_drawn_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at__isnull", True), ("reviewer__isnull", True)),
                            models.Q(("reviewed_at__isnull", False), ("reviewer__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_review_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answer_text", ""),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                            ),
                            models.Q(
                                ("answer__in", ("accepted", "disputed")),
                                ("answered_at__gte", models.F("reviewed_at")),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("reviewed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_team_answers_what_was_reviewed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by__isnull", True),
                            models.Q(("answered_by", models.F("reviewer")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_answers_herself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("point", models.CharField(help_text="A key of the review's version of the checklist", max_length=40)),
                ("verdict", models.CharField(max_length=16)),
                ("severity", models.CharField(blank=True, max_length=8)),
                ("note", models.TextField(blank=True)),
                (
                    "sampled",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="points", to="casework.sampleddecision"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sampled", "point"), name="a_point_is_judged_once"),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ("met", "defect", "not_applicable"))),
                        name="verdict_of_a_point_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("severity__in", ("minor", "serious")), ("verdict", "defect")),
                            models.Q(models.Q(("verdict", "defect"), _negated=True), ("note", ""), ("severity", "")),
                            _connector="OR",
                        ),
                        name="a_defect_says_how_severe",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="suit", name="suit_is_open_or_has_an_outcome"),
        migrations.RemoveConstraint(model_name="suit", name="a_deadline_says_what_for"),
        migrations.RemoveIndex(model_name="suit", name="deadlines_in_court"),
        migrations.CreateModel(
            name="SuitDeadline",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("due_on", models.DateField()),
                ("purpose", models.CharField(max_length=120)),
                ("done_on", models.DateField(null=True)),
                ("dropped_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "suit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deadlines", to="casework.suit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_on__isnull", True), ("dropped_on__isnull", True)),
                        fields=["due_on"],
                        name="deadlines_in_court",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("purpose", ""), _negated=True), name="a_deadline_says_what_for"),
                    models.CheckConstraint(
                        condition=models.Q(("done_on__isnull", True), ("dropped_on__isnull", True), _connector="OR"),
                        name="a_deadline_is_done_or_dropped",
                    ),
                    models.UniqueConstraint(fields=("suit", "due_on", "purpose"), name="a_deadline_is_noted_once"),
                ],
            },
        ),
        migrations.RunSQL(DEADLINES_MOVE, DEADLINES_MOVE_BACK),
        migrations.RemoveField(model_name="suit", name="deadline_for"),
        migrations.RemoveField(model_name="suit", name="deadline_on"),
        migrations.AddConstraint(
            model_name="suit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("outcome_on__isnull", True)),
                    models.Q(
                        ("hearing_on__isnull", True),
                        ("outcome__in", ("dismissed", "upheld", "partly_upheld", "compromise", "taken_back", "moot")),
                        ("outcome_on__gte", models.F("filed_on")),
                        ("outcome_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="suit_is_open_or_has_an_outcome",
            ),
        ),
        migrations.AddField(
            model_name="knowledgeitem",
            name="version",
            field=models.PositiveIntegerField(default=1, help_text="One more with each change (trigger 0014)"),
        ),
        migrations.AddField(
            model_name="suit",
            name="version",
            field=models.PositiveIntegerField(default=1, help_text="One more with each change (trigger 0014)"),
        ),
        migrations.RunSQL(VERSION_COUNTS, NO_VERSION_COUNTS),
        migrations.RunSQL(KNOWLEDGE_IS_KEPT, NO_KNOWLEDGE_IS_KEPT),
        migrations.RunSQL(DEADLINES, NO_DEADLINES),
        migrations.RunSQL(REVIEW_STAYS, "DROP TRIGGER stays ON casework_legalreview; DROP FUNCTION casework_legalreview_stays"),
        migrations.RunSQL(SAMPLED_FITS, NO_SAMPLED_FITS),
        migrations.RunSQL(POINT_RESTS, "DROP TRIGGER rests ON casework_reviewpoint; DROP FUNCTION casework_reviewpoint_rests"),
    ]
