"""What clerks keep of their lists: filters under a name, and what was done to many cases at once."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.rules.inbox import BATCHES, LISTS


class SavedFilter(models.Model):
    """A list with its filters under a name of hers. Holds an address, never a result."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "list", "name"], name="a_filter_has_one_name"),
            models.CheckConstraint(condition=Q(list__in=LISTS) & ~Q(name=""), name="a_saved_filter_is_of_a_list"),
        ]


class Batch(models.Model):
    """One act on many cases, by one person. Goes when the last of its cases goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=BATCHES), name="batch_kind_is_known")]


class BatchItem(models.Model):
    """What the act changed of one case, so that it can be taken back while nobody has changed it since."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, models.CASCADE, related_name="batch_items")
    before = models.JSONField()
    after = models.JSONField()
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "case"], name="a_batch_has_a_case_once")]
