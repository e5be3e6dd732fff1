"""Published versions of services and of the table for the council. No personal data; published rows never change."""

from __future__ import annotations

from django.db import models


class ServiceVersion(models.Model):
    """One version of one service, whole: the questions and texts that all services share are in it."""

    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    shipped = models.BooleanField(help_text="Came with the program; no: the office wrote it")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_content_per_service_version")]


class ReportTableVersion(models.Model):
    """One version of the table that says which title code belongs to which row of the council's report."""

    version = models.PositiveIntegerField(unique=True)
    valid_from = models.DateField()
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    shipped = models.BooleanField(help_text="Came with the program; no: the office wrote it")
    published_at = models.DateTimeField()
