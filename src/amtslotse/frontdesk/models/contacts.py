"""Contacts by telephone and at the clearing counter: kinds and seconds, never who called."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from amtslotse.frontdesk.rules.words import CALL_BACK_OUTCOMES, CONTACT_CHANNELS, CONTACT_REASONS


class Contact(models.Model):
    """One contact: why, how, how long, and whether it was settled. No person."""

    channel = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    seconds = models.PositiveIntegerField()
    settled = models.BooleanField(help_text="Without a specialist")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=CONTACT_CHANNELS), name="contact_channel_is_known"),
            models.CheckConstraint(condition=Q(reason__in=CONTACT_REASONS), name="contact_reason_is_known"),
        ]
        indexes = [models.Index(fields=["began_at"], name="contacts_by_time")]


class CallBack(models.Model):
    """Somebody wants to be called. Personal data; deleted a configured time after it is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    reason = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    case_ref = models.UUIDField(null=True)
    wanted_at = models.DateTimeField(help_text="When she asked")
    due_on = models.DateField()
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reason__in=CONTACT_REASONS), name="call_back_reason_is_known"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="") | Q(done_at__isnull=False, outcome__in=CALL_BACK_OUTCOMES),
                name="a_done_call_back_has_an_outcome",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="open_call_backs")]


class TelephoneCount(models.Model):
    """What the telephone system counted on a day, on a line: importing it again replaces it."""

    day = models.DateField()
    line = models.CharField(max_length=40)
    offered = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    lost = models.PositiveIntegerField()
    repeated = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "line"], name="one_count_per_day_and_line"),
            models.CheckConstraint(
                condition=Q(offered=models.F("answered") + models.F("lost")), name="offered_is_answered_and_lost"
            ),
        ]


class ProtectedCase(models.Model):
    """A case about which nothing is said by telephone, whoever asks. A clerk decides; no foreign key, no reason."""

    case_ref = models.UUIDField(primary_key=True)
    set_at = models.DateTimeField()
