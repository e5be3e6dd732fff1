"""What others may know of the office."""

from amtslotse.offices.queries.identity import (
    DEFAULT_NUMBERS,
    UNNAMED,
    LegalPageView,
    OfficeView,
    legal_page,
    missing_legal_pages,
    office,
    routing_rules,
    team_name,
    team_names,
)
from amtslotse.offices.queries.opening import ClosureView, HoursView, closures, hours, open_periods
from amtslotse.offices.queries.sites import CounterView, SiteView, bodies, counters, site, sites

__all__ = [
    "DEFAULT_NUMBERS",
    "UNNAMED",
    "ClosureView",
    "CounterView",
    "HoursView",
    "LegalPageView",
    "OfficeView",
    "SiteView",
    "bodies",
    "closures",
    "counters",
    "hours",
    "legal_page",
    "missing_legal_pages",
    "office",
    "open_periods",
    "routing_rules",
    "site",
    "sites",
    "team_name",
    "team_names",
]
