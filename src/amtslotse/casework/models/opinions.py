"""What an experienced clerk says of a case's urgency and difficulty without seeing what the rules say."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.models.cases import Case


class OpinionRound(models.Model):
    """The sample of one month, drawn once. By trigger (0019): never changes, never goes. Staff only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    month = models.DateField(unique=True, help_text="The first day of the month in which the cases are judged")
    population = models.PositiveIntegerField(help_text="Undecided cases, there when the month began, never drawn before")
    drawn = models.PositiveIntegerField(help_text="So many of them may be judged")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="a_round_is_of_a_month"),
            models.CheckConstraint(condition=Q(drawn__lte=F("population")), name="a_round_draws_from_what_there_was"),
        ]


class OpinionCase(models.Model):
    """A case that a round drew. By trigger (0019): drawn with its round, never changed; a case is drawn once for good.

    Retention: when the case goes, the tie goes (trigger); rank, number and service stay for the figures.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(OpinionRound, models.PROTECT, related_name="cases")
    case = models.OneToOneField(Case, models.SET_NULL, null=True, related_name="+")
    rank = models.PositiveIntegerField(help_text="1 is the lowest number of the month")
    number = models.DecimalField(max_digits=20, decimal_places=0, help_text="A keyed hash of month and case")
    service = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "rank"], name="an_opinion_rank_is_drawn_once")]


class SecondOpinion(models.Model):
    """What one judge says of a drawn case, and what the rules said at that moment. Staff only; no page names the judge.

    By trigger (0019): given within the month of its round, on an open case, never by its owner or deputy; then frozen.
    Retention: when the case goes, the reason goes (trigger); the numbers stay for the figures.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    drawn = models.ForeignKey(OpinionCase, models.PROTECT, related_name="opinions")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    urgency = models.PositiveSmallIntegerField()
    difficulty = models.PositiveSmallIntegerField()
    reason = models.TextField(help_text="Why, in her words; no person")
    rules_urgency = models.PositiveSmallIntegerField(help_text="What the rules alone said then, whatever a person had set")
    rules_difficulty = models.PositiveSmallIntegerField()
    rules_why = models.JSONField(default=list, help_text="The codes of the rules that spoke, strongest first")
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drawn", "judge"], name="a_judge_judges_a_case_once"),
            models.CheckConstraint(
                condition=Q(urgency__range=(1, 4), rules_urgency__range=(1, 4)), name="judged_urgency_from_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(difficulty__range=(1, 3), rules_difficulty__range=(1, 3)), name="judged_difficulty_from_1_to_3"
            ),
        ]
