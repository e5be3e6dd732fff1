"""Fault 13: messages that attack the reader are refused; the failing control is what a trusting parser does with them."""

from __future__ import annotations

import io
import json
import xml.sax
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.handler import ContentHandler, feature_external_ges

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amtslotse.engines import efa

XML = """<application xmlns="urn:amtslotse:efa:1" id="BW-1" service="study-16b" language="vi"
  submitted_at="2026-11-18T14:05:00+01:00"><answer question="family_name">Nguyễn</answer>
  <attachment need="passport" file="pass.pdf"/></application>"""
JSON = {
    "format": "amtslotse-efa-1",
    "id": "BW-1",
    "service": "study-16b",
    "language": "vi",
    "submitted_at": "2026-11-18T14:05:00+01:00",
    "answers": {"family_name": "Nguyễn"},
    "attachments": [{"need": "passport", "file": "pass.pdf"}],
}
_BODY = XML.replace("Nguyễn", "&x;")


def bomb(depth: int = 9, width: int = 10) -> str:
    """Billion laughs: each entity is ten of the one before."""
    lines = ['<!ENTITY l0 "ha">'] + [f'<!ENTITY l{level} "{f"&l{level - 1};" * width}">' for level in range(1, depth + 1)]
    return f"<!DOCTYPE application [{''.join(lines)}]>" + XML.replace("Nguyễn", f"&l{depth};")


def test_both_forms_say_the_same() -> None:
    assert efa.read(XML.encode(), is_xml=True) == efa.read(json.dumps(JSON).encode(), is_xml=False)


def attacks(secret: Path) -> dict[str, str]:
    return {
        "external entity": f'<!DOCTYPE application [<!ENTITY x SYSTEM "{secret.as_uri()}">]>{_BODY}',
        "parameter entity": f'<!DOCTYPE application [<!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>{XML}',
        "external document type": f'<!DOCTYPE application SYSTEM "{secret.as_uri()}">{XML}',
        "internal entity": f'<!DOCTYPE application [<!ENTITY x "y">]>{_BODY}',
        "billion laughs": bomb(),
        "quadratic": f'<!DOCTYPE application [<!ENTITY x "{"a" * 50_000}">]>' + XML.replace("Nguyễn", "&x;" * 5_000),
    }


@pytest.mark.parametrize("name", attacks(Path("/tmp/x")))
def test_an_attack_is_refused_before_anything_is_read_or_expanded(tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("s3cret")
    with pytest.raises(efa.Unreadable) as refused:
        efa.read(attacks(secret)[name].encode(), is_xml=True)
    assert refused.value.facts["reason"] == "forbidden_xml"
    assert "s3cret" not in str(refused.value)


def test_the_control_a_trusting_parser_reads_the_secret_and_expands_the_bomb(tmp_path: Path) -> None:
    """What must not happen does happen without the guard: else the test above would prove nothing."""
    secret = tmp_path / "secret.txt"
    secret.write_text("s3cret")

    class Text(ContentHandler):
        said = ""

        def characters(self, content: str) -> None:
            self.said += content

    trusting, text = xml.sax.make_parser(), Text()
    trusting.setFeature(feature_external_ges, True)
    trusting.setContentHandler(text)
    trusting.parse(io.BytesIO(attacks(secret)["external entity"].encode()))
    assert "s3cret" in text.said
    small = bomb(depth=4)  # 1 KB becomes 20,000 characters; nine levels would be two billion
    root = ElementTree.fromstring(small)
    assert len(root[0].text or "") == 2 * 10**4
    with pytest.raises(efa.Unreadable):
        efa.read(small.encode(), is_xml=True)


@pytest.mark.parametrize(
    ("change", "reason", "at"),
    [
        ({"format": "other"}, "not_this_format", ""),
        ({"id": ""}, "missing", "id"),
        ({"id": "../x"}, "not_valid", "id"),
        ({"service": "A B"}, "not_valid", "service"),
        ({"submitted_at": "2026-11-18T14:05:00"}, "not_valid", "submitted_at"),
        ({"submitted_at": 5}, "not_valid", "submitted_at"),
        ({"answers": ["x"]}, "not_valid", "answers"),
        ({"answers": {"a": 1}}, "not_valid", "answers.a"),
        ({"attachments": [{"need": "passport", "file": "../../etc/passwd"}]}, "not_valid", "attachments"),
        ({"attachments": [{"need": "passport", "file": "a\\b"}]}, "not_valid", "attachments"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], reason: str, at: str) -> None:
    with pytest.raises(efa.Unreadable) as refused:
        efa.read(json.dumps(JSON | change).encode(), is_xml=False)
    assert refused.value.facts == {"reason": reason, "at": at}


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[" * 200_000, b'{"a":NaN}', b'{"a":1,"a":2}', b"null", b"x" * (efa.LARGEST + 1)]
)
def test_no_json_breaks_the_reader(content: bytes) -> None:
    with pytest.raises(efa.Unreadable):
        efa.read(content, is_xml=False)


@given(st.binary(max_size=300), st.booleans())
def test_whatever_comes_is_read_or_refused(content: bytes, is_xml: bool) -> None:
    with pytest.raises(efa.Unreadable):
        efa.read(content, is_xml=is_xml)
