"""What a court says about the office's work: the register of suits."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.rules.legal import COST_BEARERS, SUIT_OUTCOMES, SUITS


class Suit(models.Model):
    """A suit against the office. Staff only.

    By constraint: it is open, or it has an outcome, its day, and no date ahead. By trigger: an outcome never changes (0011);
    whoever writes names the version that was read (0014); with the outcome its open deadlines drop (0014).
    Retention: names no person. When its case goes, the tie and the court's reference go with it (trigger); codes, days,
    costs and the lesson stay for the statistics.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="suits")
    kind = models.CharField(max_length=12)
    court = models.CharField(max_length=120)
    reference = models.CharField(max_length=60, blank=True, help_text="The court's own number")
    filed_on = models.DateField()
    hearing_on = models.DateField(null=True, help_text="The next date in court")
    outcome = models.CharField(max_length=16, blank=True)
    outcome_on = models.DateField(null=True)
    cost_bearer = models.CharField(max_length=12, blank=True)
    costs = models.DecimalField(max_digits=10, decimal_places=2, null=True, help_text="Euro, of the office")
    lesson = models.TextField(blank=True, help_text="What the office does differently; no person")
    version = models.PositiveIntegerField(default=1, help_text="One more with each change (trigger 0014)")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SUITS), name="suit_kind_is_known"),
            models.CheckConstraint(condition=~Q(court=""), name="suit_names_a_court"),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on__isnull=True)
                | Q(
                    outcome__in=SUIT_OUTCOMES,
                    outcome_on__isnull=False,
                    outcome_on__gte=F("filed_on"),
                    hearing_on__isnull=True,
                ),
                name="suit_is_open_or_has_an_outcome",
            ),
            models.CheckConstraint(condition=Q(cost_bearer="") | Q(cost_bearer__in=COST_BEARERS), name="cost_bearer_is_known"),
            models.CheckConstraint(condition=Q(costs__isnull=True) | Q(costs__gte=0), name="costs_are_not_negative"),
            models.UniqueConstraint(
                fields=["court", "reference"], condition=~Q(reference=""), name="a_court_reference_names_one_suit"
            ),
        ]
        indexes = [
            models.Index(fields=["filed_on"], name="suits_by_day"),
        ]


class SuitDeadline(models.Model):
    """A day by which the office owes the court something. It is open, done on a day, or dropped with the end of its suit.

    By trigger (0014): only an open suit gets one; day and purpose never change, and what is over stays over.
    Retention: stays with its suit; the purpose names no person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    suit = models.ForeignKey(Suit, models.PROTECT, related_name="deadlines")
    due_on = models.DateField()
    purpose = models.CharField(max_length=120)
    done_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(purpose=""), name="a_deadline_says_what_for"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True), name="a_deadline_is_done_or_dropped"
            ),
            models.UniqueConstraint(fields=["suit", "due_on", "purpose"], name="a_deadline_is_noted_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(done_on__isnull=True, dropped_on__isnull=True), name="deadlines_in_court"
            ),
        ]
