"""What clearing found about each required document, and what it asked for."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.rules.deciding import NEEDS_REASON, REQUESTED, VERDICTS


class DocumentCheck(models.Model):
    """The verdict on one required document: the last one counts, the journal keeps them all."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="checks")
    need = models.CharField(max_length=80)
    verdict = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "need"], name="one_verdict_per_need"),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="verdict_is_known"),
            models.CheckConstraint(condition=~Q(verdict__in=NEEDS_REASON) | ~Q(reason=""), name="bad_verdict_has_a_reason"),
        ]


class DocumentRequest(models.Model):
    """One bundled request. A case has at most one that is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="requests")
    deadline_on = models.DateField()
    note = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    fulfilled_at = models.DateTimeField(null=True, help_text="When she handed in, or clearing went on without")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(fulfilled_at__isnull=True), name="one_open_request_per_case"),
        ]


class RequestItem(models.Model):
    """One document that a request names, with the verdict and reason of that moment."""

    request = models.ForeignKey(DocumentRequest, models.CASCADE, related_name="items")
    need = models.CharField(max_length=80)
    verdict = models.CharField(max_length=12)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "need"], name="request_names_a_need_once"),
            models.CheckConstraint(condition=Q(verdict__in=REQUESTED), name="request_names_what_is_not_fine"),
        ]
