"""Four matters from the first paper to the last letter, each as the people live it.

Each has a document that is missing, a wait for somebody outside the house, a draft that comes back, and a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from playwright.sync_api import Browser, expect

from amtslotse.kernel.localtime import day_of
from tests.e2e.browser import click, visit
from tests.e2e.house import Desk, House, check_others, filled_in
from tests.e2e.journey import NAMES, Applicant, answers, not_a_document, pdf_file, png_file
from tests.e2e.office import Office
from tests.e2e.papers import CAN_READ, is_accessible, pages, pdf_text

GRANTED = "Die Voraussetzungen liegen vor. Der Lebensunterhalt ist gesichert."


@pytest.fixture(scope="module")
def bodies(office: Office) -> None:
    """The bodies outside the house that cases wait for."""
    from amtslotse.casework.actions import load_partners

    office.run(load_partners)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def another_body(language: str) -> str:
    """What she reads of every body outside the house."""
    from amtslotse.web.portal import words

    with translation.override(language):
        return words.turn("another_body")


def sees_only_another_body(her: Applicant, name: str, *, never: tuple[str, ...]) -> None:
    """Her page says that somebody else has to answer, and nothing of who or why."""
    her.enter()
    expect(her.page.locator(".ui-line__turn")).to_have_text(another_body(her.visitor.language))
    shown = her.page.content()
    assert not [word for word in never if word in shown]
    her.looks(name)


def hands_in(her: Applicant, *needs: str) -> None:
    """What was asked for, from her status page."""
    her.enter()
    for need in needs:
        click(her.page.locator(f'a[href$="/documents/{need}/"]'))
        her.upload(png_file())
        expect(her.page.locator("ol.ui-line")).to_be_visible()
    her.press(her.page.locator('form[action$="/hand-in/"]'))
    expect(her.page.locator('form[action$="/hand-in/"]')).to_have_count(0)


def applies(her: Applicant, code: str, *, upload: str = "") -> None:
    """She goes on with what she began, adds a paper and sends it; she holds number and code."""
    her.visitor.open("/continue/")
    her.page.locator("input[name=code]").fill(code)
    her.press()
    if upload:
        click(her.page.locator(f'a[href$="/documents/{upload}/"]'))
        her.upload(pdf_file())
        click(her.page.locator(".ui-back"))
    click(her.page.locator('a[href$="/check/"]'))
    her.press()
    her.number = her.page.locator(".ui-number").first.inner_text()
    her.code = her.page.locator(".ui-code--big").inner_text()


def asks_for(mira: Desk, number: str, need: str) -> None:
    """Clearing finds one document missing and asks for it; the others are in order."""
    mira.open_case(number, "/clearing/")
    mira.mark(need, "missing")
    mira.office.run(lambda: check_others(number, [need]))
    mira.page.reload()
    mira.go("/request/")
    mira.send()


def confirms(mira: Desk, number: str, need: str) -> None:
    """What came is in order: the dated confirmation goes out and the case to its team."""
    mira.open_case(number, "/clearing/")
    mira.mark(need, "fine")
    mira.go("/complete/")
    mira.send()


def test_studies_go_on_by_telephone_in_arabic_without_scripts(
    office: Office, browser: Browser, stack: ExitStack, bodies: None
) -> None:
    """Huda extends her permit for studies (§ 16b). She never comes to the office before her letter does."""
    given = answers("ar")
    house = House(office, browser, stack, "ar", javascript=False)

    # She finds her matter, and what it needs.
    her = house.applicant()
    her.visitor.open("/")
    assert her.page.locator("html").get_attribute("dir") == "rtl"
    her.looks("study-01-start")
    click(her.page.locator("a.ui-tile").first)
    her.looks("study-02-matter")
    click(her.page.locator('a[href$="/service/study-16b/"]'))
    questions = her.page.locator('form[method="get"][action="#documents"]')
    for name in ("occasion", "enrolled", "livelihood"):
        questions.locator(f'input[name="{name}"][value="{given[name]}"]').check()
    click(questions.locator("button"))
    expect(her.page.locator("main")).to_contain_text("§ 16b AufenthG")
    expect(her.page.locator("main")).to_contain_text("93")
    her.looks("study-03-checklist")
    click(her.page.locator('form[action$="/service/study-16b/start/"] button'))

    # One question a page. She stops, and comes back with a code on another device.
    asked = [her.answer(given) for _ in range(2)]
    her.looks("study-04-question")
    click(her.page.locator('a[href$="/pause/"]'))
    pause_code = her.page.locator(".ui-code--big").inner_text()
    her.looks("study-05-pause")
    click(her.page.locator('form[action$="/leave/"] button'))
    her = house.applicant()
    her.visitor.open("/continue/")
    her.page.locator("input[name=code]").fill("0000-0000-0000-0000")
    her.press()
    expect(her.page.locator(".ui-errors")).to_be_visible()
    her.looks("study-06-wrong-code")
    her.page.locator("input[name=code]").fill(pause_code)
    her.press()
    while "/question/" in her.page.url:
        asked.append(her.answer(given))
        assert len(asked) == len(set(asked)), f"refused: {asked[-1]}"
    assert "family_name" in asked
    assert "occasion" not in asked, "what she said on the service page is not asked again"
    her.looks("study-07-documents")

    # A bad file costs her nothing; good ones are kept; the rest may follow.
    click(her.page.locator('a[href$="/documents/passport/"]'))
    her.upload(not_a_document())
    expect(her.page.locator(".ui-errors")).to_be_visible()
    her.looks("study-08-bad-file")
    click(her.page.locator(".ui-back"))
    click(her.page.locator('a[href$="/documents/photo/"]'))
    her.upload(png_file())
    expect(her.page.locator(".ui-files")).to_contain_text("صورة")
    click(her.page.locator(".ui-back"))
    click(her.page.locator('a[href$="/check/"]'))
    expect(her.page.locator("main")).to_contain_text(NAMES["ar"][0])
    her.looks("study-09-check")
    check_page = her.page.url
    her.press()

    # At once she holds a receipt; back and again gives the same one.
    her.number = her.page.locator(".ui-number").first.inner_text()
    her.code = her.page.locator(".ui-code--big").inner_text()
    receipt_page = her.page.url
    assert len(re.sub(r"\W", "", her.code)) == 16
    expect(her.page.locator("main")).to_contain_text("§ 81")
    her.looks("study-10-receipt")
    her.page.goto(check_page)
    assert her.page.url == receipt_page
    paper = her.fetch(her.page.locator('a[href$="/receipt.pdf"]'))
    assert is_accessible(paper)
    assert pages(paper) == 2
    if CAN_READ:
        words = pdf_text(paper)
        assert her.number in words
        assert her.code in words
        assert "keine Fiktionsbescheinigung" in words
        check = re.search(r"https?://\S+/verify/[\w-]+/?", words)
        assert check is not None, "the sheet to show says where it is checked"
        with visit(browser, office.url, "ar", javascript=False) as bank:
            bank.page.goto(office.url + "/" + check.group(0).split("/", 3)[3])
            expect(bank.page.locator("main")).not_to_contain_text(NAMES["ar"][0])
            bank.shot("study-11-genuine")

    # Clearing looks at everything and asks once for what is missing.
    mira = house.stranger()
    mira.visitor.open("/clearing/")
    assert "/login/" in mira.page.url, "without a session there is no staff page"
    mira.sign_in("clearing")
    mira.open_case(her.number, "/clearing/")
    mira.visitor.shot("study-12-case")
    needs = mira.needs()
    assert {"passport", "photo", "health_insurance"} <= set(needs)
    mira.mark("passport", "missing")
    mira.mark("photo", "unreadable")
    expect(mira.page.locator(".ui-field__error")).to_be_visible()
    mira.mark("photo", "unreadable", "Das Gesicht ist nicht zu erkennen.")
    mira.mark("health_insurance", "fine")
    office.run(lambda: check_others(her.number, ["passport", "photo"]))
    mira.page.reload()
    mira.go("/request/")
    expect(mira.page.locator(".ui-letter").first).to_contain_text("§ 82 Abs. 1")
    mira.visitor.shot("study-13-request")
    mira.send()

    # She adds the documents with her code.
    her = Applicant(house.visitor(phone=True), her.number, her.code)
    her.enter()
    her.looks("study-14-your-turn")
    letter = her.fetch(her.page.locator('a[href*="/letter/"]').first)
    assert is_accessible(letter)
    if CAN_READ:
        assert "§ 82 Abs. 3 AufenthG" in pdf_text(letter)
        assert "Das Gesicht ist nicht zu erkennen." in pdf_text(letter)
    hands_in(her, "passport", "photo")
    her.looks("study-15-handed-in")

    # Complete: the second dated letter, and the case goes to its team. Her title ends soon: she gets a certificate.
    mira.open_case(her.number, "/clearing/")
    mira.mark("passport", "fine")
    mira.mark("photo", "fine")
    mira.go("/complete/")
    mira.visitor.shot("study-16-complete")
    mira.send()
    mira.go("/certificate/")
    mira.choose("reason", "third_party")
    mira.visitor.shot("study-17-certificate")
    mira.send()

    # The security query takes its time; her page does not say whose turn it is.
    jonas, leyla = house.desk("arbeit1"), house.desk("arbeit2")
    jonas.take(her.number)
    jonas.wait_for(her.number, "security_query", "Abfrage nach § 73 läuft")
    jonas.visitor.shot("study-18-waits")
    sees_only_another_body(her, "study-19-another-body", never=("§ 73", "Abfrage", "Sicherheit", "أمني"))
    jonas.answered(her.number)

    # One drafts, another one returns and then releases. Nobody reviews her own draft.
    jonas.draft(her.number, GRANTED)
    review = leyla.review(her.number)
    leyla.visitor.shot("study-20-review")
    assert jonas.page.goto(review).status == 404  # type: ignore[union-attr]
    leyla.give_back("reasons", "Bitte die Berechnung ergänzen.")
    jonas.case(her.number)
    jonas.go("/decision/")
    expect(jonas.page.locator("main")).to_contain_text("Bitte die Berechnung ergänzen.")
    expect(jonas.page.locator("textarea[name=reasons]")).to_have_value(GRANTED)
    jonas.visitor.shot("study-21-returned")
    jonas.draft(her.number, f"{GRANTED} Bedarf 992 Euro, gedeckt.")
    leyla.review(her.number)
    leyla.release()

    # The letter is printed and goes by post; she sees the result at once, and holds every letter.
    pile = mira.print_letters()
    mira.visitor.shot("study-22-printed")
    if CAN_READ:
        assert her.number in pdf_text(pile)
        assert her.code not in pdf_text(pile)
    her.enter()
    states = [line.get_attribute("data-state") for line in her.page.locator("ol.ui-line li").all()]
    assert len(states) == 8
    assert states[6] == "now", states
    her.looks("study-23-decided")
    letters = her.page.locator('a[href*="/letter/"]')
    papers = [her.fetch(letters.nth(position)) for position in range(letters.count())]
    assert len(papers) == 4, "receipt, request, completeness, decision"
    assert all(is_accessible(paper) for paper in papers)
    if CAN_READ:
        every = " ".join(map(pdf_text, papers))
        assert "Vollständig seit" in every
        assert "992 Euro" in every

    # Handed over: closed.
    jonas.case(her.number)
    jonas.go("/hand-over/")
    jonas.send()
    her.enter()
    her.looks("study-24-finished")
    house.looks_fine(her)


def test_a_blue_card_waits_for_the_employment_agency_and_lies_ready(
    office: Office, browser: Browser, stack: ExitStack, bodies: None
) -> None:
    """An engineer below the regular salary (§ 18g): the Bundesagentur consents, the fee is paid, her card is here."""
    house = House(office, browser, stack, "de")
    given = answers("de") | {"occasion": "change", "salary_route": "reduced", "travel_or_job_date": _in_days(30)}
    her = house.applicant()
    applies(her, office.run(lambda: filled_in(given, "blue-card-18g")), upload="passport")
    her.looks("blue-01-receipt")

    # Clearing asks for the job offer; she sends it; complete.
    mira, jonas, leyla = house.desk("clearing"), house.desk("arbeit1"), house.desk("arbeit2")
    asks_for(mira, her.number, "job_offer_salary")
    mira.visitor.shot("blue-02-asked")
    hands_in(her, "job_offer_salary")
    confirms(mira, her.number, "job_offer_salary")

    # Her next case is this one: the job begins soon.
    jonas.visitor.open("/team/next/")
    expect(jonas.page.locator("main")).to_contain_text(NAMES["de"][0])
    expect(jonas.page.locator("main")).to_contain_text("30 Tagen")
    jonas.visitor.shot("blue-03-next")
    jonas.fine()
    jonas.take(her.number)

    # The fee is set from the tariff, and paid at the cash desk.
    jonas.go("/fees/")
    jonas.send()
    expect(jonas.page.locator("main tbody")).to_contain_text("98,00 €")
    jonas.do("/paid/")
    jonas.visitor.shot("blue-04-fees")
    jonas.fine()

    # The agency has the case: the page of the case says since when, hers says that somebody else is asked.
    jonas.wait_for(her.number, "bundesagentur", "Zustimmung zur Beschäftigung")
    expect(jonas.page.locator("#waiting")).to_contain_text("Bundesagentur für Arbeit")
    jonas.visitor.shot("blue-05-waits")
    sees_only_another_body(her, "blue-06-another-body", never=("Bundesagentur", "Zustimmung zur Beschäftigung"))
    jonas.answered(her.number)

    # Drafted, returned for its sums, released.
    jonas.draft(her.number, GRANTED)
    leyla.review(her.number)
    leyla.fine()
    leyla.give_back("reasons", "Bitte das Gehalt nennen.")
    jonas.draft(her.number, f"{GRANTED} Gehalt 46.200 Euro im Jahr.")
    leyla.review(her.number)
    leyla.release()

    # The card is ordered and arrives; she can fetch it with a short appointment.
    jonas.case(her.number)
    jonas.do("/card/ordered/")
    jonas.do("/card/arrived/")
    her.enter()
    expect(her.page.locator('a[href*="/collect-card/"]')).to_be_visible()
    her.looks("blue-07-card")
    house.looks_fine(her)

    # The letter goes to the post; she is told in person when she fetches the card; the title's end is noted.
    pile = mira.print_letters()
    if CAN_READ:
        assert "46.200" in pdf_text(pile)
    jonas.notify(her.number, "in_person")
    expect(jonas.page.locator("#notification-title")).to_be_visible()
    jonas.go("/title-end/")
    jonas.date("ends_on", day_of(datetime.now(UTC)) + timedelta(days=4 * 365))
    jonas.send()
    jonas.visitor.shot("blue-08-decided")
    jonas.fine()
    jonas.go("/hand-over/")
    jonas.send()
    her.enter()
    states = [line.get_attribute("data-state") for line in her.page.locator("ol.ui-line li").all()]
    assert states[7] == "now", states
    her.looks("blue-09-finished")


#: German B2, two years of work: one point too few.
FIVE = {
    "where": "fitting", "livelihood": "yes", "skilled": "no", "qualification": "yes", "partial_recognition": "no",
    "german": "b2", "english": "none", "experience": "two", "shortage": "no", "stay": "no", "spouse": "no",
}  # fmt: skip


def test_a_chancenkarte_with_too_few_points_is_refused_with_everything_a_refusal_needs(
    office: Office, browser: Browser, stack: ExitStack, bodies: None
) -> None:
    """Five points instead of six (§ 20a): heard, reviewed, refused, printed and notified by post. She has no e-mail address."""
    today = day_of(datetime.now(UTC))
    house = House(office, browser, stack, "en", dark=True)
    given = answers("en") | {"card": "search", "route": "points", "occasion": "change", "email": ""}
    her = house.applicant()
    applies(her, office.run(lambda: filled_in(given, "opportunity-card-20a")))
    mira, jonas, leyla = house.desk("clearing"), house.desk("arbeit1"), house.desk("arbeit2")

    # Without a mail address the request is a letter; she sends the proof by telephone all the same.
    asks_for(mira, her.number, "language_certificate")
    assert pages(mira.print_letters()) >= 2
    hands_in(her, "language_certificate")
    confirms(mira, her.number, "language_certificate")
    jonas.take(her.number)

    # Every point is looked at; the recognition body takes its time, and her page does not say who.
    jonas.go("/points/")
    for name, value in FIVE.items():
        jonas.choose(name, value)
    jonas.write("age", "44")
    jonas.send()
    expect(jonas.page.locator(".ui-box h2")).to_contain_text("5")
    jonas.fine()
    jonas.visitor.shot("card-01-points")
    jonas.wait_for(her.number, "recognition", "Bewertung des Abschlusses")
    sees_only_another_body(her, "card-02-another-body", never=("ecognition body", "Anerkennungsstelle", "Bewertung"))
    jonas.answered(her.number)

    # A refusal does not leave without the condition that is missing and without a hearing.
    jonas.case(her.number)
    jonas.go("/decision/")
    jonas.choose("outcome", "refuse")
    reasons = "Anerkannt sind fünf Punkte: drei für Deutsch B2, zwei für Berufserfahrung. Nötig sind sechs."
    jonas.write("reasons", reasons)
    jonas.send()
    assert jonas.page.locator(".ui-errors a").count() >= 1
    expect(jonas.page.locator("textarea[name=reasons]")).to_have_value(reasons)
    jonas.write("unmet", "Sechs Punkte (§ 20a Abs. 4 AufenthG) sind nicht erreicht.")
    jonas.choose("hearing", "not_held")
    jonas.send()
    jonas.visitor.shot("card-03-asked")
    jonas.fine()
    jonas.write("hearing_reason", "Sie hat sich zu allem schon schriftlich geäußert.")
    jonas.send()
    assert jonas.page.url.endswith("/"), jonas.page.url

    # The reviewer sends it back: she was not heard on the points.
    leyla.review(her.number)
    expect(leyla.page.locator(".ui-letter").first).to_contain_text("Widerspruch")
    leyla.visitor.shot("card-04-review")
    leyla.fine()
    leyla.give_back("hearing", "Zu den Punkten wurde sie nicht gehört.")
    jonas.case(her.number)
    jonas.go("/decision/")
    expect(jonas.page.locator("main")).to_contain_text("Zu den Punkten wurde sie nicht gehört.")
    assert jonas.page.locator("button[name=sign]").count() == 0, "a refusal is never signed alone"

    # She is asked by letter, and answers. Then it leaves whole.
    jonas.send('main a[href*="/post/hearing/"]')
    hearing = jonas.page.url
    jonas.choose("outcome", "refuse")
    jonas.write("reasons", "Wir sehen fünf Punkte. Sie brauchen sechs. Bitte schreiben Sie uns, was wir noch nicht wissen.")
    jonas.send("button[name=send]")
    mira.print_letters()
    jonas.page.goto(hearing)
    jonas.date("answered_on", today)
    jonas.write("answer", "Mehr Zeugnisse habe ich nicht.")
    jonas.do("/answered/")
    jonas.visitor.shot("card-05-heard")
    jonas.fine()
    jonas.case(her.number)
    jonas.go("/decision/")
    jonas.choose("hearing", "held")
    jonas.date("hearing_on", today)
    jonas.send()
    leyla.review(her.number)
    leyla.release()

    # Printed, to the post; no rule of the Land gives the day: a person says it, and where it comes from.
    pile = mira.print_letters()
    if CAN_READ:
        assert "Widerspruch" in pdf_text(pile)
    jonas.notify(her.number, "post")
    assert jonas.page.locator(".ui-errors a").count() == 1
    jonas.visitor.shot("card-06-notification")
    jonas.fine()
    jonas.date("notified_on", today + timedelta(days=4))
    jonas.date("remedy_until", today + timedelta(days=36))
    jonas.write("note", "rechtlich geprüft")
    jonas.send()
    expect(jonas.page.locator("#notification-title")).to_be_visible()
    her.enter()
    letters = her.page.locator('a[href*="/letter/"]')
    decision = her.fetch(letters.first)
    assert is_accessible(decision)
    if CAN_READ:
        assert "Widerspruch" in pdf_text(decision)
    her.looks("card-07-decided")
    house.looks_fine(her)

    # The head of office learns from what comes back.
    head = house.desk("leitung")
    head.visitor.open("/decisions/")
    assert head.page.locator("[aria-labelledby=returns-title] tbody tr").count() >= 1
    head.visitor.shot("card-08-quality")
    head.fine()


#: What a mother says of her child; the other custody holder has not agreed yet.
CHILD = {
    "occasion": "extension", "given_names": "Minh", "birth_date": "2015-02-03", "representative_name": "Lan Nguyễn",
    "representative_role": "both", "other_custody_name": "Hùng Nguyễn", "other_custody_consent": "no",
    "current_title": "residence_permit", "nationality": "VN",
}  # fmt: skip


def test_a_mother_and_her_child_stay_with_the_father(office: Office, browser: Browser, stack: ExitStack, bodies: None) -> None:
    """A family (§§ 30, 32): one case a person, a paper sent once, letters about the child to those who act for him."""
    house = House(office, browser, stack, "ar")
    given = answers("ar") | {
        "family_name": "Nguyễn",
        "given_names": "Lan",
        "nationality": "VN",
        "sponsor_title": "blue_card_ict",
    }
    given |= {"birth_date": "1988-04-00"}
    code = office.run(lambda: filled_in(given, "spouse-30"))

    # She goes on with her own application and adds her child's; the paper about the flat serves both.
    her = house.applicant()
    her.visitor.open("/continue/")
    her.page.locator("input[name=code]").fill(code)
    her.press()
    click(her.page.locator('a[href$="/documents/passport/"]'))
    her.upload(pdf_file())
    click(her.page.locator(".ui-back"))
    click(her.page.locator('a[href$="/family/"]'))
    her.page.locator("select[name=service]").select_option("child-32")
    click(her.page.locator("main form button"))
    while "/question/" in her.page.url:
        her.answer({**CHILD, "title_expires_on": _in_days(200)})
    click(her.page.locator('a[href$="/documents/passport/"]'))
    click(her.page.locator('form[action$="/share/"] button'))
    expect(her.page.locator('form[action$="/unshare/"]')).to_have_count(1)
    her.looks("family-01-shared")
    click(her.page.locator(".ui-back"))
    click(her.page.locator('a[href$="/family/"]'))
    her.looks("family-02-both")
    click(her.page.locator('form[action$="/family/send/"] button'))
    receipts = her.page.locator(".ui-receipt")
    expect(receipts).to_have_count(2)
    her.looks("family-03-sent")
    hers, his = (Applicant(her.visitor, *_keys(receipts.nth(place))) for place in range(2))

    # Clearing asks for the child's photo, and looks at who acts for him.
    house.language = "de"
    mira, katrin, tomasz = house.desk("clearing"), house.desk("familie1"), house.desk("familie2")
    asks_for(mira, his.number, "photo")
    family = mira.page.locator("section[aria-labelledby=family-title]")
    for _ in range(2):
        click(mira.page.locator('a[href$="/confirm/"]').first)
        mira.choose("shown", "paper")
        mira.send()
    expect(family).to_contain_text("Lan Nguyễn, Hùng Nguyễn")
    family.scroll_into_view_if_needed()
    mira.visitor.shot("family-04-who-acts")
    mira.fine()
    hands_in(his, "photo")
    confirms(mira, his.number, "photo")
    office.run(lambda: check_others(hers.number, []))
    mira.open_case(hers.number, "/clearing/")
    mira.go("/complete/")
    mira.send()

    # Another office holds the father's file.
    katrin.take(his.number)
    katrin.wait_for(his.number, "other_office", "Akte des Vaters angefordert")
    sees_only_another_body(his, "family-05-another-body", never=("Andere Behörde", "سلطة أخرى", "Akte des Vaters"))
    katrin.answered(his.number)

    # The child's decision goes to both who act for him; a colleague returns it once.
    katrin.draft(his.number, GRANTED)
    tomasz.review(his.number)
    expect(tomasz.page.locator("[aria-labelledby=beside-title]")).to_contain_text("Hùng Nguyễn")
    tomasz.visitor.shot("family-06-review")
    tomasz.give_back("facts", "Bitte die Sorge beider Eltern nennen.")
    katrin.draft(his.number, f"{GRANTED} Beide Eltern haben die Sorge.")
    tomasz.review(his.number)
    tomasz.release()
    katrin.take(hers.number)
    katrin.draft(hers.number, GRANTED)
    tomasz.review(hers.number)
    tomasz.release()

    # The print: hers and the child's, and he gets no letter of his own.
    pile = mira.print_letters()
    if CAN_READ:
        words = pdf_text(pile)
        assert "Lan Nguyễn" in words
        assert "Beide Eltern haben die Sorge." in words
    katrin.notify(his.number, "in_person")
    expect(katrin.page.locator("#notification-title")).to_be_visible()
    katrin.visitor.shot("family-07-decided")
    katrin.fine()
    his.enter()
    her.looks("family-08-decided")
    house.language = "ar"
    house.looks_fine(her)


def _keys(receipt: object) -> tuple[str, str]:
    """File number and code on a receipt."""
    return receipt.locator(".ui-number").inner_text(), receipt.locator(".ui-code--big").inner_text()  # type: ignore[attr-defined]


def _in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()  # noqa: DTZ011 - days ahead, whatever the zone
