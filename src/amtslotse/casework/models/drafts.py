"""Applications that were not sent yet."""

from __future__ import annotations

import uuid

from django.db import models


class Draft(models.Model):
    """An application in the making. Personal data: everything she answered; deleted when it is filed, discarded or expired."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.CharField(max_length=80)
    service_version = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    answers = models.JSONField(default=dict)
    code_digest = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the resume code; the code is stored nowhere"
    )
    family = models.UUIDField(null=True, db_index=True, help_text="Shared by those who file together; the later Family")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
