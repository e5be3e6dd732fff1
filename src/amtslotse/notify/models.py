"""The outbox, and who answers for its words. Personal data: mail addresses; nothing in a text that others should not read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Mail(models.Model):
    """A mail that is to be sent once, or was. ``key`` names the effect: the same key never makes a second mail."""

    key = models.CharField(max_length=200, unique=True)
    to = models.CharField(max_length=254)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    attachments = models.JSONField(default=list, help_text="[file name, content type, text]: calendar files, never a secret")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], condition=Q(sent_at__isnull=True), name="mails_to_send")]


class CheckedTexts(models.Model):
    """Somebody with a name answers for the words of a group of mails in a language, as they were that day (``digest``).

    By trigger it never changes: other words have another digest, and are unchecked.
    """

    texts = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    checked_by = models.CharField(max_length=120)
    checked_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["texts", "language", "digest"], name="checked_once"),
            models.CheckConstraint(condition=~Q(checked_by="") & ~Q(language="de"), name="somebody_checked_a_translation"),
        ]
