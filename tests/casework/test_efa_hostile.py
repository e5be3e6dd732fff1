"""Messages of the online service that no honest sender writes: refused with a reason, or waiting for staff."""

from __future__ import annotations

import pytest

from amtslotse.casework.models import Case, EfaMessage
from amtslotse.engines.efa import Unreadable
from amtslotse.kernel.errors import InvalidInput, NotFound
from tests.casework.test_efa import answers, message, taken  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "said",
    [
        {"submitted_at": "0001-01-01T00:00:00+14:00"},
        {"submitted_at": "9999-12-31T23:59:59Z"},
        {"id": "BW\x00-1"},
        {"id": "BW\ud800-1"},
        {"service": "study\x00-16b"},
        {"service": "study\ud800-16b"},
        {"language": "\x00"},
        {"attachments": [{"need": "passport\x00", "file": "pass\x00.pdf"}]},
        {"attachments": [{"need": "passport", "file": "pa\ud800ss.pdf"}]},
    ],
    ids=str,
)
def test_what_nobody_sends_breaks_nothing(answers: dict[str, str], said: dict[str, object]) -> None:  # noqa: F811
    try:
        taken(message(answers, **said))
    except (Unreadable, InvalidInput, NotFound):
        assert not EfaMessage.objects.exists()


@pytest.mark.parametrize("typed", ["Ng\x00uyen", "Ng\ud800uyen", "x" * 50_000])
@pytest.mark.parametrize("question", ["family_name", "street", "birth_date", "email"])
def test_an_answer_no_question_takes_waits_for_staff(answers: dict[str, str], question: str, typed: str) -> None:  # noqa: F811
    try:
        done = taken(message(answers | {question: typed}))
    except Unreadable:
        return
    assert (done.state, Case.objects.count()) == ("to_complete", 0)
