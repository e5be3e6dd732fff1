"""The office and its teams. No personal data."""

from __future__ import annotations

from django.db import models


class Office(models.Model):
    """The one office this instance belongs to: there is exactly one row."""

    only = models.BooleanField(primary_key=True, default=True)
    name = models.CharField(max_length=200)
    city = models.CharField(max_length=200)
    land = models.CharField(max_length=2, help_text="Two-letter code, for working days and remedies")
    address = models.TextField()
    telephone = models.CharField(max_length=100)
    email = models.EmailField()
    hours = models.JSONField(default=dict, help_text="language → plain text")
    colour = models.CharField(max_length=7, default="#171A1C")
    accent = models.CharField(max_length=7, default="#8A4A00")
    settings = models.JSONField(default=dict, help_text="request_days, draft_days, and other numbers an office decides")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="one_office")]


class LegalPage(models.Model):
    """A page the law wants on every site: imprint, privacy, accessibility, plain language."""

    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    body = models.TextField(help_text="Paragraphs, divided by blank lines; a line that begins with ## is a heading")
    checked_by = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="one_legal_page_per_language")]


class Team(models.Model):
    """A Sachgebiet, from a date and perhaps to a date (half-open)."""

    code = models.CharField(max_length=40)
    names = models.JSONField(help_text="language → name")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_team_per_code_and_start"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="team_ends_after_it_begins",
            ),
        ]


class RoutingRule(models.Model):
    """Which team gets a complete case: the first rule by ``position`` that fits. The last one fits all."""

    position = models.PositiveIntegerField(unique=True)
    legal_basis_prefix = models.CharField(max_length=40, blank=True, help_text="Title code such as HUM_24; empty fits all")
    difficulty_at_least = models.PositiveSmallIntegerField(default=1)
    team_code = models.CharField(max_length=40)
    reason = models.JSONField(help_text="language → why, shown on the case")
