"""A message of the Land's online service (EfA), as JSON or XML: read without trusting it. The format: docs/efa.md.

Knows no case: what a question or a document is, the catalogue says later.
"""

from amtslotse.engines.efa.reading import LARGEST, Attached, EfaApplication, Unreadable, read

__all__ = ["LARGEST", "Attached", "EfaApplication", "Unreadable", "read"]
