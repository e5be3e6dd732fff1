"""The pages of web/portal that came with casework: what they need to exist, and who may see each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from amtslotse.casework import actions
from amtslotse.casework.actions import Paper, Person
from amtslotse.casework.models import Renewal
from amtslotse.casework.rules import Access
from tests.casework import walk
from tests.e2e.entry import LEADS_ON, POST, Entry, NoPage


def play(scene: Any) -> None:
    """She has asked, named a lawyer, applies for a child beside herself, and has a title that ends in two months."""
    now = datetime.now(UTC) - timedelta(hours=2)
    hers = Access(scene.ids["received"], 1)
    actions.ask(access=hers, text="Wie lange dauert es noch? كم يستغرق ذلك؟", now=now)
    lawyer = Person("Kanzlei Öztürk und Partner", "Marktplatz 1", "76000", "Lindenau", "kanzlei@example.org")
    person = actions.name_representative(
        access=hers, kind="lawyer", person=lawyer, paper=Paper("Vollmacht.pdf", walk.pdf()), now=now
    )
    Renewal.objects.create(case_id=hers.case, ends_on=now.date() + timedelta(days=60), noted_at=now, invited_at=now)
    actions.add_person(draft=scene.ids["begun"], service="spouse-30", language="de", now=now)
    scene.ids.setdefault("parts", {})["representative"] = person


def _hers(ids: dict[str, Any]) -> dict[str, Any]:
    return {"case": ids["received"]}


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "portal:points": (Entry(),),
    "portal:contact": (Entry("applicant", _hers),),
    "portal:ask": (Entry("applicant", _hers),),
    "portal:representative": (Entry("applicant", _hers),),
    "portal:dismiss": POST,
    "portal:renew": (Entry("applicant", _hers),),
    "portal:family": (Entry("applicant", lambda ids: {"draft": ids["begun"]}),),
    "portal:family_send": POST,
    "portal:family_sent": LEADS_ON,
    "portal:share": POST,
    "portal:unshare": POST,
}

#: Who may open the objects of an address.
OWNERS: dict[str, set[str]] = {name: {"applicant"} for name in ENTRIES if name not in ("portal:points", "portal:family_sent")}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {}
#: For everybody: nothing of anybody stands on them. ``family_sent`` shows what this very browser has just sent.
OPEN: set[str] = {"portal:points", "portal:family_sent"}
