"""The two slips of the hall, from plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from amtslotse.engines.paper.documents import Text
from amtslotse.engines.paper.render import render


def ticket_paper(
    *, office: Mapping[str, Any], number: str, site: Text, arrived_at: datetime, url: str, language: str, demonstration: bool
) -> bytes:
    """The slip with the number, A6, PDF/UA-1: no name, and a QR code to her place on her own telephone."""
    data = _slip(office, number, site, arrived_at, url, demonstration)
    return render("ticket", data, language, arrived_at)


def handover_paper(
    *,
    office: Mapping[str, Any],
    number: str,
    site: Text,
    stations: Sequence[Text],
    arrived_at: datetime,
    url: str,
    language: str,
    demonstration: bool,
) -> bytes:
    """The slip of a visit to several bodies: one number and the stations in their order, without what each is for."""
    data = {**_slip(office, number, site, arrived_at, url, demonstration), "stations": list(stations)}
    return render("handover", data, language, arrived_at)


def _slip(
    office: Mapping[str, Any], number: str, site: Text, arrived_at: datetime, url: str, demonstration: bool
) -> dict[str, Any]:
    return {
        "office": dict(office),
        "file_number": number,
        "site": site,
        "arrived_at": arrived_at.isoformat(),
        "status_url": url,
        "demonstration": demonstration,
    }
