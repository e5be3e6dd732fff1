"""Holds and appointments, and the seats they sit on."""

from __future__ import annotations

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value

from amtslotse.appointments.models.places import Int8Range, Span
from amtslotse.appointments.rules.words import CLASSES, LIVING, SOURCES, STATES


class Appointment(models.Model):
    """A visit at a time: held, then booked. Its time never changes: moving makes a new one and cancels this.

    The living ones of a counter never overlap (exclusion constraint); a place has one living ``Seat``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    lineage = models.UUIDField(help_text="The first appointment of a chain of moves: UID of its calendar files")
    number = models.CharField(max_length=20, unique=True, help_text="T-2026-…; without hyphens as stored")
    code_version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64, help_text="Of what was sent under the key")
    party = models.ForeignKey("appointments.Party", models.PROTECT, related_name="appointments")
    klass = models.CharField(max_length=20)
    matters = models.JSONField(help_text="Keys of Matter")
    minutes = models.PositiveSmallIntegerField()
    counter = models.ForeignKey("offices.Counter", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=20)
    source = models.CharField(max_length=20)
    requested_at = models.DateTimeField(help_text="When she first asked: the wait counts from here")
    created_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    contact_key = models.CharField(max_length=64, blank=True, help_text="Of the party; gone with it")
    contact_slot = models.PositiveSmallIntegerField(
        null=True, help_text="One of the few a contact has for people who have not proven who they are"
    )
    booked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="Cancelled, moved, done or not come")
    end_reason = models.CharField(max_length=40, blank=True)
    moved_from = models.OneToOneField("self", models.PROTECT, null=True, related_name="moved_to")
    calendar_sequence = models.PositiveIntegerField(default=0, help_text="RFC 5545 SEQUENCE of the last calendar file sent")
    answer = models.CharField(max_length=10, blank=True, help_text="To the reminder: coming | cannot")
    overbooked = models.BooleanField(default=False, help_text="Has no seat: from measured no-show rates, where switched on")
    overbook_slot = models.CharField(
        max_length=120, blank=True, help_text="Which extra of its half day: marktplatz:regular:2026-11-23-am:1"
    )

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="appointments_of_a_counter_never_overlap",
                expressions=[
                    (Int8Range(F("counter_id"), F("counter_id"), Value("[]")), RangeOperators.OVERLAPS),
                    (Span(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=LIVING, overbooked=False),
            ),
            models.UniqueConstraint(
                fields=["contact_key", "contact_slot"],
                condition=Q(status="held", contact_slot__isnull=False),
                name="few_holds_per_contact",
            ),
            models.UniqueConstraint(
                fields=["contact_key", "contact_slot"],
                condition=Q(status__in=("booked", "arrived"), contact_slot__isnull=False),
                name="few_unproven_appointments_per_contact",
            ),
            models.CheckConstraint(condition=Q(status__in=STATES), name="appointment_status_is_known"),
            models.CheckConstraint(condition=Q(klass__in=CLASSES), name="appointment_class_is_known"),
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="appointment_source_is_known"),
            models.CheckConstraint(condition=~Q(status="held") | Q(held_until__isnull=False), name="a_hold_ends"),
            models.CheckConstraint(
                condition=Q(status__in=("held", "expired")) | Q(booked_at__isnull=False), name="booked_has_a_time"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(overbooked=False, overbook_slot="") | (Q(overbooked=True) & ~Q(overbook_slot="")),
                name="only_an_extra_has_a_number_of_its_half_day",
            ),
            models.UniqueConstraint(
                fields=["overbook_slot"],
                condition=Q(status__in=LIVING, overbooked=True),
                name="one_extra_per_number_of_a_half_day",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(status__in=LIVING), name="living_appointments_by_time"),
            models.Index(fields=["held_until"], condition=Q(status="held"), name="holds_by_end"),
            models.Index(fields=["lineage"], name="appointments_by_lineage"),
        ]


class Seat(models.Model):
    """An appointment sits on a place. One living seat a place: this is what cannot be sold twice.

    A place that is only held also takes one of its class's few permits, so that holds never cover more than their share.
    """

    place = models.ForeignKey("appointments.Place", models.PROTECT, related_name="seats")
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="seats")
    living = models.BooleanField(default=True)
    klass = models.CharField(max_length=20)
    hold_permit = models.PositiveIntegerField(null=True, help_text="Null once it is confirmed or over")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["klass", "hold_permit"], condition=Q(hold_permit__isnull=False), name="one_held_place_per_permit"
            ),
            models.CheckConstraint(condition=Q(living=True) | Q(hold_permit__isnull=True), name="only_the_living_hold"),
            models.UniqueConstraint(fields=["place"], condition=Q(living=True), name="one_living_seat_per_place"),
            models.UniqueConstraint(fields=["place", "appointment"], name="one_seat_per_place_and_appointment"),
        ]
