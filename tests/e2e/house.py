"""A house full of people, and the stations of a case as they walk them in the browser.

Nothing here looks for words, so that every day can be told in every language.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import Browser, Page

from tests.e2e.browser import Visitor, axe, geometry, visit
from tests.e2e.journey import Applicant, Clerk
from tests.e2e.office import Office


@dataclass
class Desk(Clerk):
    """Somebody in the office with her own screen."""

    office: Office

    def case(self, number: str) -> Page:
        """The case with this number, as she finds it."""
        page = self.visitor.open(f"/cases/?number={number}")
        assert "/cases/" in page.url
        assert "?" not in page.url, f"{number} is not hers to see"
        return page

    def go(self, ending: str) -> None:
        """Follows the link on this page whose address ends so."""
        with self.page.expect_navigation():
            self.page.locator(f'main a[href$="{ending}"]').first.click()

    def send(self, button: str = "main form button.kern-btn--primary") -> None:
        """Presses a button, and the next page is there."""
        with self.page.expect_navigation():
            self.page.locator(button).first.click()

    def do(self, ending: str) -> None:
        """Presses the button of the form whose address ends so."""
        self.send(f'main form[action$="{ending}"] button')

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'input[name={name}][value="{value}"]').check()

    def write(self, name: str, text: str) -> None:
        self.page.locator(f"[name={name}]").fill(text)

    def date(self, name: str, day: date) -> None:
        for part, value in enumerate((day.day, day.month, day.year)):
            self.page.locator(f"input[name={name}_{part}]").fill(str(value))

    def take(self, number: str) -> None:
        """The case becomes hers, from the list of her team."""
        self.open_case(number, "/team/?owner=none")
        self.do("/take/")

    def wait_for(self, number: str, body: str, note: str) -> None:
        """The case waits for a body outside the house."""
        self.case(number)
        self.go("/wait/")
        self.choose("partner", body)
        self.write("note", note)
        self.send()

    def answered(self, number: str) -> None:
        """What the case waited for is there."""
        self.case(number)
        self.send('button[name=ending][value="answered"]')

    def draft(self, number: str, reasons: str, *, outcome: str = "grant") -> None:
        """A decision goes to review; what was typed before stays, as far as nothing else is said."""
        self.case(number)
        self.go("/decision/")
        self.choose("outcome", outcome)
        self.write("reasons", reasons)
        self.send()

    def review(self, number: str) -> str:
        """Opens somebody else's draft; its address."""
        self.open_case(number, "/team/reviews/")
        self.send('main a[href*="/decision/"]')
        return self.page.url

    def give_back(self, code: str, reason: str) -> None:
        """The draft on this page goes back."""
        self.choose("code", code)
        self.write("reason", reason)
        self.send("button[name=return]")

    def release(self) -> None:
        self.send("button[name=release]")

    def print_letters(self) -> bytes:
        """The day's letters in one file, which then goes to the post."""
        self.visitor.open("/post/")
        self.do("/post/print/")
        self.office.run(make_runs)
        self.page.reload()
        with self.page.expect_download() as arriving:
            self.page.locator('main a[href$="/file/"]').click()
        pile = arriving.value.path().read_bytes()
        self.do("/posted/")
        assert pile.startswith(b"%PDF-")
        return pile

    def notify(self, number: str, way: str) -> None:
        """Way and day on which the decision was notified."""
        self.case(number)
        self.go("/notification/")
        self.choose("way", way)
        self.send()

    def fine(self, width: int = 1280) -> None:
        """Nothing on this page stands in anybody's way."""
        complaints = [*axe(self.page), *geometry(self.page, width)]
        assert not complaints, f"{self.page.url}:\n" + "\n".join(complaints)


@dataclass
class House:
    """One office, one language, and everybody's browser until the day is over."""

    office: Office
    browser: Browser
    stack: ExitStack
    language: str = "de"
    javascript: bool = True
    dark: bool = False

    def visitor(self, **how: Any) -> Visitor:
        how = {"javascript": self.javascript, "dark": self.dark, **how}
        return self.stack.enter_context(visit(self.browser, self.office.url, self.language, **how))

    def applicant(self, number: str = "", code: str = "") -> Applicant:
        """Somebody with a telephone that knows nothing yet."""
        return Applicant(self.visitor(phone=True), number, code)

    def stranger(self) -> Desk:
        """Somebody at a desk who has not signed in."""
        return Desk(self.visitor(), self.office)

    def desk(self, username: str) -> Desk:
        """Somebody of the demonstration, signed in."""
        desk = self.stranger()
        session = self.office.run(lambda: _session(username))
        desk.visitor.context.add_cookies([{"name": "sessionid", "value": session, "url": self.office.url}])
        return desk

    def looks_fine(self, her: Applicant) -> None:
        """What she sees stands in nobody's way. Axe needs scripts: hers may be off, so it looks through another browser."""
        with visit(
            self.browser, self.office.url, self.language, phone=True, dark=self.dark, state=her.visitor.context.storage_state()
        ) as eyes:
            eyes.page.goto(her.page.url)
            complaints = [*axe(eyes.page), *geometry(eyes.page, 320)]
            assert not complaints, f"{her.page.url}:\n" + "\n".join(complaints)


def _session(username: str) -> str:
    from amtslotse.accounts.models import Staff
    from tests.factories.staff import sign_in

    return sign_in(Staff.objects.get(username=username)).cookies["sessionid"].value


def make_runs() -> None:
    """What the worker does with a print that was asked for."""
    from amtslotse.casework.actions import printing
    from amtslotse.casework.models import PrintRun
    from amtslotse.journal.queries import clock

    for run in PrintRun.objects.filter(state="making"):
        assert printing.make_run(run=run.pk, now=clock())


def check_others(number: str, but: Iterable[str]) -> None:
    """Clearing has found every other document in order."""
    from amtslotse.accounts.models import Staff
    from amtslotse.accounts.queries import actor_for
    from amtslotse.casework import actions, queries
    from amtslotse.casework.models import Case
    from amtslotse.journal.queries import clock

    by, case, skipped = actor_for(Staff.objects.get(username="clearing")), _case(number), set(but)
    assert Case.objects.filter(pk=case).exists()
    for need in queries.case(actor=by, case=case, language="de", now=clock()).needs:
        if not need.optional and need.key not in skipped:
            actions.mark(case=case, need=need.key, verdict="fine", by=by, now=clock())


def _case(number: str) -> Any:
    from amtslotse.casework.models import Case

    return Case.objects.values_list("pk", flat=True).get(file_number=number.replace("-", ""))


def filled_in(answers: dict[str, str], service: str) -> str:
    """An application with every question answered and nothing sent; the code to go on with."""
    from amtslotse.casework import queries
    from amtslotse.journal.queries import clock
    from tests.casework import walk

    draft = walk.drafted(answers, service=service, now=clock())
    return queries.draft(draft=draft, language="de", now=clock()).code
