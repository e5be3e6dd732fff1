"""Whether what happens to cases is what the model of their procedure says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from amtslotse.accounts.rules import require
from amtslotse.casework.rules.steps import REACHED_BY
from amtslotse.catalogue import queries as catalogue
from amtslotse.catalogue.rules import PUBLIC_STEPS
from amtslotse.journal.rules import OWN, find
from amtslotse.kernel.actor import Actor

DAYS = 365

# Events per kind of step, not per case: bounded by services × versions × kinds.
_SEEN = """
SELECT e.procedure, e.procedure_version, e.kind, count(*), max(e.happened_at)::date
FROM journal_event e JOIN journal_stream s ON s.id = e.stream_id
WHERE s.kind = 'case' AND s.source = %s AND e.procedure <> '' AND e.happened_at >= %s
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class DriftRow:
    """A kind of event that cases of a version left in the journal.

    ``step``: the public step it reaches, empty for work inside a step. ``state``: ``in_model``; ``within`` (work inside a
    step); ``not_in_model`` (a step is lived that the model does not have, a milestone reaches no step at all, or the version
    is not published).
    """

    service: str
    version: int | None
    kind: str
    step: str
    state: str
    events: int
    last_on: date


@dataclass(frozen=True, slots=True)
class Drift:
    """``rows``: what is lived. ``unseen``: steps that no case of a version reached, as (key, version, step)."""

    rows: tuple[DriftRow, ...]
    unseen: tuple[tuple[str, int, str], ...]

    @property
    def missing(self) -> tuple[DriftRow, ...]:
        """What is lived and stands in no model; nothing when each live step appears."""
        return tuple(row for row in self.rows if row.state == "not_in_model")


def drift(*, by: Actor, on: date) -> Drift:
    """The last year of our own cases against the models they were filed under. Two queries. Raises ``NotAllowed``."""
    require(by, "procedures.see")
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [OWN, on - timedelta(days=DAYS)])
        seen = cursor.fetchall()
    models = catalogue.in_versions({(service, version) for service, version, *_ in seen if version is not None})
    steps = {which: {step.key for step in procedure.steps} for which, procedure in models.items()}
    rows = []
    for service, version, kind, events, last_on in seen:
        step = REACHED_BY.get(kind, "")
        if (service, version) not in steps or (not step and find(kind).milestone):
            state = "not_in_model"
        else:
            state = "within" if not step else "in_model" if step in steps[service, version] else "not_in_model"
        rows.append(DriftRow(service, version, kind, step, state, events, last_on))
    reached = {(row.service, row.version, row.step) for row in rows}
    unseen = tuple(
        (service, version, step)
        for (service, version), there in sorted(steps.items())
        for step in PUBLIC_STEPS
        if step in there and (service, version, step) not in reached
    )
    return Drift(tuple(rows), unseen)
