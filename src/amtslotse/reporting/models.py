"""The read model: what the journal says about each case, in one row. No personal data, and no truth of its own.

Everything here can be thrown away and filled again from the journal; ``actions`` does both.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q


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

    class Meta:
        verbose_name_plural = "process facts"
        indexes = [models.Index(fields=["service", "version"], name="reporting_by_procedure")]
