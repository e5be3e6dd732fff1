"""Legal questions about cases, their answers, and what the office knows since."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.models.cases import Case


class KnowledgeItem(models.Model):
    """What the office knows about a point of law. Staff only. Retention: stays; the form says that it names no person.

    By trigger (0014): whoever writes names the version that was read, and every version is kept (``KnowledgeVersion``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    title = models.CharField(max_length=160)
    text = models.TextField()
    legal_basis = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1, help_text="One more with each change (trigger 0014)")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text="") & ~Q(topic=""), name="knowledge_says_what_it_is_about"),
        ]


class KnowledgeVersion(models.Model):
    """How an item read in a version. Written by trigger (0014) with the item, for good: nothing else adds or changes one."""

    item = models.ForeignKey(KnowledgeItem, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField()
    legal_basis = models.CharField(max_length=120, blank=True)
    topic = models.CharField(max_length=60)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="a_version_is_kept_once")]


class LegalQuestion(models.Model):
    """A question of law that somebody has about a case, and the answer. Staff only.

    By constraint: open, or answered by another than who asked. By trigger (0011): what was asked never changes, an answer
    is for good. Retention: goes with the case; what became knowledge stays.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="legal_questions")
    question = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    used = models.ForeignKey(
        KnowledgeItem, models.PROTECT, null=True, related_name="uses", help_text="Knowledge that answered it: re-use"
    )
    became = models.ForeignKey(
        KnowledgeItem, models.PROTECT, null=True, related_name="origins", help_text="Knowledge that its answer became"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="legal_question_asks_something"),
            models.CheckConstraint(
                condition=Q(
                    answer="",
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                    used__isnull=True,
                    became__isnull=True,
                )
                | (
                    ~Q(answer="")
                    & Q(answered_at__isnull=False, answered_by__isnull=False, answered_at__gte=F("asked_at"))
                    & ~Q(answered_by=F("asked_by"))
                    & (Q(used__isnull=True) | Q(became__isnull=True))
                ),
                name="legal_question_is_open_or_answered_by_another",
            ),
            models.UniqueConstraint(fields=["became"], name="knowledge_begins_with_one_answer"),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(answered_at__isnull=True), name="open_legal_questions"),
        ]
