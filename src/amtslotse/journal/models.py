"""The journal's tables. They only grow: migration 0002 takes the right to change them from ``app`` and guards them by triggers.

Rows are written by the SQL of ``actions`` alone, never by ``save()``.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q


class Stream(models.Model):
    """One history, for example that of a case. ``ref`` is the only tie to a person; shredding destroys it and ``salt``."""

    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=60)
    ref = models.TextField(null=True)  # noqa: DJ001  (NULL: shredded; many shredded streams may stand side by side)
    salt = models.UUIDField(null=True, help_text="Makes the origin unguessable once it is destroyed")
    origin = models.BinaryField(help_text="Hash over kind, source, ref and salt: the chain's first link")
    head_seq = models.BigIntegerField(default=0)
    head_hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "ref"], name="one_stream_per_ref"),
            models.CheckConstraint(
                condition=Q(ref__isnull=True, salt__isnull=True) | Q(ref__isnull=False, salt__isnull=False),
                name="ref_and_salt_go_together",
            ),
        ]


class Event(models.Model):
    """Something that happened. Who did it is a role and a team, never a person; the payload holds no personal data."""

    pk = models.CompositePrimaryKey("stream_id", "seq")  # and no other number, so that nobody reads "id > last"
    # No foreign key: its check costs a third of an import, and streams can never be deleted. ``verify`` finds orphans.
    stream = models.ForeignKey(Stream, models.DO_NOTHING, related_name="events", db_constraint=False, db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    xid = models.BigIntegerField(help_text="Transaction that wrote it; readers go up to pg_snapshot_xmin. Not hashed")
    role = models.CharField(max_length=100, blank=True)
    team = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=60)
    procedure = models.CharField(max_length=80, blank=True)
    procedure_version = models.IntegerField(null=True)
    purpose = models.CharField(max_length=40, blank=True)
    milestone = models.CharField(max_length=20, blank=True)
    touched = models.BooleanField()
    waits_on = models.CharField(max_length=60, blank=True, help_text="Empty: as before")
    payload = models.JSONField(default=dict)
    import_key = models.UUIDField(null=True)
    hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "import_key"], condition=Q(import_key__isnull=False), name="imported_once"
            ),
            models.CheckConstraint(condition=Q(seq__gte=1), name="seq_begins_at_one"),
        ]
        indexes = [BrinIndex(fields=["xid"], name="journal_event_by_xid", autosummarize=True)]


class Seal(models.Model):
    """The heads of all streams that changed since the seal before, under one hash that is chained to the seal before."""

    number = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    streams = models.BigIntegerField()
    hash = models.BinaryField()


class SealEntry(models.Model):
    """How far a stream had come when it was sealed. No foreign keys: an entry must outlive a deleted stream."""

    seal_number = models.BigIntegerField()
    stream_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream_id", "seq"], name="sealed_once")]
        indexes = [models.Index(fields=["seal_number"], name="journal_entries_of_a_seal")]
