"""Other bodies, their outages, and the intervals in which a case waits for one of them. Staff only, all of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.rules.waiting import ENDINGS, REASONS


class Partner(models.Model):
    """A body outside the house that cases wait for. No personal data."""

    code = models.CharField(max_length=40, unique=True, help_text="In the journal: partner:<code>")
    name = models.JSONField(help_text="language → name")
    reason = models.CharField(max_length=12)
    legal_basis = models.CharField(max_length=120, blank=True, help_text="Empty: a lawyer has to say")
    usual_days = models.PositiveSmallIntegerField(null=True, help_text="After so many calendar days somebody asks again")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="partner_reason_is_known"),
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z0-9_]{1,40}$"), name="partner_code_fits_the_journal"),
        ]


class PartnerOutage(models.Model):
    """The body cannot be reached or cannot answer: one banner for all cases, a mark on none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="outages")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner"], condition=Q(ended_at__isnull=True), name="one_open_outage_per_partner"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="outage_ends_later"
            ),
        ]


class Suspension(models.Model):
    """An interval in which a case waits for a body, with the reason and its legal basis.

    By trigger (0004): what it began as never changes, an end is never taken back, a case that ends ends its intervals and
    its open request, and no case is decided while one under ``rules.waiting.NO_DECISION`` is open.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="suspensions")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="suspensions")
    reason = models.CharField(max_length=12)
    legal_basis = models.CharField(max_length=120, blank=True)
    note = models.TextField(blank=True, help_text="What was asked; staff only; goes with the case")
    began_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="suspension_reason_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | Q(ended_at__isnull=False, ended_at__gte=F("began_at"), ending__in=ENDINGS),
                name="suspension_ends_later_and_says_how",
            ),
            models.UniqueConstraint(
                fields=["case", "reason", "partner"],
                condition=Q(ended_at__isnull=True),
                name="one_open_suspension_per_reason_and_partner",
            ),
        ]
        indexes = [
            models.Index(fields=["partner"], condition=Q(ended_at__isnull=True), name="open_suspensions"),
        ]
