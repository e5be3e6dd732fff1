import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SUIT_RESTS = """
CREATE FUNCTION casework_suit_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.outcome <> '' AND (NEW.outcome, NEW.outcome_on, NEW.kind, NEW.filed_on)
       IS DISTINCT FROM (OLD.outcome, OLD.outcome_on, OLD.kind, OLD.filed_on) THEN
        RAISE EXCEPTION 'the outcome of a suit never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.outcome <> '' AND NEW.case_id IS NOT NULL AND NEW.case_id IS DISTINCT FROM OLD.case_id THEN
        RAISE EXCEPTION 'a suit that ended stays with its case' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.case_id IS NOT NULL AND NEW.case_id IS NULL THEN
        NEW.reference := '';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rests BEFORE UPDATE ON casework_suit
    FOR EACH ROW EXECUTE FUNCTION casework_suit_rests();
"""

COMPLAINT_RESTS = """
CREATE FUNCTION casework_complaint_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answered_on IS NOT NULL OR (NEW.channel, NEW.topic, NEW.received_on)
       IS DISTINCT FROM (OLD.channel, OLD.topic, OLD.received_on) THEN
        RAISE EXCEPTION 'a complaint is answered once and never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rests BEFORE UPDATE ON casework_complaint
    FOR EACH ROW EXECUTE FUNCTION casework_complaint_rests();
"""

LEGALQUESTION_RESTS = """
CREATE FUNCTION casework_legalquestion_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answered_at IS NOT NULL OR (NEW.case_id, NEW.question, NEW.asked_at, NEW.asked_by_id)
       IS DISTINCT FROM (OLD.case_id, OLD.question, OLD.asked_at, OLD.asked_by_id) THEN
        RAISE EXCEPTION 'a legal question is answered once and never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rests BEFORE UPDATE ON casework_legalquestion
    FOR EACH ROW EXECUTE FUNCTION casework_legalquestion_rests();
"""


def _trigger(made: str, name: str, function: str, table: str) -> migrations.RunSQL:
    return migrations.RunSQL(made, f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {function};")


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_certificates_and_fees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="KnowledgeItem",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=160)),
                ("text", models.TextField()),
                ("legal_basis", models.CharField(blank=True, max_length=120)),
                ("topic", models.CharField(max_length=60)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            models.Q(("topic", ""), _negated=True),
                        ),
                        name="knowledge_says_what_it_is_about",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("channel", models.CharField(max_length=8)),
                ("topic", models.CharField(max_length=12)),
                ("received_on", models.DateField()),
                ("answered_on", models.DateField(null=True)),
                ("upheld", models.BooleanField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["received_on"], name="complaints_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("mail", "letter", "phone", "counter"))),
                        name="complaint_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("topic__in", ("duration", "reachable", "conduct", "information", "decision", "other"))
                        ),
                        name="complaint_topic_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_on__isnull", True), ("upheld__isnull", True)),
                            models.Q(
                                ("answered_on__gte", models.F("received_on")),
                                ("answered_on__isnull", False),
                                ("upheld__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="an_answer_says_whether_upheld",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalQuestion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("question", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "became",
                    models.ForeignKey(
                        help_text="Knowledge that its answer became",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="casework.knowledgeitem",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="legal_questions", to="casework.case"
                    ),
                ),
                (
                    "used",
                    models.ForeignKey(
                        help_text="Knowledge that answered it: re-use",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="casework.knowledgeitem",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)), fields=["asked_at"], name="open_legal_questions"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("question", ""), _negated=True), name="legal_question_asks_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer", ""),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                                ("became__isnull", True),
                                ("used__isnull", True),
                            ),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__gte", models.F("asked_at")),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answered_by", models.F("asked_by")), _negated=True),
                                models.Q(("used__isnull", True), ("became__isnull", True), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="legal_question_is_open_or_answered_by_another",
                    ),
                    models.UniqueConstraint(fields=("became",), name="knowledge_begins_with_one_answer"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("court", models.CharField(max_length=120)),
                ("reference", models.CharField(blank=True, help_text="The court's own number", max_length=60)),
                ("filed_on", models.DateField()),
                (
                    "deadline_on",
                    models.DateField(help_text="The next day by which the office owes the court something", null=True),
                ),
                ("deadline_for", models.CharField(blank=True, max_length=120)),
                ("hearing_on", models.DateField(help_text="The next date in court", null=True)),
                ("outcome", models.CharField(blank=True, max_length=16)),
                ("outcome_on", models.DateField(null=True)),
                ("cost_bearer", models.CharField(blank=True, max_length=12)),
                ("costs", models.DecimalField(decimal_places=2, help_text="Euro, of the office", max_digits=10, null=True)),
                ("lesson", models.TextField(blank=True, help_text="What the office does differently; no person")),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="suits", to="casework.case"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["filed_on"], name="suits_by_day"),
                    models.Index(condition=models.Q(("outcome", "")), fields=["deadline_on"], name="deadlines_in_court"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("obligation", "annulment", "inaction", "urgent_80_5", "urgent_123"))),
                        name="suit_kind_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("court", ""), _negated=True), name="suit_names_a_court"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("outcome_on__isnull", True)),
                            models.Q(
                                ("deadline_on__isnull", True),
                                ("hearing_on__isnull", True),
                                ("outcome__in", ("dismissed", "upheld", "partly_upheld", "compromise", "taken_back", "moot")),
                                ("outcome_on__gte", models.F("filed_on")),
                                ("outcome_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="suit_is_open_or_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deadline_for", ""), ("deadline_on__isnull", True)),
                            models.Q(("deadline_on__isnull", False), models.Q(("deadline_for", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_deadline_says_what_for",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost_bearer", ""), ("cost_bearer__in", ("office", "plaintiff", "shared")), _connector="OR"
                        ),
                        name="cost_bearer_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("costs__isnull", True), ("costs__gte", 0), _connector="OR"),
                        name="costs_are_not_negative",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("court", "reference"),
                        name="a_court_reference_names_one_suit",
                    ),
                ],
            },
        ),
        _trigger(SUIT_RESTS, "rests", "casework_suit_rests", "casework_suit"),
        _trigger(COMPLAINT_RESTS, "rests", "casework_complaint_rests", "casework_complaint"),
        _trigger(LEGALQUESTION_RESTS, "rests", "casework_legalquestion_rests", "casework_legalquestion"),
    ]
