"""What the journal says about accounts: that rights changed and which, never whose name it is."""

from __future__ import annotations

from amtslotse.journal.rules import Kind, register

_STAYS = "The number of the account is destroyed; roles, teams and time stay."
_RIGHTS = {"roles": list, "teams": list}

_KINDS = (
    Kind(
        name="accounts.created",
        sentence={"de": "Zugang angelegt", "en": "Account created", "ar": "أُنشئ الحساب"},
        schema=_RIGHTS,
        shredding=_STAYS,
    ),
    Kind(
        name="accounts.rights_changed",
        sentence={"de": "Rollen oder Sachgebiete geändert", "en": "Roles or teams changed", "ar": "تغيّرت الأدوار أو الأقسام"},
        schema=_RIGHTS,
        shredding=_STAYS,
    ),
    Kind(
        name="accounts.second_factor_set",
        sentence={"de": "Zweiter Faktor eingerichtet", "en": "Second factor set up", "ar": "أُعدّ عامل التحقق الثاني"},
        shredding=_STAYS,
    ),
    Kind(
        name="accounts.second_factor_reset",
        sentence={"de": "Zweiter Faktor zurückgesetzt", "en": "Second factor reset", "ar": "أُعيد ضبط عامل التحقق الثاني"},
        shredding=_STAYS,
    ),
    Kind(
        name="accounts.password_changed",
        sentence={"de": "Passwort geändert", "en": "Password changed", "ar": "تغيّرت كلمة المرور"},
        shredding=_STAYS,
    ),
    Kind(
        name="accounts.password_reset",
        sentence={
            "de": "Neues Anfangspasswort vergeben",
            "en": "New initial password given",
            "ar": "مُنحت كلمة مرور أولية جديدة",
        },
        shredding=_STAYS,
    ),
    Kind(
        name="accounts.closed",
        sentence={"de": "Zugang gesperrt", "en": "Account closed", "ar": "أُغلق الحساب"},
        shredding=_STAYS,
    ),
    Kind(
        name="accounts.opened",
        sentence={"de": "Zugang wieder geöffnet", "en": "Account opened again", "ar": "أُعيد فتح الحساب"},
        shredding=_STAYS,
    ),
    Kind(  # neither why nor for how long: that is nobody's business later
        name="accounts.absence_set",
        sentence={"de": "Vertretung eingetragen", "en": "Deputy for an absence set", "ar": "سُجّلت نيابة أثناء الغياب"},
        shredding=_STAYS,
    ),
    Kind(
        name="accounts.absence_ended",
        sentence={"de": "Vertretung beendet", "en": "Deputy for an absence ended", "ar": "انتهت النيابة أثناء الغياب"},
        shredding=_STAYS,
    ),
)

for _kind in _KINDS:
    register(_kind)
