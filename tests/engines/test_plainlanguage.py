"""The Wiener Sachtextformel: the published coefficients, and what must hold for every text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines.plainlanguage import LONG_SENTENCE, measure, sentences, syllables, words

WORDS = ("wir", "haben", "Ihren", "Antrag", "erhalten", "Aufenthaltserlaubnis", "prüfen", "Sie", "bis", "Unterlagen")
LINES = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=1, max_size=8)


def text_of(lines: list[list[str]]) -> str:
    return " ".join(" ".join(line) + "." for line in lines)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("Haus", 1),
        ("Antrag", 2),
        ("Behörde", 3),
        ("Unterlagen", 4),
        ("Aufenthaltserlaubnis", 6),
        ("Nation", 3),
        ("quer", 1),
        ("neu", 1),
        ("Ei", 1),
        ("See", 1),
        ("York", 1),
        ("Maßnahme", 3),
        ("Übergang", 3),
        ("2027", 1),
        ("§", 1),
        ("schnell", 1),
        ("Chaos", 2),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Wir prüfen. Sie warten.", 2),
        ("Nach § 82 Abs. 1 AufenthG ist das so.", 1),
        ("Bitte bis 12. März 2027 oder z. B. früher.", 1),
        ("Das sind ca. 3.500 Euro bzw. mehr, d. h. viel.", 1),
        ("Sie finden uns in der Marktstraße 5. Für Sie ändert sich nichts.", 2),
        ("Kommen Sie in den 3. Stock. Dort ist der 2. Schalter.", 2),
        ("Fehlt etwas? Rufen Sie an!", 2),
        ("Wir brauchen:\n- den Pass\n- ein Foto", 3),
        ("Eine Überschrift\n\nDann ein Satz.", 2),
        ("", 0),
        ("…", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_the_published_coefficients_on_a_text_counted_by_hand() -> None:
    """Eleven words, two sentences; Unterlagen and Behörde are long and have three syllables or more; five have one."""
    text = "Wir prüfen Ihren Antrag genau. Die Unterlagen der Behörde sind da."
    found = measure(text)
    assert found is not None
    assert (found.words, found.sentences) == (11, 2)
    ms, sl, iw, es = (100 * 2 / 11, 11 / 2, 100 * 2 / 11, 100 * 5 / 11)
    assert [found.share_three_syllables, found.words_per_sentence, found.share_long, found.share_one_syllable] == pytest.approx(
        [ms, sl, iw, es]
    )
    assert found.first == pytest.approx(0.1935 * ms + 0.1672 * sl + 0.1297 * iw - 0.0327 * es - 0.875)
    assert found.second == pytest.approx(0.2007 * ms + 0.1682 * sl + 0.1373 * iw - 2.779)
    assert found.third == pytest.approx(0.2963 * ms + 0.1905 * sl - 1.1144)
    assert found.fourth == pytest.approx(0.2744 * ms + 0.2656 * sl - 1.693)


def test_office_german_is_harder_than_plain_german() -> None:
    plain = measure("Ihr Antrag ist da. Es fehlt noch Ihr Pass. Bitte bringen Sie ihn bis Freitag.")
    legal = measure(
        "Unter Bezugnahme auf Ihren Antrag auf Erteilung einer Aufenthaltserlaubnis werden Sie unter Fristsetzung "
        "aufgefordert, die zur Entscheidungsfindung erforderlichen Nachweise unverzüglich nachzureichen."
    )
    assert plain is not None
    assert legal is not None
    assert plain.is_easy
    assert not legal.is_easy
    assert legal.first > plain.first + 5
    assert legal.long_sentences
    assert "Aufenthaltserlaubnis" in legal.hard_words


def test_no_words_no_figure() -> None:
    assert measure("  \n … !") is None


@given(st.text(max_size=400))
def test_any_text_has_a_figure_or_none(text: str) -> None:
    found = measure(text)
    assert (found is None) == (not words(text))
    if found:
        assert 0 <= found.share_one_syllable + found.share_three_syllables <= 100 + 1e-9
        assert found.sentences <= found.words


@given(LINES, st.integers(2, 4))
def test_saying_it_again_changes_nothing(lines: list[list[str]], times: int) -> None:
    """The values are shares: a text twice as long is not harder."""
    once, often = measure(text_of(lines)), measure(text_of(lines * times))
    assert once is not None
    assert often is not None
    for name in ("first", "second", "third", "fourth"):
        assert getattr(once, name) == pytest.approx(getattr(often, name))


@given(LINES, st.randoms())
def test_the_order_of_sentences_does_not_matter(lines: list[list[str]], random: object) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = measure(text_of(lines)), measure(text_of(shuffled))
    assert one is not None
    assert other is not None
    assert one.first == pytest.approx(other.first)


@given(LINES)
def test_dividing_sentences_makes_it_easier(lines: list[list[str]]) -> None:
    """The same words in one sentence are harder by every formula than in several."""
    divided, joined = measure(text_of(lines)), measure(text_of([[word for line in lines for word in line]]))
    assert divided is not None
    assert joined is not None
    for name in ("first", "second", "third", "fourth"):
        assert getattr(divided, name) <= getattr(joined, name) + 1e-9


@given(LINES)
def test_longer_words_make_it_harder(lines: list[list[str]]) -> None:
    easy = [["wir" for _ in line] for line in lines]
    hard = [["Aufenthaltserlaubnis" for _ in line] for line in lines]
    one, other = measure(text_of(easy)), measure(text_of(hard))
    assert one is not None
    assert other is not None
    for name in ("first", "second", "third", "fourth"):
        assert getattr(one, name) < getattr(other, name)


def test_long_sentences_are_named_longest_first() -> None:
    long, longer = "Wort " * (LONG_SENTENCE + 1), "Wort " * (LONG_SENTENCE + 5)
    found = measure(f"{long.strip()}. Kurz. {longer.strip()}.")
    assert found is not None
    assert [len(words(each)) for each in found.long_sentences] == [LONG_SENTENCE + 5, LONG_SENTENCE + 1]
