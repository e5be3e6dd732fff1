"""The kinds of events the hall writes. No payload holds a person, and none the number of a counter: codes, numbers, days."""

from __future__ import annotations

from amtslotse.journal.rules import Kind, register

_SHREDDING = "Stays: codes, numbers and seconds without a person. A ticket's stream never named one."


def _kind(name: str, de: str, en: str, ar: str, *, schema: dict[str, type] | None = None, touched: bool = False) -> Kind:
    return register(
        Kind(
            name=name,
            sentence={"de": de, "en": en, "ar": ar},
            schema=schema or {},
            shredding=_SHREDDING,
            touched=touched,
        )
    )


#: Stream "ticket", ref = id of the ticket.
ARRIVED = _kind(
    "ticket.arrived",
    "Angekommen, Wartenummer {number}",
    "Arrived, ticket {number}",
    "وصل، رقم الانتظار {number}",
    schema={"site": str, "klass": str, "with_appointment": bool, "number": int, "on_paper": bool},
)
CALLED = _kind(
    "ticket.called",
    "Aufgerufen nach {waited_seconds} Sekunden ({rule})",
    "Called after {waited_seconds} seconds ({rule})",
    "نودي عليه بعد {waited_seconds} ثانية ({rule})",
    schema={"counter_kind": str, "body": str, "klass": str, "rule": str, "waited_seconds": int},
)
RECALLED = _kind("ticket.recalled", "Erneut aufgerufen", "Called again", "نودي عليه مجددًا")
PARKED = _kind("ticket.parked", "Zurückgestellt", "Parked", "أُرجئ مؤقتًا")
UNPARKED = _kind("ticket.unparked", "Wieder in der Reihe", "Back in the queue", "عاد إلى الدور")
LIFTED = _kind(
    "ticket.lifted",
    "Mit schriftlichem Grund vorgezogen",
    "Put first, with a written reason",
    "قُدّم على غيره مع تعليل كتابي",
    schema={"klass": str},
)
SENT_ON = _kind(
    "ticket.sent_on",
    "Weitergeleitet, Platz behalten",
    "Sent on, place kept",
    "حُوّل مع الاحتفاظ بدوره",
    schema={"body": str},
)
STARTED = _kind("ticket.started", "Bedienung begonnen", "Service begun", "بدأت الخدمة", touched=True)
STOP_ENDED = _kind(
    "ticket.stop_ended",
    "Station beendet: {outcome}",
    "Station ended: {outcome}",
    "انتهت المحطة: {outcome}",
    schema={"body": str, "klass": str, "outcome": str, "seconds": int, "express?": list},
    touched=True,
)
ENDED = _kind(
    "ticket.ended",
    "Besuch beendet: {outcome}",
    "Visit ended: {outcome}",
    "انتهت الزيارة: {outcome}",
    schema={"klass": str, "outcome": str, "of_case?": str},
)

#: Stream "case", ref = the case: a contact that was about it.
CASE_CONTACTED = register(
    Kind(
        name="case.contacted",
        sentence={
            "de": "Kontakt ({channel}): {reason}",
            "en": "Contact ({channel}): {reason}",
            "ar": "اتصال ({channel}): {reason}",
        },
        schema={"channel": str, "reason": str, "settled": bool},
        shredding="Stays: codes without a person. The stream's tie to the case is destroyed.",
        touched=False,
    )
)

#: Stream "contact", ref = the local day as ISO text.
CONTACT_LOGGED = _kind(
    "contact.logged",
    "Kontakt: {reason}, {seconds} Sekunden",
    "Contact: {reason}, {seconds} seconds",
    "اتصال: {reason}، {seconds} ثانية",
    schema={"channel": str, "reason": str, "seconds": int, "settled": bool},
)
CALL_BACK_ASKED = _kind(
    "contact.call_back_asked",
    "Rückruf erbeten: {reason}",
    "Call-back asked for: {reason}",
    "طُلبت معاودة الاتصال: {reason}",
    schema={"reason": str},
)
CALLED_BACK = _kind(
    "contact.called_back",
    "Rückruf erledigt: {outcome}",
    "Called back: {outcome}",
    "تمت معاودة الاتصال: {outcome}",
    schema={"outcome": str, "waited_seconds": int},
)
COUNTS_IMPORTED = _kind(
    "contact.counts_imported",
    "Zahlen der Telefonanlage eingelesen: {days} Tage",
    "Counts of the telephone system imported: {days} days",
    "استُوردت أعداد نظام الهاتف: {days} أيام",
    schema={"days": int},
)
