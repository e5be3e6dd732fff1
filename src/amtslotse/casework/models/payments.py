"""What a case costs, its Kassenzeichen, and what was paid."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.models.certificates import Certificate
from amtslotse.casework.rules.payments import DROPPED, PARTS, WAYS


class PaymentReference(models.Model):
    """The Kassenzeichen of a case: one a case, no two alike, never changed (trigger)."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="payment_reference")
    reference = models.CharField(max_length=20, unique=True, help_text="Digits only, the last two prove the others")
    created_at = models.DateTimeField()


class Charge(models.Model):
    """A fee that a person set. What it is and how much never changes (trigger); it can only be dropped, with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="charges")
    part = models.CharField(max_length=12, help_text="application | rest | certificate | other")
    certificate = models.ForeignKey(Certificate, models.CASCADE, null=True, related_name="charges")
    tariff = models.CharField(max_length=20, blank=True, help_text="Key of the tariff's entry; empty: the service's own fee")
    paragraph = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    note = models.TextField(blank=True, help_text="Who checked the sum and by which rule, where the tariff names none")
    due_on = models.DateField()
    charged_at = models.DateTimeField()
    charged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    dropped_for = models.CharField(max_length=20, blank=True)
    dropped_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(part__in=PARTS), name="charge_part_is_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="charge_is_more_than_nothing"),
            models.CheckConstraint(
                condition=Q(part="certificate", certificate__isnull=False)
                | (~Q(part="certificate") & Q(certificate__isnull=True)),
                name="only_certificates_are_charged_as_such",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True, dropped_for="")
                | Q(dropped_at__isnull=False, dropped_by__isnull=False, dropped_for__in=DROPPED),
                name="dropped_by_somebody_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["case", "part"],
                condition=Q(dropped_at__isnull=True, part__in=("application", "rest")),
                name="the_application_is_charged_once",
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(dropped_at__isnull=True, certificate__isnull=False),
                name="a_certificate_is_charged_once",
            ),
        ]


class PaymentRun(models.Model):
    """A file of the cashier's office as it was understood: Kassenzeichen, sum and day of each line, never a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    digest = models.CharField(max_length=64, unique=True, help_text="Of the file: the same file is the same run")
    name = models.CharField(max_length=200)
    understood = models.JSONField(help_text="Which column was taken for what")
    lines = models.JSONField()
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(null=True)


class Payment(models.Model):
    """Money that came, or went back. A line of a file counts once (``key``); a charge has one living tick."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="payments")
    way = models.CharField(max_length=8, help_text="import | tick")
    charge = models.ForeignKey(Charge, models.CASCADE, null=True, related_name="payments")
    run = models.ForeignKey(PaymentRun, models.PROTECT, null=True, related_name="payments")
    key = models.CharField(max_length=64, blank=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    paid_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(way="import", charge__isnull=True, run__isnull=False) & ~Q(key=""))
                | Q(way="tick", charge__isnull=False, run__isnull=True, key=""),
                name="payment_came_by_import_or_tick",
            ),
            models.CheckConstraint(condition=Q(way__in=WAYS), name="payment_way_is_known"),
            models.CheckConstraint(condition=~Q(amount=0), name="payment_is_not_nothing"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__gte=F("recorded_at"), undone_by__isnull=False),
                name="undone_by_somebody",
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="a_line_is_booked_once"),
            models.UniqueConstraint(
                fields=["charge"], condition=Q(way="tick", undone_at__isnull=True), name="one_living_tick_per_charge"
            ),
        ]
