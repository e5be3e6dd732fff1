"""Invented cases that several clerks decide without seeing each other's answers."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.rules.deciding import OUTCOMES


class Vignette(models.Model):
    """Facts, a service, a question. Staff only. Retention: stays; the form says that it describes no real person.

    It is a draft, open for answers, or closed with its resolution. By trigger (0019): what was opened never changes but to be
    closed, once; nothing goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title = models.CharField(max_length=160)
    service = models.CharField(max_length=80)
    facts = models.TextField()
    question = models.CharField(max_length=400)
    template = models.CharField(max_length=40, help_text="The template of decisions whose outcomes may be answered")
    template_version = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    resolution = models.TextField(blank=True, help_text="What the house does in such a case from now on, and why")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(facts="") & ~Q(question=""), name="a_vignette_says_what_is_to_decide"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, resolution="")
                | (Q(closed_at__isnull=False, opened_at__isnull=False, closed_at__gte=F("opened_at")) & ~Q(resolution="")),
                name="a_closed_vignette_says_what_is_right",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="vignettes_by_day")]


class VignetteAnswer(models.Model):
    """What one person would decide, and why. By trigger (0019): while it is open, never by its author; then frozen.

    Retention: stays with its vignette. No page names who answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    vignette = models.ForeignKey(Vignette, models.PROTECT, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20)
    reason = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vignette", "by"], name="a_vignette_is_answered_once_by_each"),
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="answered_outcome_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_answer_has_a_reason"),
        ]
