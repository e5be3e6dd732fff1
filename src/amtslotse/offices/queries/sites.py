"""The office's houses, their counters, and who serves people there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amtslotse.kernel.errors import NotFound
from amtslotse.offices.models import Body, Counter, Site


@dataclass(frozen=True, slots=True)
class SiteView:
    """A house with counters. ``name`` is in the reader's language, else in German."""

    id: int
    code: str
    name: str
    address: str
    step_free: bool


@dataclass(frozen=True, slots=True)
class CounterView:
    """A Schalter. ``site`` and ``body`` are codes; ``serves`` lists classes and keys of matters."""

    id: int
    site: str
    site_id: int
    number: int
    body: str
    kind: str
    serves: tuple[str, ...]
    languages: tuple[str, ...]
    step_free: bool
    in_use: bool


def _in(language: str, names: Mapping[str, str]) -> str:
    return names.get(language) or names["de"]


def sites(language: str) -> tuple[SiteView, ...]:
    """All sites in the order in which the office names them. One query."""
    return tuple(
        SiteView(row.pk, row.code, _in(language, row.names), row.address, row.step_free) for row in Site.objects.order_by("pk")
    )


def site(code: str, language: str) -> SiteView:
    """The site of this code. Raises ``NotFound``."""
    row = Site.objects.filter(code=code).first()
    if row is None:
        raise NotFound(code)
    return SiteView(row.pk, row.code, _in(language, row.names), row.address, row.step_free)


def bodies(language: str) -> dict[str, str]:
    """The name of everybody who serves people under these roofs, by code. One query."""
    return {row.code: _in(language, row.names) for row in Body.objects.order_by("code")}


def counters(*, site: str | None = None) -> tuple[CounterView, ...]:
    """All counters (of a site), by site and number, those out of use too. One query."""
    rows = Counter.objects.select_related("site").order_by("site_id", "number")
    return tuple(
        CounterView(
            row.pk,
            row.site.code,
            row.site_id,
            row.number,
            row.body_id,
            row.kind,
            tuple(row.serves),
            tuple(row.languages),
            row.step_free,
            row.in_use,
        )
        for row in (rows.filter(site__code=site) if site is not None else rows)
    )
