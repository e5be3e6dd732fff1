"""Decisions: who wrote, who reviewed, what the sample drew, to whom it goes, and when it was notified."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Length

from amtslotse.casework.models.cases import Case, Letter
from amtslotse.casework.rules.deciding import (
    BURDENS,
    CAPACITIES,
    DISCRETION,
    HEARINGS,
    OUTCOMES,
    RETURNS,
    REVERSED_BY,
    SHORTEST_REASONS,
    WAYS,
)

models.TextField.register_lookup(Length)


class Hearing(models.Model):
    """A letter that asks her what she says to a decision that would burden her (§ 28 VwVfG), and what she said.

    By trigger (0015): what was asked never changes; her statement is noted once; a replaced one stays so. By constraint one a
    case counts at a time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="hearings")
    letter = models.OneToOneField(Letter, models.CASCADE, related_name="hearing")
    outcome = models.CharField(max_length=20, help_text="What is intended")
    reasons = models.TextField(help_text="Why, in German, as the letter says it")
    deadline_on = models.DateField(help_text="Until when she may answer")
    shortest_days = models.PositiveSmallIntegerField(
        default=7, help_text="So long before the deadline the letter has to be in the post: the office's number of the day"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    answered_on = models.DateField(null=True, help_text="When her statement came")
    answer = models.TextField(blank=True, help_text="What she said, as the clerk noted it")
    replaced_at = models.DateTimeField(null=True, help_text="A later letter counts instead")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=BURDENS), name="hearing_is_about_a_burden"),
            models.CheckConstraint(condition=Q(reasons__length__gte=SHORTEST_REASONS), name="hearing_has_reasons"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="") | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="statement_has_day_and_words",
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(replaced_at__isnull=True), name="one_hearing_counts"),
        ]


_LEFT = Q(status__in=("released", "signed"))
_GRANT = Q(outcome="grant")
_UNREVIEWED = Q(reviewer__isnull=True, reviewed_at__isnull=True)
_REVIEWED = Q(reviewer__isnull=False, reviewed_at__isnull=False, signed_at__isnull=True)


class Decision(models.Model):
    """A draft that somebody wrote, and that somebody else returned or released; or a grant that its author signed.

    By trigger (0005): begins ``in_review``; what was written never changes; once it left review nothing changes; it leaves
    the house only to the right addressee, and is signed by its author only where the sample did not draw the case and no
    draft of it was ever returned. By trigger (0020): it says "not heard" of nobody whose hearing letter still runs. ``void``:
    the applicant withdrew before the review.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20)
    template = models.CharField(max_length=40, default="general", help_text="Of casework/data/decisions.toml")
    template_version = models.PositiveIntegerField(default=1)
    ground = models.CharField(max_length=80, blank=True, help_text="The legal ground, as the report of discretion counts it")
    reasons = models.TextField()
    sections = models.JSONField(default=dict, help_text="What the template asked for besides, by its key")
    discretion = models.CharField(max_length=12, default="bound")
    discretion_reasons = models.TextField(blank=True)
    hearing = models.CharField(max_length=12, blank=True, help_text="held, not_held; empty where nothing burdens her")
    hearing_on = models.DateField(null=True, help_text="When she was heard or had been asked")
    hearing_letter = models.ForeignKey(
        Hearing, models.PROTECT, null=True, related_name="decisions", help_text="The letter by which she was heard"
    )
    hearing_reason = models.TextField(blank=True, help_text="Why there was none (§ 28 VwVfG)")
    remedy_notice = models.TextField(blank=True, help_text="The German text that binds")
    remedy_source = models.CharField(max_length=40, blank=True, help_text="Land and day of the text; empty when typed")
    addressed = models.CharField(
        max_length=64,
        blank=True,
        help_text="queries.addressed of the day it was written: tells whether an address changed since",
    )
    status = models.CharField(max_length=12, default="in_review")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True, help_text="A grant that the sample did not draw, signed by its author")
    return_code = models.CharField(max_length=20, blank=True)
    return_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="outcome_is_known"),
            models.CheckConstraint(condition=Q(reasons__length__gte=SHORTEST_REASONS), name="decision_has_reasons"),
            models.CheckConstraint(
                condition=(Q(status__in=("in_review", "void"), signed_at__isnull=True) & _UNREVIEWED)
                | (Q(status="released") & _REVIEWED)
                | (Q(status="returned", return_code__in=RETURNS) & _REVIEWED & ~Q(return_reason=""))
                | (Q(status="signed", signed_at__isnull=False) & _UNREVIEWED),
                name="reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("author")), name="reviewer_is_not_the_author"
            ),
            models.CheckConstraint(condition=~Q(status="signed") | _GRANT, name="only_a_grant_is_signed_alone"),
            models.CheckConstraint(
                condition=Q(discretion="bound")
                | Q(discretion__in=DISCRETION, discretion_reasons__length__gte=SHORTEST_REASONS),
                name="discretion_has_reasons",
            ),
            models.CheckConstraint(
                condition=Q(hearing="")
                | Q(hearing="held", hearing_on__isnull=False)
                | Q(hearing__in=HEARINGS, hearing_reason__length__gte=SHORTEST_REASONS),
                name="hearing_says_when_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(hearing_letter__isnull=True) | Q(hearing="held"), name="heard_by_letter_is_heard"
            ),
            models.CheckConstraint(condition=~_LEFT | _GRANT | ~Q(hearing=""), name="burden_leaves_after_a_hearing"),
            models.CheckConstraint(
                condition=~_LEFT | _GRANT | Q(remedy_notice__length__gte=SHORTEST_REASONS),
                name="burden_leaves_with_a_remedy_notice",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(status__in=("in_review", "released", "signed")),
                name="one_living_decision_per_case",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "created_at"], name="decisions_by_status"),
            models.Index(Coalesce("reviewed_at", "signed_at"), name="decisions_by_leaving"),
        ]


class Addressee(models.Model):
    """To whom a decision goes, as it stood on the letter. By trigger: added while in review, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="addressees")
    capacity = models.CharField(max_length=16, help_text="applicant, representative, guardian")
    name = models.CharField(max_length=400)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=200, blank=True)
    representative = models.UUIDField(null=True, help_text="The Representative it was; the trigger compares it with her case")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(capacity__in=CAPACITIES), name="capacity_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="addressee_has_a_name"),
            models.CheckConstraint(
                condition=Q(capacity="applicant", representative__isnull=True)
                | (~Q(capacity="applicant") & Q(representative__isnull=False)),
                name="who_acts_for_her_is_on_the_case",
            ),
        ]


class Draw(models.Model):
    """What the sample said about a case, once and for all: by trigger it never changes and never goes.

    ``number`` is a keyed hash of the case alone (``rules.sampling``); anybody with the key computes it again.
    """

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="draw")
    number = models.PositiveSmallIntegerField(help_text="0 to 9999")
    share = models.PositiveSmallIntegerField(help_text="Of ten thousand, on that day")
    why = models.JSONField(default=list, help_text="Codes of the rules that made the share")
    drawn = models.BooleanField()
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__lte=9_999, share__lte=10_000), name="draw_is_of_ten_thousand"),
            models.CheckConstraint(
                condition=Q(drawn=True, number__lt=F("share")) | Q(drawn=False, number__gte=F("share")),
                name="drawn_is_what_the_number_says",
            ),
        ]
        indexes = [models.Index(fields=["drawn_at"], name="draws_by_day")]


class Notification(models.Model):
    """How and when a decision was notified (Bekanntgabe) to one of its addressees. Her newest counts; by trigger none changes.

    By trigger (0015) a decision that was notified to some of its addressees only is not final, and does not close a burden.

    A copy on a page that a code opens is not among the ways: it notifies nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="notifications")
    addressee = models.ForeignKey(Addressee, models.PROTECT, related_name="notifications")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="notifications", help_text="The written form")
    way = models.CharField(max_length=16)
    sent_on = models.DateField(help_text="Posted or handed over")
    notified_on = models.DateField(help_text="The day that counts")
    remedy_until = models.DateField(null=True, help_text="The last day; null where nothing burdens her")
    rule = models.CharField(max_length=40, blank=True, help_text="Whose rule made the days; empty: a person looked")
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=WAYS), name="the_way_of_notification_is_known"),
            models.CheckConstraint(condition=Q(notified_on__gte=F("sent_on")), name="notified_after_it_was_sent"),
            models.CheckConstraint(
                condition=Q(remedy_until__isnull=True) | Q(remedy_until__gt=F("notified_on")), name="remedy_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(rule="") | ~Q(note=""), name="a_day_without_a_rule_says_why"),
        ]


class Reversal(models.Model):
    """A decision that a court or an objection overturned: it feeds the sample."""

    decision = models.OneToOneField(Decision, models.PROTECT, primary_key=True, related_name="reversal")
    by_whom = models.CharField(max_length=12)
    on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(by_whom__in=REVERSED_BY), name="who_reversed_is_known")]
