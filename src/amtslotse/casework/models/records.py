"""How long something stays: holds, what is about to leave, what left, and the report of every run."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.models.cases import Case


class LegalHold(models.Model):
    """Somebody needs the case kept, and says why. By trigger (0012): while one is open, nothing of the case is deleted.

    It is open until ``lifted_at``: a person lifted it, or ``until`` is over and the run noted that (no ``lifted_by``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=400)
    begins_on = models.DateField()
    until = models.DateField(null=True, help_text="The last day; empty: until somebody lifts it")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("begins_on")), name="hold_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | Q(lifted_at__isnull=False), name="lifted_hold_says_when"
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(lifted_at__isnull=True), name="open_holds")]


class UploadsGone(models.Model):
    """The uploads of a case were deleted. What she reads about it."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="uploads_gone")
    gone_on = models.DateField()
    documents = models.PositiveIntegerField()


class Leaving(models.Model):
    """The case is being deleted in this transaction; without it, decisions cannot be. By trigger: ended, not held, due."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    going_on = models.DateField()


class RetentionRun(models.Model):
    """The report of a run: how much went, by ``rules.retention.CLASSES``. No person. Rows only grow (trigger)."""

    ran_at = models.DateTimeField(unique=True)
    counts = models.JSONField()
