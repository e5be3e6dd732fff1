"""When something goes: pure dates. Periods are configuration of the office (domain.md 11); here stands what a statute says."""

from __future__ import annotations

import calendar
from datetime import date

#: § 36 StAG: the year is delivered by 1 March of the next one. § 35 StAG: a naturalisation may be withdrawn for ten years.
NATURALISATION = "EINB"
_WITHDRAWN_FOR = 120
_GRANTED = ("granted", "granted_restricted")
#: Endings that are a burden: nothing counts from them before the day on which no remedy is left is known.
_BURDENS = ("granted_restricted", "refused", "revoked")

#: What a run reports, in this order. ``held``: due, but somebody holds them. ``failed``: the next run tries again.
CLASSES = ("drafts", "stray_files", "uploads", "uploads_passed_on", "cases", "messages", "holds_lapsed", "held", "failed")


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def counts_from(*, closure: str, final_on: date | None, ended_on: date | None) -> date | None:
    """The day from which retention counts: final, else ended where nothing can be contested. ``None``: it does not run yet."""
    if final_on is not None:
        return final_on
    return None if closure in _BURDENS else ended_on


def uploads_go_on(*, closure: str, final_on: date | None, ended_on: date | None, months: int) -> date | None:
    """The first day on which the uploads of a case go; ``None`` while that is open, or where the office names no period."""
    begins = counts_from(closure=closure, final_on=final_on, ended_on=ended_on)
    return months_after(begins, months) if begins and months else None


def case_goes_on(*, purpose: str, closure: str, final_on: date | None, ended_on: date | None, months: int) -> date | None:
    """The first day on which the whole case goes. As ``uploads_go_on``; only a case that ended goes at all.

    A naturalisation stays until its year was delivered (§ 36 StAG), one that was granted ten years (§ 35 StAG).
    """
    begins = counts_from(closure=closure, final_on=final_on, ended_on=ended_on)
    if begins is None or ended_on is None or not months:
        return None
    day = months_after(begins, months)
    if purpose.startswith(NATURALISATION):
        day = max(day, date(ended_on.year + 1, 3, 2))
        if closure in _GRANTED:
            day = max(day, months_after(begins, _WITHDRAWN_FOR))
    return day
