"""From an untrusted file to an encrypted document. Cleaning comes first, so that no lock is held meanwhile."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet, Sum

from amtslotse.casework.models import Case, Document, Draft, Message, files, keys
from amtslotse.casework.rules.uploads import Refused, check_size
from amtslotse.engines import cleaning, envelope

_EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


def check(*, need: str, size: int, beside: QuerySet[Document]) -> None:
    """The file still fits beside those that are there. Raises ``Refused``."""
    stored = beside.aggregate(sum=Sum("size"))["sum"] or 0
    check_size(need, size, stored=stored, files=beside.count())


def clean(*, need: str, content: bytes) -> cleaning.Cleaned:
    """The harmless form of the file. Raises ``Refused`` with the reason."""
    try:
        return cleaning.clean(content)
    except cleaning.Unfit as fault:
        raise Refused(field=need, reason=fault.reason) from None


def store(
    *,
    need: str,
    name: str,
    cleaned: cleaning.Cleaned,
    draft: Draft | None = None,
    case: Case | None = None,
    message: Message | None = None,
    now: datetime,
) -> Document:
    """Row and encrypted file are there; if one cannot be made, neither is. Raises ``Refused`` (no_space)."""
    identity = uuid.uuid4()
    sealed = envelope.seal(cleaned.content, master=keys.documents_key(), identity=str(identity))
    try:
        files.write(identity, sealed.content)
    except files.NoSpace:
        raise Refused(field=need, reason="no_space") from None
    try:
        with transaction.atomic():
            return Document.objects.create(
                id=identity,
                draft=draft,
                case=case,
                message=message,
                need=need,
                name=_named(name, cleaned.media_type),
                media_type=cleaned.media_type,
                size=len(cleaned.content),
                sha256=hashlib.sha256(cleaned.content).hexdigest(),
                cleaned=list(cleaned.removed),
                wrapped_key=sealed.wrapped_key,
                created_at=now,
            )
    except BaseException:
        files.delete(identity)
        raise


def delete(*, document: Document) -> None:
    """The row is gone now, and its key with it; the file when the transaction commits.

    A paper that serves another person of the family too becomes hers instead, under the need it has there.
    """
    if share := document.shares.select_related("case").order_by("pk").first():
        share.delete()
        document.draft_id, document.case_id, document.need = share.draft_id, share.case_id, share.need
        document.handed_in_at = share.case.received_at if share.case else None
        document.save(update_fields=["draft", "case", "need", "handed_in_at"])
        return
    identity = document.pk
    document.delete()
    transaction.on_commit(lambda: files.delete(identity))


def _named(name: str, media_type: str) -> str:
    """Her name for the file, without path, control and direction characters, with the extension of what it now is."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", kept.strip()).strip(". ")[:150]
    return (stem or "document") + _EXTENSIONS[media_type]
