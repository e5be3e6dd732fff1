"""The register of complaints: codes and days."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.rules.legal import COMPLAINT_CHANNELS, COMPLAINT_TOPICS


class Complaint(models.Model):
    """A complaint, without the person, the case or a text: for these there is the message itself.

    By constraint: it is answered and then upheld or not, or neither. By trigger (0011): an answer never changes.
    Retention: stays; names no person outside the house.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    channel = models.CharField(max_length=8)
    topic = models.CharField(max_length=12)
    received_on = models.DateField()
    answered_on = models.DateField(null=True)
    upheld = models.BooleanField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=COMPLAINT_CHANNELS), name="complaint_channel_is_known"),
            models.CheckConstraint(condition=Q(topic__in=COMPLAINT_TOPICS), name="complaint_topic_is_known"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, upheld__isnull=True)
                | Q(answered_on__isnull=False, answered_on__gte=F("received_on"), upheld__isnull=False),
                name="an_answer_says_whether_upheld",
            ),
        ]
        indexes = [models.Index(fields=["received_on"], name="complaints_by_day")]
