"""What can happen to the office. No person, no counter's number: a counter may be one person's."""

from __future__ import annotations

from datetime import date, datetime

from amtslotse.journal.rules import Kind, register

_NO_PERSON = "none: holds no person"

register(
    Kind(
        name="office.configured",
        sentence={
            "de": "Einrichtung der Behörde geändert ({teams} Sachgebiete)",
            "en": "Office configuration changed ({teams} teams)",
            "ar": "تم تغيير إعدادات الدائرة ({teams} أقسام)",
        },
        schema={"teams": int},
        shredding=_NO_PERSON,
    )
)
register(
    Kind(
        name="office.closed",
        sentence={
            "de": "Geschlossen vom {starts_at} bis {ends_at}",
            "en": "Closed from {starts_at} to {ends_at}",
            "ar": "إغلاق من {starts_at} إلى {ends_at}",
        },
        schema={"site?": str, "one_counter": bool, "starts_at": datetime, "ends_at": datetime},
        shredding=_NO_PERSON,
    )
)
register(
    Kind(
        name="office.reopened",
        sentence={
            "de": "Schließung vom {starts_at} bis {ends_at} aufgehoben",
            "en": "Closure from {starts_at} to {ends_at} lifted",
            "ar": "إلغاء الإغلاق من {starts_at} إلى {ends_at}",
        },
        schema={"site?": str, "one_counter": bool, "starts_at": datetime, "ends_at": datetime},
        shredding=_NO_PERSON,
    )
)
register(
    Kind(
        name="office.hours_set",
        sentence={
            "de": "Öffnungszeiten geändert, gültig ab {valid_from}",
            "en": "Opening hours changed, valid from {valid_from}",
            "ar": "تغيير أوقات الدوام اعتبارًا من {valid_from}",
        },
        schema={"site": str, "valid_from": date},
        shredding=_NO_PERSON,
    )
)
register(
    Kind(
        name="office.counter_set",
        sentence={
            "de": "Ein Schalter wurde geändert",
            "en": "A counter was changed",
            "ar": "تغيير في أحد الشبابيك",
        },
        schema={"site": str, "in_use": bool},
        shredding=_NO_PERSON,
    )
)
register(
    Kind(
        name="office.chart_set",
        sentence={
            "de": "Organisation mit {rules} Regeln festgelegt, gültig ab {valid_from}",
            "en": "Organisation chart of {rules} rules set, valid from {valid_from}",
            "ar": "تحديد الهيكل التنظيمي بعدد {rules} من القواعد اعتبارًا من {valid_from}",
        },
        schema={"rules": int, "valid_from": date},
        shredding=_NO_PERSON,
    )
)
register(
    Kind(
        name="office.weights_set",
        sentence={
            "de": "Gewichte der Dringlichkeit festgelegt, gültig ab {valid_from}",
            "en": "Weights of urgency set, valid from {valid_from}",
            "ar": "تحديد أوزان الاستعجال اعتبارًا من {valid_from}",
        },
        schema={"valid_from": date},
        shredding=_NO_PERSON,
    )
)
register(
    Kind(
        name="office.skills_set",
        sentence={
            "de": "Kenntnisse einer Person eingetragen ({skills})",
            "en": "Skills of a member of staff set ({skills})",
            "ar": "تسجيل مهارات أحد الموظفين ({skills})",
        },
        schema={"skills": int},
        shredding=_NO_PERSON,
    )
)
