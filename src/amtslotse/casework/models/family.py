"""Who acts for the applicant, what a family shares, and whom to invite before a title ends."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from amtslotse.casework.models.cases import Case
from amtslotse.casework.models.documents import Document
from amtslotse.casework.models.drafts import Draft
from amtslotse.casework.rules.family import CONSENTING, KINDS, SHOWN


class Representative(models.Model):
    """Somebody who acts for the applicant: by power of attorney, or because she is a minor. Personal data.

    By trigger (0008): who it is never changes; what was confirmed, consented or ended stays so. A change is a new row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.CASCADE, related_name="representatives")
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="The first day on which it is over")
    authority = models.CharField(max_length=8, blank=True, help_text="How the authority was shown: document, paper")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+", help_text="The paper that shows it")
    is_sole = models.BooleanField(default=False, help_text="Custody is held alone")
    consented_on = models.DateField(null=True, help_text="§ 80 Abs. 5 AufenthG; a custody holder's")
    confirmed_at = models.DateTimeField(null=True, help_text="When the office had seen the authority or the consent")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="representative_kind_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="representative_has_a_name"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="representation_ends_after_it_began"
            ),
            models.CheckConstraint(condition=Q(authority__in=("", *SHOWN)), name="authority_is_known"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | ~Q(authority=""), name="confirmed_authority_was_shown"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CONSENTING) | Q(consented_on__isnull=True, is_sole=False),
                name="only_custody_holders_consent",
            ),
        ]
        indexes = [models.Index(fields=["case"], condition=Q(valid_to__isnull=True), name="living_representatives")]


class SharedDocument(models.Model):
    """A paper of one person's application that serves another of her family too: stored once, asked for once."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="shares")
    draft = models.ForeignKey(Draft, models.CASCADE, null=True, related_name="shared_documents")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="shared_documents")
    need = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False, case__isnull=True) | Q(draft__isnull=True, case__isnull=False),
                name="shared_with_a_draft_or_a_case",
            ),
            models.UniqueConstraint(fields=["document", "draft", "need"], name="shared_once_with_a_draft"),
            models.UniqueConstraint(fields=["document", "case", "need"], name="shared_once_with_a_case"),
        ]


class Renewal(models.Model):
    """When the title that was granted ends, and whether she was invited to renew it."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="renewal")
    ends_on = models.DateField()
    noted_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ends_on"], condition=Q(invited_at__isnull=True), name="not_yet_invited")]
