"""What others may know of the office."""

from amtslotse.offices.queries.identity import (
    DEFAULT_NUMBERS,
    UNNAMED,
    LegalPageView,
    OfficeView,
    legal_page,
    missing_legal_pages,
    office,
    team_name,
    team_names,
)
from amtslotse.offices.queries.opening import ClosureView, HoursView, closures, hours, open_periods
from amtslotse.offices.queries.sites import CounterView, SiteView, bodies, counters, site, sites
from amtslotse.offices.queries.structure import (
    VersionView,
    as_rule,
    charts,
    lacking,
    routing_rules,
    skills,
    skills_of_staff,
    triage_weights,
    weighings,
)

__all__ = [
    "DEFAULT_NUMBERS",
    "UNNAMED",
    "ClosureView",
    "CounterView",
    "HoursView",
    "LegalPageView",
    "OfficeView",
    "SiteView",
    "VersionView",
    "as_rule",
    "bodies",
    "charts",
    "closures",
    "counters",
    "hours",
    "lacking",
    "legal_page",
    "missing_legal_pages",
    "office",
    "open_periods",
    "routing_rules",
    "site",
    "sites",
    "skills",
    "skills_of_staff",
    "team_name",
    "team_names",
    "triage_weights",
    "weighings",
]
