"""Contacts that were about a case, questions after letters, visits of cases, mails per case. One statement each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from amtslotse.accounts.rules import require
from amtslotse.casework.queries import german_of_templates
from amtslotse.casework.rules.filing import local_day
from amtslotse.engines.plainlanguage import measure
from amtslotse.journal.rules import OWN
from amtslotse.kernel.actor import Actor
from amtslotse.offices.queries import office
from amtslotse.reporting.queries.visits import Share
from amtslotse.reporting.rules import Period

#: A contact for one of these reasons asks something; bringing documents or wanting an appointment does not.
QUESTIONS: Final = ("general", "status", "responsible")
#: Below this share of visits of which it is known whether they were about a case, visits per case are not counted.
LEAST_KNOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Resolution:
    """Contacts about cases for one reason; ``settled``: by the first, and the case brought no other one soon."""

    reason: str
    settled: Share


@dataclass(frozen=True, slots=True)
class LetterLine:
    """Letters of one template (or kind), and after how many somebody asked. ``first``: 1. WSTF of its German text."""

    template: str
    title: str  # of a template of the office; empty: ``template`` is a kind of letter
    asked: Share
    first: float | None


@dataclass(frozen=True, slots=True)
class VisitsOfCases:
    """``few``: of the ended cases, those with one visit at most. ``known``: of the visits, those that say whether of a case."""

    few: Share
    known: Share

    @property
    def percent(self) -> float | None:
        """The share; None where too few cases or too few known visits stand behind it."""
        is_known = self.known.percent is not None and self.known.percent >= LEAST_KNOWN
        return self.few.percent if is_known else None


@dataclass(frozen=True, slots=True)
class Contacts:
    """Of a period, as far as the days that must pass have passed."""

    resolved: tuple[Resolution, ...]  # all together first, then by reason
    letters: tuple[LetterLine, ...]  # all together first, then by template
    visits: VisitsOfCases
    contact_days: int
    question_days: int


# Days are compared as a difference: no index on days is tempted to read everybody's messages for each contact.
_RESOLVED = """
SELECT c.reason, count(*), count(*) FILTER (WHERE c.settled
    AND NOT EXISTS (SELECT FROM reporting_casecontactfacts AS a
        WHERE a.stream_id = c.stream_id AND a.at > c.at AND a.day - c.day <= %(contact_days)s)
    AND coalesce((SELECT sum(m.came) FROM reporting_messagefacts AS m
        WHERE m.stream_id = c.stream_id AND m.of_case AND m.day - c.day BETWEEN 1 AND %(contact_days)s), 0) <= 0)
FROM reporting_casecontactfacts AS c
WHERE c.day >= %(first)s AND c.day < %(end)s AND c.day + %(contact_days)s < %(today)s
GROUP BY GROUPING SETS ((), (c.reason)) ORDER BY grouping(c.reason) DESC, 2 DESC, 1
"""
_LETTERS = """
SELECT l.template, l.is_notice, count(*), count(*) FILTER (WHERE
    EXISTS (SELECT FROM reporting_casecontactfacts AS a WHERE a.stream_id = l.stream_id
        AND a.reason = ANY(%(questions)s) AND a.day - l.day BETWEEN 1 AND %(question_days)s)
    OR coalesce((SELECT sum(m.came) FROM reporting_messagefacts AS m WHERE m.stream_id = l.stream_id AND m.of_case
        AND m.reason = ANY(%(questions)s) AND m.day - l.day BETWEEN 1 AND %(question_days)s), 0) > 0)
FROM reporting_letterfacts AS l
WHERE l.day >= %(first)s AND l.day < %(end)s AND l.day + %(question_days)s < %(today)s
GROUP BY GROUPING SETS ((), (l.template, l.is_notice)) ORDER BY grouping(l.template) DESC, 3 DESC, 1
"""
# The ended cases were visited before the period, too: from the receipt of the oldest of them on, visits must be known.
_VISITS = f"""
WITH ended AS (
    SELECT f.received_on, p.visits FROM reporting_casefacts AS f JOIN reporting_processfacts AS p USING (stream_id)
    WHERE f.source = '{OWN}' AND f.closed_on >= %(first)s AND f.closed_on < %(end)s
        AND f.received_on >= (SELECT min(arrived_on) FROM reporting_visitfacts WHERE of_case <> '' AND source = '{OWN}')
)
SELECT count(*), count(*) FILTER (WHERE of_case <> ''), (SELECT count(*) FROM ended),
    (SELECT count(*) FROM ended WHERE visits <= 1)
FROM reporting_visitfacts
WHERE source = '{OWN}' AND outcome NOT IN ('', 'left', 'no_show') AND arrived_on < %(end)s
    AND arrived_on >= least(%(first)s, (SELECT min(received_on) FROM ended))
"""  # noqa: S608


def contacts(*, period: Period, by: Actor, as_of: datetime) -> Contacts:
    """The figures of a period, from the office's own journal. Raises ``NotAllowed``."""
    require(by, "reporting.cockpit")
    here = office()
    contact_days, question_days = here.number("contact_days"), here.number("question_days")
    asked: dict[str, Any] = {
        "first": period.first,
        "end": period.end,
        "today": local_day(as_of),
        "contact_days": contact_days,
        "question_days": question_days,
        "questions": list(QUESTIONS),
    }

    def rows(statement: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, asked)
            return list(cursor.fetchall())

    texts = german_of_templates()
    ((visits, said, ended, few),) = rows(_VISITS)
    return Contacts(
        resolved=tuple(Resolution(reason or "", Share(part, n)) for reason, n, part in rows(_RESOLVED) if n),
        letters=tuple(
            _line(template or "", texts.get(template, ("", "")) if is_notice else ("", ""), Share(part, n))
            for template, is_notice, n, part in rows(_LETTERS)
            if n
        ),
        visits=VisitsOfCases(Share(few, ended), Share(said, visits)),
        contact_days=contact_days,
        question_days=question_days,
    )


def _line(template: str, german: tuple[str, str], asked: Share) -> LetterLine:
    title, text = german
    found = measure(text) if text else None
    return LetterLine(template, title, asked, found.first if found else None)
