"""Staff of the office. Personal data: name and mail address; deleted with the account."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Staff(AbstractUser):
    """A member of staff with the roles and teams that say what she may do."""

    roles = models.JSONField(default=list)
    teams = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "staff"
