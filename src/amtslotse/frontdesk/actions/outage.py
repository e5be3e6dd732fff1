"""The day's list as a file that can be read, and printed, without any server."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from amtslotse.frontdesk.queries.outage import day_list
from amtslotse.frontdesk.queries.views import DayListView
from amtslotse.kernel.actor import Actor
from amtslotse.kernel.localtime import BERLIN, day_of
from amtslotse.offices.queries import sites

#: The system, with the right of the desk whose list it is.
_DESK = Actor(role="system", roles=frozenset({"desk"}))

#: Opened from the disk, without style sheet or script.
_PAGE = """<!doctype html>
<html lang="de"><head><meta charset="utf-8"><title>Tagesliste {name} {day}</title></head><body>
<h1>Tagesliste {name}, {day}</h1>
<p>Stand {made}. Enthält Namen: nach dem Tag vernichten.</p>
<p><strong>Nächste Wartenummer auf Papier: {next}</strong></p>
<h2>Termine ({count})</h2>
<table border="1" cellpadding="4"><thead><tr><th>Uhrzeit</th><th>Name</th><th>Schalter</th><th>schon da</th><th>Wartenummer</th>
<th>gekommen um</th></tr></thead><tbody>
{rows}
</tbody></table>
<h2>Es warten ({waiting_count})</h2>
<p>{waiting}</p>
</body></html>
"""


def folder() -> Path:
    """Where the lists lie: readable for the office's own account alone."""
    return Path(settings.HOME) / "outage"


def write_day_lists(*, now: datetime) -> int:
    """Every site's list of today lies in ``HOME/outage`` as ``<site>-<day>.html``, and other days' are gone. Answers how many.

    A list is replaced at once: whoever opens one never sees half of it.
    """
    home = folder()
    home.mkdir(mode=0o700, exist_ok=True)
    today = day_of(now)
    written = set()
    for each in sites("de"):
        path = home / f"{each.code}-{today.isoformat()}.html"
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(page(view=day_list(site=each.code, day=today, actor=_DESK, now=now)), encoding="utf-8")
        fresh.replace(path)
        written.add(path)
    for old in home.iterdir():
        if old not in written:
            old.unlink()
    return len(written)


def page(*, view: DayListView) -> SafeString:
    """The list as one page of HTML, with room to write."""
    rows = format_html_join(
        "\n",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td></td><td></td></tr>",
        (
            (
                row.starts_at.astimezone(BERLIN).strftime("%H:%M"),
                "; ".join(row.names),
                row.counter_number,
                "ja" if row.arrived else "",
            )
            for row in view.rows
        ),
    )
    return format_html(
        _PAGE,
        name=view.site_name,
        day=view.day.strftime("%d.%m.%Y"),
        made=view.made_at.astimezone(BERLIN).strftime("%d.%m.%Y %H:%M Uhr"),
        next=view.next_number,
        count=len(view.rows),
        rows=rows,
        waiting_count=len(view.waiting),
        waiting=", ".join(view.waiting) or "niemand",
    )
