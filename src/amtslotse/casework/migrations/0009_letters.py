"""Letters on their way. What must hold whatever code runs stands below as triggers."""

import uuid
from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TEMPLATE_IS_FROZEN = """
CREATE FUNCTION casework_template_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.released_at IS NOT NULL THEN
        RAISE EXCEPTION 'a released template never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER is_frozen BEFORE UPDATE OR DELETE ON casework_lettertemplate
    FOR EACH ROW EXECUTE FUNCTION casework_template_is_frozen();

CREATE FUNCTION casework_template_text_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    released boolean;
BEGIN
    SELECT t.released_at IS NOT NULL INTO released FROM casework_lettertemplate t
    WHERE t.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.template_id ELSE OLD.template_id END;
    IF TG_OP = 'UPDATE' AND (NEW.title, NEW.plain, NEW.legal, NEW.language, NEW.template_id)
        IS NOT DISTINCT FROM (OLD.title, OLD.plain, OLD.legal, OLD.language, OLD.template_id) THEN
        IF released AND OLD.checked_by <> '' THEN
            RAISE EXCEPTION 'who checked a released text never changes' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF released THEN
        RAISE EXCEPTION 'the words of a released template never change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.checked_by <> '' AND NEW.checked_by <> '' THEN
        RAISE EXCEPTION 'a changed text is unchecked' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER is_frozen BEFORE INSERT OR UPDATE OR DELETE ON casework_templatetext
    FOR EACH ROW EXECUTE FUNCTION casework_template_text_is_frozen();
"""

BULK_IS_DONE_ONCE = """
CREATE FUNCTION casework_bulk_is_done_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'waiting' THEN
        RAISE EXCEPTION 'sent or recalled is for good' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.template_id, NEW.created_at, NEW.created_by_id, NEW.goes_at, NEW.total)
       IS DISTINCT FROM (OLD.id, OLD.template_id, OLD.created_at, OLD.created_by_id, OLD.goes_at, OLD.total) THEN
        RAISE EXCEPTION 'a bulk letter goes as it was shown' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER is_done_once BEFORE UPDATE OR DELETE ON casework_bulkletter
    FOR EACH ROW EXECUTE FUNCTION casework_bulk_is_done_once();
"""

DELIVERY_GOES_ITS_WAY = """
CREATE FUNCTION casework_delivery_goes_its_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.bulk_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM casework_bulkletter b WHERE b.id = NEW.bulk_id AND b.state = 'sent'
        ) THEN
            RAISE EXCEPTION 'nobody gets a bulk letter that was not sent' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NOT (NEW.state = 'queued' AND NEW.channel = 'post' OR NEW.state = 'sent' AND NEW.channel <> 'post') THEN
            RAISE EXCEPTION 'post begins in the queue, anything else is there at once' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.letter_id, NEW.effect_key, NEW.channel, NEW.cover_token, NEW.bulk_id, NEW.created_at)
       IS DISTINCT FROM (OLD.id, OLD.letter_id, OLD.effect_key, OLD.channel, OLD.cover_token, OLD.bulk_id, OLD.created_at)
       OR OLD.printed_at IS NOT NULL AND (NEW.printed_at, NEW.recipient) IS DISTINCT FROM (OLD.printed_at, OLD.recipient)
       OR OLD.sent_at IS NOT NULL AND NEW.sent_at IS DISTINCT FROM OLD.sent_at
       OR OLD.settled_at IS NOT NULL AND NEW.settled_at IS DISTINCT FROM OLD.settled_at THEN
        RAISE EXCEPTION 'what a delivery was, it stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('queued', 'recalled'), ('queued', 'printed'), ('printed', 'sent'), ('printed', 'recalled'),
        ('sent', 'delivered'), ('sent', 'returned')
    ) THEN
        RAISE EXCEPTION 'a delivery does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER goes_its_way BEFORE INSERT OR UPDATE ON casework_delivery
    FOR EACH ROW EXECUTE FUNCTION casework_delivery_goes_its_way();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0008_family"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkLetter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("selection", models.JSONField(help_text="The filter that chose the cases: codes, no person")),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("total", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                ("goes_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("recalled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="BulkRecipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("effect_key", models.CharField(max_length=120, unique=True)),
                ("channel", models.CharField(max_length=8)),
                ("state", models.CharField(max_length=10)),
                (
                    "cover_token",
                    models.CharField(help_text="On the cover sheet; post only", max_length=16, blank=True),
                ),
                (
                    "recipient",
                    models.JSONField(
                        help_text="name, lines: where it goes; the address of the day when it is printed", null=True
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("printed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("recalled_at", models.DateTimeField(null=True)),
                ("delivered_on", models.DateField(null=True)),
                ("returned_on", models.DateField(null=True)),
                ("return_reason", models.CharField(blank=True, max_length=20)),
                ("return_note", models.TextField(blank=True)),
                ("settlement", models.CharField(blank=True, max_length=24)),
                ("settlement_note", models.TextField(blank=True)),
                ("settled_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LetterPaper",
            fields=[
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="paper",
                        serialize=False,
                        to="casework.letter",
                    ),
                ),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("made_at", models.DateTimeField(null=True)),
                ("size", models.PositiveIntegerField(default=0)),
                ("wrapped_key", models.BinaryField(default=bytes)),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="LetterTemplate",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("key", models.SlugField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PrintRun",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("state", models.CharField(default="making", max_length=8)),
                ("total", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("size", models.PositiveIntegerField(default=0)),
                ("wrapped_key", models.BinaryField(default=bytes)),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="TemplateText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=8)),
                ("title", models.CharField(max_length=120)),
                ("plain", models.TextField()),
                ("legal", models.TextField(blank=True)),
                ("checked_by", models.CharField(blank=True, max_length=120)),
                ("checked_on", models.DateField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_kind_is_known",
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("receipt", "document_request", "completeness", "decision", "new_code", "notice"))
                ),
                name="letter_kind_is_known",
            ),
        ),
        migrations.AddField(
            model_name="bulkletter",
            name="created_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="bulkletter",
            name="recalled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="bulkrecipient",
            name="bulk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="recipients", to="casework.bulkletter"
            ),
        ),
        migrations.AddField(
            model_name="bulkrecipient",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casework.case"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="bulk",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="casework.bulkletter"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="letter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="casework.letter"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="scan",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="casework.document"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="settled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="letterpaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("made_at__isnull", True), ("state", "waiting")),
                    models.Q(("state", "failed"), models.Q(("error", ""), _negated=True)),
                    models.Q(("made_at__isnull", False), ("size__gt", 0), ("state", "made")),
                    _connector="OR",
                ),
                name="paper_is_made_or_not",
            ),
        ),
        migrations.AddField(
            model_name="lettertemplate",
            name="author",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="lettertemplate",
            name="releaser",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="bulkletter",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.lettertemplate"
            ),
        ),
        migrations.AddField(
            model_name="printrun",
            name="created_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="delivery",
            name="run",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="casework.printrun"
            ),
        ),
        migrations.AddField(
            model_name="templatetext",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="casework.lettertemplate"
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkrecipient",
            constraint=models.UniqueConstraint(fields=("bulk", "case"), name="bulk_reaches_a_case_once"),
        ),
        migrations.AddConstraint(
            model_name="lettertemplate",
            constraint=models.UniqueConstraint(fields=("key", "version"), name="one_template_per_version"),
        ),
        migrations.AddConstraint(
            model_name="lettertemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at__isnull", True)), fields=("key",), name="one_draft_per_template"
            ),
        ),
        migrations.AddConstraint(
            model_name="lettertemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at__isnull", True), ("releaser__isnull", True)),
                    models.Q(
                        ("released_at__isnull", False),
                        ("releaser__isnull", False),
                        models.Q(("releaser", models.F("author")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="template_released_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="bulkletter",
            index=models.Index(condition=models.Q(("state", "waiting")), fields=["goes_at"], name="bulk_to_send"),
        ),
        migrations.AddConstraint(
            model_name="bulkletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "goes_at__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("created_at"), "+", models.Value(timedelta(seconds=600))
                        ),
                    )
                ),
                name="bulk_waits_for_recall",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recalled_at__isnull", True), ("sent_at__isnull", True), ("state", "waiting")),
                    models.Q(("recalled_at__isnull", True), ("sent_at__gte", models.F("goes_at")), ("state", "sent")),
                    models.Q(
                        ("recalled_at__isnull", False),
                        ("recalled_by__isnull", False),
                        ("sent_at__isnull", True),
                        ("state", "recalled"),
                    ),
                    _connector="OR",
                ),
                name="bulk_is_sent_or_recalled",
            ),
        ),
        migrations.AddConstraint(
            model_name="printrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", True), ("state", "making")),
                    models.Q(("sent_at__isnull", True), ("state", "failed"), models.Q(("error", ""), _negated=True)),
                    models.Q(("ready_at__isnull", False), ("sent_at__isnull", True), ("state", "ready")),
                    models.Q(("ready_at__isnull", False), ("sent_at__isnull", False), ("state", "sent")),
                    _connector="OR",
                ),
                name="run_is_ready_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="printrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("done__lte", models.F("total"))), name="run_is_never_more_than_done"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("channel", "post"), ("state", "queued")), fields=["created_at"], name="letters_to_print"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True), ("state", "returned")),
                fields=["returned_on"],
                name="letters_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ("post", "portal", "counter"))), name="delivery_channel_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("queued", "recalled", "printed", "sent", "delivered", "returned"))),
                name="delivery_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "post"), models.Q(("cover_token", ""), _negated=True)),
                    models.Q(models.Q(("channel", "post"), _negated=True), ("cover_token", "")),
                    _connector="OR",
                ),
                name="post_has_a_cover",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cover_token", ""), _negated=True),
                fields=("cover_token",),
                name="a_cover_names_one_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("printed_at__isnull", True), ("state", "queued")),
                    models.Q(("recalled_at__isnull", False), ("state", "recalled")),
                    models.Q(
                        ("printed_at__isnull", False),
                        ("recipient__isnull", False),
                        ("run__isnull", False),
                        ("state", "printed"),
                    ),
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(("delivered_on__isnull", False), ("state", "delivered")),
                    models.Q(
                        (
                            "return_reason__in",
                            ("unknown", "moved", "refused_by_her", "not_collected", "incomplete_address", "other_return"),
                        ),
                        ("returned_on__isnull", False),
                        ("sent_at__isnull", False),
                        ("state", "returned"),
                    ),
                    _connector="OR",
                ),
                name="delivery_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("settlement", "")),
                    models.Q(
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                        (
                            "settlement__in",
                            ("sent_again", "handed_over", "reached_otherwise", "public_notice_checked", "not_needed"),
                        ),
                        ("state", "returned"),
                    ),
                    _connector="OR",
                ),
                name="settled_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("queued", "printed", "sent", "delivered"))),
                fields=("letter", "channel"),
                name="one_living_delivery_per_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="templatetext",
            constraint=models.UniqueConstraint(fields=("template", "language"), name="one_text_per_language"),
        ),
        migrations.AddConstraint(
            model_name="templatetext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_by", ""), ("checked_on__isnull", True)),
                    models.Q(models.Q(("checked_by", ""), _negated=True), ("checked_on__isnull", False)),
                    _connector="OR",
                ),
                name="checked_by_and_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="templatetext",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("title", ""), _negated=True), models.Q(("plain", ""), _negated=True)),
                name="template_says_something",
            ),
        ),
        migrations.RunSQL(
            TEMPLATE_IS_FROZEN,
            "DROP TRIGGER is_frozen ON casework_lettertemplate; DROP FUNCTION casework_template_is_frozen;"
            "DROP TRIGGER is_frozen ON casework_templatetext; DROP FUNCTION casework_template_text_is_frozen",
        ),
        migrations.RunSQL(
            BULK_IS_DONE_ONCE, "DROP TRIGGER is_done_once ON casework_bulkletter; DROP FUNCTION casework_bulk_is_done_once"
        ),
        migrations.RunSQL(
            DELIVERY_GOES_ITS_WAY,
            "DROP TRIGGER goes_its_way ON casework_delivery; DROP FUNCTION casework_delivery_goes_its_way",
        ),
    ]
