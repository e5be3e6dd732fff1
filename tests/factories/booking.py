"""An office with places in its calendar, and the applicant's steps to one as a browser without JavaScript sends them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client

from amtslotse.appointments.actions import DEMO_PLAN, MATTERS, apply_plan_from
from amtslotse.appointments.models import keys
from amtslotse.engines import proofofwork
from amtslotse.journal.queries import clock
from amtslotse.kernel.actor import SYSTEM
from tests.casework.walk import furnish

REGULAR, SHORT = "advice", "collect-card"


def furnish_with_places(now: datetime | None = None) -> None:
    """Office, catalogue, matters and the demonstration's plan with its places."""
    furnish()
    apply_demo_plan(now)


def apply_demo_plan(now: datetime | None = None) -> None:
    """Matters, policies and places of the demonstration exist."""
    for path in (MATTERS, DEMO_PLAN):
        apply_plan_from(path=path, by=SYSTEM, now=now or clock())


def opened_office(blocker: Any) -> Iterator[None]:
    """For a module's fixture: the office stands once for all its tests, each of which rolls back; afterwards all is cleared."""
    from django.test import TransactionTestCase

    with blocker.unblock():
        furnish_with_places()
        yield
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no {name} on the page"
    return html.unescape(found[1])


def worked(page: str) -> dict[str, str]:
    """The guard's fields as the script fills them."""
    token, bits = hidden(page, "guard_token"), re.search(r'data-bits="(\d+)"', page)
    assert bits
    return {"guard_token": token, "guard_proof": proofofwork.solve(token, bits=int(bits[1]))}


def code_for(held: str, purpose: str = "hold") -> str:
    """The six digits that stand in the mail."""
    return keys.sent_code(purpose, UUID(held))


@dataclass
class Journey:
    """One browser on its way. Every step follows the address the page before led to."""

    client: Client = field(default_factory=Client)
    language: str = "de"
    email: str = "lan@example.org"

    def url(self, path: str) -> str:
        return f"/{self.language}/{path}"

    def post(self, path: str, **data: object) -> HttpResponse:
        return self.client.post(path if path.startswith("/") else self.url(path), data)  # type: ignore[return-value]

    def get(self, path: str) -> HttpResponse:
        return self.client.get(path if path.startswith("/") else self.url(path))  # type: ignore[return-value]

    def choose(self, matter: str = REGULAR, *, expires: str = "", urgencies: tuple[str, ...] = ()) -> HttpResponse:
        """The matter and the questions before the visit; answers with the page that says which way."""
        self.post(f"appointment/matter/{matter}/")
        year, month, day = expires.split("-") if expires else ("", "", "")
        self.post("appointment/title/", expires_on_0=day, expires_on_1=month, expires_on_2=year)
        self.post("appointment/urgent/", urgencies=list(urgencies))
        return self.get("appointment/way/")

    def visit(self, count: int = 1, **more: object) -> HttpResponse:
        return self.post("appointment/visit/", count=str(count), **more)

    def take_a_time(self, which: int = 0) -> HttpResponse:
        """One of the offered times."""
        page = text_of(self.get("appointment/times/"))
        days = re.findall(r'name="day" value="([^"]+)".*?</form>', page, re.DOTALL)
        places = re.findall(r'name="place" value="(\d+)"', page)
        assert days, "nothing is free"
        assert places
        form = next(
            f for f in re.findall(r'<form method="post">.*?</form>', page, re.DOTALL) if f'value="{places[which]}"' in f
        )
        return self.post("appointment/times/", day=hidden(form, "day"), place=places[which])

    def person(self, number: int = 1, **changes: str) -> HttpResponse:
        data = {
            "family_name": "Nguyễn",
            "given_names": "Lan",
            "birth_date_0": "",
            "birth_date_1": "5",
            "birth_date_2": f"{1980 + number}",
            "key_kind": "document",
            "key_number": f"C01X{number:04d}",
        }
        return self.post(f"appointment/person/{number}/", **{**data, **changes})

    def contact(self) -> HttpResponse:
        return self.post("appointment/contact/", email=self.email)

    def send(self) -> HttpResponse:
        page = text_of(self.get("appointment/check/"))
        return self.post("appointment/check/", key=hidden(page, "key"), **worked(page))

    @property
    def held(self) -> str:
        return str(self.client.session["booking"]["held"])

    def confirm(self, purpose: str = "hold") -> HttpResponse:
        return self.post("appointment/code/", code=code_for(self.held, purpose))

    def to_check(self, matter: str = REGULAR, **person: str) -> None:
        self.choose(matter)
        self.visit()
        assert self.take_a_time()["Location"].endswith("/person/1/")
        assert self.person(**person)["Location"].endswith("/contact/")
        assert self.contact()["Location"].endswith("/check/")

    def to_check_as_partner(self, matter: str = REGULAR, **person: str) -> None:
        """As ``to_check``: a partner is its clients' contact."""
        self.choose(matter)
        self.visit()
        self.take_a_time()
        assert self.person(**person)["Location"].endswith("/check/")

    def book(self, matter: str = REGULAR, **person: str) -> str:
        """The address of the confirmed appointment."""
        self.to_check(matter, **person)
        sent = self.send()
        assert sent.status_code == 302, text_of(sent)
        answer = self.confirm()
        assert answer.status_code == 302, text_of(answer)
        return str(answer["Location"])
