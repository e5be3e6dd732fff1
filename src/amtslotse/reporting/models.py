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
