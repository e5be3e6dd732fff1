"""Letters on their way, for staff. Scope: ``post.print`` (``printable``), ``post.bulk``, ``post.templates``; a case shows its
own letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from amtslotse.accounts.rules import may, reach, require
from amtslotse.casework.models import BulkLetter, Case, Delivery, LetterTemplate, PrintRun, TemplateText, files, keys
from amtslotse.casework.queries.post_views import (
    BulkView,
    DeliveryList,
    DeliveryView,
    RunView,
    TemplateTextView,
    TemplateView,
)
from amtslotse.casework.queries.views import Download
from amtslotse.casework.rules.letters import KINDS, RETURN_REASONS, cover_code
from amtslotse.casework.rules.states import OPEN
from amtslotse.engines import envelope
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed, NotFound

PAGE_SIZE = 50
#: Of those that a bulk letter left out, as many as its page names.
LEFT_OUT_SHOWN = 200
SELECTIONS = ("service", "status", "team")
_JOINED = ("letter__case__applicant", "letter__case__owner", "letter__paper")


def case_by_cover(token: str) -> UUID | None:
    """The case a cover sheet belongs to, by the code on it as typed or scanned; ``None`` when there is none. One query.

    The code names a case and opens nothing: whoever asks must be allowed to see the case it names.
    """
    code = cover_code(token)
    found = Delivery.objects.filter(cover_token=code).values_list("letter__case_id", flat=True).first() if code else None
    return found


def printable(actor: Actor) -> Q:
    """The deliveries whose letters the actor may print and follow: of the whole office, or of the cases of her teams."""
    return Q() if reach(actor, "post.print") == "office" else Q(letter__case__team__in=actor.teams)


def printable_runs(actor: Actor) -> Q:
    """The print runs in which every letter is one of those."""
    foreign = Delivery.objects.filter(~printable(actor), run=OuterRef("pk"))
    return Q() if reach(actor, "post.print") == "office" else Q(~Exists(foreign))


def delivery_by_cover(*, actor: Actor, token: str) -> UUID:
    """The delivery a cover sheet belongs to. Raises ``NotFound``, also for a reader who may not print it."""
    _require(actor, "post.print")
    code = cover_code(token)
    hers = Delivery.objects.filter(printable(actor), cover_token=code)
    found = hers.values_list("pk", flat=True).first() if code else None
    if found is None:
        raise NotFound("cover sheet")
    return found


def print_queue(*, actor: Actor, kind: str = "", page: int = 1, size: int = PAGE_SIZE) -> DeliveryList:
    """What waits for the next print, oldest first. Three queries."""
    _require(actor, "post.print")
    rows = Delivery.objects.filter(printable(actor), channel="post", state="queued")
    counts = dict(rows.values_list("letter__kind").annotate(n=Count("pk")))
    if kind in KINDS:
        rows = rows.filter(letter__kind=kind)
    return _page(actor, rows.order_by("created_at", "pk"), counts, page, size)


def returned_letters(*, actor: Actor, reason: str = "", page: int = 1, size: int = PAGE_SIZE) -> DeliveryList:
    """What came back and nobody has settled, oldest first. Three queries."""
    _require(actor, "post.print")
    rows = Delivery.objects.filter(printable(actor), state="returned", settled_at=None)
    counts = dict(rows.values_list("return_reason").annotate(n=Count("pk")))
    if reason in RETURN_REASONS:
        rows = rows.filter(return_reason=reason)
    return _page(actor, rows.order_by("returned_on", "pk"), counts, page, size)


def delivery(*, actor: Actor, delivery: UUID) -> DeliveryView:
    """One delivery. Raises ``NotFound``."""
    _require(actor, "post.print")
    row = Delivery.objects.select_related(*_JOINED).filter(printable(actor), pk=delivery).first()
    if row is None:
        raise NotFound(f"delivery {delivery}")
    return _view(actor, row)


def deliveries_of(*, actor: Actor, case: UUID) -> tuple[DeliveryView, ...]:
    """The ways of a case's letters, newest first, for a reader who sees the case. One query."""
    rows = Delivery.objects.select_related(*_JOINED).filter(letter__case=case).order_by("-created_at", "pk")
    return tuple(_view(actor, row) for row in rows if may(actor, "casework.see_case", team=row.letter.case.team))


def runs(*, actor: Actor, size: int = 10) -> tuple[RunView, ...]:
    """The last print runs, newest first. One query."""
    _require(actor, "post.print")
    return tuple(_run(row) for row in _runs(actor).order_by("-created_at")[:size])


def run(*, actor: Actor, run: UUID) -> RunView:
    """One run with its progress. Raises ``NotFound``."""
    _require(actor, "post.print")
    row = _runs(actor).filter(pk=run).first()
    if row is None:
        raise NotFound(f"run {run}")
    return _run(row)


def run_letters(*, actor: Actor, run: UUID) -> tuple[DeliveryView, ...]:
    """The letters of a run in the order of its file. One query."""
    _require(actor, "post.print")
    rows = Delivery.objects.select_related(*_JOINED).filter(printable(actor), run=run).order_by("created_at", "pk")
    return tuple(_view(actor, row) for row in rows)


def run_file(*, actor: Actor, run: UUID) -> Download:
    """The pile as one PDF, for the printer. Raises ``NotFound`` before it is made and once it is posted."""
    _require(actor, "post.print")
    row = PrintRun.objects.filter(printable_runs(actor), pk=run, state="ready").first()
    if row is None:
        raise NotFound(f"run {run}")
    sealed = envelope.Sealed(files.read(run), bytes(row.wrapped_key))
    content = envelope.unseal(sealed, master=keys.documents_key(), identity=str(run))
    return Download(f"{row.created_at:%Y-%m-%d-%H%M}-{row.total}.pdf", "application/pdf", content)


def chosen(selection: Mapping[str, str]) -> QuerySet[Case]:
    """The open cases that a filter chooses (``service``, ``status``, ``team``); what it lacks does not filter."""
    rows = Case.objects.filter(status__in=OPEN)
    for field in SELECTIONS:
        if selection.get(field):
            rows = rows.filter(**{field: selection[field]})
    return rows


def count_chosen(*, actor: Actor, selection: Mapping[str, str]) -> int:
    """How many cases a bulk letter would reach. One query."""
    _require(actor, "post.bulk")
    return chosen(selection).count()


def bulk_choices(*, actor: Actor) -> dict[str, dict[str, int]]:
    """What can be filtered by, with how many open cases each has. Three queries."""
    _require(actor, "post.bulk")
    rows = Case.objects.filter(status__in=OPEN)
    return {
        field: dict(rows.exclude(**{field: ""}).order_by(field).values_list(field).annotate(n=Count("pk")))
        for field in SELECTIONS
    }


def bulk_letters(*, actor: Actor, size: int = PAGE_SIZE) -> tuple[BulkView, ...]:
    """The last letters to many, newest first. Two queries."""
    _require(actor, "post.bulk")
    return tuple(_bulk(row) for row in _bulks().order_by("-created_at")[:size])


def bulk_letter(*, actor: Actor, bulk: UUID) -> BulkView:
    """One letter to many, how far it is, and whom it left out. Three queries. Raises ``NotFound``."""
    _require(actor, "post.bulk")
    row = _bulks().filter(pk=bulk).first()
    if row is None:
        raise NotFound(f"bulk letter {bulk}")
    missed = row.recipients.exclude(left_out="").order_by("case__file_number")
    rows = missed.values_list("case_id", "case__file_number", "left_out")[:LEFT_OUT_SHOWN]
    return _bulk(row, tuple((case, codes.spoken(number), why) for case, number, why in rows))


def templates(*, actor: Actor) -> tuple[TemplateView, ...]:
    """The newest version of each template, and the released one it would replace. Two queries."""
    _require(actor, "post.templates")
    shown: dict[tuple[str, bool], TemplateView] = {}
    for row in LetterTemplate.objects.prefetch_related("texts").order_by("key", "-version"):
        shown.setdefault((row.key, row.released_at is not None), _template(actor, row))
    return tuple(sorted(shown.values(), key=lambda view: (view.german.title, -view.version)))


def released_templates(*, actor: Actor) -> tuple[TemplateView, ...]:
    """What letters can be written from: the newest released version of each. Two queries."""
    if not (may(actor, "post.bulk") or may(actor, "casework.request_documents", team=next(iter(actor.teams), ""))):
        raise NotFound("templates")
    shown: dict[str, TemplateView] = {}
    rows = LetterTemplate.objects.filter(released_at__isnull=False).prefetch_related("texts")
    for row in rows.order_by("key", "-version"):
        shown.setdefault(row.key, _template(actor, row))
    return tuple(sorted(shown.values(), key=lambda view: view.german.title))


def german_of_templates() -> dict[str, tuple[str, str]]:
    """Title and text of the newest released German version of each template, by its key. For figures. One query."""
    texts = TemplateText.objects.filter(language="de", template__released_at__isnull=False)
    newest = texts.order_by("template__key", "-template__version").distinct("template__key")
    return {
        key: (title, f"{plain}\n{legal}".strip())
        for key, title, plain, legal in newest.values_list("template__key", "title", "plain", "legal")
    }


def template(*, actor: Actor, template: UUID) -> TemplateView:
    """One version with its words. Raises ``NotFound``."""
    _require(actor, "post.templates")
    row = LetterTemplate.objects.prefetch_related("texts").filter(pk=template).first()
    if row is None:
        raise NotFound(f"template {template}")
    return _template(actor, row)


def post_counts(*, actor: Actor) -> dict[str, int]:
    """How much waits: to print, come back, letters to many that can be recalled; of what she may print. Two queries."""
    found = Delivery.objects.filter(printable(actor)).aggregate(
        queued=Count("pk", filter=Q(channel="post", state="queued")),
        returned=Count("pk", filter=Q(state="returned", settled_at=None)),
    )
    return {**found, "waiting": BulkLetter.objects.filter(state="waiting").count()}


def _require(actor: Actor, right: str) -> None:
    try:
        require(actor, right)
    except NotAllowed:
        raise NotFound(right) from None


def _page(actor: Actor, rows: QuerySet[Delivery], counts: dict[str, int], page: int, size: int) -> DeliveryList:
    total = rows.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    shown = rows.select_related(*_JOINED)[(page - 1) * size : page * size]
    return DeliveryList(tuple(_view(actor, row) for row in shown), total, page, pages, counts)


def _view(actor: Actor, row: Delivery) -> DeliveryView:
    letter, case = row.letter, row.letter.case
    to: dict[str, Any] = row.recipient or {}
    return DeliveryView(
        id=row.pk,
        case=case.pk,
        file_number=codes.spoken(case.file_number),
        name=f"{case.applicant.given_names} {case.applicant.family_name}".strip(),
        kind=letter.kind,
        letter=letter.pk,
        channel=row.channel,
        state=row.state,
        cover=codes.spoken(row.cover_token),
        recipient=(to["name"], *to["lines"]) if to else (),
        created_at=row.created_at,
        printed_at=row.printed_at,
        sent_at=row.sent_at,
        recalled_at=row.recalled_at,
        delivered_on=row.delivered_on,
        returned_on=row.returned_on,
        reason=row.return_reason,
        note=row.return_note,
        settlement=row.settlement,
        settled_at=row.settled_at,
        team=case.team,
        owner=case.owner.get_full_name() if case.owner else "",
        paper=letter.paper.state if hasattr(letter, "paper") else "none",
        run=row.run_id,
        may_see_case=may(actor, "casework.see_case", team=case.team),
    )


def _runs(actor: Actor) -> QuerySet[PrintRun]:
    return PrintRun.objects.filter(printable_runs(actor)).annotate(
        n_recalled=Count("deliveries", filter=Q(deliveries__state="recalled"))
    )


def _run(row: PrintRun) -> RunView:
    return RunView(
        row.pk,
        row.state,
        row.total,
        row.done,
        row.n_recalled,  # type: ignore[attr-defined]  # annotated in _runs
        row.created_at,
        row.ready_at,
        row.sent_at,
        row.size,
        row.error,
    )


def _bulks() -> QuerySet[BulkLetter]:
    return (
        BulkLetter.objects.select_related("template")
        .prefetch_related("template__texts")
        .annotate(
            n_reached=Count("deliveries__letter", distinct=True),  # one letter may have several envelopes
            n_papers=Count("deliveries__letter", filter=Q(deliveries__letter__paper__state="made"), distinct=True),
            n_left_out=Count("recipients", filter=~Q(recipients__left_out=""), distinct=True),
        )
    )


def _bulk(row: BulkLetter, left_out: tuple[tuple[UUID, str, str], ...] = ()) -> BulkView:
    return BulkView(
        id=row.pk,
        title=next(text.title for text in row.template.texts.all() if text.language == "de"),
        template=row.template_id,
        version=row.template.version,
        selection=dict(row.selection),
        state=row.state,
        total=row.total,
        reached=row.n_reached,  # type: ignore[attr-defined]  # annotated in _bulks
        papers=row.n_papers,  # type: ignore[attr-defined]
        left_out=left_out,
        left_out_in_all=row.n_left_out,  # type: ignore[attr-defined]
        created_at=row.created_at,
        goes_at=row.goes_at,
        sent_at=row.sent_at,
        recalled_at=row.recalled_at,
    )


def _template(actor: Actor, row: LetterTemplate) -> TemplateView:
    texts = sorted(row.texts.all(), key=lambda text: (text.language != "de", text.language))
    return TemplateView(
        id=row.pk,
        key=row.key,
        version=row.version,
        title=texts[0].title,
        released_at=row.released_at,
        created_at=row.created_at,
        is_own=row.author_id == actor.staff_id,
        texts=tuple(
            TemplateTextView(text.language, text.title, text.plain, text.legal, text.checked_by, text.checked_on)
            for text in texts
        ),
    )
