"""What the clerk's pages say, as frozen values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from amtslotse.casework.queries import AnswerView, BesideView, CaseView, DecisionView, NeedView, RequestView, RowView, WaitView
from amtslotse.casework.rules import NEEDS_REASON, VERDICTS
from amtslotse.casework.rules.deciding import VERDICT_SENTENCES
from amtslotse.engines.paper import sentences
from amtslotse.web.casework import words


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list."""

    view: RowView
    status: str
    turn: str
    urgency: str
    difficulty: str
    why: str
    team: str
    tone: str  # late, risk or nothing: the colour, always beside the word
    deadline_late: bool


@dataclass(frozen=True, slots=True)
class Need:
    """A required document with what was sent and what was found."""

    view: NeedView
    verdict: str
    tone: str
    buttons: tuple[tuple[str, str, bool, str], ...]  # verdict, word, chosen, key
    typed: str  # the reason as it stands or as it was typed
    error: str


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that belong together."""

    title: str
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The case page."""

    view: CaseView
    status: str
    turn: str
    urgency: str
    tone: str
    difficulty: str
    why: str
    effect: str
    legal_check: bool
    needs: tuple[Need, ...]
    groups: tuple[Group, ...]
    unchecked: int
    to_request: tuple[NeedView, ...]
    open_request: RequestView | None
    to_review: DecisionView | None
    returned: DecisionView | None
    next: str
    may: frozenset[str]
    waits: tuple[Wait, ...]  # open ones
    waited: tuple[Wait, ...]  # ended ones
    clock: Clock
    closure: str
    investigation: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A case of the reader's that a case page names beside its own."""

    view: BesideView
    urgency: str
    tone: str
    why: str


@dataclass(frozen=True, slots=True)
class Wait:
    """An interval in which the case waits, or waited, for a body."""

    view: WaitView
    reason: str
    ending: str


@dataclass(frozen=True, slots=True)
class Clock:
    """The line of § 75 VwGO and how near it is."""

    possible_on: date
    tone: str  # late once an action is possible, risk in the last two weeks
    title_tone: str  # the same for the end of the title


@dataclass(frozen=True, slots=True)
class Failed:
    """A verdict that could not be taken: which need, what was typed, what to do."""

    need: str
    typed: str
    error: str


@dataclass(frozen=True, slots=True)
class LetterItem:
    """A line of a request in one language."""

    label: str
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class LetterSide:
    """A letter in one language, as it will be printed."""

    language: str
    direction: str
    words: dict[str, str]
    plain: str
    items: tuple[LetterItem, ...]


#: Days before the line of § 75 VwGO, and before a title ends, in which the page says "at risk".
NEAR_SECTION_75 = 14
NEAR_TITLE = 28
TONES = {"fine": "good", "missing": "late", "unreadable": "risk", "wrong": "late", "": ""}
RTL = frozenset({"ar"})


def urgency_tone(urgency: int) -> str:
    return {4: "late", 3: "risk"}.get(urgency, "")


def rows(views: Iterable[RowView], *, teams: dict[str, str], today: date) -> list[Row]:
    """The lines of a list."""
    return [
        Row(
            view=view,
            status=str(words.STATUSES.get(view.status, view.status)),
            turn=words.turn(view.turn),
            urgency=str(words.URGENCIES[view.urgency]),
            difficulty=str(words.DIFFICULTIES[view.difficulty]),
            why=words.why_sentence(view.why),
            team=teams.get(view.team, view.team),
            tone=urgency_tone(view.urgency),
            deadline_late=view.deadline_on is not None and view.deadline_on < today,
        )
        for view in views
    ]


def need(view: NeedView, *, keys: bool, failed: Failed | None) -> Need:
    """A required document. ``keys``: the keys 1 to 4 press its verdicts."""
    is_failed = failed is not None and failed.need == view.key
    return Need(
        view=view,
        verdict=str(words.VERDICTS.get(view.verdict, "")),
        tone=TONES[view.verdict],
        buttons=tuple(
            (verdict, str(words.VERDICTS[verdict]), view.verdict == verdict, str(number) if keys else "")
            for number, verdict in enumerate(VERDICTS, start=1)
        ),
        typed=failed.typed if failed and is_failed else view.reason,
        error=failed.error if failed and is_failed else "",
    )


def case(view: CaseView, failed: Failed | None = None) -> Case:
    """The whole page. The keys 1 to 4 belong to the first document that nobody has looked at."""
    may_mark = "mark" in view.allowed
    open_needs = [each for each in view.needs if not each.verdict]
    first = open_needs[0].key if open_needs and may_mark else ""
    waiting = next((decision for decision in view.decisions if decision.status == "in_review"), None)
    newest = view.decisions[0] if view.decisions else None
    review = waiting if waiting and "release_decision" in view.allowed else None
    may = view.allowed
    request = _to_request(view)
    required_open = [each for each in open_needs if not each.optional and not _replaced(each, view.needs)]
    return Case(
        view=view,
        status=str(words.STATUSES.get(view.status, view.status)),
        turn=words.turn(view.turn, {each.code: each.name for each in view.bodies}),
        urgency=str(words.URGENCIES[view.urgency]),
        tone=urgency_tone(view.urgency),
        difficulty=str(words.DIFFICULTIES[view.difficulty]),
        why=words.why_sentence(view.why),
        effect=words.effect(view.effect),
        legal_check=view.effect.code == "legal_check",
        needs=tuple(need(each, keys=each.key == first, failed=failed) for each in view.needs),
        groups=_groups(view.answers),
        unchecked=len(required_open),
        to_request=request,
        open_request=next((each for each in view.requests if each.fulfilled_at is None), None),
        to_review=review,
        returned=newest if newest and newest.status == "returned" and view.status == "with_team" else None,
        next=_next(view, may=may, unchecked=len(required_open), request=bool(request), review=review is not None),
        may=may,
        waits=tuple(_wait(each) for each in view.waits if each.ended_at is None),
        waited=tuple(_wait(each) for each in view.waits if each.ended_at is not None),
        clock=_clock(view),
        closure=str(words.CLOSURES.get(view.closure, view.closure)),
        investigation="investigation" in view.hindered,
    )


def beside(view: BesideView) -> Beside:
    """A line of the left zone."""
    return Beside(view, str(words.URGENCIES[view.urgency]), urgency_tone(view.urgency), words.why_sentence(view.why))


def _wait(view: WaitView) -> Wait:
    return Wait(view, str(words.WAIT_REASONS[view.reason]), str(words.WAIT_ENDINGS.get(view.ending, "")))


def _clock(view: CaseView) -> Clock:
    left = view.clocks.section_75_left
    today = view.clocks.section_75_on - timedelta(days=left)
    is_open = view.ended_at is None and view.decided_at is None
    ends = view.effect.title_expires_on
    return Clock(
        possible_on=view.clocks.section_75_on + timedelta(days=1),
        tone=("late" if left < 0 else "risk" if left <= NEAR_SECTION_75 else "") if is_open else "",
        title_tone=("late" if ends < today else "risk" if (ends - today).days <= NEAR_TITLE else "")
        if ends and is_open
        else "",
    )


def _next(view: CaseView, *, may: frozenset[str], unchecked: int, request: bool, review: bool) -> str:
    """What this reader does next, as the name of the box on top of the page."""
    if review:
        return "review"
    if "take" in may and not view.owner:
        return "take"
    if view.status == "awaiting_documents" or "end_request" in may:
        return "wait"
    if "mark" in may and unchecked:
        return "check"
    if "request_documents" in may and request and not view.complete_since:
        return "request"
    if "confirm_complete" in may and view.status == "in_clearing":
        return "complete"
    if "draft_decision" in may:
        return "draft"
    if "card_arrived" in may:
        return "card_arrived"
    if "order_card" in may:
        return "order_card"
    if "hand_over" in may:
        return "hand_over"
    return ""


def _replaced(one: NeedView, needs: tuple[NeedView, ...]) -> bool:
    """Whether another document of the same "one of" group is fine already."""
    return bool(one.one_of) and any(each.one_of == one.one_of and each.verdict == "fine" for each in needs)


def _to_request(view: CaseView) -> tuple[NeedView, ...]:
    return tuple(each for each in view.needs if each.verdict in (*NEEDS_REASON, "missing") and not _replaced(each, view.needs))


def _groups(answers: tuple[AnswerView, ...]) -> tuple[Group, ...]:
    found = {}
    for answer in answers:
        found.setdefault(answer.group, []).append(answer)
    return tuple(Group(str(words.GROUPS.get(key, key)), tuple(lines)) for key, lines in found.items())


def _isolated(text: str, *, rtl: bool) -> str:
    """A reference to the law reads from left to right inside Arabic too."""
    return re.sub(r"§[^()]*?AufenthG", "\u2066\\g<0>\u2069", text) if rtl else text


def letter_sides(view: CaseView, deadline: date) -> tuple[LetterSide, ...]:
    """The request as it will be printed: German first, then the applicant's language."""
    sides = []
    for language in dict.fromkeys(("de", view.language)):
        said = sentences.of("document_request", language)
        texts = {key: _isolated(text[language], rtl=language in RTL) for key, text in said.items()}
        items = tuple(
            LetterItem(
                label=each.need.label(language) if each.need else each.label_de,
                sentence=VERDICT_SENTENCES[each.verdict][language],
                reason=each.reason,
            )
            for each in _to_request(view)
        )
        plain = texts["plain"].replace("{deadline}", f"{deadline:%d.%m.%Y}")
        sides.append(LetterSide(language, "rtl" if language in RTL else "ltr", texts, plain, items))
    return tuple(sides)


def export_head() -> list[str]:
    """The first line of an exported list."""
    return [
        _("Aktenzeichen"),
        _("Name"),
        _("Leistung"),
        _("Stand"),
        _("Wer ist dran"),
        _("Seit"),
        _("Eingegangen am"),
        _("Vollständig seit"),
        _("Dringlichkeit"),
        _("Warum"),
        _("Schwierigkeit"),
        _("Sachgebiet"),
        _("Bearbeitung"),
        _("Frist"),
    ]


def export_row(row: Row) -> list[str | int | date | datetime | None]:
    """A line of an exported list."""
    view = row.view
    return [
        view.file_number,
        view.name,
        view.title,
        row.status,
        row.turn,
        view.since,
        view.received_at,
        view.complete_since,
        row.urgency,
        row.why,
        row.difficulty,
        row.team,
        view.owner,
        view.deadline_on,
    ]
