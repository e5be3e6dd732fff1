"""Who asked and has no place yet: allocation, waiting list, emergency list; and the rounds in which places are allocated."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from amtslotse.appointments.rules.words import CLASSES, REQUEST_KINDS, REQUEST_STATES


class Round(models.Model):
    """One allocation: committed (hash of seed and list) before, opened after. Never changes once opened (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    klass = models.CharField(max_length=20)
    entries_until = models.DateTimeField(help_text="Requests up to here take part")
    announced_for = models.DateTimeField(help_text="The hour at which results are told")
    seed = models.CharField(max_length=64, help_text="Hex; secret until opened")
    entries = models.JSONField(help_text="[ticket, day of request] and nothing else, sorted by ticket")
    commitment = models.CharField(max_length=64, help_text="SHA-256 over seed and entries, published before")
    committed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True, help_text="Order of tickets and which place number each got; see engines/allocation")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(klass="regular"), name="only_regular_places_are_allocated")]


class Request(models.Model):
    """Somebody asked for a place. ``ticket`` is random and says nothing about her."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=20, unique=True, help_text="A-2026-…; without hyphens as stored")
    code_version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64)
    ticket = models.CharField(max_length=16, unique=True, help_text="On the public list of a round")
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    party = models.ForeignKey("appointments.Party", models.PROTECT, related_name="requests")
    klass = models.CharField(max_length=20)
    matters = models.JSONField()
    minutes = models.PositiveSmallIntegerField()
    sites = models.JSONField(default=list, help_text="Codes; empty: any")
    weekdays = models.JSONField(default=list, help_text="0–6 on which she can come; empty: any")
    not_on = models.JSONField(default=list, help_text="ISO days on which she cannot")
    requested_at = models.DateTimeField(help_text="Frozen by trigger")
    requested_on = models.DateField(help_text="The local day: lots are drawn inside it only")
    reasons = models.JSONField(
        default=list, help_text="As she said: a code of rules/emergency, perhaps with a day: work:2026-12-01"
    )
    proof_pending = models.BooleanField(default=False)
    lifted_at = models.DateTimeField(null=True, help_text="A clerk put her first")
    lifted_by = models.ForeignKey("accounts.Staff", models.PROTECT, null=True, related_name="+")
    lift_reason = models.TextField(blank=True)
    latest_on = models.DateField(null=True, help_text="Latest day promised, only as far as the plan covers it")
    allocation = models.ForeignKey(Round, models.PROTECT, null=True, related_name="requests")
    offered_place = models.ForeignKey("appointments.Place", models.PROTECT, null=True, related_name="+")
    offered_until = models.DateTimeField(null=True)
    declined = models.JSONField(default=list, help_text="Places she was offered and did not take: not offered again")
    #: Placed: what came of it. Before that, on the waiting list: the appointment she keeps until an earlier place is hers.
    appointment = models.ForeignKey("appointments.Appointment", models.PROTECT, null=True, related_name="requests")
    looked_at = models.DateTimeField(null=True, help_text="A clerk looked at the filed application of an urgent one")
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=REQUEST_KINDS), name="request_kind_is_known"),
            models.CheckConstraint(condition=Q(status__in=REQUEST_STATES), name="request_status_is_known"),
            models.CheckConstraint(condition=Q(klass__in=CLASSES), name="request_class_is_known"),
            models.CheckConstraint(condition=~Q(kind="allocation") | Q(klass="regular"), name="emergencies_are_not_allocated"),
            models.CheckConstraint(
                condition=~Q(status="placed") | Q(appointment__isnull=False), name="placed_has_an_appointment"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | (Q(lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="lifting_has_a_person_and_a_reason",
            ),
            models.UniqueConstraint(fields=["offered_place"], condition=Q(status="offered"), name="one_offer_per_place"),
            models.CheckConstraint(
                condition=~Q(status="offered") | Q(offered_place__isnull=False, offered_until__isnull=False),
                name="an_offer_names_a_place_and_ends",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "klass", "requested_on"], condition=Q(status="waiting"), name="waiting_requests")
        ]
