"""From stored rows to views: shared by the applicant's and the clerks' queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from babel.dates import format_date
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from amtslotse.casework.models import (
    Case,
    Document,
    DocumentCheck,
    DocumentRequest,
    Draft,
    Letter,
    LetterPaper,
    RequestItem,
    SharedDocument,
    files,
    keys,
)
from amtslotse.casework.queries.views import (
    AnswerView,
    Download,
    EffectView,
    LetterView,
    NeedView,
    RequestedItem,
    RequestView,
    UploadView,
)
from amtslotse.casework.rules import effect
from amtslotse.casework.rules.filing import local_day, situation
from amtslotse.casework.rules.letters import WITH_CODE
from amtslotse.casework.rules.steps import Mark
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import DocumentNeed, Procedure, Question, country_name, open_questions
from amtslotse.engines import envelope, paper
from amtslotse.journal.queries import EventView, events_of
from amtslotse.kernel import checked, codes
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import InvalidInput

_COVERED = "X" * codes.LENGTH

_YES_NO = {
    "yes": {"de": "Ja", "en": "Yes", "ar": "نعم"},
    "no": {"de": "Nein", "en": "No", "ar": "لا"},
}


def procedure_of(case: Case) -> Procedure:
    """The service in the version the case was filed under."""
    return catalogue.get(key=case.service, version=case.service_version, on=local_day(case.received_at))


def all_answers(case: Case) -> dict[str, str]:
    """What she answered, with what is kept with the person."""
    return {**case.answers, **case.applicant.answers}


def answer_text(question: Question, value: str, language: str) -> str:
    """The answer as a person reads it."""
    if not value:
        return ""
    if question.kind == "choice":
        return next((option.label(language) for option in question.options if option.key == value), value)
    if question.kind == "yesno":
        return _YES_NO.get(value, {}).get(language, value)
    if question.kind == "country":
        return country_name(value, language)
    if question.kind == "date":
        return _day_text(value, language)
    if question.kind == "birthdate":
        return birth_text(value)
    return value


def birth_text(value: str) -> str:
    """As a German register prints it: ``00.00.1980``."""
    try:
        return BirthDate.parse(value, today=date.max).german
    except InvalidInput:
        return value


def _day_text(value: str, language: str) -> str:
    try:
        return format_date(date.fromisoformat(value), format="long", locale=language)
    except ValueError:
        return value


def answers_of(procedure: Procedure, answers: Mapping[str, str], *, on: date, language: str) -> tuple[AnswerView, ...]:
    """The questions that apply and were answered, in the order of the form."""
    return tuple(
        AnswerView(
            question.key,
            question.group,
            question.label(language),
            answers[question.key],
            answer_text(question, answers[question.key], language),
        )
        for question in open_questions(procedure, answers, on=on)
        if answers.get(question.key)
    )


def upload(row: Document, *, can_remove: bool = False) -> UploadView:
    """A document without its bytes."""
    return UploadView(
        row.pk, row.need, row.name, row.media_type, row.size, row.created_at, tuple(row.cleaned), can_remove, row.handed_in_at
    )


def by_need(documents: Iterable[Document], *, can_remove: bool = False) -> dict[str, tuple[UploadView, ...]]:
    """Uploads per need, newest last."""
    found: dict[str, list[UploadView]] = defaultdict(list)
    for row in sorted(documents, key=lambda each: (each.created_at, each.pk)):
        found[row.need].append(upload(row, can_remove=can_remove))
    return {need: tuple(uploads) for need, uploads in found.items()}


def with_shared(uploads: Mapping[str, tuple[UploadView, ...]], owner: Case | Draft) -> dict[str, tuple[UploadView, ...]]:
    """The uploads and, after them, the papers of the family that serve here too. One query."""
    found = {need: list(own) for need, own in uploads.items()}
    for share in owner.shared_documents.select_related("document").order_by("document__created_at", "pk"):
        found.setdefault(share.need, []).append(replace(upload(share.document), need=share.need, is_shared=True))
    return {need: tuple(all_) for need, all_ in found.items()}


def needs_view(
    needs: Sequence[DocumentNeed],
    uploads: Mapping[str, tuple[UploadView, ...]],
    checks: Mapping[str, DocumentCheck],
    language: str,
) -> tuple[NeedView, ...]:
    """Each required document with its rule, what was sent, and the verdict."""
    views = []
    for need in needs:
        check = checks.get(need.key)
        views.append(
            NeedView(
                key=need.key,
                label=need.label(language),
                label_de=need.label("de"),
                help=need.help(language),
                legal_basis=need.legal_basis,
                sureness=need.sureness,
                one_of=need.one_of,
                optional=need.optional,
                translation=need.translation,
                uploads=uploads.get(need.key, ()),
                verdict=check.verdict if check else "",
                reason=check.reason if check else "",
                checked_at=check.checked_at if check else None,
                need=need,
            )
        )
    return tuple(views)


def effect_view(case: Case, procedure: Procedure, language: str) -> EffectView:
    """The effect as it was stored on receipt, with the row of the table that gave it."""
    decided = effect.decide(situation(procedure, all_answers(case), on=local_day(case.received_at)))
    if decided.code != case.effect:  # the table was mended since: the paper she holds stays what it was
        decided = effect.by_code(case.effect)
    return EffectView(
        code=decided.code,
        row=decided.row,
        public=decided.public,
        text=effect.TEXTS[decided.public].get(language, effect.TEXTS[decided.public]["de"]),
        text_de=effect.TEXTS[decided.public]["de"],
        paragraph=decided.paragraph,
        certificate=decided.certificate,
        title_expires_on=case.title_expires_on,
    )


def request_view(
    row: DocumentRequest,
    labels: Mapping[str, DocumentNeed],
    added: Mapping[str, tuple[UploadView, ...]],
    *,
    language: str,
    now: datetime,
) -> RequestView:
    """A request with its items; ``added`` are uploads not yet handed in."""
    order = list(labels)
    items = tuple(
        RequestedItem(
            need=item.need,
            label=labels[item.need].label(language) if item.need in labels else item.need,
            label_de=labels[item.need].label("de") if item.need in labels else item.need,
            verdict=item.verdict,
            reason=item.reason,
            uploads=added.get(item.need, ()) if row.fulfilled_at is None else (),
        )
        for item in sorted(_items(row), key=lambda each: order.index(each.need) if each.need in labels else len(order))
    )
    late = row.fulfilled_at is None and local_day(now) > row.deadline_on
    return RequestView(row.pk, row.sent_at, row.deadline_on, late, row.fulfilled_at, row.note, items)


#: Documents of a case, its requests with what they name, and papers shared with it, inside the query that reads the case.
_DOCUMENT = {name: name for name in ("need", "name", "media_type", "size", "cleaned", "created_at", "handed_in_at")}
DOCUMENTS = ArraySubquery(
    Document.objects.filter(case=OuterRef("pk"), handed_in_at__isnull=False).values(json=JSONObject(id="pk", **_DOCUMENT))
)
SHARED = ArraySubquery(
    SharedDocument.objects.filter(case=OuterRef("pk"))
    .order_by("document__created_at", "pk")
    .values(
        json=JSONObject(id="document_id", **{name: f"document__{name}" for name in _DOCUMENT if name != "need"}, need="need")
    )
)
_ITEMS = ArraySubquery(
    RequestItem.objects.filter(request=OuterRef("pk"))
    .order_by("pk")
    .values(json=JSONObject(need="need", verdict="verdict", reason="reason"))
)
REQUESTS = ArraySubquery(
    DocumentRequest.objects.filter(case=OuterRef("pk"))
    .order_by("-sent_at")
    .values(
        json=JSONObject(
            id="pk", deadline_on="deadline_on", note="note", sent_at="sent_at", fulfilled_at="fulfilled_at", named=_ITEMS
        )
    )
)


def documents_of(found: Sequence[Mapping[str, Any]]) -> list[Document]:
    """Documents without their bytes, from ``DOCUMENTS`` or ``SHARED``."""
    return [Document(**{**each, "id": UUID(each["id"]), **_times(each, "created_at", "handed_in_at")}) for each in found]


def uploads_of(own: Sequence[Mapping[str, Any]], shared: Sequence[Mapping[str, Any]]) -> dict[str, tuple[UploadView, ...]]:
    """As ``with_shared``, from ``DOCUMENTS`` and ``SHARED``."""
    found = {need: list(rows) for need, rows in by_need(documents_of(own)).items()}
    for row in documents_of(shared):
        found.setdefault(row.need, []).append(replace(upload(row), is_shared=True))
    return {need: tuple(rows) for need, rows in found.items()}


def requests_of(found: Sequence[Mapping[str, Any]]) -> list[DocumentRequest]:
    """Requests with what they name, newest first, from ``REQUESTS``."""
    rows = []
    for each in found:
        plain = {name: value for name, value in each.items() if name != "named"}
        times = _times(each, "sent_at", "fulfilled_at")
        row = DocumentRequest(
            **{**plain, "id": UUID(each["id"]), "deadline_on": date.fromisoformat(each["deadline_on"]), **times}
        )
        row.named = [RequestItem(**item) for item in each["named"]]  # type: ignore[attr-defined]
        rows.append(row)
    return rows


def _times(row: Mapping[str, Any], *names: str) -> dict[str, datetime | None]:
    return {name: datetime.fromisoformat(row[name]) if row[name] else None for name in names}


def _items(row: DocumentRequest) -> list[RequestItem]:
    """What the request names: as read beside it, else by a query."""
    named: list[RequestItem] | None = getattr(row, "named", None)
    return list(row.items.all()) if named is None else named


def letter_view(row: Letter) -> LetterView:
    """A letter without its paper."""
    return LetterView(row.pk, row.kind, row.created_at)


#: Verdicts and letters of a case inside the query that reads it, for ``checks_of`` and ``letters_of``.
CHECKS = ArraySubquery(
    DocumentCheck.objects.filter(case=OuterRef("pk")).values(
        json=JSONObject(need="need", verdict="verdict", reason="reason", checked_at="checked_at")
    )
)
LETTERS = ArraySubquery(
    Letter.objects.filter(case=OuterRef("pk"))
    .order_by("-created_at")
    .values(json=JSONObject(id="pk", kind="kind", created_at="created_at"))
)


def checks_of(found: Sequence[Mapping[str, str]]) -> dict[str, DocumentCheck]:
    """Verdicts by need, from ``CHECKS``."""
    return {each["need"]: DocumentCheck(**{**each, "checked_at": datetime.fromisoformat(each["checked_at"])}) for each in found}


def letters_of(found: Sequence[Mapping[str, str]]) -> tuple[LetterView, ...]:
    """Letters without their papers, newest first, from ``LETTERS``."""
    return tuple(LetterView(UUID(each["id"]), each["kind"], datetime.fromisoformat(each["created_at"])) for each in found)


def print_letter(row: Letter, case: Case, *, code_covered: bool = False) -> Download:
    """The letter as PDF/UA-1: the paper that was kept, as it went out, or drawn now where none was made yet."""
    kept = None if row.kind in WITH_CODE else LetterPaper.objects.filter(letter=row, state="made").first()
    if kept is None:
        return draw_letter(row, case, code_covered=code_covered)
    sealed = envelope.Sealed(files.read(row.pk), bytes(kept.wrapped_key))
    return _named(row, case, envelope.unseal(sealed, master=keys.documents_key(), identity=str(row.pk)))


def draw_letter(row: Letter, case: Case, *, code_covered: bool = False) -> Download:
    """The letter drawn now. The receipt and the letter with a new code carry the code that is valid now, or none."""
    data = {**row.data, "demonstration": settings.DEMO}
    if row.kind in WITH_CODE:
        data["code"] = _COVERED if code_covered else keys.case_code(case.pk, case.code_version)
    # Beside the German text another language goes out only once somebody answers for it.
    answered_for = checked.counts(paper.checked_by(row.language), demonstration=settings.DEMO)
    is_hers = answered_for and (row.kind != "notice" or row.language in row.data["plain"])
    return _named(row, case, paper.render(row.kind, data, row.language if is_hers else "de", row.created_at))


def _named(row: Letter, case: Case, content: bytes) -> Download:
    return Download(f"{codes.spoken(case.file_number)}-{row.kind.replace('_', '-')}.pdf", "application/pdf", content)


def decrypt(row: Document) -> Download:
    """The document's bytes. Raises ``envelope.Broken`` when file, key and row do not belong together."""
    sealed = envelope.Sealed(files.read(row.pk), bytes(row.wrapped_key))
    content = envelope.unseal(sealed, master=keys.documents_key(), identity=str(row.pk))
    return Download(row.name, row.media_type, content)


def history(case: UUID) -> list[EventView]:
    """The case's events from the journal."""
    return events_of(stream_kind="case", stream_ref=str(case))


def marks(events: Sequence[EventView]) -> list[Mark]:
    """What steps and turns need of the events."""
    return [Mark(event.kind, event.happened_at, event.waits_on) for event in events]
