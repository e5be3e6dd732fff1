"""Reads of the catalogue: what is published, and drafts of procedures."""

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

__all__ = ["MatterView", "get", "in_versions", "matters", "published", "report_rows", "report_table", "search"]
