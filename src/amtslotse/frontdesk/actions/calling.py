"""Calling: the next, a certain one, once more; and beginning."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from amtslotse.accounts.rules import require
from amtslotse.engines import hallqueue
from amtslotse.frontdesk.actions.stops import NotNow, locked, record
from amtslotse.frontdesk.models import Stop
from amtslotse.frontdesk.queries.desk import called_view
from amtslotse.frontdesk.queries.views import CalledView
from amtslotse.frontdesk.rules import events
from amtslotse.frontdesk.rules.words import AT_A_COUNTER, OFFICE
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError, NotAllowed
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.models import Counter

_PLAIN = ("id", "site_id", "number", "body_id", "kind", "step_free", "in_use")

# Those whom this counter may serve.
_FITS = """
FROM frontdesk_stop AS s JOIN frontdesk_ticket AS t ON t.id = s.ticket_id
WHERE s.status = 'waiting' AND s.site_id = %(site)s AND s.day = %(day)s AND s.body_id = %(body)s
    AND (s.wanted_counter_id = %(counter)s OR s.wanted_counter_id IS NULL
        AND (%(step_free)s OR NOT t.needs_step_free)
        AND (s.klass = ANY(%(serves)s) OR s.matters <> '[]'::jsonb AND s.matters <@ %(serves_json)s::jsonb))
"""

# The first of them in the order of engines.hallqueue (a test compares the two). Rows that another counter is just calling
# are skipped, not waited for; a row that it has called meanwhile no longer waits and is skipped too.
_NEXT = f"""
SELECT s.id {_FITS}
ORDER BY s.due_from > %(now)s, s.rank_at - CASE WHEN t.language = ANY(%(languages)s) THEN %(head_start)s ELSE interval '0' END,
    s.id
LIMIT 1 FOR UPDATE OF s SKIP LOCKED
"""

# Whether somebody would have been before her but for the language.
_PASSED = f"SELECT EXISTS (SELECT {_FITS} AND s.due_from <= %(now)s AND s.rank_at < %(rank_at)s)"

# The counter somebody sits at, when it is of a body she sees (``of_her_bodies``), locked.
_HERS = f"""
SELECT {", ".join(f"c.{column}" for column in _PLAIN)}, c.languages, c.serves
FROM frontdesk_opencounter AS o JOIN offices_counter AS c ON c.id = o.counter_id
WHERE o.counter_id = %(counter)s AND o.staff_id = %(staff)s AND o.closed_at IS NULL AND (c.body_id = ANY(%(teams)s)
    OR c.body_id = %(office)s AND NOT EXISTS (SELECT FROM offices_body AS b WHERE b.code = ANY(%(teams)s)))
FOR UPDATE OF o
"""  # noqa: S608  only names of columns are put in

_HERE = "SELECT id FROM frontdesk_stop WHERE counter_id = %(counter)s AND status = ANY(%(states)s)"


class CounterNotOpen(DomainError):
    """Whoever calls must sit at the counter (``open_counter``)."""

    code = "counter_not_open"


@transaction.atomic
def call_next(*, counter: int, by: Actor, now: datetime) -> CalledView | None:
    """The next person this counter may serve is called to it, and to no other; ``None`` when nobody waits.

    Two counters never get the same person: rows being called are skipped (``SKIP LOCKED``), and a person has one counter,
    a counter one person by unique indexes. While somebody is there, asking again gives the same person: a double click
    calls nobody else. Why she, says ``rule``; it is stored.

    Raises ``NotAllowed``, ``CounterNotOpen``.
    """
    place = _hers(counter, by)
    if (here := _here(place)) is not None:
        return called_view(here)
    asked: dict[str, Any] = {
        "now": now,
        "languages": place.languages,
        "head_start": hallqueue.LANGUAGE_HEAD_START,
        "body": place.body_id,
        "site": place.site_id,
        "day": day_of(now),
        "counter": place.pk,
        "step_free": place.step_free,
        "serves": _serves(place),
        "serves_json": json.dumps(place.serves),
    }
    found = _one(_NEXT, asked)
    if found is None:
        return None
    row = Stop.objects.select_related("ticket").get(pk=found)
    speaks = row.ticket.language in place.languages
    rule = hallqueue.rule_of(
        klass=row.klass,
        due_at=row.due_at,
        lifted=row.lifted_at is not None,
        due_from=row.due_from or now,
        now=now,
        sent_here=row.wanted_counter_id == place.pk,
        by_language=speaks and bool(_one(_PASSED, asked | {"rank_at": row.rank_at})),
    )
    return _called(row, place, rule, by, now)


@transaction.atomic
def call(*, stop: int, counter: int, by: Actor, now: datetime) -> CalledView:
    """A certain person who waits or is parked is called to the counter; the rule says that somebody chose.

    Raises ``NotAllowed``, ``NotFound``, ``NotNow`` (she is at another counter, or gone), ``CounterNotOpen``.
    """
    place = _hers(counter, by)
    here = _here(place)
    if here is not None and here.pk == stop:
        return called_view(here)
    if here is not None:
        raise NotNow(status=here.status)
    row = locked(stop=stop, states=("waiting", "parked"), by=by)
    if row.body_id != place.body_id or row.site_id != place.site_id:
        raise NotNow(status="elsewhere")
    try:
        with transaction.atomic():
            return _called(row, place, "chosen", by, now)
    except IntegrityError:  # one counter per person: another station of hers was just called
        raise NotNow(status="elsewhere") from None


@transaction.atomic
def recall(*, stop: int, by: Actor, now: datetime) -> None:
    """The number is called once more. Raises ``NotAllowed``, ``NotFound``, ``NotNow``."""
    row = locked(stop=stop, states=("called",), by=by)
    row.called_at = now
    row.calls += 1
    row.save(update_fields=["called_at", "calls"])
    record(ticket=row.ticket, kind=events.RECALLED, by=by, now=now)


@transaction.atomic
def start(*, stop: int, by: Actor, now: datetime) -> None:
    """She is there, service has begun. Doing it again changes nothing. Raises as ``recall``."""
    row = locked(stop=stop, states=AT_A_COUNTER, by=by)
    if row.status == "serving":
        return
    row.status, row.started_at = "serving", now
    row.save(update_fields=["status", "started_at"])
    record(ticket=row.ticket, kind=events.STARTED, by=by, now=now)


def _hers(counter: int, by: Actor) -> Counter:
    """The counter the actor sits at, locked as long as she calls, so that her double click waits for the first."""
    require(by, "desk.call")
    if by.staff_id is None:
        raise NotAllowed(role=by.role)
    with connection.cursor() as cursor:
        cursor.execute(_HERS, {"counter": counter, "staff": by.staff_id, "teams": list(by.teams), "office": OFFICE})
        row = cursor.fetchone()
    if row is None:
        raise CounterNotOpen(counter=counter)
    *plain, languages, serves = row
    fields = dict(zip(_PLAIN, plain, strict=True))
    return Counter(**fields, languages=json.loads(languages), serves=json.loads(serves))


def _here(place: Counter) -> Stop | None:
    found = _one(_HERE, {"counter": place.pk, "states": list(AT_A_COUNTER)})
    return Stop.objects.select_related("ticket", "counter").get(pk=found) if found else None


def _one(statement: str, asked: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        found = cursor.fetchone()
    return found[0] if found else None


def _serves(place: Counter) -> list[str]:
    return [*place.serves, "clearing"] if place.kind == "clearing" else list(place.serves)


def _called(row: Stop, place: Counter, rule: str, by: Actor, now: datetime) -> CalledView:
    row.status, row.counter, row.called_at, row.call_rule = "called", place, now, rule
    row.calls += 1
    row.wanted_counter = None
    row.save(update_fields=["status", "counter", "called_at", "call_rule", "calls", "wanted_counter"])
    waited = int((now - (row.waiting_since or now)).total_seconds())
    payload = {
        "counter_kind": place.kind,
        "body": place.body_id,
        "klass": row.klass,
        "rule": rule,
        "waited_seconds": max(0, waited),
    }
    record(ticket=row.ticket, kind=events.CALLED, payload=payload, by=by, now=now)
    return called_view(row)
