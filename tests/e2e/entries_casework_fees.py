"""Pages of certificates, fees, payments and naturalisation: what they need to exist, and who may see each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from amtslotse.casework import actions, queries
from amtslotse.casework.rules import local_day
from tests.casework import walk
from tests.e2e.entry import FILE, POST, Entry, NoPage

_INDIAN = {**walk.ANSWERS, "nationality": "IN", "livelihood": "own_income"}
_NATURALISATION = {
    **walk.ANSWERS,
    "five_years": "yes",
    "benefits": "no",
    "with_family": "no",
    "current_title": "settlement",
    "resident_since": "2015-05-01",
}


def play(scene: Any) -> None:
    """A case of the team with two certificates and paid and open fees, one that nothing decides, and a file of the cashier."""
    now, staff = datetime.now(UTC), scene.staff
    people = walk.People(**{name: staff[name] for name in ("clearing", "author", "reviewer", "other_team", "head", "council")})
    paid = walk.filed(_INDIAN, now=now - timedelta(days=40))
    walk.to_team(paid, people, now=now - timedelta(days=39))
    for number, ahead in ((1, -2), (2, 5)):
        issued = actions.issue_certificate(
            case=paid.case,
            reason="capacity",
            valid_until=local_day(now) + timedelta(days=ahead),
            number=number,
            by=people.author,
            now=now - timedelta(days=35 - 30 * (number - 1)),
        )
    charge, rest = (
        actions.charge(case=paid.case, proposal=proposal, by=people.author, now=now - timedelta(days=3))
        for proposal in ("application", f"certificate:{issued}")
    )
    actions.tick_paid(charge=rest, by=people.author, now=now)
    reference = queries.fees_of(paid.case, now=now).reference
    content = f"Buchungstag;Betrag;Kassenzeichen\n20.11.2026;20,00;{reference}\n20.11.2026;5,00;12345\n".encode()
    run = actions.read_payments(name="Kasse.csv", content=content, by=people.clearing, now=now)
    actions.book_payments(run=run, by=people.clearing, now=now)
    more = f"Buchungstag;Betrag;Kassenzeichen\n21.11.2026;10,00;{reference}\n21.11.2026;x;{reference}\n".encode()
    fresh = actions.read_payments(name="Kasse 2.csv", content=more, by=people.clearing, now=now)
    payment = next(each.id for each in queries.fees_of(paid.case, now=now).payments if each.way == "import")
    late = {**_INDIAN, "title_expires_on": local_day(now - timedelta(days=90)).isoformat(), "nationality": "TR"}
    unclear = walk.filed(late, now=now - timedelta(days=2))
    draft = walk.drafted(_NATURALISATION, service="naturalisation-10", now=now)
    digest = queries.draft(draft=draft, language="de", now=now).digest
    german = actions.file(draft=draft, digest=digest, language="de", now=now)
    actions.settle(case=german.case, closure="moved_away", by=people.clearing, now=now)
    scene.ids |= {"paid": paid.case, "unclear": unclear.case}
    scene.ids.setdefault("parts", {}).update(
        {"certificate": issued, "charge": charge, "payment": payment, "cash_file": fresh},
    )


def _part(name: str) -> Any:
    return lambda ids: {name: ids["parts"][name]}


ENTRIES: dict[str, tuple[Entry, ...] | NoPage] = {
    "casework:certificate": (
        Entry("author", lambda ids: {"case": ids["paid"]}),
        Entry("clearing", lambda ids: {"case": ids["unclear"]}),
    ),
    "casework:effect": (Entry("clearing", lambda ids: {"case": ids["unclear"]}),),
    "casework:fingerprints": POST,
    "casework:certificates": (Entry("author"), Entry("clearing", query="days=7&reason=documents")),
    "casework:certificates_export": FILE,
    "casework:certificate_paper": FILE,
    "casework:fees": (
        Entry("author", lambda ids: {"case": ids["paid"]}),
        Entry("clearing", lambda ids: {"case": ids["unclear"]}),
    ),
    "casework:charge_drop": (Entry("author", _part("charge")),),
    "casework:charge_paid": POST,
    "casework:payment_undo": POST,
    "casework:payments": (Entry("clearing"),),
    "casework:open_fees": (Entry("head"),),
    "casework:open_fees_export": FILE,
    "casework:payment_run": (Entry("clearing", _part("cash_file")),),
    "casework:payment_run_export": FILE,
    "casework:naturalisation": (Entry("head", query=f"year={datetime.now(UTC).year}"),),
    "casework:naturalisation_export": FILE,
}

_TEAM = {"clearing", "author", "reviewer"}
#: Who may open the objects of an address.
OWNERS: dict[str, set[str]] = {
    **{
        f"casework:{name}": _TEAM
        for name in ("certificate", "effect", "fingerprints", "fees", "charge_drop", "charge_paid", "payment_undo")
    },
    "casework:certificate_paper": {*_TEAM, "head", "legal"},
    **{f"casework:{name}": {"clearing", "head"} for name in ("payment_run", "payment_run_export")},
}
#: Pages of a role, without an object in the address.
PAGES: dict[str, set[str]] = {
    **{f"casework:{name}": {*_TEAM, "other_team", "head"} for name in ("certificates", "certificates_export")},
    **{f"casework:{name}": {"clearing", "head"} for name in ("payments", "open_fees", "open_fees_export")},
    **{f"casework:{name}": {"head"} for name in ("naturalisation", "naturalisation_export")},
}
