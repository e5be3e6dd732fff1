"""Writes of the catalogue: publishing, and drafts of procedures on their way there."""

from amtslotse.catalogue.actions.publishing import load

__all__ = ["load"]
