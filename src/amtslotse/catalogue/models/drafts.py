"""Procedures that are being written: the draft, and the test cases that prove it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

_OPEN = Q(status__in=("writing", "submitted"))
_RELEASED = Q(released_by__isnull=False, released_at__isnull=False, version__isnull=False, valid_from__isnull=False)
_NOT_RELEASED = Q(released_by__isnull=True, released_at__isnull=True, version__isnull=True, valid_from__isnull=True)


class ProcedureDraft(models.Model):
    """A new service, or the next version of one. ``content`` is what a published version holds, without number and day.

    By trigger (0003): the content changes only while it is written, and then every test case must pass anew; whoever changed it
    or a test case is an author, and nobody takes her from ``authors``; it is submitted and released only with at least one test
    case and all of them passed; it is released only by somebody who is no author, and only as the version that was published
    with just this content; what is released or discarded never changes.
    """

    key = models.CharField(max_length=60)
    base_version = models.PositiveIntegerField(null=True, help_text="The newest published version when it was begun")
    content = models.JSONField()
    revision = models.PositiveIntegerField(default=1, help_text="Counts changes, so that two writers do not undo each other")
    status = models.CharField(max_length=12, default="writing", help_text="writing | submitted | released | discarded")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    authors = ArrayField(models.BigIntegerField(), default=list, help_text="Everybody who wrote it or its test cases")
    return_reason = models.TextField(blank=True, help_text="Why it was given back for more work")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(null=True)
    valid_from = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=_OPEN, name="one_open_draft_per_service"),
            models.UniqueConstraint(fields=["key", "version"], name="one_draft_per_version"),
            models.CheckConstraint(
                condition=(Q(status="released") & _RELEASED)
                | (Q(status__in=("writing", "submitted", "discarded")) & _NOT_RELEASED),
                name="released_says_by_whom_when_and_as_what",
            ),
        ]


class ProcedureTest(models.Model):
    """Answers, and what must come of them.

    By trigger it is written only while its draft is, its writer is an author of the draft, and a changed one has not passed.
    """

    draft = models.ForeignKey(ProcedureDraft, models.CASCADE, related_name="tests")
    name = models.CharField(max_length=120)
    on = models.DateField(help_text="The day of the application, for ages")
    answers = models.JSONField()
    expected = models.JSONField(help_text="documents, fee, purpose, difficulty")
    passed_at = models.DateTimeField(null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
