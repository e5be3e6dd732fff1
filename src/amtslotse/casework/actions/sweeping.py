"""What time takes away: drafts nobody came back to, and files nobody knows any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from amtslotse.casework.actions.drafts import discard
from amtslotse.casework.actions.importing import forget_import_files
from amtslotse.casework.models import Document, Draft, ImportRun, LetterPaper, PrintRun, files

#: A file can be older than its row by the length of one request, never by a day.
_STRAY_AFTER = timedelta(days=1)


def sweep(*, now: datetime) -> tuple[int, int]:
    """Expired drafts are gone with their documents, and so are old files of imports and files without a row. Answers how many
    drafts and strays."""
    expired = list(Draft.objects.filter(expires_at__lte=now).values_list("pk", flat=True))
    for draft in expired:
        discard(draft=draft, now=now)
    forget_import_files(now=now)
    strays = files.stray(before=now - _STRAY_AFTER)
    asked = [document for document, _ in strays]
    known = set(Document.objects.filter(pk__in=asked).values_list("pk", flat=True))
    known |= set(LetterPaper.objects.filter(pk__in=asked, state="made").values_list("pk", flat=True))
    known |= set(PrintRun.objects.filter(pk__in=asked).exclude(state="sent").values_list("pk", flat=True))
    known |= set(ImportRun.objects.filter(pk__in=asked, file_gone_at=None).values_list("pk", flat=True))
    removed = 0
    for document, path in strays:
        if document not in known or path.suffix:
            path.unlink(missing_ok=True)
            removed += 1
    return len(expired), removed
