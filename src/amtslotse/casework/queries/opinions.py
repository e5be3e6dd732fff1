"""Second opinions: what is to judge, without what the rules say of it, and how far judges and rules agree.

No judge is named anywhere, and no figure stands for fewer than five of them (``disclosed``). Figures exist per month only, and
only once it is over: one partition, one edition, so that no two of them can be subtracted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from amtslotse.accounts.rules import require
from amtslotse.casework.models import Case, OpinionCase, OpinionRound, SecondOpinion, keys
from amtslotse.casework.queries import reading
from amtslotse.casework.queries.views import AnswerView
from amtslotse.casework.rules.filing import local_day
from amtslotse.casework.rules.legal_review import OTHERS, Cell, disclosed
from amtslotse.casework.rules.opinions import FEWEST_JUDGES, FEWEST_OPINIONS, JUDGED, shown_fields
from amtslotse.catalogue import queries as catalogue
from amtslotse.engines.agreement import Agreement, Pair, agreement
from amtslotse.kernel import codes
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotFound
from amtslotse.kernel.localtime import begins
from amtslotse.offices import queries as offices

#: So many months are offered.
MONTHS = 24
#: So many disagreements stand on the page; the file holds all of the month.
SHOWN = 50
URGENCIES, DIFFICULTIES = (4, 3, 2, 1), (3, 2, 1)


@dataclass(frozen=True, slots=True)
class FactsView:
    """All that a judge sees of a case: what was asked for and the days that matter. Not whose it is (the answers about
    the person are not kept with the case), nor how it is ranked."""

    drawn: UUID
    rank: int
    title: str
    received_on: date
    complete_on: date | None
    title_expires_on: date | None
    needed_on: date | None
    court_on: date | None
    effect: str
    documents: int
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True)
class OpinionTask:
    """The running month for one judge: how many she may judge, how many she did, and the next one."""

    month: date
    mine: int
    done: int
    next: FactsView | None


@dataclass(frozen=True, slots=True)
class FieldView:
    """How often the rules said one value and judges another; None where the number is too small to show."""

    rules: int
    judged: int
    count: int | None


@dataclass(frozen=True, slots=True)
class ServiceAgreement:
    """The agreement in the cases of one service; ``service`` empty: all that are too few to stand alone."""

    service: str
    title: str
    urgency: Agreement
    difficulty: Agreement


@dataclass(frozen=True, slots=True)
class AgreementView:
    """One month that is over. Without ``urgency`` too few judgements or judges stand behind it: no figure."""

    month: date
    months: tuple[date, ...]
    population: int
    drawn: int
    differing: int
    urgency: Agreement | None
    difficulty: Agreement | None
    urgency_fields: tuple[FieldView, ...]
    difficulty_fields: tuple[FieldView, ...]
    services: tuple[ServiceAgreement, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A case on which a judge and the rules differ, with her reason and theirs. Nobody is named."""

    case: UUID | None
    file_number: str
    title: str
    rules_urgency: int
    urgency: int
    rules_difficulty: int
    difficulty: int
    rules_why: tuple[str, ...]
    reason: str


def to_draw(*, month: date) -> dict[UUID, str]:
    """The undecided cases of teams that were there when the month began and were never drawn, with their service. One query."""
    drawn = OpinionCase.objects.filter(case=OuterRef("pk"))
    rows = Case.objects.filter(~Exists(drawn), received_at__lt=begins(month), status__in=JUDGED)
    return dict(rows.values_list("pk", "service"))


def opinion_task(*, actor: Actor, language: str, now: datetime, after: int = 0) -> OpinionTask:
    """What she may judge this month; ``after`` leaves out the ranks up to it. Five queries. Raises ``NotAllowed``.

    Hers are the drawn cases of her teams that are undecided, not her own, and of a kind that she handles alone.
    """
    require(actor, "triage.second_opinion")
    today = local_day(now)
    judged = SecondOpinion.objects.filter(drawn=OuterRef("pk"), judge=actor.staff_id)
    rows = OpinionCase.objects.filter(round__month=today.replace(day=1), case__team__in=actor.teams)
    rows = rows.exclude(Q(case__owner=actor.staff_id) | Q(case__deputy=actor.staff_id)).annotate(is_judged=Exists(judged))
    found = rows.order_by("rank").values_list("pk", "rank", "case__purpose", "case__difficulty", "case__status", "is_judged")
    lacking = offices.not_alone(staff=actor.staff_id or 0, on=today)
    hers = [(pk, rank, done) for pk, rank, purpose, hard, status, done in found
            if done or (status in JUDGED and lacking.for_case(purpose, hard) is None)]  # fmt: skip
    todo = [(pk, rank) for pk, rank, done in hers if not done]
    following = next((pk for pk, rank in todo if rank > after), todo[0][0] if todo else None)
    return OpinionTask(
        month=today.replace(day=1),
        mine=len(hers),
        done=len(hers) - len(todo),
        next=_facts(following, language) if following else None,
    )


def agreement_of(*, actor: Actor, language: str, now: datetime, month: date | None = None) -> AgreementView | None:
    """The month, or the newest that is over; None before the first is. Four queries. Raises ``NotAllowed``, ``NotFound``."""
    require(actor, "triage.see")
    row, months = _round(month, now)
    if row is None:
        return None
    said = list(_opinions(row))
    cells = [
        Cell(service, len(each), 0, 0, frozenset(one.judge_id for one in each)) for service, each in _by_service(said).items()
    ]
    rows = disclosed(cells, fewest=FEWEST_OPINIONS)
    titles = {each.key: each.title(language) for each in catalogue.published(on=local_day(now))}
    alone = {cell.service for cell in rows if cell.service != OTHERS}
    services = []
    for cell in rows:
        part = [one for one in said if (one.drawn.service if one.drawn.service in alone else OTHERS) == cell.service]
        title = titles.get(cell.service, cell.service)
        services.append(ServiceAgreement(cell.service, title, agreement(_urgency(part)), agreement(_difficulty(part))))
    stands = bool(rows)
    return AgreementView(
        month=row.month,
        months=months,
        population=row.population,
        drawn=row.drawn,
        differing=_differing(row),
        urgency=agreement(_urgency(said)) if stands else None,
        difficulty=agreement(_difficulty(said)) if stands else None,
        urgency_fields=_fields(_urgency(said), URGENCIES) if stands else (),
        difficulty_fields=_fields(_difficulty(said), DIFFICULTIES) if stands else (),
        services=tuple(services),
    )


def disagreements(*, actor: Actor, language: str, now: datetime, month: date | None = None) -> Iterator[Disagreement]:
    """Where judges and rules differ in a month that is over, widest first; nothing while fewer than five judged.

    For whoever owns the weights. Three queries. Raises ``NotAllowed``, ``NotFound``.
    """
    require(actor, "triage.change")
    row, _ = _round(month, now)
    if row is None:
        return
    said = list(_opinions(row))
    if len(said) < FEWEST_OPINIONS or len({one.judge_id for one in said}) < FEWEST_JUDGES:
        return
    titles = {each.key: each.title(language) for each in catalogue.published(on=local_day(now))}
    apart = [one for one in said if (one.urgency, one.difficulty) != (one.rules_urgency, one.rules_difficulty)]
    for one in sorted(apart, key=lambda each: (-_distance(each), each.drawn.rank, str(each.pk))):
        case = one.drawn.case
        yield Disagreement(
            case=case.pk if case else None,
            file_number=codes.spoken(case.file_number) if case else "",
            title=titles.get(one.drawn.service, one.drawn.service),
            rules_urgency=one.rules_urgency,
            urgency=one.urgency,
            rules_difficulty=one.rules_difficulty,
            difficulty=one.difficulty,
            rules_why=tuple(one.rules_why),
            reason=one.reason,
        )


def _round(month: date | None, now: datetime) -> tuple[OpinionRound | None, tuple[date, ...]]:
    """The round, and the months that are over, newest first. Two queries."""
    over = OpinionRound.objects.filter(month__lt=local_day(now).replace(day=1)).order_by("-month")
    months = tuple(over.values_list("month", flat=True)[:MONTHS])
    if month is None:
        return over.first(), months
    row = over.filter(month=month).first()
    if row is None:
        raise NotFound(f"second opinions of {month}")
    return row, months


def _opinions(row: OpinionRound) -> QuerySet[SecondOpinion]:
    return SecondOpinion.objects.filter(drawn__round=row).select_related("drawn__case")


def _by_service(said: Sequence[SecondOpinion]) -> dict[str, list[SecondOpinion]]:
    found: dict[str, list[SecondOpinion]] = {}
    for one in said:
        found.setdefault(one.drawn.service, []).append(one)
    return found


def _urgency(said: Sequence[SecondOpinion]) -> list[Pair]:
    return [Pair(one.drawn_id, one.rules_urgency, one.urgency) for one in said]


def _difficulty(said: Sequence[SecondOpinion]) -> list[Pair]:
    return [Pair(one.drawn_id, one.rules_difficulty, one.difficulty) for one in said]


def _fields(pairs: Sequence[Pair], scale: Sequence[int]) -> tuple[FieldView, ...]:
    shown = shown_fields(Counter((pair.first, pair.second) for pair in pairs))
    return tuple(FieldView(rules, judged, shown.get((rules, judged))) for rules in scale for judged in scale)


def _distance(one: SecondOpinion) -> int:
    return abs(one.urgency - one.rules_urgency) + abs(one.difficulty - one.rules_difficulty)


def _differing(row: OpinionRound) -> int:
    """How many of the drawn cases that are still there carry another number than the key gives them. One query."""
    here = dict(row.cases.filter(case__isnull=False).annotate(drawn_case=F("case")).values_list("drawn_case", "number"))
    again = dict(keys.opinion_draw(row.month, here, size=len(here)))
    return sum(again[case] != int(number) for case, number in here.items())


def _facts(drawn: UUID, language: str) -> FactsView:
    row = OpinionCase.objects.select_related("case").get(pk=drawn)
    case = row.case
    if case is None:  # the query named it because it is there
        raise NotFound(f"drawn case {drawn}")
    procedure = reading.procedure_of(case)
    received_on = local_day(case.received_at)
    return FactsView(
        drawn=row.pk,
        rank=row.rank,
        title=procedure.title(language),
        received_on=received_on,
        complete_on=local_day(case.complete_since) if case.complete_since else None,
        title_expires_on=case.title_expires_on,
        needed_on=case.needed_on,
        court_on=case.court_on,
        effect=case.effect,
        documents=case.documents.count(),
        answers=reading.answers_of(procedure, case.answers, on=received_on, language=language),
    )
