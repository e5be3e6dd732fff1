"""Sites, counters, opening hours and bodies, as the office's file says them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from amtslotse.kernel.errors import InvalidInput
from amtslotse.offices.models import Body, Counter, OpeningHours, Site


def furnish(*, content: Mapping[str, Any]) -> None:
    """Sites, counters, hours and bodies are what ``content`` says.

    A counter that is left out is out of use, never deleted: appointments point at it. A file without ``[[site]]`` leaves
    everything as it is. Raises ``InvalidInput`` naming the entry.
    """
    if not content.get("site"):
        return
    bodies = _set_bodies(content)
    sites = _set_sites(content)
    _set_counters(content, sites, bodies)
    _set_hours(content, sites)


def _known(field: str, value: str, known: Mapping[str, Any]) -> Any:
    if value not in known:
        raise InvalidInput(field=field, reason="unknown", value=value, known=sorted(known))
    return known[value]


def _set_bodies(content: Mapping[str, Any]) -> dict[str, Body]:
    for body in content.get("body", ()):
        Body.objects.update_or_create(code=body["code"], defaults={"names": body["names"]})
    return {body.code: body for body in Body.objects.all()}


def _set_sites(content: Mapping[str, Any]) -> dict[str, Site]:
    result = {}
    for site in content["site"]:
        rest = {"names": site["names"], "address": site["address"], "step_free": site.get("step_free", True)}
        result[site["code"]], _ = Site.objects.update_or_create(code=site["code"], defaults=rest)
    return result


def _set_counters(content: Mapping[str, Any], sites: Mapping[str, Site], bodies: Mapping[str, Body]) -> None:
    kept = []
    for counter in content.get("counter", ()):
        row, _ = Counter.objects.update_or_create(
            site=_known("counter.site", counter["site"], sites),
            number=counter["number"],
            defaults={
                "body": _known("counter.body", counter.get("body", "office"), bodies),
                "kind": counter.get("kind", "regular"),
                "serves": counter["serves"],
                "languages": counter.get("languages", []),
                "step_free": counter.get("step_free", True),
                "in_use": counter.get("in_use", True),
            },
        )
        kept.append(row.pk)
    Counter.objects.exclude(pk__in=kept).update(in_use=False)


def _set_hours(content: Mapping[str, Any], sites: Mapping[str, Site]) -> None:
    rows = []
    for opening in content.get("opening", ()):
        begins: date = opening["valid_from"]
        for weekday in opening["weekdays"]:
            rows.append(
                OpeningHours(
                    site=_known("opening.site", opening["site"], sites),
                    weekday=weekday,
                    opens=opening["opens"],
                    closes=opening["closes"],
                    valid_from=begins,
                    valid_to=opening.get("valid_to"),
                )
            )
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(rows)
