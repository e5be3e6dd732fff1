"""Open cases taken over from another system, cases that went to another team in one act, and the reports of both."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.models.documents import Document

IMPORT_STATES = ("read", "mapped", "running", "done", "failed", "dropped")
ORDER_STATES = ("waiting", "done", "failed")


class ImportRun(models.Model):
    """A file of open cases. The file itself lies encrypted among ``files`` until it goes; here stands no person.

    By trigger (0013): it is ``done`` only when the cases that stand in the database, by team and service, are as many as the
    lines that should become one, and the papers that came with them as many as were announced (0020); from then on the report
    stays as it is. ``failed`` says why, and may be started again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source = models.CharField(max_length=40, help_text="The other system")
    name = models.CharField(max_length=200, help_text="Of the file")
    form = models.CharField(max_length=4)
    state = models.CharField(max_length=8, default="read")
    wrapped_key = models.BinaryField()
    columns = models.JSONField(help_text="The field of each column, by position")
    words = models.JSONField(default=dict, help_text="field → word in the file → what the office calls it")
    lines = models.PositiveIntegerField()
    plan = models.JSONField(default=dict, help_text="What would become of the lines, when the columns were last mapped")
    faults = models.JSONField(default=list, help_text="[line, field, reason], never what stands there")
    failure = models.CharField(max_length=40, blank=True, help_text="Why it stopped")
    papers = models.PositiveIntegerField(default=0, help_text="Letters and documents that came with the created cases")
    created = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0, help_text="Lines whose case was there already")
    wrong = models.PositiveIntegerField(default=0)
    before = models.JSONField(default=dict, help_text="team/service → lines that should become a case")
    after = models.JSONField(default=dict, help_text="team/service → cases that did, counted by the database")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    file_gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=IMPORT_STATES), name="import_state_is_known"),
            models.CheckConstraint(condition=~Q(state="done") | Q(before=F("after")), name="import_before_is_after"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(lines=F("created") + F("known") + F("wrong")), name="import_loses_no_line"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("running", "done", "failed")) | Q(started_at__isnull=False, started_by__isnull=False),
                name="import_was_started_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(state="failed") & ~Q(failure="")) | (~Q(state="failed") & Q(failure="")),
                name="failed_import_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state="done", finished_at__isnull=False) | (~Q(state="done") & Q(finished_at__isnull=True)),
                name="import_done_says_when",
            ),
        ]


class ImportedCase(models.Model):
    """Where a case came from. Frozen by trigger: once per number of the other system, whatever is imported again."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="imported")
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="cases")
    source = models.CharField(max_length=40)
    foreign_id = models.CharField(max_length=80, help_text="Its number there")
    search_key = models.CharField(max_length=80, help_text="kernel.codes.normalise of the number")
    service = models.CharField(max_length=80)
    team = models.CharField(max_length=40, blank=True, help_text="Where it was put; empty: clearing")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "foreign_id"], name="a_foreign_case_comes_once")]
        indexes = [models.Index(fields=["search_key"], name="imported_by_number")]


class ImportedPaper(models.Model):
    """A letter or document that came with a case in a hand-over folder, as it was checked against the folder's list.

    It lies with the documents of the case, encrypted like any other. Frozen by trigger (0020).
    """

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="imported")
    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="imported_papers")
    what = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, blank=True, help_text="Of a letter")
    language = models.CharField(max_length=8, blank=True, help_text="Of a letter")
    written_at = models.DateTimeField(help_text="When it was written or handed in, by the folder")
    sha256 = models.CharField(max_length=64, help_text="As the folder listed it; cleaning may change the bytes")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what="letter") | Q(what="document", kind=""), name="imported_paper_is_known"),
        ]


class TeamMoveOrder(models.Model):
    """A move too large for one request: somebody ordered it, a job does it. By trigger (0020): ``done`` only when its
    ``TeamMove`` stands, and then for good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text="Of the move")
    from_team = models.CharField(max_length=40)
    to_team = models.CharField(max_length=40)
    services = models.JSONField(help_text="The services it is limited to; empty: all")
    reason = models.CharField(max_length=400)
    shown = models.PositiveIntegerField(help_text="How many cases the preview showed")
    state = models.CharField(max_length=8, default="waiting")
    failure = models.CharField(max_length=40, blank=True, help_text="Why nothing went")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ORDER_STATES), name="order_state_is_known"),
            models.CheckConstraint(
                condition=(Q(state="failed") & ~Q(failure="")) | (~Q(state="failed") & Q(failure="")),
                name="failed_order_says_why",
            ),
        ]


class TeamMove(models.Model):
    """The cases of a team went to another in one act. By trigger (0013): every one of them lies there, none stayed, none was
    lost, and the report never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    from_team = models.CharField(max_length=40)
    to_team = models.CharField(max_length=40)
    services = models.JSONField(help_text="The services it was limited to; empty: all")
    reason = models.CharField(max_length=400)
    before = models.JSONField(help_text="service/state → cases, before")
    after = models.JSONField(help_text="service/state → cases, after")
    cases = models.PositiveIntegerField()
    kept_owner = models.PositiveIntegerField(help_text="Cases whose owner works in the new team too, and keeps them")
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(before=F("after")), name="move_before_is_after"),
            models.CheckConstraint(condition=~Q(from_team=F("to_team")), name="move_goes_elsewhere"),
            models.CheckConstraint(condition=Q(cases__gt=0), name="move_moves_something"),
            models.CheckConstraint(condition=~Q(reason=""), name="move_has_a_reason"),
        ]


class TeamMoveItem(models.Model):
    """A case that went."""

    move = models.ForeignKey(TeamMove, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "case"], name="a_case_moves_once_in_an_act")]
