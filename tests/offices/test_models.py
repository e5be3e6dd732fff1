"""The office is one, its last routing rule fits everything, and its colours can be read."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.errors import InvalidInput, NotFound
from amtslotse.offices import actions, queries
from amtslotse.offices.models import LegalPage, Office
from amtslotse.offices.rules import LEGAL_PAGES, NoTeam, Rule, check_colour, contrast_with_white, route

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def _demo() -> dict[str, object]:
    return tomllib.loads(actions.DEMO_OFFICE.read_text())


@pytest.mark.django_db
def test_there_is_one_office_only() -> None:
    Office.objects.create(name="A", city="B", land="BW", address="-", telephone="-", email="a@example.org")
    with pytest.raises(IntegrityError):
        Office.objects.create(only=False, name="A", city="B", land="BW", address="-", telephone="-", email="a@example.org")


@pytest.mark.django_db
def test_the_demo_office_is_complete_in_three_languages() -> None:
    actions.configure(content=_demo(), by=SYSTEM, now=NOW)
    assert queries.missing_legal_pages() == ()
    assert {(p.kind, p.language) for p in LegalPage.objects.all()} == {(k, x) for k in LEGAL_PAGES for x in ("de", "en", "ar")}
    for language in ("de", "en", "ar"):
        assert queries.legal_page("privacy", language).language == language
        assert queries.office().hours_in(language)
    names = queries.team_names("ar", on=NOW.date())
    assert {rule.team_code for rule in queries.routing_rules(on=NOW.date())} <= set(names)
    assert queries.team_names("de", on=date(1999, 1, 1)) == {}


@pytest.mark.django_db
def test_configuring_twice_changes_nothing() -> None:
    actions.configure(content=_demo(), by=SYSTEM, now=NOW)
    before = queries.office(), queries.routing_rules(on=NOW.date())
    actions.configure(content=_demo(), by=SYSTEM, now=NOW)
    assert (queries.office(), queries.routing_rules(on=NOW.date())) == before


@pytest.mark.django_db
def test_a_missing_legal_page_is_named() -> None:
    actions.configure(content=_demo(), by=SYSTEM, now=NOW)
    LegalPage.objects.filter(kind="imprint").delete()
    assert queries.missing_legal_pages() == ("imprint",)
    with pytest.raises(NotFound):
        queries.legal_page("imprint", "ar")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"routing": []}, "routing", "last_rule_must_fit_everything"),
        ({"routing": [{"team": "nowhere", "reason": {}}]}, "routing[1].team", "unknown"),
        ({"legal_page": [{"kind": "weather"}]}, "legal_page.kind", "unknown"),
    ],
)
def test_a_wrong_file_is_refused_by_name(change: dict[str, object], field: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        actions.configure(content={**_demo(), **change}, by=SYSTEM, now=NOW)
    assert (refused.value.field, refused.value.reason) == (field, reason)
    assert not Office.objects.exists()


def test_a_pale_colour_is_refused() -> None:
    assert check_colour("c", "#0B4A6F") == "#0B4A6F"
    with pytest.raises(InvalidInput, match="too_pale"):
        check_colour("c", "#FFEE00")
    with pytest.raises(InvalidInput, match="not_a_colour"):
        check_colour("c", "#GGGGGG")
    assert contrast_with_white("#000000") == pytest.approx(21)


RULES = st.builds(
    Rule,
    prefix=st.sampled_from(["", "AUSB_", "ERW_"]),
    difficulty_at_least=st.integers(1, 3),
    team_code=st.text(),
    reason=st.just({}),
)


@given(st.lists(RULES), st.sampled_from(["AUSB_16B", "ERW_18G", "SON_AK"]), st.integers(1, 3))
def test_the_first_rule_that_fits_decides(rules: list[Rule], code: str, difficulty: int) -> None:
    fitting = [rule for rule in rules if code.startswith(rule.prefix) and difficulty >= rule.difficulty_at_least]
    if fitting:
        assert route(rules, code, difficulty).team_code == fitting[0].team_code
    else:
        with pytest.raises(NoTeam):
            route(rules, code, difficulty)
