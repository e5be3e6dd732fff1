"""Staff of the office, and what keeps guessers out.

Personal data: name and mail address of staff and when she is away, deleted with the account. ``Attempt`` holds keyed
hashes only.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from amtslotse.accounts.rules import ROLES


class Staff(AbstractUser):
    """A member of staff with the roles and teams that say what she may do.

    ``generation`` counts up when her rights or her second factor change; every session of an earlier generation is dead.
    Django's own groups, permissions and ``is_superuser`` give no right here.
    """

    roles = models.JSONField(default=list)
    teams = models.JSONField(default=list)
    generation = models.PositiveIntegerField(default=0)
    password_is_initial = models.BooleanField(default=False, help_text="Given by somebody else: must be changed")

    class Meta:
        verbose_name_plural = "staff"
        constraints = [
            models.CheckConstraint(condition=models.Q(roles__contained_by=list(ROLES)), name="known_roles_only"),
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="one_account_per_mail_address"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django ends a session whose hash no longer fits: a new password ends it, and so does a new generation."""
        return salted_hmac(
            "amtslotse.accounts", f"{self.password}\x1f{self.generation}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Absence(models.Model):
    """Somebody is away from a day until the day she is back (half-open), and who has her inbox meanwhile. Never why.

    By constraint: nobody stands in for herself, and two absences of one person never overlap.
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    back_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(back_on__gt=models.F("starts_on")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~models.Q(deputy=models.F("staff")), name="nobody_is_her_own_deputy"),
        ]


class Attempt(models.Model):
    """How often somebody tried to sign in under a name, or from an address, in one window of time."""

    key = models.CharField(max_length=64, primary_key=True, help_text="Keyed hash of what was tried and when")
    count = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True, help_text="The end of the window; the row means nothing afterwards")


class UsedCode(models.Model):
    """A one-time code that was taken once and is never taken again."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE)
    code = models.CharField(max_length=16)
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "code"], name="a_code_is_used_once")]
