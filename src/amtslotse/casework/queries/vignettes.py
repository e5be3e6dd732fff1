"""Test cases for decisions as their readers see them. No answer is seen before the end, and nobody is ever named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from amtslotse.accounts.rules import may, require
from amtslotse.casework.models import Vignette, VignetteAnswer
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.templates import Template, template_of
from amtslotse.casework.rules.vignettes import FEWEST_ANSWERS
from amtslotse.catalogue import queries as catalogue
from amtslotse.engines.agreement import differing
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Spread:
    """How the answers to a closed test case differ. ``differing``: the probability that two people answered differently."""

    answers: int
    outcomes: tuple[tuple[str, int, tuple[str, ...]], ...]  # outcome, how often, the reasons in no order of time
    differing: float


@dataclass(frozen=True, slots=True)
class VignetteLine:
    """A test case in a list. ``answers`` and ``differing`` only where enough stand behind them and it is closed."""

    id: UUID
    title: str
    service: str
    service_title: str
    state: str  # draft | open | closed
    opened_at: datetime | None
    closed_at: datetime | None
    is_hers: bool
    is_answered: bool
    answers: int | None
    differing: float | None


@dataclass(frozen=True, slots=True)
class VignetteList:
    """One page. ``waiting``: open ones that the reader may still answer, on all pages."""

    rows: tuple[VignetteLine, ...]
    total: int
    waiting: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class VignetteView:
    """One test case. ``mine``: outcome and reason of the reader's own answer. ``spread``: once closed, from five answers."""

    line: VignetteLine
    facts: str
    question: str
    resolution: str
    template: Template
    mine: tuple[str, str] | None
    spread: Spread | None
    may_edit: bool
    may_answer: bool
    may_close: bool


def vignettes(*, actor: Actor, language: str, now: datetime, page: int = 1) -> VignetteList:
    """What she may see, newest first: all that were opened, and her own drafts. Four queries. Raises ``NotAllowed``."""
    rows = _scope(actor)
    answers = may(actor, "vignettes.answer")
    counts = rows.aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(opened_at__isnull=False, closed_at__isnull=True, is_answered=False)
                      & ~Q(author=actor.staff_id)),
    )  # fmt: skip
    pages = max(1, -(-counts["total"] // PAGE_SIZE))
    page = min(max(page, 1), pages)
    titles = _titles(language, now)
    shown = list(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    spreads = _spreads(shown)
    lines = tuple(_line(row, actor, titles, spreads) for row in shown)
    return VignetteList(lines, counts["total"], counts["waiting"] if answers else 0, page, pages)


def every_vignette(*, actor: Actor, language: str, now: datetime) -> Iterator[VignetteLine]:
    """As ``vignettes``, all pages: for the file. Raises ``NotAllowed``."""
    rows, titles = list(_scope(actor)), _titles(language, now)
    spreads = _spreads(rows)
    return (_line(row, actor, titles, spreads) for row in rows)


def vignette(*, actor: Actor, vignette: UUID, language: str, now: datetime) -> VignetteView:
    """One test case. Four queries. Raises ``NotAllowed``, ``NotFound`` (also for a draft of somebody else)."""
    row = _scope(actor).filter(pk=vignette).first()
    if row is None:
        raise NotFound(f"vignette {vignette}")
    is_open = row.opened_at is not None and row.closed_at is None
    hers = row.author_id == actor.staff_id and may(actor, "vignettes.write")
    mine = row.answers.filter(by=actor.staff_id).values_list("outcome", "reason").first()
    spreads = _spreads([row])
    return VignetteView(
        line=_line(row, actor, _titles(language, now), spreads),
        facts=row.facts,
        question=row.question,
        resolution=row.resolution,
        template=template_of(row.template, row.template_version),
        mine=mine,
        spread=spreads.get(row.pk),
        may_edit=hers and row.opened_at is None,
        may_answer=is_open and mine is None and row.author_id != actor.staff_id and may(actor, "vignettes.answer"),
        may_close=hers and is_open,
    )


def services_for_vignettes(*, actor: Actor, language: str, now: datetime) -> list[tuple[str, str]]:
    """Every service of today by key and title. Raises ``NotAllowed``."""
    require(actor, "vignettes.write")
    return sorted(_titles(language, now).items(), key=lambda each: each[1])


def _scope(actor: Actor) -> QuerySet[Vignette]:
    require(actor, "vignettes.see")
    answered = VignetteAnswer.objects.filter(vignette=OuterRef("pk"), by=actor.staff_id)
    seen = Vignette.objects.filter(Q(opened_at__isnull=False) | Q(author=actor.staff_id))
    return seen.annotate(is_answered=Exists(answered)).order_by(F("created_at").desc(), "pk")


def _titles(language: str, now: datetime) -> dict[str, str]:
    return {each.key: each.title(language) for each in catalogue.published(on=local_day(now))}


def _spreads(rows: list[Vignette]) -> dict[UUID, Spread]:
    """Of those that are closed and have enough answers. One query."""
    closed = [row.pk for row in rows if row.closed_at is not None]
    said: dict[UUID, dict[str, list[str]]] = {}
    found = VignetteAnswer.objects.filter(vignette__in=closed).order_by("pk")  # a random key: no order of time or person
    for vignette, outcome, reason in found.values_list("vignette", "outcome", "reason"):
        said.setdefault(vignette, {}).setdefault(outcome, []).append(reason)
    spreads = {}
    for vignette, outcomes in said.items():
        n = sum(map(len, outcomes.values()))
        apart = differing(map(len, outcomes.values()))
        if n >= FEWEST_ANSWERS and apart is not None:
            ordered = sorted(outcomes.items(), key=lambda each: (-len(each[1]), each[0]))
            spreads[vignette] = Spread(n, tuple((code, len(why), tuple(why)) for code, why in ordered), apart)
    return spreads


def _line(row: Vignette, actor: Actor, titles: Mapping[str, str], spreads: Mapping[UUID, Spread]) -> VignetteLine:
    spread = spreads.get(row.pk)
    return VignetteLine(
        id=row.pk,
        title=row.title,
        service=row.service,
        service_title=titles.get(row.service, row.service),
        state="draft" if row.opened_at is None else "open" if row.closed_at is None else "closed",
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        is_hers=row.author_id == actor.staff_id,
        is_answered=row.is_answered,  # type: ignore[attr-defined]  # annotated
        answers=spread.answers if spread else None,
        differing=spread.differing if spread else None,
    )
