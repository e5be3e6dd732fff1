"""The monthly legal review: what was drawn from last month's decisions, what was found, what the team says to it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.models.deciding import Decision
from amtslotse.casework.rules.legal_review import ANSWERS, SEVERITIES, VERDICTS


class LegalReview(models.Model):
    """The sample of one month, drawn once. By trigger (0014): never changes, never goes. Staff only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    month = models.DateField(unique=True, help_text="The first day of the month in which the decisions left the house")
    population = models.PositiveIntegerField(help_text="Decisions that left the house in that month")
    drawn = models.PositiveIntegerField(help_text="So many of them are reviewed")
    checklist = models.PositiveIntegerField(help_text="The version of casework/data/legal_review.toml")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="a_review_is_of_a_month"),
            models.CheckConstraint(condition=Q(drawn__lte=F("population")), name="drawn_from_what_there_was"),
        ]


class SampledDecision(models.Model):
    """A decision that the sample of a month drew, and how far its review is. Staff only.

    By trigger (0014): drawn with its review and never changed; reviewed by neither author nor releaser, with every point of the
    checklist; then frozen but for one answer of the team, to findings only. By constraint: reviewer and day come together.
    Retention: when the case goes, the tie, the notes and the answer go (trigger); codes stay for the figures.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    review = models.ForeignKey(LegalReview, models.PROTECT, related_name="decisions")
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="+")
    rank = models.PositiveIntegerField(help_text="1 is the lowest number of the month")
    number = models.DecimalField(max_digits=20, decimal_places=0, help_text="A keyed hash of month and decision")
    service = models.CharField(max_length=60)
    outcome = models.CharField(max_length=20)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, blank=True)
    answer_text = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "rank"], name="a_rank_is_drawn_once"),
            models.UniqueConstraint(fields=["review", "decision"], name="a_decision_is_drawn_once"),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True, reviewed_at__isnull=True)
                | Q(reviewer__isnull=False, reviewed_at__isnull=False),
                name="a_review_says_when",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True, answer_text="")
                | Q(
                    answer__in=ANSWERS,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                    reviewed_at__isnull=False,
                    answered_at__gte=F("reviewed_at"),
                ),
                name="a_team_answers_what_was_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("reviewer")), name="nobody_answers_herself"
            ),
        ]
        indexes = [
            models.Index(fields=["review", "service"], name="sampled_by_service"),
            models.Index(fields=["decision"], name="sampled_by_decision"),
        ]


class ReviewPoint(models.Model):
    """What the reviewer says about one point of the checklist. By trigger (0014): written with the review, then frozen."""

    sampled = models.ForeignKey(SampledDecision, models.PROTECT, related_name="points")
    point = models.CharField(max_length=40, help_text="A key of the review's version of the checklist")
    verdict = models.CharField(max_length=16)
    severity = models.CharField(max_length=8, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sampled", "point"], name="a_point_is_judged_once"),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="verdict_of_a_point_is_known"),
            models.CheckConstraint(
                condition=Q(verdict="defect", severity__in=SEVERITIES) | (~Q(verdict="defect") & Q(severity="", note="")),
                name="a_defect_says_how_severe",
            ),
        ]
