"""The hall's words for what does not work, each with what to do instead."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from amtslotse.kernel.errors import DomainError

#: One answer for unknown, wrong, locked.
UNKNOWN = _("Nummer oder Code stimmt nicht. Bitte prüfen Sie beides, oder melden Sie sich am Empfang.")
_OTHER = _("Das hat nicht geklappt. Bitte melden Sie sich am Empfang, man hilft Ihnen dort.")

REASONS = {
    "too_early": _(
        "Sie sind noch zu früh. Sie können sich kurz vor Ihrem Termin anmelden; bei Eile melden Sie sich bitte am Empfang."
    ),
    "too_late": _("Ihre Zeit ist vorbei. Bitte melden Sie sich am Empfang: Sie gehen nicht ohne Ergebnis oder Termin."),
    "wrong_day": _("Ihr Termin ist an einem anderen Tag. Er steht auf Ihrer Bestätigung. In Eile? Bitte an den Empfang."),
    "wrong_site": _("Ihr Termin ist in einem anderen Haus. Die Adresse steht auf Ihrer Bestätigung."),
    "cancelled": _("Dieser Termin ist abgesagt. Am Empfang bekommen Sie eine Wartenummer oder einen neuen Termin."),
    "conflict": _("Diese Anmeldung ist schon benutzt. Bitte laden Sie die Seite neu."),
}


def reason(error: DomainError) -> str:
    return str(REASONS.get(error.code, _OTHER))
