"""One case as a clerk sees it. Scope: ``casework.see_case`` with its reach (office or her teams)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Q, Subquery

from amtslotse.accounts.rules import may, reach
from amtslotse.casework.models import Case, Decision, Document
from amtslotse.casework.queries import reading, waiting
from amtslotse.casework.queries.beside import beside
from amtslotse.casework.queries.deciding import decision_view, was_returned
from amtslotse.casework.queries.importing import by_foreign_number
from amtslotse.casework.queries.lists import hers, works_on
from amtslotse.casework.queries.ranking import urgency_of
from amtslotse.casework.queries.views import (
    ApplicantView,
    CaseView,
    CountsView,
    DecisionView,
    Download,
    NeedView,
    RequestView,
    TimelineView,
    WhyView,
)
from amtslotse.casework.queries.waiting import WaitView
from amtslotse.casework.rules import states, steps
from amtslotse.casework.rules.clocks import Beat, clocks
from amtslotse.casework.rules.deciding import default_deadline
from amtslotse.casework.rules.events import WORDS
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.waiting import NO_DECISION
from amtslotse.catalogue.rules import country_name, fee, required_documents
from amtslotse.journal.queries import EventView
from amtslotse.journal.rules import sentence
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.birthdate import BirthDate
from amtslotse.kernel.errors import NotFound
from amtslotse.offices import queries as offices

_PEOPLE = ("applicant", "owner", "deputy", "decision", "imported", "renewal")
_ADULT = 18


def case(*, actor: Actor, case: UUID, language: str, now: datetime, neighbours: int = 0) -> CaseView:
    """The case with everything on it and what the reader may do. Raises ``NotFound``.

    ``neighbours``: how many of the reader's own next cases to name beside it. A fixed number of queries, whatever is on it.
    """
    row = _seen(
        actor,
        case,
        verdicts=reading.CHECKS,
        written=reading.LETTERS,
        sent=reading.DOCUMENTS,
        shared=reading.SHARED,
        asked=reading.REQUESTS,
        intervals=waiting.INTERVALS,
    )
    today, on = local_day(now), local_day(row.received_at)
    procedure, answers = reading.procedure_of(row), reading.all_answers(row)
    needs = required_documents(procedure, answers, on=on)
    by_key = {need.key: need for need in needs}
    uploads = reading.uploads_of(row.sent, row.shared)
    checks = reading.checks_of(row.verdicts)
    events = reading.history(row.pk)
    turn = steps.turn(reading.marks(events))
    teams, weights = offices.teams_and_weights(language, on=today)
    pressing = urgency_of(row, weights=weights, today=today)
    views = reading.needs_view(needs, uploads, checks, language)
    decisions = tuple(
        decision_view(each, actor) for each in row.decisions.select_related("author", "reviewer").order_by("-created_at")
    )
    here = offices.office()
    bodies = waiting.bodies(language)
    waits = waiting.of_case(row.intervals, bodies, today=today)
    requests = tuple(
        reading.request_view(each, by_key, {}, language=language, now=now) for each in reading.requests_of(row.asked)
    )
    hindered = _hindered(requests, waits)
    return CaseView(
        id=row.pk,
        file_number=codes.spoken(row.file_number),
        service=row.service,
        version=row.service_version,
        title=procedure.title(language),
        purpose=row.purpose,
        status=row.status,
        language=row.language,
        received_at=row.received_at,
        complete_since=row.complete_since,
        decided_at=row.decided_at,
        turn=turn.who,
        since=turn.since,
        urgency=pressing.value,
        difficulty=row.difficulty,
        why=tuple(WhyView(why.code, why.urgency, why.days) for why in pressing.why),
        team=row.team,
        team_name=teams.get(row.team, row.team),
        team_reason=row.team_reason.get(language) or row.team_reason.get("de", ""),
        teams=tuple(teams.items()),
        owner=row.owner.get_full_name() if row.owner else "",
        is_mine=row.owner_id is not None and row.owner_id == actor.staff_id,
        applicant=_applicant(row, now, language),
        answers=reading.answers_of(procedure, answers, on=on, language=language),
        needs=views,
        other_uploads=tuple(each for need, found in uploads.items() if need not in by_key for each in found),
        effect=reading.effect_view(row, procedure, language),
        fee=fee(procedure, answers, on=on),
        requests=requests,
        letters=reading.letters_of(row.written),
        decisions=decisions,
        timeline=_timeline(events, views, {**teams, **{each.code: each.name for each in bodies}}, language),
        allowed=_allowed(row, actor, decisions, now) - _impossible(row, requests, waits, hindered, today),
        default_deadline_on=default_deadline(today, days=here.number("request_days"), land=here.land),
        deputy=row.deputy.get_full_name() if row.deputy else "",
        ended_at=row.ended_at,
        closure=row.closure,
        as_it_stands=row.as_it_stands,
        came_from=(row.imported.source, row.imported.foreign_id) if hasattr(row, "imported") else None,
        title_end=(row.renewal.ends_on, row.renewal.invited_at) if hasattr(row, "renewal") else None,
        court_on=row.court_on,
        card_ordered_at=row.card_ordered_at,
        card_arrived_at=row.card_arrived_at,
        clocks=clocks(
            [Beat(event.happened_at, event.waits_on, event.touched) for event in events],
            received_at=row.received_at,
            complete_since=row.complete_since,
            in_review_since=next((each.created_at for each in decisions if each.status == "in_review"), None),
            ended_at=row.ended_at,
            now=now,
            land=here.land,
        ),
        waits=waits,
        bodies=bodies,
        hindered=hindered,
        urgency_override=row.urgency_override,
        urgency_reason=row.urgency_reason,
        beside=beside(actor=actor, weights=weights, today=today, most=neighbours) if neighbours else (),
    )


def may_see(*, actor: Actor, case: UUID) -> bool:
    """Whether the reader may open the case; for links that stand on other rooms' pages. One query."""
    try:
        _seen(actor, case)
    except NotFound:
        return False
    return True


def find_by_file_number(*, actor: Actor, file_number: str) -> UUID:
    """The case with the number, ours or the one it bore in another system, typed as it may be.

    Raises ``NotFound``, also outside the reader's reach.
    """
    row = _numbered(file_number)
    if row is None or not may(actor, "casework.see_case", team=row.team):
        raise NotFound(file_number)
    return row.pk


def case_named(*, file_number: str) -> UUID:
    """The case with the number, so that somebody may note what happened about it; whoever may note, not whoever may see it.

    Says nothing of the case but that there is one. Raises ``NotFound``.
    """
    row = _numbered(file_number)
    if row is None:
        raise NotFound(file_number)
    return row.pk


def _numbered(file_number: str) -> Case | None:
    row = Case.objects.filter(file_number=codes.normalise(file_number)[:20]).only("team").first()
    if row is None and len(found := by_foreign_number(file_number)) == 1:
        row = Case.objects.only("team").get(pk=found[0])
    return row


def document(*, actor: Actor, case: UUID, document: UUID) -> Download:
    """The decrypted document. What she uploaded and did not hand in is still hers alone. Raises ``NotFound``."""
    seen = _seen(actor, case)
    hers = Q(case=seen) | Q(shares__case=seen)
    row = Document.objects.filter(hers, pk=document, handed_in_at__isnull=False).first()
    if row is None:
        raise NotFound(f"document {document}")
    return reading.decrypt(row)


def case_letter(*, actor: Actor, case: UUID, letter: UUID) -> Download:
    """A letter of the case as PDF. Raises ``NotFound``.

    Nobody in the office reads the applicant's code: on the receipt it is covered, and the letter that carries a new one is
    for those who may replace it.
    """
    row = _seen(actor, case)
    found = row.letters.filter(pk=letter).first()
    if found is None or (found.kind == "new_code" and not may(actor, "casework.replace_code", team=row.team)):
        raise NotFound(f"letter {letter}")
    return reading.print_letter(found, row, code_covered=found.kind == "receipt")


def counts(*, actor: Actor, now: datetime) -> CountsView:
    """How much lies where for this reader; 0 where she has no right. Two queries, over what is open alone."""
    n: Counter[str] = Counter()
    own_drafts = 0
    in_her_teams = {
        right: _reached(actor, right) for right in ("casework.team_list", "casework.review_decision", "casework.take")
    }
    takes = actor.is_staff and may(actor, "casework.take")
    works_for = hers(actor, now=now) if takes else Q(pk__in=[])
    groups = (
        Case.objects.filter(status__in=states.OPEN)
        .order_by()
        .values_list("status", "team")
        .annotate(n=Count("*"), mine=Count("pk", filter=works_for), own=_own_drafts(actor))
    )
    for status, team, number, mine, own in groups:
        own_drafts = own or 0
        n["clearing"] += number if status in ("received", "in_clearing") else 0
        n["team"] += number if status in states.IN_TEAM and in_her_teams["casework.team_list"](team) else 0
        n["reviews"] += number if status == "in_review" and in_her_teams["casework.review_decision"](team) else 0
        n["mine"] += mine
    return CountsView(
        clearing=n["clearing"] if may(actor, "casework.clearing_list") else 0,
        team=n["team"],
        reviews=n["reviews"] - own_drafts if n["reviews"] else 0,
        mine=n["mine"],
    )


def _own_drafts(actor: Actor) -> Subquery:
    """How many drafts of hers wait for somebody else, among the cases she could review."""
    own = Decision.objects.filter(
        _teams(actor, "casework.review_decision", "case__"), status="in_review", author=actor.staff_id
    )
    return Subquery(own.order_by().values("status").annotate(n=Count("*")).values("n"))


def _reached(actor: Actor, action: str) -> Callable[[str], bool]:
    """Whether a right reaches a team."""
    return lambda team: may(actor, action, team=team)


def _teams(actor: Actor, action: str, case: str = "") -> Q:
    """The cases a right reaches, as a filter."""
    return Q() if reach(actor, action) == "office" else Q(**{f"{case}team__in": actor.teams})


def _seen(actor: Actor, case: UUID, **more: ArraySubquery) -> Any:
    """The case, when the reader may see it, with what ``more`` names. Raises ``NotFound``. One query."""
    row = Case.objects.select_related(*_PEOPLE).filter(pk=case).annotate(**more).first()
    if row is None or not actor.is_staff or not may(actor, "casework.see_case", team=row.team):
        raise NotFound(f"case {case}")
    return row


def _allowed(row: Case, actor: Actor, decisions: Sequence[DecisionView], now: datetime) -> frozenset[str]:
    """What the table allows, less what belongs to the owner or to another pair of eyes."""
    allowed = set(states.allowed(actor, state=row.status, team=row.team))
    if row.owner_id is not None:
        allowed.discard("take")
    if not works_on(row, by=actor, now=now):
        allowed -= {"draft_decision", "sign_decision"}
    if was_returned(decisions):
        allowed.discard("sign_decision")
    if any(decision.status == "in_review" and decision.is_own for decision in decisions):
        allowed -= {"return_decision", "release_decision"}
    return frozenset(allowed)


def _hindered(requests: Sequence[RequestView], waits: Sequence[WaitView]) -> frozenset[str]:
    """What stops a move now, as ``recording.locked`` will find it."""
    found = {"documents_asked": any(each.fulfilled_at is None for each in requests)}
    found["investigation"] = any(each.ended_at is None and each.reason in NO_DECISION for each in waits)
    return frozenset(name for name, is_so in found.items() if is_so)


def _impossible(
    row: Case, requests: Sequence[RequestView], waits: Sequence[WaitView], hindered: frozenset[str], today: date
) -> frozenset[str]:
    """Moves of the table that would find nothing to do, or that something hinders."""
    is_asked = "documents_asked" in hindered
    granted = row.decision is not None and row.decision.outcome.startswith("grant")
    possible = {
        "request_documents": not is_asked,
        "end_request": is_asked,
        "pass_on": any(each.deadline_on < today for each in requests),
        "resume": any(each.ended_at is None for each in waits),
        "order_card": granted and row.card_ordered_at is None,
        "card_arrived": row.card_ordered_at is not None and row.card_arrived_at is None,
    }
    hindered_moves = {action for action, move in states.MOVES.items() if hindered & set(move.unless)}
    return frozenset({action for action, is_so in possible.items() if not is_so} | hindered_moves)


def _applicant(row: Case, now: datetime, language: str) -> ApplicantView:
    who = row.applicant
    born = BirthDate(who.birth_year, who.birth_month, who.birth_day)
    age = born.youngest_age(local_day(now))
    return ApplicantView(
        family_name=who.family_name,
        given_names=who.given_names,
        birth_date=born.german,
        age=age,
        nationality=country_name(who.nationality, language),
        address=", ".join(part for part in (who.street, f"{who.postcode} {who.city}".strip()) if part),
        email=who.email,
        phone=who.phone,
        is_minor=age < _ADULT,
    )


def _timeline(
    events: Sequence[EventView], needs: Sequence[NeedView], teams: dict[str, str], language: str
) -> tuple[TimelineView, ...]:
    """The journal in words: codes become the names that the reader knows."""
    words = {code: texts.get(language, texts["de"]) for code, texts in WORDS.items()}
    named = {**words, **teams, **{need.key: need.label for need in needs}}
    return tuple(
        TimelineView(
            event.seq,
            event.happened_at,
            event.kind,
            event.role,
            event.team,
            sentence(event.kind, {key: _named(value, named) for key, value in event.payload.items()}, language),
        )
        for event in reversed(events)
    )


def _named(value: object, named: dict[str, str]) -> object:
    return named.get(value, value) if isinstance(value, str) else value
