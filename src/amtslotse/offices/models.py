"""The office, its teams and who gets what. Personal data: which member of staff has which skill, deleted with the account."""

from __future__ import annotations

from django.conf import settings
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


class Chart(models.Model):
    """The organisation chart from a day on: which team gets a case. The newest of the latest day is in force.

    Rows only grow (trigger): what was in force on a day can always be told. The last rule fits everything (constraint).
    """

    valid_from = models.DateField()
    rules = models.JSONField(
        help_text="[{prefix, difficulty_at_least, urgency_at_least, team, reason: language → why}], in order"
    )
    note = models.TextField(blank=True)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-valid_from", "-id"], name="chart_in_force")]


class TriageRules(models.Model):
    """How urgency is weighed from a day on (``engines.triage.Weights``). Rows only grow (trigger), as with ``Chart``."""

    valid_from = models.DateField()
    content = models.JSONField()
    note = models.TextField(blank=True)
    set_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-valid_from", "-id"], name="triage_rules_in_force")]


class Skill(models.Model):
    """A field that must be learned: who has not, gets no case whose title code begins so and that is as difficult (R66)."""

    code = models.SlugField(max_length=40, primary_key=True)
    names = models.JSONField(help_text="language → name")
    prefix = models.CharField(max_length=40, blank=True, help_text="Of the title code; empty fits all")
    difficulty_at_least = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(difficulty_at_least__range=(1, 3)), name="skill_difficulty_from_1_to_3"),
        ]


class StaffSkill(models.Model):
    """Somebody learns or has a skill from a day and perhaps to a day (half-open): learning until ``alone_from``."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, models.CASCADE, related_name="holders")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    alone_from = models.DateField(
        null=True, blank=True, help_text="From then on she handles such cases alone; null: she learns"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "skill"], condition=models.Q(valid_to__isnull=True), name="a_skill_is_held_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="skill_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(alone_from__isnull=True) | models.Q(alone_from__gte=models.F("valid_from")),
                name="alone_after_learning_begins",
            ),
        ]


class Body(models.Model):
    """Who serves people under this roof: the immigration office itself (``office``), Bürgerbüro, Jobcenter, … (R78, R88)."""

    code = models.SlugField(max_length=40, primary_key=True, help_text="Also the team of its staff")
    names = models.JSONField(help_text="language → name")


class Site(models.Model):
    """A house with counters."""

    code = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(help_text="language → name")
    address = models.TextField()
    step_free = models.BooleanField(default=True)


class Counter(models.Model):
    """A Schalter. ``serves`` lists what it can do: classes of appointment and skills (regular, short, emergency, …)."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, help_text="regular | express | clearing")
    serves = models.JSONField(default=list, help_text="regular, short, emergency, or the key of a matter")
    languages = models.JSONField(default=list, help_text="Spoken there, besides German")
    step_free = models.BooleanField(default=True)
    in_use = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="one_counter_per_number"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("regular", "express", "clearing")), name="counter_kind_is_known"
            ),
        ]


class OpeningHours(models.Model):
    """When a site is open on a weekday, local time, half-open, from a date and perhaps to a date."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="closes_after_it_opens"),
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="weekday_from_0_to_6"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="hours_end_after_they_begin",
            ),
        ]


class Closure(models.Model):
    """Closed for a while (half-open): the whole office, a site, or one counter."""

    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True, related_name="closures")
    counter = models.ForeignKey(Counter, models.CASCADE, null=True, blank=True, related_name="closures")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.JSONField(help_text="language → what people are told")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="closure_ends_after_it_begins")
        ]
