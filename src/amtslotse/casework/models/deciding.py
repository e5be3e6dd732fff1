"""Decisions: two people, or none."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from amtslotse.casework.models.cases import Case
from amtslotse.casework.rules.deciding import OUTCOMES, SHORTEST_REASONS

models.TextField.register_lookup(Length)


class Decision(models.Model):
    """A draft that somebody wrote and somebody else returned or released.

    By trigger: begins ``in_review``; author, case, outcome and reasons never change; once reviewed nothing changes.
    ``void``: the applicant withdrew before the review.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20)
    reasons = models.TextField()
    status = models.CharField(max_length=12, default="in_review")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="outcome_is_known"),
            models.CheckConstraint(condition=Q(reasons__length__gte=SHORTEST_REASONS), name="decision_has_reasons"),
            models.CheckConstraint(
                condition=Q(status__in=("in_review", "void"), reviewer__isnull=True, reviewed_at__isnull=True)
                | Q(status="released", reviewer__isnull=False, reviewed_at__isnull=False)
                | (Q(status="returned", reviewer__isnull=False, reviewed_at__isnull=False) & ~Q(return_reason="")),
                name="reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=models.F("author")), name="reviewer_is_not_the_author"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(status="in_review"), name="one_draft_in_review_per_case"),
        ]
