"""Every text has its English and Arabic, and the tool that says so can say no."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from tools import messages

ROOMS = messages.rooms([])


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(messages.SOURCE)))
def test_catalogue_is_complete(room: Path) -> None:
    assert messages.check(room) == []


def test_every_room_with_texts_keeps_a_catalogue() -> None:
    without = [
        str(room.relative_to(messages.SOURCE))
        for room in (messages.SOURCE / "web").iterdir()
        if room.is_dir() and not (room / "locale").exists() and any(messages.texts(room))
    ]
    assert not without


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "SOURCE", tmp_path)
    made = tmp_path / "room"
    (made / "locale").mkdir(parents=True)
    (made / "page.html").write_text(
        '  <p>{% translate "Hallo" %}\n{% blocktranslate %}Sie sind {{ name }}{% endblocktranslate %}'
    )
    (made / "views.py").write_text('ngettext("%(n)s Tag", "%(n)s Tage", n)\npgettext("Monat", "Mai")\n')
    return made


def _translate(room: Path, **texts: str) -> None:
    for language in messages.LANGUAGES:
        path = messages.po_path(room, language)
        catalogue, header = messages.load(path, language)
        for message in catalogue:
            if not message.id:
                continue
            if isinstance(message.id, tuple):
                message.string = ("%(n)s d",) * len(message.string)
            else:
                message.string = texts.get(message.id, message.id)
        messages.save(path, catalogue, header)


def test_a_text_inside_a_text_is_found(room: Path) -> None:
    (room / "more.py").write_text("said = f\"{n}: {_('drinnen %(n)s') % {'n': 1}}\"\n")
    assert "drinnen %(n)s" in {message for _, message, *_ in messages.texts(room)}


def test_missing_and_complete(room: Path) -> None:
    messages.update(room)
    assert len(messages.check(room)) == 8  # four texts in two languages
    _translate(room)
    assert messages.check(room) == []


def test_other_placeholders_are_a_fault(room: Path) -> None:
    messages.update(room)
    _translate(room, **{"Sie sind %(name)s": "You are %(nome)s"})
    assert [fault for fault in messages.check(room) if "other placeholders" in fault]


def test_new_and_dropped_texts_are_faults_until_update(room: Path) -> None:
    messages.update(room)
    _translate(room)
    (room / "page.html").write_text('{% translate "Guten Tag" %}')
    found = " ".join(messages.check(room))
    assert "not in the catalogue" in found
    assert "obsolete" in found
    messages.update(room)
    assert "obsolete" not in " ".join(messages.check(room))


def test_update_keeps_translations_and_who_checked_them(room: Path) -> None:
    messages.update(room)
    _translate(room, Hallo="Hello")
    path = messages.po_path(room, "en")
    path.write_text(path.read_text().replace('"X-Checked-By: \\n"', '"X-Checked-By: Somebody\\n"'))
    messages.update(room)
    assert "X-Checked-By: Somebody" in path.read_text()
    assert 'msgstr "Hello"' in path.read_text()


def test_arabic_has_its_six_plurals() -> None:
    with translation.override("ar"):
        said = [ngettext("vor %(days)s Tag", "vor %(days)s Tagen", n) % {"days": n} for n in (1, 2, 3, 11, 100)]
    assert len(set(said)) == 5
    assert said[0] == "قبل يوم"
    assert said[3] == "قبل 11 يومًا"
