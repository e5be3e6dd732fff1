"""A day at the post: plain words, the day's print, a letter that comes back, and one called back for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import axe, click, visit
from tests.e2e.journey import Clerk
from tests.e2e.keys import follow
from tests.e2e.office import Office

HARD = "Unter Bezugnahme auf Ihren Antrag auf Erteilung einer Aufenthaltserlaubnis werden Sie zur Vorsprache aufgefordert."
PLAIN = "Guten Tag {name}. Bitte kommen Sie am Freitag. Bringen Sie Ihren Pass mit."


@pytest.fixture(scope="module")
def waiting(office: Office) -> UUID:
    """Somebody without a mail address was asked for her passport."""

    def build() -> UUID:
        from amtslotse.casework import actions
        from amtslotse.journal.queries import clock
        from tests.casework.test_letters import NO_MAIL
        from tests.casework.walk import filed
        from tests.factories.staff import make_actor

        now, clearing = clock(), make_actor("clearing")
        access = filed(NO_MAIL, now=now)
        actions.open_check(case=access.case, by=clearing, now=now)
        actions.mark(case=access.case, need="passport", verdict="missing", by=clearing, now=now)
        actions.request_documents(case=access.case, by=clearing, now=now)
        return access.case

    return office.run(build)


@pytest.fixture
def clerk(office: Office, browser: Browser) -> Iterator[Clerk]:
    with visit(browser, office.url, "de") as visitor:
        yield Clerk(visitor)


def test_the_letters_of_the_day(office: Office, clerk: Clerk, waiting: UUID) -> None:
    """Printed, posted, back again, found by its mark and sent to the address of now."""
    clerk.sign_in("clearing")
    page = clerk.visitor.open("/post/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Druck")
    click(page.get_by_role("button", name="Druckdatei erstellen"))
    expect(page.get_by_text("von 1 Schreiben in der Datei")).to_be_visible()
    assert axe(page) == []
    office.run(_make_runs)
    expect(page.get_by_role("link", name="Datei herunterladen und drucken")).to_be_visible()
    with page.expect_download() as file:
        page.get_by_role("link", name="Datei herunterladen und drucken").click()
    assert file.value.path().read_bytes().startswith(b"%PDF-")
    click(page.get_by_role("button", name="Zur Post gegeben"))
    expect(page.get_by_text("1 Schreiben ist zur Post gegeben.")).to_be_visible()

    page = clerk.visitor.open("/post/scan/")
    page.get_by_label("Kennung vom Deckblatt").fill(office.run(_mark).lower())
    follow(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nachforderung")
    page.get_by_label("verzogen").check()
    click(page.get_by_role("button", name="Rücklauf vermerken"))
    expect(page.get_by_text("Der Rücklauf ist vermerkt")).to_be_visible()
    assert axe(page) == []
    clerk.visitor.shot("post-returned")
    page.get_by_label("An die jetzige Anschrift erneut schicken").check()
    click(page.get_by_role("button", name="Erledigt"))
    expect(page.get_by_text("Der Rücklauf ist erledigt.")).to_be_visible()
    page = clerk.visitor.open("/post/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("(1)")


def test_plain_words_and_a_letter_called_back(office: Office, clerk: Clerk, waiting: UUID) -> None:
    """The head writes until it is easy to read; the lawyer releases; ten minutes are enough to regret."""
    clerk.sign_in("leitung")
    page = clerk.visitor.open("/post/templates/new/")
    page.get_by_label("Kurzname").fill("vorbeikommen")
    page.get_by_label("Überschrift").fill("Bitte kommen Sie vorbei")
    page.get_by_label("Klar gesagt").fill(HARD)
    click(page.get_by_role("button", name="Prüfen"))
    expect(page.get_by_text("schwer: Ziel ist höchstens 8")).to_be_visible()
    clerk.visitor.shot("post-template-hard")
    page.get_by_label("Klar gesagt").fill(PLAIN)
    click(page.get_by_role("button", name="Prüfen"))
    expect(page.get_by_text("gut lesbar")).to_be_visible()
    assert axe(page) == []
    click(page.get_by_role("button", name="Als Entwurf speichern"))
    expect(page.get_by_text("Freigeben muss eine andere Person.", exact=True)).to_be_visible()
    office.run(_release)
    page = clerk.visitor.open("/post/bulk/new/")
    page.get_by_label("Vorlage").select_option("vorbeikommen")
    click(page.get_by_role("button", name="Ansehen"))
    click(page.get_by_role("button", name="In zehn Minuten senden"))
    expect(page.get_by_text("Bis dahin hat ihn niemand.")).to_be_visible()
    clerk.visitor.shot("post-bulk-waiting")
    click(page.get_by_role("button", name="Für alle zurückrufen"))
    expect(page.get_by_text("Zurückgerufen. Niemand bekommt diesen Brief.").first).to_be_visible()
    assert axe(page) == []


def _make_runs() -> None:
    from amtslotse.casework.actions import printing
    from amtslotse.casework.models import PrintRun
    from amtslotse.journal.queries import clock

    for run in PrintRun.objects.filter(state="making"):
        assert printing.make_run(run=run.pk, now=clock())


def _mark() -> str:
    from amtslotse.casework.models import Delivery

    return str(Delivery.objects.get(state="sent", channel="post").cover_token)


def _release() -> None:
    from amtslotse.casework import actions
    from amtslotse.casework.models import LetterTemplate
    from amtslotse.journal.queries import clock
    from tests.factories.staff import make_actor

    made = LetterTemplate.objects.get(key="vorbeikommen", released_at=None)
    actions.release_template(template=made.pk, by=make_actor("legal"), now=clock())
