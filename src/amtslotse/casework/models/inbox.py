"""What clerks keep of their lists: filters under a name, and what was done to many cases at once."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.rules.inbox import BATCH_STATES, BATCHES, LISTS


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
    """One act on many cases, by one person. Goes when the last of its cases goes.

    A large one waits for a job, which takes its ``BatchTodo`` away one by one. By trigger (0020): it is done only when none is
    left and every case of it was changed or is counted in ``stayed``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="done")
    total = models.PositiveIntegerField(default=0, help_text="Cases that were chosen; 0 where no job did it")
    asked = models.JSONField(default=dict, help_text="team, deputy, partner, reason, as they were chosen; a job's only")
    stayed = models.JSONField(default=dict, help_text="Why → cases that stayed as they were; a job's only")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BATCHES), name="batch_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=BATCH_STATES), name="batch_state_is_known"),
        ]


class BatchTodo(models.Model):
    """A case that a job has still to look at: gone in the same transaction in which the case is changed or counted."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="todos")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "case"], name="a_job_looks_at_a_case_once")]


class BatchItem(models.Model):
    """What the act changed of one case, so that it can be taken back while nobody has changed it since."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, models.CASCADE, related_name="batch_items")
    before = models.JSONField()
    after = models.JSONField()
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "case"], name="a_batch_has_a_case_once")]
