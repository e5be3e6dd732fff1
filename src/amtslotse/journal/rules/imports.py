"""Kinds of events that come from another program's log. Their payload is written by the import alone."""

from __future__ import annotations

from datetime import datetime

from amtslotse.journal.rules.kinds import Kind, register

IMPORTED = register(
    Kind(
        name="imported.event",
        sentence={"de": "{activity}", "en": "{activity}", "ar": "{activity}"},  # the other program's own word
        schema={"activity": str, "received_at?": datetime, "ended_at?": datetime, "attributes?": dict},
        shredding="Stays: activity, times and the attributes that the mapping names.",
    )
)
CORRECTED = register(
    Kind(
        name="imported.corrected",
        sentence={
            "de": "Das Fachverfahren meldet neue Eckdaten des Vorgangs.",
            "en": "The case system reports new dates for this case.",
            "ar": "أبلغ النظام المتخصص عن تواريخ جديدة لهذا الملف.",
        },
        schema={"received_at?": datetime, "ended_at?": datetime},
        shredding="Stays: the case's beginning and end.",
    )
)
