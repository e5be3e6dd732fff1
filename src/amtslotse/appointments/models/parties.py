"""Who comes. Personal data: names, birth dates, contact, needs. Gone with ``forget`` after the visit."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Party(models.Model):
    """The person or family that asks for one visit, and how she is reached. Names never change (trigger)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    language = models.CharField(max_length=8)
    contact_kind = models.CharField(
        max_length=10, help_text="email | phone | desk: desk hears everything at the office, on paper"
    )
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    contact_key = models.CharField(max_length=64, help_text="Keyed hash of the contact; of partner and person for partners")
    contact_verified_at = models.DateTimeField(null=True)
    partner = models.ForeignKey("appointments.Partner", models.PROTECT, null=True, related_name="parties")
    title_expires_on = models.DateField(null=True)
    case_ref = models.UUIDField(null=True, help_text="The case where there is one; no foreign key: casework lies above")
    needs_interpreter = models.BooleanField(default=False, help_text="Sign language; voluntary, deleted after the visit")
    needs_step_free = models.BooleanField(default=False)
    needs_helper = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(contact_kind__in=("email", "phone", "desk")), name="contact_kind_is_known"),
        ]


class Person(models.Model):
    """One person of a party. ``key`` is the keyed hash of document number and birth date, or of file, AZR or Duldung number."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="persons")
    position = models.PositiveSmallIntegerField()
    family_name = models.CharField(max_length=200)
    given_names = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(max_length=800)
    birth_date = models.CharField(max_length=10, help_text="YYYY-MM-DD, 00 where unknown")
    key = models.CharField(max_length=64, blank=True, help_text="Empty: has no document; a clerk vouches")
    key_kind = models.CharField(max_length=20, blank=True, help_text="document | file | azr | duldung | vouched")
    verified_at = models.DateTimeField(null=True, help_text="Shown at the desk, proven by a case code, or vouched for")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["party", "position"], name="one_person_per_position"),
            models.CheckConstraint(condition=~Q(family_name="") | Q(key=""), name="person_has_a_name"),
        ]


class Commitment(models.Model):
    """A person's living appointment or request for a matter: at most one, across sites.

    Verified ones exclude each other by person and matter. An unverified one excludes only its own contact's second try, so
    that a stranger who types another's document number neither blocks her nor learns anything. Before the contact is
    confirmed it excludes only another that waits to be confirmed: who cannot read her mails learns nothing of her bookings.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="commitments")
    person_key = models.CharField(max_length=64, help_text="Of the person; without one, of her name for her contact")
    contact_key = models.CharField(max_length=64)
    matter = models.SlugField(max_length=60)
    verified = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=True, help_text="False until the code that was sent to the contact comes back")
    living = models.BooleanField(default=True)
    appointment = models.ForeignKey("appointments.Appointment", models.CASCADE, null=True, related_name="commitments")
    request = models.ForeignKey("appointments.Request", models.CASCADE, null=True, related_name="commitments")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_key", "matter"],
                condition=Q(living=True, verified=True) & ~Q(person_key=""),
                name="one_living_commitment_per_person_and_matter",
            ),
            models.UniqueConstraint(
                fields=["person_key", "matter", "contact_key"],
                condition=Q(living=True, verified=False, confirmed=True) & ~Q(person_key=""),
                name="one_unverified_commitment_per_contact",
            ),
            models.UniqueConstraint(
                fields=["person_key", "matter", "contact_key"],
                condition=Q(living=True, verified=False, confirmed=False) & ~Q(person_key=""),
                name="one_unconfirmed_commitment_per_contact",
            ),
            models.CheckConstraint(
                condition=Q(appointment__isnull=False) | Q(request__isnull=False), name="commitment_is_to_something"
            ),
        ]
