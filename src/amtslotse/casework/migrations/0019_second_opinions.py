"""Blind second judgements of urgency and difficulty, and test cases for decisions."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_STAYS = """
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{says}' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();
"""

ROUND_STAYS = _STAYS.format(
    function="casework_opinionround_stays", table="casework_opinionround", says="the sample of a month is drawn once"
)

CASE_FITS = """
CREATE FUNCTION casework_opinioncase_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its casework_opinionround%ROWTYPE;
    drawn casework_case%ROWTYPE;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what was drawn stays drawn' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT * INTO its FROM casework_opinionround WHERE id = NEW.round_id;
        SELECT * INTO drawn FROM casework_case WHERE id = NEW.case_id;
        IF NEW.rank NOT BETWEEN 1 AND its.drawn OR drawn.id IS NULL
           OR (drawn.received_at AT TIME ZONE 'Europe/Berlin')::date >= its.month
           OR (drawn.ended_at AT TIME ZONE 'Europe/Berlin')::date < its.month THEN
            RAISE EXCEPTION 'only cases that were open when the month began are drawn' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.round_id, NEW.rank, NEW.number, NEW.service)
       IS DISTINCT FROM (OLD.id, OLD.round_id, OLD.rank, OLD.number, OLD.service) THEN
        RAISE EXCEPTION 'what was drawn never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.case_id IS DISTINCT FROM OLD.case_id AND (NEW.case_id IS NOT NULL OR NOT casework_case_leaves(OLD.case_id)) THEN
        RAISE EXCEPTION 'a drawn case leaves only as itself' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE OR DELETE ON casework_opinioncase
    FOR EACH ROW EXECUTE FUNCTION casework_opinioncase_fits();
CREATE FUNCTION casework_opinion_reasons_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE casework_secondopinion SET reason = '' WHERE drawn_id = NEW.id AND reason <> '';
    RETURN NULL;
END $$;
CREATE TRIGGER reasons_go AFTER UPDATE ON casework_opinioncase
    FOR EACH ROW WHEN (OLD.case_id IS NOT NULL AND NEW.case_id IS NULL) EXECUTE FUNCTION casework_opinion_reasons_go();
"""
NO_CASE_FITS = """
DROP TRIGGER fits ON casework_opinioncase;
DROP FUNCTION casework_opinioncase_fits;
DROP TRIGGER reasons_go ON casework_opinioncase;
DROP FUNCTION casework_opinion_reasons_go;
"""

#: Waits for whoever holds the case: an owner who takes it at this instant is seen.
OPINION_FITS = """
CREATE FUNCTION casework_secondopinion_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its casework_opinioncase%ROWTYPE;
    judged casework_case%ROWTYPE;
    its_month date;
BEGIN
    SELECT * INTO its FROM casework_opinioncase WHERE id = NEW.drawn_id;
    IF TG_OP = 'UPDATE' AND its.case_id IS NULL AND NEW.reason = '' AND OLD.reason <> '' THEN
        OLD.reason := '';
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'a second opinion never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO judged FROM casework_case WHERE id = its.case_id FOR SHARE;
    IF NOT FOUND OR judged.ended_at IS NOT NULL OR NEW.reason = ''
       OR NEW.judge_id IS NOT DISTINCT FROM judged.owner_id OR NEW.judge_id IS NOT DISTINCT FROM judged.deputy_id THEN
        RAISE EXCEPTION 'neither owner nor deputy judges a case, and only while it is open' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT month INTO its_month FROM casework_opinionround WHERE id = its.round_id;
    IF date_trunc('month', NEW.judged_at AT TIME ZONE 'Europe/Berlin')::date <> its_month THEN
        RAISE EXCEPTION 'a case is judged in the month of its round' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE OR DELETE ON casework_secondopinion
    FOR EACH ROW EXECUTE FUNCTION casework_secondopinion_fits();
"""

VIGNETTE_RESTS = """
CREATE FUNCTION casework_vignette_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a test case stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.closed_at IS NOT NULL OR (OLD.opened_at IS NOT NULL AND
       (NEW.id, NEW.title, NEW.service, NEW.facts, NEW.question, NEW.template, NEW.template_version, NEW.author_id, NEW.opened_at)
       IS DISTINCT FROM
       (OLD.id, OLD.title, OLD.service, OLD.facts, OLD.question, OLD.template, OLD.template_version, OLD.author_id, OLD.opened_at))
    THEN
        RAISE EXCEPTION 'an open test case changes only to be closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rests BEFORE UPDATE OR DELETE ON casework_vignette
    FOR EACH ROW EXECUTE FUNCTION casework_vignette_rests();
"""

#: Waits for whoever closes the test case: an answer is in time or it is not there.
ANSWER_FITS = """
CREATE FUNCTION casework_vignetteanswer_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its casework_vignette%ROWTYPE;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'an answer to a test case never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO its FROM casework_vignette WHERE id = NEW.vignette_id FOR SHARE;
    IF its.opened_at IS NULL OR its.closed_at IS NOT NULL OR its.author_id = NEW.by_id THEN
        RAISE EXCEPTION 'an open test case is answered by others than its author' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE OR DELETE ON casework_vignetteanswer
    FOR EACH ROW EXECUTE FUNCTION casework_vignetteanswer_fits();
"""

_STAFF = settings.AUTH_USER_MODEL


def _gone(trigger: str, table: str, function: str) -> str:
    return f"DROP TRIGGER {trigger} ON casework_{table}; DROP FUNCTION casework_{function};"


class Migration(migrations.Migration):
    dependencies = [("casework", "0018_open_suits_keep"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="OpinionRound",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("month", models.DateField(help_text="The first day of the month in which the cases are judged", unique=True)),
                (
                    "population",
                    models.PositiveIntegerField(help_text="Undecided cases, there when the month began, never drawn before"),
                ),
                ("drawn", models.PositiveIntegerField(help_text="So many of them may be judged")),
                ("drawn_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="a_round_is_of_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("drawn__lte", models.F("population"))), name="a_round_draws_from_what_there_was"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpinionCase",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="casework.opinionround"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="casework.case"
                    ),
                ),
                ("rank", models.PositiveIntegerField(help_text="1 is the lowest number of the month")),
                ("number", models.DecimalField(decimal_places=0, help_text="A keyed hash of month and case", max_digits=20)),
                ("service", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "rank"), name="an_opinion_rank_is_drawn_once")],
            },
        ),
        migrations.CreateModel(
            name="SecondOpinion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "drawn",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="casework.opinioncase"
                    ),
                ),
                ("judge", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=_STAFF)),
                ("urgency", models.PositiveSmallIntegerField()),
                ("difficulty", models.PositiveSmallIntegerField()),
                ("reason", models.TextField(help_text="Why, in her words; no person")),
                (
                    "rules_urgency",
                    models.PositiveSmallIntegerField(help_text="What the rules alone said then, whatever a person had set"),
                ),
                ("rules_difficulty", models.PositiveSmallIntegerField()),
                ("rules_why", models.JSONField(default=list, help_text="The codes of the rules that spoke, strongest first")),
                ("judged_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("drawn", "judge"), name="a_judge_judges_a_case_once"),
                    models.CheckConstraint(
                        condition=models.Q(("rules_urgency__range", (1, 4)), ("urgency__range", (1, 4))),
                        name="judged_urgency_from_1_to_4",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("difficulty__range", (1, 3)), ("rules_difficulty__range", (1, 3))),
                        name="judged_difficulty_from_1_to_3",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vignette",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=160)),
                ("service", models.CharField(max_length=80)),
                ("facts", models.TextField()),
                ("question", models.CharField(max_length=400)),
                (
                    "template",
                    models.CharField(help_text="The template of decisions whose outcomes may be answered", max_length=40),
                ),
                ("template_version", models.PositiveIntegerField()),
                ("author", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=_STAFF)),
                ("created_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "resolution",
                    models.TextField(blank=True, help_text="What the house does in such a case from now on, and why"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="vignettes_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("facts", ""), _negated=True),
                            models.Q(("question", ""), _negated=True),
                        ),
                        name="a_vignette_says_what_is_to_decide",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("resolution", "")),
                            models.Q(
                                ("closed_at__gte", models.F("opened_at")),
                                ("closed_at__isnull", False),
                                ("opened_at__isnull", False),
                                models.Q(("resolution", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_closed_vignette_says_what_is_right",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VignetteAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "vignette",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="casework.vignette"
                    ),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=_STAFF)),
                ("outcome", models.CharField(max_length=20)),
                ("reason", models.TextField()),
                ("answered_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("vignette", "by"), name="a_vignette_is_answered_once_by_each"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("grant", "grant_restricted", "refuse", "revoke"))),
                        name="answered_outcome_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="an_answer_has_a_reason"),
                ],
            },
        ),
        migrations.RunSQL(ROUND_STAYS, _gone("stays", "opinionround", "opinionround_stays")),
        migrations.RunSQL(CASE_FITS, NO_CASE_FITS),
        migrations.RunSQL(OPINION_FITS, _gone("fits", "secondopinion", "secondopinion_fits")),
        migrations.RunSQL(VIGNETTE_RESTS, _gone("rests", "vignette", "vignette_rests")),
        migrations.RunSQL(ANSWER_FITS, _gone("fits", "vignetteanswer", "vignetteanswer_fits")),
    ]
