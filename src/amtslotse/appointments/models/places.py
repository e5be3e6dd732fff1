"""What can be asked for, how much of it is planned, and the places that come of the plan. No personal data."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from amtslotse.appointments.rules.words import CHANNELS, CLASSES, CONTINGENTS


class Int8Range(Func):
    """A number as a range of one: gist has no plain ``=`` for numbers without an extension the embedded server lacks."""

    function = "int8range"


class Span(Func):
    function = "tstzrange"


class Matter(models.Model):
    """Something people come for. Configuration (``data/matters.toml``), changed by applying the file again."""

    key = models.SlugField(max_length=60, primary_key=True)
    names = models.JSONField(help_text="language → plain words")
    hints = models.JSONField(default=dict, help_text="language → what to bring, or how it goes without a visit")
    klass = models.CharField(max_length=20)
    channel = models.CharField(max_length=20, help_text="visit, or where it goes without one (R11)")
    minutes = models.PositiveSmallIntegerField()
    minutes_each_more = models.PositiveSmallIntegerField(default=0, help_text="For each further person of one booking")
    service = models.CharField(max_length=80, blank=True, help_text="Key in the catalogue when the matter is an application")
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(klass__in=CLASSES), name="matter_class_is_known"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="matter_channel_is_known"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="matter_takes_time"),
        ]


class ClassPolicy(models.Model):
    """How the places of a class are given (docs/algorithms/allocation.md). Configuration, visible to everybody."""

    klass = models.CharField(max_length=20, primary_key=True)
    promise_workdays = models.PositiveSmallIntegerField(null=True, help_text="The office's promise, R01/R02; null: none")
    minimum_notice_minutes = models.PositiveIntegerField(default=60)
    horizon_days = models.PositiveSmallIntegerField(default=70, help_text="How far ahead places can be booked")
    draws = models.BooleanField(default=False, help_text="Whether places may be allocated; never for emergency and short")
    pressure_from = models.FloatField(default=1.0, help_text="Requests a day ÷ places a day from which places are allocated")
    entry_weeks_before_expiry = models.PositiveSmallIntegerField(default=8)
    result_hour = models.TimeField(default="16:00", help_text="When results are told, local time")
    hold_share_percent = models.PositiveSmallIntegerField(
        default=20, help_text="Unconfirmed holds cover at most this share of free places"
    )
    no_show_overbooking = models.BooleanField(default=False, help_text="Extra visits from measured no-shows; only regular")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(klass__in=CLASSES), name="policy_class_is_known"),
            models.CheckConstraint(condition=Q(draws=False) | Q(klass="regular"), name="emergencies_are_never_drawn"),
            models.CheckConstraint(
                condition=Q(no_show_overbooking=False) | Q(klass="regular"), name="emergencies_are_never_overbooked"
            ),
            models.CheckConstraint(condition=Q(hold_share_percent__range=(1, 100)), name="hold_share_is_a_percentage"),
        ]


class PlanRule(models.Model):
    """On this weekday this counter offers places of this class, local time, half-open, from a date and perhaps to a date."""

    counter = models.ForeignKey("offices.Counter", models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    klass = models.CharField(max_length=20)
    contingent = models.CharField(max_length=20, default="public")
    minutes = models.PositiveSmallIntegerField(help_text="Length of one place")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="plan_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(klass__in=CLASSES), name="plan_class_is_known"),
            models.CheckConstraint(condition=Q(contingent__in=CONTINGENTS), name="plan_contingent_is_known"),
            models.CheckConstraint(condition=Q(minutes__range=(5, 240)), name="plan_minutes_are_sensible"),
        ]


class Place(models.Model):
    """A place in the calendar of one counter. Made from the plan, ``retired`` when the plan drops it and nobody sits on it.

    Places of one counter that are not retired never overlap (exclusion constraint). Who sits on it: ``Seat``.
    """

    counter = models.ForeignKey("offices.Counter", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    klass = models.CharField(max_length=20)
    contingent = models.CharField(max_length=20, default="public")
    bookable_from = models.DateTimeField(null=True, help_text="Null: not given out by the calendar (allocation, waiting list)")
    retired = models.BooleanField(default=False)
    stranded = models.BooleanField(
        default=False, help_text="Somebody sits on it and the plan no longer has it: a person decides"
    )
    kept = models.BooleanField(default=False, help_text="A person decided: whoever sits on it comes all the same")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="places_of_a_counter_never_overlap",
                expressions=[
                    (Int8Range(F("counter_id"), F("counter_id"), Value("[]")), RangeOperators.OVERLAPS),
                    (Span(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(retired=False),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="place_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(klass__in=CLASSES), name="place_class_is_known"),
            models.CheckConstraint(condition=Q(contingent__in=CONTINGENTS), name="place_contingent_is_known"),
        ]
        indexes = [
            models.Index(fields=["klass", "starts_at"], condition=Q(retired=False), name="places_by_class_and_time"),
            models.Index(fields=["counter", "starts_at"], condition=Q(retired=False), name="places_by_counter_and_time"),
        ]
