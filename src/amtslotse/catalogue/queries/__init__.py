"""Reads of the catalogue: what is published, and drafts of procedures."""

from amtslotse.catalogue.queries.drafts import (
    DraftLine,
    DraftView,
    TestView,
    VersionView,
    exercises,
    find_draft,
    newest,
    open_drafts,
    toml,
    versions,
)
from amtslotse.catalogue.queries.library import library
from amtslotse.catalogue.queries.published import (
    MatterView,
    get,
    in_versions,
    matters,
    published,
    report_rows,
    report_table,
    search,
)

__all__ = [
    "DraftLine",
    "DraftView",
    "MatterView",
    "TestView",
    "VersionView",
    "exercises",
    "find_draft",
    "get",
    "in_versions",
    "library",
    "matters",
    "newest",
    "open_drafts",
    "published",
    "report_rows",
    "report_table",
    "search",
    "toml",
    "versions",
]
