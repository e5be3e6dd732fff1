"""The hall's words for what does not work, each with what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from amtslotse.kernel.errors import DomainError
from amtslotse.web.ui.templatetags.ui import exact

#: One answer for unknown, wrong, locked.
UNKNOWN = _("Nummer oder Code stimmt nicht. Bitte prüfen Sie beides, oder melden Sie sich am Empfang.")
_OTHER = _("Das hat nicht geklappt. Bitte melden Sie sich am Empfang, man hilft Ihnen dort.")
_CANCELLED = _("Dieser Termin ist abgesagt. Am Empfang bekommen Sie eine Wartenummer oder einen neuen Termin.")
_MISSED = _("Ihre Zeit ist vorbei. Bitte melden Sie sich am Empfang: Sie gehen nicht ohne Ergebnis oder Termin.")
_DONE = _("Zu diesem Termin waren Sie schon da. Brauchen Sie noch etwas? Bitte melden Sie sich am Empfang.")
_NOT_NOW = {"cancelled": _CANCELLED, "moved": _CANCELLED, "expired": _CANCELLED, "no_show": _MISSED, "done": _DONE}
_USED = _("Diese Anmeldung ist schon benutzt. Bitte laden Sie die Seite neu.")


def reason(error: DomainError) -> str:
    """Why she has no number yet, and what to do."""
    facts = error.facts
    if error.code == "not_today":
        when = exact(facts["starts_at"])  # type: ignore[arg-type]
        return str(_("Ihr Termin ist an einem anderen Tag: %(when)s. Eilt es? Dann bitte an den Empfang.")) % {"when": when}
    if error.code == "elsewhere":
        where = {"house": facts["site_name"], "address": str(facts["address"]).replace("\n", ", ")}
        return str(_("Ihr Termin ist heute in einem anderen Haus: %(house)s, %(address)s.")) % where
    if error.code == "not_now":
        return str(_NOT_NOW.get(str(facts.get("status")), _OTHER))
    return str(_USED if error.code == "conflict" else _OTHER)
