"""What lies on the desks of the demonstration: messages, waits, certificates, fees, templates; made through the real actions.

Made once, over the living cases. Everything here is invented and says so.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amtslotse.accounts.actions import set_absence
from amtslotse.casework import actions, queries
from amtslotse.casework.queries import Chosen, RowView
from amtslotse.cli.demo_cases import staff
from amtslotse.cli.progress import Say
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import DomainError

#: (partner, of how many cases in a team one waits for it)
WAITS = (("bundesagentur", 6), ("security_query", 9), ("recognition", 14))
#: The cases, by their place in the list, whose urgency a person set.
OVERRIDDEN = (4, 11)
LETTERS = (
    ("status", "Wie steht es um meinen Antrag? Ich habe seit Wochen nichts gehört. (Vorführung)"),
    ("status", "Mein Arbeitgeber fragt, wann ich anfangen darf. (Vorführung)"),
    ("handing_in", "Anbei schicke ich meinen neuen Mietvertrag. (Vorführung)"),
    ("general", "Darf ich in den Ferien nach Hause fliegen? (Vorführung)"),
    ("appointment", "Kann ich den Termin am Montag verlegen? (Vorführung)"),
    ("responsible", "Ich ziehe in eine andere Stadt. Wer ist dann zuständig? (Vorführung)"),
)


def lay_out(*, now: datetime, say: Say) -> None:
    """The desks are as on a working day: some answered, some waiting, one body down, one colleague away tomorrow."""
    people = staff(now)
    clearing, head = people["clearing"], people["leitung"]
    luck = random.Random("desks")  # noqa: S311 - a demonstration must come out the same every time
    _blocks(people, now)
    cases = _in_teams(head, now)
    say("what cases wait for")
    for position, row in enumerate(cases):
        for partner, every in WAITS:
            if position % every == 1:
                _try(actions.suspend, case=row.id, partner=partner, by=clearing, now=now - timedelta(days=luck.randint(0, 2)))
                break
    actions.begin_outage(partner="recognition", note="Wartungsarbeiten (Vorführung)", by=head, now=now)
    say("certificates and fees")
    for position, row in enumerate(cases):
        if row.urgency >= 3 and position % 2:
            until = now.date() + timedelta(days=luck.choice((6, 20, 45, 90)))
            _try(actions.issue_certificate, case=row.id, reason="documents", valid_until=until, number=1, by=clearing, now=now)
        if position in OVERRIDDEN:
            reason = "Flug zu einer Beerdigung am Freitag, das Ticket liegt vor. (Vorführung)"
            _try(actions.override_urgency, case=row.id, urgency=4, reason=reason, by=clearing, now=now)
        charged = now - timedelta(days=luck.randint(0, 2))
        charge = _try(actions.charge, case=row.id, proposal="application", by=clearing, now=charged)
        if isinstance(charge, UUID) and position % 3:
            actions.tick_paid(charge=charge, by=clearing, now=now)
    say("messages")
    for row in cases[: len(cases) // 5]:
        _messages(row, luck, clearing, now)
    _templates(people, now)
    away, deputy = people["arbeit2"].staff_id, people["arbeit1"].staff_id
    if away is not None and deputy is not None:
        tomorrow = now.date() + timedelta(days=1)
        set_absence(
            staff_id=away, deputy_id=deputy, starts_on=tomorrow, back_on=tomorrow + timedelta(days=14), by=head, now=now
        )


def _in_teams(head: Actor, now: datetime) -> list[RowView]:
    found: list[RowView] = []
    page, pages = 1, 1
    while page <= pages:
        shown = queries.team_list(actor=head, language="de", now=now, chosen=Chosen(statuses=("with_team",), page=page))
        found += shown.rows
        page, pages = page + 1, shown.pages
    return found


def _messages(row: RowView, luck: random.Random, clearing: Actor, now: datetime) -> None:
    """One to four about the same case; the same again is joined, and some are answered."""
    reason, text = luck.choice(LETTERS)
    first: UUID | None = None
    for _ in range(luck.randint(1, 4)):
        came = now - timedelta(days=luck.randint(0, 6), minutes=luck.randint(0, 400))
        message = actions.receive_message(
            channel=luck.choice(("mail", "letter")),
            reason=reason,
            text=text,
            received_at=came,
            sender_name=row.name,
            subject=f"Aktenzeichen {row.file_number}",
            case=row.id,
            by=clearing,
            now=now,
        )
        if first is not None:
            _try(actions.join_message, message=message, to=first, by=clearing, now=now)
        first = first or message
    if first is not None and luck.random() < 0.5:
        answer = "Ihr Antrag liegt im Sachgebiet. Den Stand sehen Sie jederzeit auf Ihrer Statusseite. (Vorführung)"
        _try(actions.answer_message, message=first, text=answer, by=clearing, now=now)


def _blocks(people: dict[str, Actor], now: datetime) -> None:
    actions.ship_blocks(now=now)
    for block in queries.blocks(actor=people["leitung"]):
        actions.check_block(block=block.id, by=people["leitung"], now=now)


def _templates(people: dict[str, Actor], now: datetime) -> None:
    plain = "Guten Tag {name}, ab Montag finden Sie uns in der Marktstraße 5. Für Sie ändert sich sonst nichts. (Vorführung)"
    made = actions.draft_template(
        key="office-moves", title="Unser Schalter zieht um", plain=plain, legal="", by=people["leitung"], now=now
    )
    actions.release_template(template=made, by=people["recht1"], now=now)


def _try(act: Callable[..., Any], **told: object) -> Any:
    """What the action answers; nothing where this case does not allow it: another one will."""
    try:
        return act(**told)
    except DomainError:
        return None
