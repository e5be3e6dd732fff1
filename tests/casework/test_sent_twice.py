"""The same form sent twice at the same instant: one thing is made, and everybody gets the same answer."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from amtslotse.casework import actions, queries
from amtslotse.casework.actions import bulk, importing, printing
from amtslotse.casework.models import BulkLetter, ImportRun, PrintRun, TeamMove
from amtslotse.engines import envelope
from tests.casework import walk
from tests.casework.test_importing import ANNA, BILAL, file
from tests.casework.test_letters import posted, released
from tests.casework.test_moving import LINE, three
from tests.casework.walk import NOW, TEAM, People
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> People:
    walk.furnish()
    return People()


def upload(run: UUID, people: People) -> UUID:
    return actions.take_import_file(
        run=run, name="offen.csv", content=file(ANNA, BILAL), source="altverfahren", by=people.head, now=NOW
    )


def test_a_file_of_cases_is_kept_once_and_can_be_read(people: People, settings: object, tmp_path: Path) -> None:
    settings.FILES = tmp_path  # type: ignore[attr-defined]
    for _ in range(3):
        run = uuid4()
        assert set(at_once([lambda run=run: upload(run, people)] * 8)) == {run}
        assert len(queries.import_mapping(actor=people.head, run=run).columns) == 11
    assert ImportRun.objects.count() == 3


def test_control_without_waiting_the_second_overwrites_the_file_of_the_first(
    people: People, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILES = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(importing, "sent_before", lambda **_: False)
    run = upload(uuid4(), people)
    with pytest.raises(IntegrityError), transaction.atomic():
        upload(run, people)
    with pytest.raises(envelope.Broken):
        queries.import_mapping(actor=people.head, run=run)


def test_a_move_of_a_team_and_a_letter_to_many_and_a_print_run_are_one(people: People) -> None:
    released()
    three(people)
    posted(people)
    move, letter, run = uuid4(), uuid4(), uuid4()
    n = bulk.chosen({"service": "study-16b"}).count()
    bulks = at_once(
        [
            lambda: bulk.prepare_bulk(
                bulk_letter=letter, template="hint", selection={"service": "study-16b"}, shown=n, by=people.clearing, now=NOW
            )
        ]
        * 8
    )
    runs = at_once([lambda: printing.print_letters(run=run, by=people.clearing, now=NOW)] * 8)
    moves = at_once(
        [
            lambda: actions.move_team(
                move=move, from_team=TEAM, to_team=LINE, reason="Das Verfahren ist Linie.", shown=3, by=people.head, now=NOW
            )
        ]
        * 8
    )
    assert (set(bulks), set(runs), set(moves)) == ({letter}, {run}, {move})
    assert (BulkLetter.objects.count(), PrintRun.objects.count(), TeamMove.objects.count()) == (1, 1, 1)
