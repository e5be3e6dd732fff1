"""Applications that staff take in for somebody: typed from paper or at the counter, or sent by the Land's online service."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.models.drafts import Draft
from amtslotse.casework.models.messages import Message


class TypedIn(models.Model):
    """A draft that staff complete: how and when it came in, and what was known already. Goes with the draft."""

    draft = models.OneToOneField(Draft, models.CASCADE, primary_key=True, related_name="typed_in")
    source = models.CharField(max_length=12)
    received_at = models.DateTimeField(help_text="The stamp on the paper, or when the online service took it")
    known = models.JSONField(default=list, help_text="Questions that were answered from what the office knew")
    known_from = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    relation = models.CharField(max_length=12, blank=True, help_text="To the person of that case: same_person, family")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+", help_text="The letter it came with")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(source__in=("paper", "counter", "efa")), name="typed_in_source_is_known"),
            models.CheckConstraint(
                condition=Q(relation="", known_from__isnull=True) | Q(relation__in=("same_person", "family")),
                name="typed_in_relation_is_known",
            ),
            models.CheckConstraint(condition=Q(received_at__lte=models.F("started_at")), name="typed_in_after_it_came"),
        ]


class EfaMessage(models.Model):
    """A message of the Land's online service: taken once, whatever is sent again."""

    ref = models.CharField(max_length=80, primary_key=True, help_text="Its number at the online service")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the message and its attachments")
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=60, blank=True, help_text="Why it could not be filed as it is")
    refused = models.JSONField(default=list, help_text="Attachments that could not be taken: [file, reason]")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=("filed", "to_complete")), name="efa_state_is_known"),
            models.CheckConstraint(condition=~Q(state="to_complete") | ~Q(reason=""), name="efa_to_complete_says_why"),
        ]
