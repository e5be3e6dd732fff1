"""The case, the person whose case it is, and the letters she got."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amtslotse.casework.rules.letters import KINDS, ONCE
from amtslotse.casework.rules.states import CLOSURES, ENDED, SOURCES, STATES


class Family(models.Model):
    """People who filed together: one case a person, shared papers once. Holds nothing but the tie."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    created_at = models.DateTimeField()


class Case(models.Model):
    """An application that was received.

    Frozen by trigger: what was filed, when, under which version of the service; ``complete_since`` once it is set.
    ``decided`` and ``closed`` need a decision of this case that was released or, where the rules allow it, signed (trigger).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    file_number = models.CharField(max_length=20, unique=True, help_text="Without hyphens; pages show codes.spoken")
    submission_key = models.UUIDField(unique=True, help_text="The draft it was: sending twice makes one case")
    submission_digest = models.CharField(max_length=64, help_text="Of answers and documents as they were sent")
    proof_token = models.CharField(max_length=20, unique=True, help_text="On the sheet to show; proves the receipt genuine")
    service = models.CharField(max_length=80)
    service_version = models.PositiveIntegerField()
    purpose = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    answers = models.JSONField(help_text="Groups matter and stay; the person's are with the applicant")
    status = models.CharField(max_length=20)
    source = models.CharField(max_length=12, default="portal", help_text="How it came: portal, paper, counter, efa, import")
    received_at = models.DateTimeField()
    complete_since = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    code_version = models.PositiveIntegerField(default=1)
    effect = models.CharField(max_length=40)
    title_expires_on = models.DateField(null=True)
    needed_on = models.DateField(null=True, help_text="When a job or journey begins")
    court_on = models.DateField(null=True, help_text="The next date in court")
    difficulty = models.PositiveSmallIntegerField()
    urgency_override = models.PositiveSmallIntegerField(null=True, help_text="1 to 4, a person's instead of the rules'")
    urgency_reason = models.TextField(blank=True, help_text="Why: never without")
    team = models.CharField(max_length=40, blank=True, help_text="Empty while in clearing")
    team_reason = models.JSONField(default=dict, help_text="language → the rule, or the person's reason, that sent it there")
    team_by_hand = models.BooleanField(default=False, help_text="A person chose the team: a new chart leaves the case there")
    as_it_stands = models.TextField(blank=True, help_text="Why it was passed on incomplete after its deadline (§ 82 AufenthG)")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    family = models.ForeignKey(Family, models.PROTECT, null=True, related_name="cases")
    decision = models.OneToOneField("casework.Decision", models.PROTECT, null=True, related_name="+")
    card_ordered_at = models.DateTimeField(null=True)
    card_arrived_at = models.DateTimeField(null=True, help_text="At the office, to be collected")
    ended_at = models.DateTimeField(null=True)
    closure = models.CharField(max_length=20, blank=True, help_text="How it ended (§ 36 StAG asks for it); empty while open")
    final_on = models.DateField(null=True, help_text="When no remedy is left; retention counts from it")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=STATES), name="case_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status__in=("decided", "closed")) | Q(decision__isnull=False, decided_at__isnull=False),
                name="decided_needs_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("with_team", "in_review", "decided", "closed"))
                | ((Q(complete_since__isnull=False) | ~Q(as_it_stands="") | Q(source="import")) & ~Q(team="")),
                name="team_needs_a_complete_case_or_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(complete_since__isnull=True) | Q(complete_since__gte=models.F("received_at")),
                name="complete_after_received",
            ),
            models.CheckConstraint(condition=Q(difficulty__range=(1, 3)), name="difficulty_from_1_to_3"),
            models.CheckConstraint(
                condition=Q(urgency_override__isnull=True) | (Q(urgency_override__range=(1, 4)) & ~Q(urgency_reason="")),
                name="overridden_urgency_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="case_source_is_known"),
            models.CheckConstraint(
                condition=Q(status__in=ENDED, ended_at__isnull=False, closure__in=CLOSURES)
                | (~Q(status__in=ENDED) & Q(ended_at__isnull=True, closure="")),
                name="ended_says_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(card_arrived_at__isnull=True) | Q(card_ordered_at__lte=models.F("card_arrived_at")),
                name="card_arrives_after_it_was_ordered",
            ),
            models.CheckConstraint(
                condition=Q(deputy__isnull=True) | ~Q(deputy=models.F("owner")), name="deputy_is_not_the_owner"
            ),
        ]
        indexes = [
            # Everything that counting and ranking an inbox reads: the wide rows are read for the page alone.
            models.Index(
                fields=["status", "team", "received_at"],
                include=[
                    *("id", "service", "service_version", "owner", "deputy", "purpose", "difficulty", "urgency_override"),
                    *("title_expires_on", "needed_on", "court_on", "complete_since", "effect"),
                ],
                condition=~Q(status__in=ENDED),
                name="open_cases",
            ),
        ]


class Applicant(models.Model):
    """The person. Everything here is personal data and goes when the case is deleted."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="applicant")
    family_name = models.CharField(max_length=200)
    given_names = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=800, help_text="kernel.names.sort_key: where the name stands in a German list")
    birth_year = models.PositiveSmallIntegerField()
    birth_month = models.PositiveSmallIntegerField(default=0, help_text="0: not known")
    birth_day = models.PositiveSmallIntegerField(default=0, help_text="0: not known")
    nationality = models.CharField(max_length=2)
    street = models.CharField(max_length=200)
    postcode = models.CharField(max_length=20)
    city = models.CharField(max_length=200)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    answers = models.JSONField(help_text="Groups person and contact as they were sent")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year__range=(1900, 9999), birth_month__range=(0, 12), birth_day__range=(0, 31))
                & (Q(birth_day=0) | Q(birth_month__gt=0)),
                name="birth_date_may_be_partly_unknown",
            ),
            models.CheckConstraint(condition=~Q(family_name=""), name="applicant_has_a_name"),
        ]


class Letter(models.Model):
    """A letter to the applicant: its data; the paper is made anew, the same each time. Codes are never in the data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    data = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=KINDS),
                name="letter_kind_is_known",
            ),
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(kind__in=ONCE),
                name="one_receipt_one_completeness_one_decision",
            ),
        ]
