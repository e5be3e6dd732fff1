"""The effect of an application as a person found it where the table does not decide, and the certificates of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from amtslotse.casework.models.cases import Case
from amtslotse.casework.rules.certificates import CERTIFIED, FOUND, REASONS, SHORTEST_REASONS

models.TextField.register_lookup(Length)


class EffectFinding(models.Model):
    """A person's finding about the effect of the application (§ 81 AufenthG), with reasons. Never changes; the newest counts.

    ``ordered`` is the recorded discretionary decision under § 81 Abs. 4 Satz 3.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="findings")
    number = models.PositiveSmallIntegerField()
    effect = models.CharField(max_length=30)
    reasons = models.TextField()
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="findings_of_a_case_are_numbered"),
            models.CheckConstraint(condition=Q(effect__in=FOUND), name="found_effect_is_known"),
            models.CheckConstraint(condition=Q(reasons__length__gte=SHORTEST_REASONS), name="finding_has_reasons"),
        ]


class Fingerprints(models.Model):
    """Identity must be secured by fingerprinting before a certificate or title (§ 81 Abs. 7 AufenthG); perhaps it is."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="fingerprints")
    due_since = models.DateTimeField()
    due_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, help_text="Taken and stored in the AZR")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__gte=models.F("due_since"), taken_by__isnull=False),
                name="fingerprints_were_taken_by_somebody",
            ),
        ]


class Certificate(models.Model):
    """A Fiktionsbescheinigung that was issued: it proves the effect, it does not make it.

    By trigger: its effect is the one that counts for the case, its number the next, fingerprints that are due were taken;
    it never changes. The official blank is printed elsewhere; this is its record.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="certificates")
    number = models.PositiveSmallIntegerField(help_text="1 is the first, everything after it a repeat")
    effect = models.CharField(max_length=30)
    reason = models.CharField(max_length=12, help_text="Why the case is not decided yet")
    work_note = models.TextField(blank=True, help_text="Work already allowed, as it stands on the certificate (§ 81(5a))")
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    valid_until = models.DateField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="certificates_of_a_case_are_numbered"),
            models.CheckConstraint(condition=Q(effect__in=CERTIFIED), name="certificate_effect_is_known"),
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="certificate_reason_is_known"),
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("issued_on")), name="certificate_ends_after_it_was_issued"
            ),
        ]
        indexes = [models.Index(fields=["valid_until"], name="certificates_by_end")]
