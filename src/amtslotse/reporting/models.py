"""The read model: what the journal says about each case, in one row. No personal data, and no truth of its own.

Every table of facts can be thrown away and filled again from the journal; ``actions`` does both. Only the promises at the end
are the office's own words and stay.
"""

from __future__ import annotations

import uuid
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q

from amtslotse.reporting.rules.promises import LONGEST, MEASURES, PERCENTILES


class CaseFacts(models.Model):
    """One journal stream of kind case. Times as recorded; days in the office's time zone, for counting by month."""

    stream_id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    ref = models.TextField(blank=True, help_text="The case in its source; empty once the stream is shredded")
    file_number = models.CharField(max_length=20, blank=True, help_text="Of a case of our own, without hyphens")
    purpose = models.CharField(max_length=40, blank=True, help_text="Title code, such as AUSB_16B")
    row = models.CharField(max_length=40, blank=True, help_text="Row of the council's table the title code belongs to")
    received_at = models.DateTimeField()
    first_touch_at = models.DateTimeField(null=True)
    complete_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="Decided or ended, whichever came first: no longer in stock")
    received_on = models.DateField()
    touched_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    gross_days = models.FloatField(null=True, help_text="From receipt to decision, days of 24 hours")
    touch_days = models.FloatField(null=True, help_text="From receipt to the first touch, days of 24 hours")
    last_event_at = models.DateTimeField()
    waits_on = models.CharField(max_length=60, blank=True)
    events = models.IntegerField()
    refused = models.BooleanField(default=False, help_text="Decided, and no title or certificate came of it")
    invented = models.BooleanField(default=False, help_text="Made up for the demonstration")

    class Meta:
        verbose_name_plural = "case facts"
        constraints = [
            models.CheckConstraint(condition=Q(gross_days__isnull=True) | Q(gross_days__gte=0), name="no_negative_throughput")
        ]
        indexes = [
            models.Index(fields=["decided_on"], name="reporting_by_decision"),
            models.Index(fields=["received_on"], name="reporting_by_receipt"),
            models.Index(fields=["closed_on"], name="reporting_by_end"),
            models.Index(fields=["touched_on"], name="reporting_by_first_touch"),
            models.Index(fields=["received_at"], condition=Q(closed_at__isnull=True), name="reporting_stock"),
        ]


class ReadState(models.Model):
    """How far the read model has read: exactly one row."""

    only = models.BooleanField(primary_key=True, default=True)
    watermark = models.BigIntegerField(default=0, help_text="Every event with a smaller xid is in the read model")
    refreshed_at = models.DateTimeField(null=True)
    cluster = models.CharField(max_length=60, blank=True, help_text="Database the watermark counts in; a restore makes another")
    sources = models.JSONField(default=list, help_text="What each source holds, for filters and cards")
    rows_hash = models.CharField(max_length=64, blank=True, help_text="Table from title code to row that was applied")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_read_state")]


class AppointmentFacts(models.Model):
    """One journal stream of kind appointment that was booked. A moved appointment is a row of its own and counts nowhere."""

    stream_id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    klass = models.CharField(max_length=20)
    site = models.CharField(max_length=40)
    via = models.CharField(max_length=20, help_text="How it was booked: portal, desk, telephone, allocation, …")
    state = models.CharField(max_length=20, help_text="booked | arrived | done | no_show | cancelled | moved")
    persons = models.IntegerField()
    minutes = models.IntegerField()
    requested_on = models.DateField()
    booked_on = models.DateField()
    starts_at = models.DateTimeField()
    starts_on = models.DateField()
    wait_workdays = models.IntegerField(help_text="Working days of the Land after the request, up to the appointment")
    lead_days = models.IntegerField(help_text="Calendar days from booking to appointment")
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "appointment facts"
        indexes = [models.Index(fields=["starts_on"], name="reporting_appointments_by_day")]


class VisitFacts(models.Model):
    """One journal stream of kind ticket: a visit to the hall."""

    stream_id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    site = models.CharField(max_length=40)
    klass = models.CharField(max_length=20)
    with_appointment = models.BooleanField()
    arrived_at = models.DateTimeField()
    arrived_on = models.DateField()
    waited_seconds = models.IntegerField(null=True, help_text="Arrival to first call")
    served_seconds = models.IntegerField(help_text="At all counters together")
    outcome = models.CharField(max_length=40, blank=True)
    of_case = models.CharField(max_length=8, blank=True, help_text="case | none; empty: nobody said which case it was about")

    class Meta:
        verbose_name_plural = "visit facts"
        indexes = [models.Index(fields=["arrived_on"], name="reporting_visits_by_day")]


class RequestFacts(models.Model):
    """One journal stream of kind request that was confirmed."""

    stream_id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    klass = models.CharField(max_length=20)
    made_on = models.DateField()
    starts_on = models.DateField(null=True, help_text="Of the place she was given")
    filed_on = models.DateField(null=True)
    looked_at_on = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "request facts"
        indexes = [models.Index(fields=["made_on"], name="reporting_requests_by_day")]


class ContactFacts(models.Model):
    """The contacts of one day, by channel and reason. No person, on either side."""

    stream_id = models.BigIntegerField()
    source = models.CharField(max_length=60)
    day = models.DateField()
    channel = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    contacts = models.IntegerField()
    settled = models.IntegerField()
    seconds = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "contact facts"
        constraints = [models.UniqueConstraint(fields=["stream_id", "channel", "reason"], name="one_row_per_day_and_reason")]
        indexes = [models.Index(fields=["day"], name="reporting_contacts_by_day")]


class SupplyFacts(models.Model):
    """How far away the third free appointment of a class was, each morning."""

    source = models.CharField(max_length=60)
    day = models.DateField()
    klass = models.CharField(max_length=20)
    third_next_workdays = models.IntegerField(null=True, help_text="Null: fewer than three places are free")
    free = models.IntegerField()

    class Meta:
        verbose_name_plural = "supply facts"
        constraints = [models.UniqueConstraint(fields=["source", "day", "klass"], name="one_snapshot_per_day_and_class")]


class MessageFacts(models.Model):
    """One journal event about a message: it came to a case or to none (+1), left again (-1), was answered or joined."""

    stream_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    source = models.CharField(max_length=60)
    day = models.DateField(help_text="When the message was received; of an answer: when it was given")
    of_case = models.BooleanField(help_text="The stream is that of a case")
    channel = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    came = models.SmallIntegerField(help_text="+1, -1; 0 for an answer")
    hours = models.IntegerField(null=True, help_text="From receipt to answer; null: no answer")
    joined = models.BooleanField(default=False, help_text="Found to be a duplicate")

    class Meta:
        verbose_name_plural = "message facts"
        constraints = [models.UniqueConstraint(fields=["stream_id", "seq"], name="one_row_per_message_event")]
        indexes = [models.Index(fields=["day"], name="reporting_messages_by_day")]


class TypingFacts(models.Model):
    """An application that staff took in: how many answers they typed, took over, and typed although the office had them."""

    stream_id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    day = models.DateField()
    via = models.CharField(max_length=20)
    typed = models.IntegerField()
    taken_over = models.IntegerField()
    twice = models.IntegerField()

    class Meta:
        verbose_name_plural = "typing facts"
        indexes = [models.Index(fields=["day"], name="reporting_typing_by_day")]


class ProcessFacts(models.Model):
    """How the work on a case of our own went. Times, purpose and source stand in its ``CaseFacts``."""

    stream_id = models.BigIntegerField(primary_key=True)
    service = models.CharField(max_length=80, help_text="Under which the application was filed")
    version = models.IntegerField(null=True)
    difficulty = models.IntegerField(null=True, help_text="1 to 3, when it was passed to a team")
    requests = models.IntegerField(help_text="Requests for documents")
    early_requests = models.IntegerField(help_text="Those before completeness was confirmed")
    routed_at = models.DateTimeField(null=True, help_text="First passed to a team")
    reroutes = models.IntegerField(help_text="Passed on because another team is in charge")
    wrong_team_days = models.FloatField(null=True, help_text="From the first team to the next; null: never passed on")
    hand_overs = models.IntegerField(help_text="Changes of team or owner after the first owner had it")
    returned = models.BooleanField(help_text="A reviewer returned a draft")
    reversed = models.BooleanField(help_text="A court or an objection overturned the decision")
    waited_days = models.FloatField(null=True, help_text="Of the throughput time: on the applicant or another body")
    checked_at = models.DateTimeField(null=True, help_text="Clearing first looked at it")
    whole_at = models.DateTimeField(null=True, help_text="The last document before completeness was confirmed came")
    confirm_workdays = models.IntegerField(null=True, help_text="From then to the confirmation, in working days of the Land")
    visits = models.IntegerField(default=0, help_text="Days on which she came to the office about it")

    class Meta:
        verbose_name_plural = "process facts"
        indexes = [
            models.Index(fields=["service", "version"], name="reporting_by_procedure"),
            models.Index(fields=["checked_at"], name="reporting_by_first_check"),
        ]


class CaseContactFacts(models.Model):
    """A contact by telephone or at the counter that was about a case of our own. No person, on either side."""

    stream_id = models.BigIntegerField(help_text="Of the case")
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    day = models.DateField()
    channel = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    settled = models.BooleanField(help_text="Without a specialist")

    class Meta:
        verbose_name_plural = "case contact facts"
        constraints = [models.UniqueConstraint(fields=["stream_id", "seq"], name="one_row_per_case_contact")]
        indexes = [models.Index(fields=["day"], name="reporting_case_contacts_by_day")]


class LetterFacts(models.Model):
    """A letter that was written in a case of our own and not called back."""

    stream_id = models.BigIntegerField(help_text="Of the case")
    seq = models.BigIntegerField()
    day = models.DateField()
    template = models.CharField(max_length=60, help_text="Template of a notice; else the kind of letter")
    is_notice = models.BooleanField(help_text="Written from one of the office's templates")

    class Meta:
        verbose_name_plural = "letter facts"
        constraints = [models.UniqueConstraint(fields=["stream_id", "seq"], name="one_row_per_letter")]
        indexes = [models.Index(fields=["day"], name="reporting_letters_by_day")]


_DRAFT = Q(published_at__isnull=True)
_IS_DRAFT = Q(published_at__isnull=True, published_by__isnull=True, valid_from__isnull=True)
_IS_PUBLISHED = Q(published_at__isnull=False, published_by__isnull=False, valid_from__isnull=False)
_SPEAKS = ~Q(sentence="") & ~Q(owner="") & ~Q(value="")
# Said with "is not null" throughout: a check that comes out as null would pass.
_UNITS = reduce(or_, (Q(measure=key, unit__in=each.units or ("percent",)) for key, each in sorted(MEASURES.items())))
_TIMES = sorted(key for key, each in MEASURES.items() if each.units)
_LASTS = Q(measure__in=_TIMES, limit__isnull=False, limit__gte=0, limit__lte=LONGEST, share__isnull=False)
_IS_SHARE = ~Q(measure__in=_TIMES) & Q(form="at_least", limit__isnull=True, share__isnull=False, share__lte=100)
_MEASURED = _UNITS & (
    (_LASTS & Q(form="within", share__gte=1, share__lte=100))
    | (_LASTS & Q(form="percentile", share__in=PERCENTILES))
    | _IS_SHARE
)


class Promise(models.Model):
    """Something the office promises everybody, in versions. Withdrawn it stays readable, for good (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True, help_text="German, shown to everybody")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="withdrawn_says_why",
            )
        ]


class PromiseVersion(models.Model):
    """What is promised, in German; without a measure it cannot be published (constraint).

    By trigger (0005): what is published never changes and is never deleted; it is valid from the day it was published or later,
    after every earlier version, and nothing is published of a promise that is withdrawn.
    """

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    value = models.CharField(max_length=40, blank=True, help_text="What it stands for: reporting.rules.promises.VALUES")
    sentence = models.CharField(max_length=300, blank=True)
    measure = models.CharField(max_length=40, blank=True, help_text="Key figure: reporting.rules.promises.MEASURES")
    form = models.CharField(max_length=12, blank=True, help_text="within | percentile | at_least")
    unit = models.CharField(max_length=12, blank=True)
    limit = models.PositiveSmallIntegerField(null=True)
    share = models.PositiveSmallIntegerField(null=True, help_text="Of a hundred; of a percentile, which one")
    owner = models.CharField(max_length=40, blank=True, help_text="A role, never a person")
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promise", "version"], name="one_content_per_promise_version"),
            models.UniqueConstraint(fields=["promise"], condition=_DRAFT, name="one_draft_per_promise"),
            models.UniqueConstraint(fields=["promise", "valid_from"], name="one_promise_version_a_day"),
            models.CheckConstraint(condition=_IS_DRAFT | _IS_PUBLISHED, name="published_says_by_whom_and_from_when"),
            models.CheckConstraint(condition=_DRAFT | (_SPEAKS & _MEASURED), name="what_is_promised_is_measured"),
        ]


class PromiseText(models.Model):
    """A version's sentence in another language. It is shown only once it says who checked it and when.

    By trigger: a changed sentence is unchecked again, and what was checked of a published version never changes.
    """

    version = models.ForeignKey(PromiseVersion, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    sentence = models.CharField(max_length=300)
    checked_by = models.CharField(max_length=120, blank=True)
    checked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="one_promise_text_per_language"),
            models.CheckConstraint(condition=~Q(language="de") & ~Q(sentence=""), name="a_translation_says_something"),
            models.CheckConstraint(
                condition=Q(checked_by="", checked_on__isnull=True) | (~Q(checked_by="") & Q(checked_on__isnull=False)),
                name="promise_text_checked_by_and_on",
            ),
        ]
