"""Letters on their way: what they say, the paper, how each got to the person, and who called it back."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.models.cases import Case, Letter
from amtslotse.casework.models.documents import Document
from amtslotse.casework.rules.letters import (
    CHANNELS,
    DELIVERY_STATES,
    LEFT_OUT,
    LIVING,
    RECALL_MINUTES,
    RETURN_REASONS,
    SETTLED_BY,
)


class LetterTemplate(models.Model):
    """One version of a letter's text. Released by another person than its author; from then on it never changes (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    releaser = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_template_per_version"),
            models.UniqueConstraint(fields=["key"], condition=Q(released_at__isnull=True), name="one_draft_per_template"),
            models.CheckConstraint(
                condition=Q(releaser__isnull=True, released_at__isnull=True)
                | (Q(releaser__isnull=False, released_at__isnull=False) & ~Q(releaser=F("author"))),
                name="template_released_by_another",
            ),
        ]


class TemplateText(models.Model):
    """A version's words in one language: the plain block beside the legal one. German is binding.

    Another language is printed only once it says who checked it and when; a changed text is unchecked again (trigger).
    """

    template = models.ForeignKey(LetterTemplate, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    plain = models.TextField()
    legal = models.TextField(blank=True)
    checked_by = models.CharField(max_length=120, blank=True)
    checked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "language"], name="one_text_per_language"),
            models.CheckConstraint(
                condition=Q(checked_by="", checked_on__isnull=True) | (~Q(checked_by="") & Q(checked_on__isnull=False)),
                name="checked_by_and_on",
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(plain=""), name="template_says_something"),
        ]


class BulkLetter(models.Model):
    """One letter to many. Nobody gets it before ``goes_at``; recalled before, nobody ever does.

    By constraint and trigger: at least ten minutes lie between; sent or recalled is for good; no delivery of one that is
    not sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    template = models.ForeignKey(LetterTemplate, models.PROTECT, related_name="+")
    selection = models.JSONField(help_text="The filter that chose the cases: codes, no person")
    state = models.CharField(max_length=10, default="waiting")
    total = models.PositiveIntegerField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    goes_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(goes_at__gte=F("created_at") + timedelta(minutes=RECALL_MINUTES)), name="bulk_waits_for_recall"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", sent_at__isnull=True, recalled_at__isnull=True)
                | Q(state="sent", sent_at__gte=F("goes_at"), recalled_at__isnull=True)
                | Q(state="recalled", sent_at__isnull=True, recalled_at__isnull=False, recalled_by__isnull=False),
                name="bulk_is_sent_or_recalled",
            ),
        ]
        indexes = [models.Index(fields=["goes_at"], condition=Q(state="waiting"), name="bulk_to_send")]


class BulkRecipient(models.Model):
    """A case that a bulk letter is for, or was until it was sent: ``left_out`` says why it was not.

    By trigger (0020): a case that is left out, and one that has ended, gets nothing when the letter goes.
    """

    bulk = models.ForeignKey(BulkLetter, models.CASCADE, related_name="recipients")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    addressed = models.CharField(max_length=64, blank=True, help_text="queries.addressed when it was prepared")
    left_out = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bulk", "case"], name="bulk_reaches_a_case_once"),
            models.CheckConstraint(condition=Q(left_out__in=("", *LEFT_OUT)), name="left_out_for_a_known_reason"),
        ]


class SealedPdf(models.Model):
    """A PDF that is made in the background and lies encrypted on disk; or why it could not be made."""

    size = models.PositiveIntegerField(default=0)
    wrapped_key = models.BinaryField(default=bytes)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class LetterPaper(SealedPdf):
    """The PDF of a letter, made in the background, encrypted on disk under its id. Deleting the row destroys the key."""

    letter = models.OneToOneField(Letter, models.CASCADE, primary_key=True, related_name="paper")
    state = models.CharField(max_length=8, default="waiting")
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", made_at__isnull=True)
                | (Q(state="failed") & ~Q(error=""))
                | Q(state="made", made_at__isnull=False, size__gt=0),
                name="paper_is_made_or_not",
            )
        ]


class PrintRun(SealedPdf):
    """The letters of a print as one file with their cover sheets, encrypted on disk under this id until they are posted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    state = models.CharField(max_length=8, default="making")
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="making", sent_at__isnull=True)
                | (Q(state="failed", sent_at__isnull=True) & ~Q(error=""))
                | Q(state="ready", ready_at__isnull=False, sent_at__isnull=True)
                | Q(state="sent", ready_at__isnull=False, sent_at__isnull=False),
                name="run_is_ready_or_not",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="run_is_never_more_than_done"),
        ]


class Delivery(models.Model):
    """One try to get a letter to her: a row an effect, whoever asks how often (``effect_key``).

    By trigger: the states follow ``rules.letters.LEADS``; what it was, it stays. A returned letter with no ``settled_at``
    is somebody's task.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="deliveries")
    effect_key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    cover_token = models.CharField(max_length=16, blank=True, help_text="On the cover sheet; post only")
    recipient = models.JSONField(
        null=True, help_text="name, lines, acting: where it goes and for whom; the address of the day when it is printed"
    )
    acting = models.CharField(
        max_length=36, blank=True, help_text="The first Representative in the envelope; empty: she herself, or not yet printed"
    )
    bulk = models.ForeignKey(BulkLetter, models.PROTECT, null=True, related_name="deliveries")
    run = models.ForeignKey(PrintRun, models.PROTECT, null=True, related_name="deliveries")
    created_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    delivered_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    return_reason = models.CharField(max_length=20, blank=True)
    return_note = models.TextField(blank=True)
    scan = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    settlement = models.CharField(max_length=24, blank=True)
    settlement_note = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="delivery_channel_is_known"),
            models.CheckConstraint(condition=Q(state__in=DELIVERY_STATES), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=(Q(channel="post") & ~Q(cover_token="")) | (~Q(channel="post") & Q(cover_token="")),
                name="post_has_a_cover",
            ),
            models.UniqueConstraint(fields=["cover_token"], condition=~Q(cover_token=""), name="a_cover_names_one_letter"),
            models.CheckConstraint(
                condition=Q(state="queued", printed_at__isnull=True)
                | Q(state="recalled", recalled_at__isnull=False)
                | Q(state="printed", printed_at__isnull=False, run__isnull=False, recipient__isnull=False)
                | Q(state="sent", sent_at__isnull=False)
                | Q(state="delivered", delivered_on__isnull=False)
                | Q(state="returned", sent_at__isnull=False, returned_on__isnull=False, return_reason__in=RETURN_REASONS),
                name="delivery_says_when",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settlement="", settled_by__isnull=True)
                | Q(state="returned", settled_at__isnull=False, settlement__in=SETTLED_BY, settled_by__isnull=False),
                name="settled_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["letter", "channel", "acting"], condition=Q(state__in=LIVING), name="one_living_delivery_per_way"
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state="queued", channel="post"), name="letters_to_print"),
            models.Index(fields=["returned_on"], condition=Q(state="returned", settled_at__isnull=True), name="letters_back"),
        ]
