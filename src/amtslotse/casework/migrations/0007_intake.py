"""Messages, text blocks, applications that staff take in; and what of them never changes."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MESSAGE_IS_FROZEN = """
CREATE FUNCTION casework_message_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.channel, NEW.language, NEW.sender_name, NEW.sender_born, NEW.sender_email, NEW.sender_address,
        NEW.subject, NEW.text, NEW.received_at, NEW.recorded_at)
       IS DISTINCT FROM
       (OLD.id, OLD.channel, OLD.language, OLD.sender_name, OLD.sender_born, OLD.sender_email, OLD.sender_address,
        OLD.subject, OLD.text, OLD.received_at, OLD.recorded_at) THEN
        RAISE EXCEPTION 'what somebody wrote never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status = 'answered' AND (NEW.status, NEW.answer, NEW.answer_way, NEW.answered_by_id, NEW.ended_at, NEW.case_id)
       IS DISTINCT FROM (OLD.status, OLD.answer, OLD.answer_way, OLD.answered_by_id, OLD.ended_at, OLD.case_id) THEN
        RAISE EXCEPTION 'an answer that was given never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_message FOR EACH ROW EXECUTE FUNCTION casework_message_is_frozen();
"""

TEXT_BLOCK_IS_FROZEN = """
CREATE FUNCTION casework_text_block_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.key, NEW.version, NEW.reason, NEW.title, NEW.texts, NEW.author_id, NEW.created_at)
       IS DISTINCT FROM (OLD.key, OLD.version, OLD.reason, OLD.title, OLD.texts, OLD.author_id, OLD.created_at)
       OR (OLD.checked_at IS NOT NULL
           AND (NEW.checked_at, NEW.checked_by_id) IS DISTINCT FROM (OLD.checked_at, OLD.checked_by_id)) THEN
        RAISE EXCEPTION 'a version of a text block never changes: write the next' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_textblock FOR EACH ROW EXECUTE FUNCTION casework_text_block_is_frozen();
"""

RECEIVED_THEN = """
CREATE FUNCTION casework_typed_in_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.source, NEW.received_at, NEW.started_at) IS DISTINCT FROM (OLD.source, OLD.received_at, OLD.started_at) THEN
        RAISE EXCEPTION 'when and how an application came never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE ON casework_typedin FOR EACH ROW EXECUTE FUNCTION casework_typed_in_is_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_inbox"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TextBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("reason", models.CharField(max_length=20)),
                ("title", models.CharField(help_text="For the clerk, in German", max_length=120)),
                ("texts", models.JSONField(help_text="language → text; German is always there")),
                (
                    "author",
                    models.ForeignKey(
                        help_text="Null: shipped",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "version"), name="one_version_of_a_text_block"),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ("general", "appointment", "handing_in", "status", "responsible"))),
                        name="text_block_reason_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("texts__has_key", "de")), name="text_block_is_german_first"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("checked_by__isnull", True)),
                            models.Q(("checked_at__isnull", False), ("checked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="text_block_is_checked_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by__isnull", True),
                            ("author__isnull", True),
                            models.Q(("checked_by", models.F("author")), _negated=True),
                            _connector="OR",
                        ),
                        name="text_block_is_checked_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("channel", models.CharField(max_length=12)),
                ("reason", models.CharField(max_length=20)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="casework.case"
                    ),
                ),
                ("matched_by", models.CharField(blank=True, help_text="What tied it to the case", max_length=12)),
                (
                    "joined_to",
                    models.ForeignKey(
                        help_text="It says the same as that",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joined",
                        to="casework.message",
                    ),
                ),
                ("status", models.CharField(default="open", max_length=12)),
                ("language", models.CharField(max_length=8)),
                ("sender_name", models.CharField(blank=True, max_length=200)),
                ("sender_key", models.CharField(blank=True, help_text="kernel.names.sort_key of the name", max_length=800)),
                ("sender_born", models.CharField(blank=True, help_text="YYYY-MM-DD, 00 for unknown parts", max_length=10)),
                ("sender_email", models.CharField(blank=True, max_length=254)),
                ("sender_address", models.CharField(blank=True, max_length=400)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                ("answer_way", models.CharField(blank=True, max_length=12)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "blocks",
                    models.JSONField(default=list, help_text="[key, version] of the blocks that the answer was made of"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("status", "open")), fields=["received_at"], name="open_messages"),
                    models.Index(fields=["case", "received_at"], name="messages_of_a_case"),
                    models.Index(
                        condition=models.Q(("sender_key", ""), _negated=True), fields=["sender_key"], name="messages_by_sender"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ("mail", "letter", "counter", "portal"))),
                        name="message_channel_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ("general", "appointment", "handing_in", "status", "responsible"))),
                        name="message_reason_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ("open", "answered", "filed", "joined"))),
                        name="message_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer_way__in", ("", "status_page", "mail", "paper"))), name="answer_way_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case__isnull", True), ("matched_by", "")),
                            models.Q(
                                ("case__isnull", False),
                                ("matched_by__in", ("", "portal", "file_number", "code", "cover_sheet", "clerk")),
                                models.Q(("matched_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="message_says_how_it_found_its_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "portal"), _negated=True), ("case__isnull", False), _connector="OR"
                        ),
                        name="portal_question_has_a_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("status", "open")),
                            models.Q(models.Q(("status", "open"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="message_that_is_over_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_by__isnull", False),
                                ("joined_to__isnull", True),
                                ("status", "answered"),
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("answer_way", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "answered"), _negated=True),
                                ("answer", ""),
                                ("answer_way", ""),
                                ("answered_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="answered_message_has_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("joined_to__isnull", False),
                                ("status", "joined"),
                                models.Q(("joined_to", models.F("id")), _negated=True),
                            ),
                            models.Q(models.Q(("status", "joined"), _negated=True), ("joined_to__isnull", True)),
                            _connector="OR",
                        ),
                        name="joined_message_says_to_which",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("channel", "portal"), ("status", "open")),
                        fields=("case",),
                        name="one_open_question_per_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TypedIn",
            fields=[
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="typed_in",
                        serialize=False,
                        to="casework.draft",
                    ),
                ),
                ("source", models.CharField(max_length=12)),
                ("received_at", models.DateTimeField(help_text="The stamp on the paper, or when the online service took it")),
                ("known", models.JSONField(default=list, help_text="Questions that were answered from what the office knew")),
                (
                    "known_from",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="casework.case"
                    ),
                ),
                (
                    "relation",
                    models.CharField(blank=True, help_text="To the person of that case: same_person, family", max_length=12),
                ),
                (
                    "message",
                    models.ForeignKey(
                        help_text="The letter it came with",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="casework.message",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("started_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ("paper", "counter", "efa"))), name="typed_in_source_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("known_from__isnull", True), ("relation", "")),
                            ("relation__in", ("same_person", "family")),
                            _connector="OR",
                        ),
                        name="typed_in_relation_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received_at__lte", models.F("started_at"))), name="typed_in_after_it_came"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EfaMessage",
            fields=[
                (
                    "ref",
                    models.CharField(
                        help_text="Its number at the online service", max_length=80, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.CharField(help_text="SHA-256 of the message and its attachments", max_length=64)),
                ("state", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, help_text="Why it could not be filed as it is", max_length=60)),
                ("refused", models.JSONField(default=list, help_text="Attachments that could not be taken: [file, reason]")),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="casework.case"
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="casework.draft"
                    ),
                ),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("filed", "to_complete"))), name="efa_state_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "to_complete"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="efa_to_complete_says_why",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="message",
            field=models.ForeignKey(
                help_text="It came with that",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="documents",
                to="casework.message",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="need",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.RemoveConstraint(
            model_name="document",
            name="document_of_a_draft_or_of_a_case",
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("case__isnull", True),
                        ("draft__isnull", False),
                        ("handed_in_at__isnull", True),
                        ("message__isnull", True),
                    ),
                    models.Q(("case__isnull", False), ("draft__isnull", True)),
                    models.Q(
                        ("case__isnull", True),
                        ("draft__isnull", True),
                        ("handed_in_at__isnull", True),
                        ("message__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="document_of_a_draft_or_of_a_case",
            ),
        ),
        migrations.RunSQL(
            MESSAGE_IS_FROZEN, "DROP TRIGGER is_frozen ON casework_message; DROP FUNCTION casework_message_is_frozen"
        ),
        migrations.RunSQL(
            TEXT_BLOCK_IS_FROZEN, "DROP TRIGGER is_frozen ON casework_textblock; DROP FUNCTION casework_text_block_is_frozen"
        ),
        migrations.RunSQL(
            RECEIVED_THEN, "DROP TRIGGER is_frozen ON casework_typedin; DROP FUNCTION casework_typed_in_is_frozen"
        ),
    ]
