"""Partners with an access of their own, and tokens that were used."""

from __future__ import annotations

import uuid

from django.db import models


class Partner(models.Model):
    """A lawyer's or counselling office that books for named clients."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, help_text="lawyer | counselling")
    email = models.CharField(max_length=254)
    code_version = models.PositiveIntegerField(default=1)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=("lawyer", "counselling")), name="partner_kind_is_known")
        ]


class SpentToken(models.Model):
    """A token of the booking page that was used: it cannot be used again (primary key). Swept after its end."""

    token = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=40)
    network = models.CharField(max_length=64, help_text="Keyed hash, for the report on what looks automated")
    request_key = models.UUIDField(null=True, help_text="Idempotency key of the answer: its repetition is no second answer")
    seconds = models.FloatField(help_text="From the page to the answer")
    by_work = models.BooleanField(help_text="Proof of work, or the signed delay")
    spent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="spent_tokens_by_end")]
