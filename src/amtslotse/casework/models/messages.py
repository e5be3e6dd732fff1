"""Messages and letters, and the blocks that answers are made of. Personal data: goes with its case."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.rules.messages import CHANNELS, MATCHES, REASONS, STATUSES, WAYS


class TextBlock(models.Model):
    """A version of a text that answers are made of. Frozen by trigger; offered once another person checked it."""

    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    title = models.CharField(max_length=120, help_text="For the clerk, in German")
    texts = models.JSONField(help_text="language → text; German is always there")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Null: shipped")
    created_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_version_of_a_text_block"),
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="text_block_reason_is_known"),
            models.CheckConstraint(condition=Q(texts__has_key="de"), name="text_block_is_german_first"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="text_block_is_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | Q(author__isnull=True) | ~Q(checked_by=models.F("author")),
                name="text_block_is_checked_by_another",
            ),
        ]


class Message(models.Model):
    """Something somebody wrote or asked. Frozen by trigger: what came, how and when. A case or, not yet, none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    channel = models.CharField(max_length=12)
    reason = models.CharField(max_length=20)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="messages")
    matched_by = models.CharField(max_length=12, blank=True, help_text="What tied it to the case")
    joined_to = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="joined", help_text="It says the same as that"
    )
    status = models.CharField(max_length=12, default="open")
    language = models.CharField(max_length=8)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_key = models.CharField(max_length=800, blank=True, help_text="kernel.names.sort_key of the name")
    sender_born = models.CharField(max_length=10, blank=True, help_text="YYYY-MM-DD, 00 for unknown parts")
    sender_email = models.CharField(max_length=254, blank=True)
    sender_address = models.CharField(max_length=400, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    answer_way = models.CharField(max_length=12, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    blocks = models.JSONField(default=list, help_text="[key, version] of the blocks that the answer was made of")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="message_channel_is_known"),
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="message_reason_is_known"),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="message_status_is_known"),
            models.CheckConstraint(condition=Q(answer_way__in=WAYS), name="answer_way_is_known"),
            models.CheckConstraint(
                condition=Q(case__isnull=True, matched_by="")
                | (Q(case__isnull=False, matched_by__in=MATCHES) & ~Q(matched_by="")),
                name="message_says_how_it_found_its_case",
            ),
            models.CheckConstraint(condition=~Q(channel="portal") | Q(case__isnull=False), name="portal_question_has_a_case"),
            models.CheckConstraint(
                condition=Q(status="open", ended_at__isnull=True) | (~Q(status="open") & Q(ended_at__isnull=False)),
                name="message_that_is_over_says_when",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status="answered", answered_by__isnull=False, joined_to__isnull=True) & ~Q(answer="") & ~Q(answer_way="")
                )
                | (~Q(status="answered") & Q(answer="", answer_way="", answered_by__isnull=True)),
                name="answered_message_has_an_answer",
            ),
            models.CheckConstraint(
                condition=(Q(status="joined", joined_to__isnull=False) & ~Q(joined_to=models.F("id")))
                | (~Q(status="joined") & Q(joined_to__isnull=True)),
                name="joined_message_says_to_which",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(channel="portal", status="open"), name="one_open_question_per_case"
            ),
        ]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(status="open"), name="open_messages"),
            models.Index(fields=["case", "received_at"], name="messages_of_a_case"),
            models.Index(fields=["sender_key"], condition=~Q(sender_key=""), name="messages_by_sender"),
        ]
