"""The office sets its name, look, legal pages, teams and routing in one file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from amtslotse.journal.actions import append
from amtslotse.journal.rules import NewEvent
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import InvalidInput
from amtslotse.kernel.localtime import day_of
from amtslotse.offices.actions.furnishing import furnish
from amtslotse.offices.actions.structure import fits_everything, has_chart, store_chart, stored_rule
from amtslotse.offices.models import LegalPage, Office, Skill, Team
from amtslotse.offices.rules import LEGAL_PAGES, check_colour

_LONGEST_CODE = 40
DEMO_OFFICE = Path(__file__).parent.parent / "data" / "demo.toml"


@transaction.atomic
def configure(*, content: Mapping[str, Any], by: Actor, now: datetime) -> None:
    """The office is exactly what ``content`` says; what is not in it is gone.

    Teams keep their history: a team that is left out must be ended with ``valid_to``, not dropped. The routing is a chart from
    today on, the first one from the day the first team begins; charts that were in force stay. Sites and counters: see
    ``furnish``.
    Raises ``InvalidInput`` naming the entry.
    """
    office = dict(_section(content, "office"))
    for key in ("colour", "accent"):
        check_colour(f"office.{key}", office[key])
    settings = dict(content.get("numbers", {})) | ({"values": _values(content)} if content.get("values") else {})
    Office.objects.update_or_create(only=True, defaults={**office, "hours": content.get("hours", {}), "settings": settings})
    for page in content.get("legal_page", ()):
        if page["kind"] not in LEGAL_PAGES:
            raise InvalidInput(field="legal_page.kind", reason="unknown", value=page["kind"], known=LEGAL_PAGES)
        which = {"kind": page["kind"], "language": page["language"]}
        rest = {name: page[name] for name in ("title", "body", "checked_by", "checked_on") if name in page}
        LegalPage.objects.update_or_create(**which, defaults=rest)
    codes = _set_teams(content)
    _set_routing(content, codes, now)
    _set_skills(content)
    furnish(content=content)
    append(
        stream_kind="office",
        stream_ref="office",
        events=[NewEvent("office.configured", {"teams": len(codes)})],
        by=by,
        now=now,
    )


def configure_from(*, path: Path, by: Actor, now: datetime) -> None:
    """As ``configure``, from a TOML file. Raises ``InvalidInput`` when it cannot be read."""
    try:
        content = tomllib.loads(path.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(field=str(path), reason="unreadable", detail=str(error)) from error
    configure(content=content, by=by, now=now)


def _values(content: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What the office's promises stand for, each named in every language."""
    for code, texts in content["values"].items():
        if len(code) > _LONGEST_CODE:
            raise InvalidInput(field=f"values.{code}", reason="too_long", longest=_LONGEST_CODE)
        for language in ("de", "en", "ar"):
            if not isinstance(texts, Mapping) or not str(texts.get(language, "")).strip():
                raise InvalidInput(field=f"values.{code}.{language}", reason="missing")
    return {code: dict(texts) for code, texts in content["values"].items()}


def _section(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    if name not in content:
        raise InvalidInput(field=name, reason="missing")
    section: Mapping[str, Any] = content[name]
    return section


def _set_teams(content: Mapping[str, Any]) -> set[str]:
    codes: set[str] = set()
    for team in content.get("team", ()):
        begins: date = team["valid_from"]
        Team.objects.update_or_create(
            code=team["code"], valid_from=begins, defaults={"names": team["names"], "valid_to": team.get("valid_to")}
        )
        codes.add(team["code"])
    return codes


def _set_routing(content: Mapping[str, Any], codes: set[str], now: datetime) -> None:
    rules = content.get("routing", ())
    for position, rule in enumerate(rules, start=1):
        if rule["team"] not in codes:
            raise InvalidInput(field=f"routing[{position}].team", reason="unknown", value=rule["team"], known=sorted(codes))
    chart = [
        stored_rule(
            prefix=rule.get("prefix", ""),
            difficulty_at_least=rule.get("difficulty_at_least", 1),
            urgency_at_least=rule.get("urgency_at_least", 1),
            team=rule["team"],
            reason=rule["reason"],
        )
        for rule in rules
    ]
    fits_everything(rules=chart)
    begins = min(team["valid_from"] for team in content["team"])
    store_chart(rules=chart, valid_from=day_of(now) if has_chart() else begins, note="", now=now)


def _set_skills(content: Mapping[str, Any]) -> None:
    for skill in content.get("skill", ()):
        rest = {name: skill[name] for name in ("names", "prefix", "difficulty_at_least") if name in skill}
        Skill.objects.update_or_create(code=skill["code"], defaults=rest)
