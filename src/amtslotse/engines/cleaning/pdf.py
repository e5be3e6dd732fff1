"""PDFs written anew, without anything that acts."""

from __future__ import annotations

import io

import pikepdf

from amtslotse.engines.cleaning.kinds import Cleaned, Unfit

MOST_PAGES = 200
MOST_OBJECTS = 200_000

#: Keys that run something, carry files, or hide another form beneath the pages.
_KEYS = {
    "/AA": "actions",
    "/OpenAction": "actions",
    "/JS": "javascript",
    "/JavaScript": "javascript",
    "/EmbeddedFiles": "embedded_files",
    "/EF": "embedded_files",
    "/AF": "embedded_files",
    "/Collection": "embedded_files",
    "/XFA": "forms",
    "/RichMediaContent": "media",
    "/Metadata": "metadata",
    "/PieceInfo": "metadata",
}
#: Inside the file only: everything else an action can do leaves the page.
_HARMLESS_ACTIONS = frozenset({"/GoTo", "/Named"})
_ACTING_ANNOTATIONS = frozenset({"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})


def clean(content: bytes) -> Cleaned:
    """The same pages, and nothing that acts. Raises ``Unfit`` (damaged, encrypted, too_many_pages)."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            removed = {"encryption"} if pdf.is_encrypted else set()
            pages = len(pdf.pages)
            if pages > MOST_PAGES:
                raise Unfit("too_many_pages")
            if pages == 0 or len(pdf.objects) > MOST_OBJECTS:
                raise Unfit("damaged")
            _disarm(pdf, removed)
            del pdf.docinfo
            written = io.BytesIO()
            pdf.save(written, encryption=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return Cleaned(written.getvalue(), "application/pdf", tuple(sorted(removed)), pages)
    except pikepdf.PasswordError:
        raise Unfit("encrypted") from None
    except (pikepdf.PdfError, ValueError, RecursionError):
        raise Unfit("damaged") from None


def _disarm(pdf: pikepdf.Pdf, removed: set[str]) -> None:
    """Every dictionary of the file loses what acts, however deep it lies."""
    waiting: list[pikepdf.Object] = [pdf.trailer, *pdf.objects]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Array):
            waiting.extend(item for item in thing if _is_own(item))
            continue
        if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        for key in list(thing.keys()):
            what = _KEYS.get(key) or ("actions" if key == "/A" and _acts(thing[key]) else None)
            if what:
                del thing[key]
                removed.add(what)
        if isinstance(annotations := thing.get("/Annots"), pikepdf.Array):
            kept = [annotation for annotation in annotations if not _is_acting(annotation)]
            if len(kept) < len(annotations):
                thing["/Annots"] = pikepdf.Array(kept)
                removed.add("media")
        waiting.extend(value for key in thing.keys() if _is_own(value := thing[key]))  # noqa: SIM118 (a stream is no dict)


def _is_own(value: object) -> bool:
    """Written inside its parent; what stands alone is in ``pdf.objects`` and comes by itself."""
    return (
        isinstance(value, pikepdf.Object) and not value.is_indirect and isinstance(value, (pikepdf.Array, pikepdf.Dictionary))
    )


def _acts(action: object) -> bool:
    if not isinstance(action, pikepdf.Dictionary):
        return False
    return str(action.get("/S", "/GoTo")) not in _HARMLESS_ACTIONS or "/Next" in action


def _is_acting(annotation: object) -> bool:
    return isinstance(annotation, pikepdf.Dictionary) and str(annotation.get("/Subtype", "")) in _ACTING_ANNOTATIONS
