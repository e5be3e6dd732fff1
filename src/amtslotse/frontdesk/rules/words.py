"""The words of this room, as they are stored. Pages translate them."""

from __future__ import annotations

from typing import Final

KLASSES: Final = ("regular", "short", "emergency", "clearing")
STOP_STATES: Final = ("later", "waiting", "called", "serving", "parked", "done", "no_show")
OPEN_STOPS: Final = ("later", "waiting", "called", "serving", "parked")
#: How a visit ends. Everybody leaves with a result or an appointment (R04); ``left`` is what should not be.
OUTCOMES: Final = ("done", "appointment", "filed", "referred", "left", "no_show")
CONTACT_CHANNELS: Final = ("telephone", "counter", "mail")
CONTACT_REASONS: Final = ("general", "appointment", "handing_in", "status", "responsible")
