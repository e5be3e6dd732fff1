"""Documents: a row with a key of its own, and a file that is worthless without it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.models.drafts import Draft
from amtslotse.casework.models.messages import Message


class Document(models.Model):
    """A cleaned, encrypted upload of a draft, of a case, or of a message until it is put to a case. Deleting the row
    destroys the key.

    Several for one need are its versions, newest last. ``handed_in_at`` is when it became part of the application.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="documents")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="documents")
    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="documents", help_text="It came with that")
    need = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=200, help_text="As she named it")
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="Bytes after cleaning")
    sha256 = models.CharField(max_length=64, help_text="Of the cleaned bytes")
    cleaned = models.JSONField(default=list, help_text="What was taken out")
    wrapped_key = models.BinaryField()
    created_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False, case__isnull=True, message__isnull=True, handed_in_at__isnull=True)
                | Q(draft__isnull=True, case__isnull=False)
                | Q(draft__isnull=True, case__isnull=True, message__isnull=False, handed_in_at__isnull=True),
                name="document_of_a_draft_or_of_a_case",
            ),
            models.CheckConstraint(
                condition=Q(media_type__in=("application/pdf", "image/jpeg", "image/png")), name="document_of_a_known_type"
            ),
        ]
