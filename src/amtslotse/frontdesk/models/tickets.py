"""Who is in the hall: one ticket a visit, a stop for each counter she goes to."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amtslotse.frontdesk.rules.words import KLASSES, OUTCOMES, STOP_STATES


class TicketSeries(models.Model):
    """The last number given at a site on a day: one statement gives the next, whatever races."""

    site = models.ForeignKey("offices.Site", models.CASCADE, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="one_series_per_site_and_day")]


class Ticket(models.Model):
    """A number in the hall. The name is seen only once the number is called, and is gone after the day (``sweep``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey("offices.Site", models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField()
    idempotency_key = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64, blank=True, help_text="Of what was sent under the key; gone with the name")
    appointment = models.OneToOneField("appointments.Appointment", models.PROTECT, null=True, related_name="ticket")
    case_ref = models.UUIDField(null=True)
    without_case = models.BooleanField(default=False, help_text="The counter said that the visit was about no case")
    name = models.CharField(max_length=400, blank=True)
    language = models.CharField(max_length=8)
    needs_interpreter = models.BooleanField(default=False)
    needs_step_free = models.BooleanField(default=False)
    needs_helper = models.BooleanField(default=False)
    arrived_at = models.DateTimeField(help_text="When she came, not when it was typed in")
    recorded_at = models.DateTimeField()
    on_paper = models.BooleanField(default=False, help_text="A paper ticket of an outage, entered later")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "day", "number"], name="one_ticket_per_number"),
            models.CheckConstraint(condition=Q(outcome="") | Q(outcome__in=OUTCOMES), name="ticket_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="an_ended_visit_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(without_case=False) | Q(case_ref__isnull=True), name="a_visit_has_a_case_or_has_none"
            ),
        ]


class Stop(models.Model):
    """One station of a visit, at one body. A counter serves one stop at a time; a ticket is at one counter at a time."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()
    site = models.ForeignKey("offices.Site", models.PROTECT, related_name="+", db_index=False, help_text="The ticket's")
    day = models.DateField(help_text="The ticket's: with the site it finds the hall's people without a join")
    body = models.ForeignKey("offices.Body", models.PROTECT, related_name="+", db_index=False)
    klass = models.CharField(max_length=20, help_text="regular | short | emergency | clearing")
    matters = models.JSONField(default=list)
    status = models.CharField(max_length=20)
    due_at = models.DateTimeField(null=True, help_text="The time of the appointment, where there is one")
    waiting_since = models.DateTimeField(null=True, help_text="Null: an earlier station is not done yet")
    due_from = models.DateTimeField(null=True, help_text="engines.hallqueue.Place: called after the others until then")
    rank_at = models.DateTimeField(null=True, help_text="engines.hallqueue.Place: the earliest is next")
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.TextField(blank=True, help_text="In writing; gone after the day with its lifting")
    wanted_counter = models.ForeignKey("offices.Counter", models.PROTECT, null=True, related_name="+")
    counter = models.ForeignKey("offices.Counter", models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField(null=True, help_text="The last call")
    calls = models.PositiveSmallIntegerField(default=0)
    call_rule = models.CharField(max_length=40, blank=True, help_text="Why she and nobody else")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "position"], name="one_stop_per_position"),
            models.UniqueConstraint(
                fields=["counter"], condition=Q(status__in=("called", "serving")), name="one_person_per_counter"
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(status__in=("called", "serving")), name="one_counter_per_person"
            ),
            models.CheckConstraint(condition=Q(status__in=STOP_STATES), name="stop_status_is_known"),
            models.CheckConstraint(condition=Q(klass__in=KLASSES), name="stop_class_is_known"),
            models.CheckConstraint(
                condition=~Q(status__in=("called", "serving")) | Q(counter__isnull=False, called_at__isnull=False),
                name="a_called_stop_has_a_counter",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("waiting", "parked"))
                | Q(waiting_since__isnull=False, due_from__isnull=False, rank_at__isnull=False),
                name="who_waits_has_a_place",
            ),
            models.CheckConstraint(condition=Q(outcome="") | Q(outcome__in=OUTCOMES), name="stop_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lift_reason="") | (Q(lifted_at__isnull=False) & ~Q(lift_reason="")),
                name="nobody_is_lifted_without_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "day", "body"], name="stops_of_a_day"),
            models.Index(fields=["site", "day", "body", "rank_at"], condition=Q(status="waiting"), name="who_waits"),
        ]


class OpenCounter(models.Model):
    """Somebody sits at a counter. The person is only for the constraint; the journal knows role and team."""

    counter = models.ForeignKey("offices.Counter", models.PROTECT, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counter"], condition=Q(closed_at__isnull=True), name="one_person_at_a_counter"),
            models.UniqueConstraint(fields=["staff"], condition=Q(closed_at__isnull=True), name="one_counter_for_a_person"),
        ]


class ExpressMatter(models.Model):
    """A line of the express counter's tick list: five minutes at most. Configuration."""

    key = models.SlugField(max_length=60, primary_key=True)
    names = models.JSONField(help_text="language → words")
    minutes = models.PositiveSmallIntegerField(default=5)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)


class Pace(models.Model):
    """How long a counter is taken by one person of a class at a body: a read model of the journal (``actions.measure``)."""

    body = models.CharField(max_length=40)
    klass = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    mean_seconds = models.FloatField()
    variance = models.FloatField()
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "klass"], name="one_pace_per_body_and_class")]
