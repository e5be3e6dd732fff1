"""The words of this room, as they are stored. Pages translate them."""

from __future__ import annotations

from typing import Final

CLASSES: Final = ("regular", "short", "emergency")
CONTINGENTS: Final = ("public", "internal", "partner")
#: How a matter is dealt with: by a visit, or without one (R11).
CHANNELS: Final = ("visit", "online", "post", "other_office", "none")

STATES: Final = ("held", "expired", "booked", "arrived", "done", "no_show", "cancelled", "moved")
#: Keeps its place.
LIVING: Final = ("held", "booked", "arrived")
SOURCES: Final = ("portal", "desk", "telephone", "partner", "allocation", "waiting_list", "emergency", "replaced", "import")

REQUEST_KINDS: Final = ("allocation", "waiting", "emergency")
#: filed: instead of a place an application was filed that a clerk looked at.
REQUEST_STATES: Final = ("unconfirmed", "waiting", "offered", "placed", "filed", "withdrawn", "expired")
