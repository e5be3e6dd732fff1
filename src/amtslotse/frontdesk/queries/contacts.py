"""Contacts, call-backs, the telephone's figures, and the express counter's list."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from statistics import median_high
from uuid import UUID

from django.db.models import Sum

from amtslotse.accounts.rules import require
from amtslotse.frontdesk.models import CallBack, Contact, ExpressMatter, ProtectedCase, TelephoneCount
from amtslotse.frontdesk.queries.views import CallBackView, ContactsView, ExpressView, TelephoneDay
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.localtime import begins, day_of


def contacts_today(*, actor: Actor, now: datetime) -> ContactsView:
    """Today's contacts by reason, and how long they took. Raises ``NotAllowed``."""
    require(actor, "desk.contacts")
    today = day_of(now)
    begun = Contact.objects.filter(began_at__gte=begins(today), began_at__lt=begins(today + timedelta(days=1)))
    rows = list(begun.values_list("reason", "seconds", "settled"))
    status = [seconds for reason, seconds, _ in rows if reason == "status"]
    return ContactsView(
        day=today,
        total=len(rows),
        by_reason=dict(Counter(reason for reason, _, _ in rows)),
        median_seconds=median_high(seconds for _, seconds, _ in rows) if rows else None,
        settled=sum(settled for _, _, settled in rows),
        median_status_seconds=median_high(status) if status else None,
    )


def call_backs(*, actor: Actor, now: datetime) -> tuple[CallBackView, ...]:
    """Whom to call, the longest due first. Raises ``NotAllowed``."""
    require(actor, "desk.contacts")
    today = day_of(now)
    return tuple(
        CallBackView(
            row.pk,
            row.name,
            row.phone,
            row.language,
            row.reason,
            row.note,
            row.case_ref,
            row.wanted_at,
            row.due_on,
            row.tries,
            row.due_on < today,
        )
        for row in CallBack.objects.filter(done_at=None).order_by("due_on", "wanted_at")
    )


def express_matters(language: str) -> tuple[ExpressView, ...]:
    """The tick list of the express counter, in the office's order."""
    return tuple(
        ExpressView(row.key, row.names.get(language) or row.names["de"], row.minutes)
        for row in ExpressMatter.objects.filter(active=True).order_by("position")
    )


def telephone(*, from_day: date, to_day: date) -> tuple[TelephoneDay, ...]:
    """The telephone's figures of each day from ``from_day`` up to, not including, ``to_day``; days without counts are left out.

    ``answer_rate`` = answered ÷ offered, ``repeat_rate`` = repeated ÷ offered, ``status_share`` = status questions ÷ contacts
    logged by telephone that day; in percent, ``None`` where the divisor is 0.
    """
    counts = (
        TelephoneCount.objects.filter(day__gte=from_day, day__lt=to_day)
        .values("day")
        .annotate(offered=Sum("offered"), answered=Sum("answered"), lost=Sum("lost"), repeated=Sum("repeated"))
        .order_by("day")
    )
    logged: dict[date, Counter[str]] = defaultdict(Counter)
    calls = Contact.objects.filter(
        channel="telephone", began_at__gte=begins(from_day), began_at__lt=begins(to_day)
    ).values_list("began_at", "reason")
    for began_at, reason in calls:
        logged[day_of(began_at)][reason] += 1
    return tuple(
        TelephoneDay(
            **row,
            answer_rate=_percent(row["answered"], row["offered"]),
            repeat_rate=_percent(row["repeated"], row["offered"]),
            status_share=_percent(logged[row["day"]]["status"], logged[row["day"]].total()),
        )
        for row in counts
    )


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def is_protected(*, case_ref: UUID) -> bool:
    """Whether nothing is said about this case by telephone."""
    return ProtectedCase.objects.filter(case_ref=case_ref).exists()
