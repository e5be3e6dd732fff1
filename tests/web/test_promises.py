"""The promises' pages: everybody reads them with their figures, the head of office alone writes them."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from amtslotse.kernel.localtime import day_of
from amtslotse.offices.actions import DEMO_OFFICE, configure_from
from amtslotse.reporting import queries
from amtslotse.reporting.models import CaseFacts, Promise
from tests.factories.staff import make_actor, make_staff, sign_in

pytestmark = pytest.mark.django_db

HOME, NEW = "/de/cockpit/promises/", "/de/cockpit/promises/new/"
TYPED = {
    "value": "reliability", "sentence": "Wir entscheiden schnell.", "owner": "caseworker", "figure": "throughput:days",
    "form": "within", "share": "80", "limit": "10",
}  # fmt: skip


@pytest.fixture
def head() -> Client:
    configure_from(path=DEMO_OFFICE, by=make_actor("admin"), now=datetime(2026, 1, 1, tzinfo=UTC))
    return sign_in(make_staff("head"))


def text(answer: object) -> str:
    html = answer.content.decode()  # type: ignore[attr-defined]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def decided(number: int, *, days: float, ago: int = 5) -> None:
    """So many cases were decided some days ago, each after so many days."""
    start, ended = CaseFacts.objects.count(), datetime.now(UTC) - timedelta(days=ago)
    CaseFacts.objects.bulk_create(
        CaseFacts(
            stream_id=start + each, source="office", received_at=ended - timedelta(days=days), decided_at=ended,
            received_on=day_of(ended - timedelta(days=days)), decided_on=day_of(ended), closed_on=day_of(ended),
            closed_at=ended, gross_days=days, last_event_at=ended, events=3,
        )
        for each in range(number)
    )  # fmt: skip


def day(name: str, when: date) -> dict[str, str]:
    return {f"{name}_0": str(when.day), f"{name}_1": str(when.month), f"{name}_2": str(when.year)}


def published(head: Client, **typed: str) -> str:
    """The address of a promise that was written and published on its pages today."""
    address: str = head.post(NEW, TYPED | typed).headers["Location"]
    page = head.get(address).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version, text(head.get(address))
    answer = head.post(f"{address}publish/", {"version": version[1], **day("valid_from", day_of(datetime.now(UTC)))})
    assert answer.status_code == 302, text(answer)
    return address


def test_written_previewed_published_and_missed_in_words(head: Client) -> None:
    decided(6, days=5)
    decided(4, days=30)
    address = head.post(NEW, TYPED).headers["Location"]
    page = text(head.get(address))
    assert "So wird es aussehen" in page
    assert "Das wäre in den letzten 90 Tagen: 60 von 100 (n = 10)." in page
    assert "Wir entscheiden schnell." not in text(Client().get("/de/promises/")), "a draft is not public"
    address = published(head)
    public = text(Client().get("/de/promises/"))
    for words in (
        "Verbindlichkeit Wir entscheiden schnell.",
        "✗ nicht gehalten",
        "mindestens 80 von 100: höchstens 10 Kalendertage",
        "60 von 100 (n = 10",
        "Sachbearbeitung",
        "Was die Zahl bedeutet",
        "Quelle",
    ):
        assert words in public, words
    assert "✓" not in public
    assert "ändert sich nicht. Speichern beginnt die nächste Fassung" in text(head.get(address))


def test_below_five_there_is_no_figure_and_nothing_is_green(head: Client) -> None:
    decided(4, days=1)
    published(head)
    public = text(Client().get("/de/promises/"))
    assert "noch keine Zahl: zu wenige" in public
    assert "✓" not in public
    decided(1, days=1)
    assert "✓ gehalten" in text(Client().get("/de/promises/")), "the control: five are enough"


def test_nothing_without_a_measure_and_nothing_backwards(head: Client) -> None:
    address = head.post(NEW, TYPED | {"figure": "", "share": "", "limit": ""}).headers["Location"]
    assert "Ohne Kennzahl kann nichts versprochen werden." in text(head.get(address))
    answer = head.post(f"{address}publish/", {"version": "1", **day("valid_from", day_of(datetime.now(UTC)))})
    assert answer.status_code == 422
    assert not queries.promises(now=datetime.now(UTC)).living
    wrong = head.post(address, TYPED | {"form": "percentile", "share": "75"})
    assert wrong.status_code == 422
    assert "Ein Perzentil gibt es für 50, 80 oder 90 von 100." in text(wrong)
    assert head.post(address, TYPED).status_code == 302
    for when, words in (
        (day_of(datetime.now(UTC)) - timedelta(days=1), "rückwirkend"),
        (day_of(datetime.now(UTC)) + timedelta(days=400), "mehr als ein Jahr"),
    ):
        answer = head.post(f"{address}publish/", {"version": "1", **day("valid_from", when)})
        assert answer.status_code == 422
        assert words in text(answer)
    answer = head.post(
        f"{address}publish/", {"version": "1", "valid_from_0": "31", "valid_from_1": "2", "valid_from_2": "2027"}
    )
    assert "den es gibt" in text(answer)


def test_a_translation_is_shown_once_somebody_answers_for_it(head: Client) -> None:
    address = published(head)
    english = "/en/promises/"
    assert "There is no checked translation yet" in text(Client().get(english))
    assert 'lang="de" dir="auto">Wir entscheiden schnell.' in Client().get(english).content.decode()
    place = f"{address}1/en/"
    head.post(place, {"sentence": "We decide fast."})
    assert "We decide fast." not in text(Client().get(english))
    wrong = head.post(f"{place}check/", {"read": "We decide.", "checked_by": "Frau Weiß"})
    assert wrong.status_code == 422
    assert "inzwischen geändert" in text(wrong)
    assert head.post(f"{place}check/", {"read": "We decide\0.", "checked_by": "Frau Weiß"}).status_code == 422, "hostile"
    head.post(f"{place}check/", {"read": "We decide fast.", "checked_by": "Frau Weiß"})
    assert "We decide fast." in text(Client().get(english))
    assert head.post(place, {"sentence": "We decide slowly."}).status_code == 422
    assert "We decide slowly." not in text(Client().get(english))


def test_withdrawn_stays_readable_with_its_reason(head: Client) -> None:
    address = published(head)
    assert head.post(f"{address}withdraw/", {"reason": ""}).status_code == 422
    assert head.post(f"{address}withdraw/", {"reason": "Das Haus wird umgebaut."}).status_code == 302
    public = text(Client().get("/de/promises/"))
    assert "zurückgenommen" in public
    assert "Das Haus wird umgebaut." in public
    assert "Versprechen zurücknehmen" not in text(head.get(address))
    assert "Das Haus wird umgebaut." in Client().get("/de/promises.csv").content.decode()
    other = head.post(NEW, TYPED).headers["Location"]
    assert head.post(f"{other}discard/").status_code == 302
    assert Promise.objects.count() == 1


def test_the_files_say_what_the_page_says_for_everybody_and_for_the_council(head: Client) -> None:
    decided(6, days=5)
    published(head)
    council = sign_in(make_staff("council"))
    rows = []
    for client, address in ((Client(), "/de/promises.csv"), (council, "/de/council/promises.csv")):
        content = client.get(address).content.decode("utf-8-sig")
        rows.append(list(csv.DictReader(io.StringIO(content), delimiter=";")))
    assert rows[0] == rows[1]
    assert len(rows[0]) == 14, "now, and thirteen months"
    assert (rows[0][0]["Gemessen"], rows[0][0]["n"], rows[0][0]["Ergebnis"]) == ("100 von 100", "6", "gehalten")
    assert {row["Ergebnis"] for row in rows[0][3:]} == {"noch nicht versprochen"}
    assert Client().get("/de/promises.xlsx").content[:2] == b"PK"
    assert council.get("/de/council/promises.xlsx").status_code == 200
    assert sign_in(make_staff("clearing")).get("/de/council/promises.csv").status_code == 404


def test_the_cockpit_begins_with_the_promises_and_every_public_page_leads_to_them(head: Client) -> None:
    decided(6, days=5)
    published(head)
    page = text(head.get("/de/cockpit/"))
    assert "Was wir versprechen Wir entscheiden schnell. 100 von 100 ✓ gehalten" in page
    assert page.index("Was wir versprechen") < page.index("Eingegangen")
    assert "✓ gehalten" in text(head.get(HOME))
    assert 'href="/de/promises/"' in Client().get("/de/").content.decode()
    assert 'href="/de/promises/"' in Client().get("/de/appointment/promises/").content.decode()
    assert 'href="/de/appointment/promises/"' in Client().get("/de/promises/").content.decode()


def test_what_is_missed_by_an_hour_is_never_rounded_to_kept(head: Client) -> None:
    decided(6, days=10.04)
    published(head, form="percentile", share="50")
    public = text(Client().get("/de/promises/"))
    assert "11 Kalendertage (n = 6" in public
    assert "✗ nicht gehalten" in public
    assert "Wir entscheiden schnell. 11 Kalendertage ✗ nicht gehalten" in text(head.get("/de/cockpit/"))


def test_what_begins_later_is_not_said_to_hold_since_then(head: Client) -> None:
    address = head.post(NEW, TYPED).headers["Location"]
    begins = day_of(datetime.now(UTC)) + timedelta(days=40)
    assert head.post(f"{address}publish/", {"version": "1", **day("valid_from", begins)}).status_code == 302
    public = text(Client().get("/de/promises/"))
    assert "gilt ab" in public
    assert "Gilt seit" not in public


def test_an_office_without_promises_says_so(head: Client) -> None:
    assert "noch keine Leistungsversprechen veröffentlicht" in text(Client().get("/de/promises/"))
    assert "Noch ist nichts versprochen." in text(head.get(HOME))
