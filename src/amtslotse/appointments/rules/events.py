"""The kinds of events of this room. No payload holds a person: codes, numbers, days and times only."""

from __future__ import annotations

from datetime import datetime

from amtslotse.journal.rules import Kind, register

_SHREDDING = "Stays: codes and times without a person. Names and contacts go with the party (forget)."


def _kind(name: str, de: str, en: str, ar: str, *, schema: dict[str, type] | None = None) -> Kind:
    return register(Kind(name=name, sentence={"de": de, "en": en, "ar": ar}, schema=schema or {}, shredding=_SHREDDING))


# Stream "appointment", ref = id
HELD = _kind(
    "appointment.held",
    "Zeit vorgemerkt",
    "Time held",
    "حُجز الوقت مؤقتًا",
    schema={"klass": str, "site": str, "source": str},
)
BOOKED = _kind(
    "appointment.booked",
    "Termin gebucht für {starts_at}",
    "Appointment booked for {starts_at}",
    "حُجز موعد في {starts_at}",
    schema={
        "klass": str,
        "site": str,
        "source": str,
        "starts_at": datetime,
        "requested_at": datetime,
        "persons": int,
        "minutes": int,
    },
)
MOVED = _kind(
    "appointment.moved",
    "Termin verlegt auf {starts_at}",
    "Appointment moved to {starts_at}",
    "نُقل الموعد إلى {starts_at}",
    schema={"klass": str, "starts_at": datetime},
)
CANCELLED = _kind(
    "appointment.cancelled",
    "Termin abgesagt, {lead_days} Tage vorher",
    "Appointment cancelled, {lead_days} days before",
    "أُلغي الموعد قبل {lead_days} يوم",
    schema={"klass": str, "reason": str, "starts_at": datetime, "lead_days": int},
)
EXPIRED = _kind(
    "appointment.expired",
    "Vormerkung verfallen",
    "Hold expired",
    "انتهت صلاحية الحجز المؤقت",
    schema={"klass": str},
)
REMINDED = _kind("appointment.reminded", "An den Termin erinnert", "Reminded of the appointment", "أُرسل تذكير بالموعد")
ANSWERED = _kind(
    "appointment.answered",
    "Auf die Erinnerung geantwortet: {answer}",
    "Reminder answered: {answer}",
    "رُدّ على التذكير: {answer}",
    schema={"answer": str},
)
ARRIVED = _kind(
    "appointment.arrived",
    "Zum Termin gekommen, {late_minutes} Minuten nach der Zeit",
    "Came to the appointment, {late_minutes} minutes after its time",
    "حضر إلى الموعد بعد وقته بـ {late_minutes} دقيقة",
    schema={"late_minutes": int},
)
NO_SHOW = _kind(
    "appointment.no_show",
    "Nicht zum Termin gekommen",
    "Did not come to the appointment",
    "لم يحضر إلى الموعد",
    schema={"klass": str, "lead_days": int},
)
DONE = _kind(
    "appointment.done",
    "Termin beendet: {outcome}",
    "Appointment ended: {outcome}",
    "انتهى الموعد: {outcome}",
    schema={"klass": str, "outcome": str},
)
FORGOTTEN = _kind(
    "appointment.forgotten",
    "Angaben zur Person gelöscht",
    "Personal data deleted",
    "حُذفت البيانات الشخصية",
)
VOUCHED = _kind(
    "appointment.vouched",
    "Für eine Person gebürgt ({kind})",
    "A person was vouched for ({kind})",
    "ضُمنت هوية شخص ({kind})",
    schema={"kind": str},
)
CODE_REPLACED = _kind(
    "appointment.code_replaced",
    "Zugangscode des Termins ersetzt",
    "Access code of the appointment replaced",
    "استُبدل رمز الدخول إلى الموعد",
)

# Stream "request", ref = id
REQUEST_MADE = _kind(
    "request.made",
    "Platz angefragt ({klass})",
    "Place requested ({klass})",
    "طُلب موعد ({klass})",
    schema={"kind": str, "klass": str},
)
REQUEST_CONFIRMED = _kind("request.confirmed", "Anfrage bestätigt", "Request confirmed", "تم تأكيد الطلب")
REQUEST_OFFERED = _kind("request.offered", "Platz angeboten", "Place offered", "عُرض موعد")
REQUEST_PLACED = _kind(
    "request.placed",
    "Platz zugeteilt für {starts_at}",
    "Place given for {starts_at}",
    "مُنح موعد في {starts_at}",
    schema={"kind": str, "klass": str, "requested_at": datetime, "starts_at": datetime},
)
REQUEST_LIFTED = _kind(
    "request.lifted", "Mit Begründung vorgezogen", "Put first, with a reason", "قُدّم الطلب على غيره مع التعليل"
)
REQUEST_LOOKED_AT = _kind(
    "request.looked_at",
    "Antrag von einer Person im Amt angesehen",
    "Application looked at by a clerk",
    "اطّلع موظف على الطلب",
)
REQUEST_FILED = _kind(
    "request.filed",
    "Statt eines Termins wurde der Antrag eingereicht",
    "The application was filed in place of an appointment",
    "قُدّم الطلب بدلًا من الموعد",
)
REQUEST_WITHDRAWN = _kind("request.withdrawn", "Anfrage zurückgezogen", "Request withdrawn", "سُحب طلب الموعد")
REQUEST_EXPIRED = _kind("request.expired", "Anfrage verfallen", "Request expired", "انتهت صلاحية طلب الموعد")

# Stream "allocation", ref = round
ALLOCATION_COMMITTED = _kind(
    "allocation.committed",
    "Zuteilung festgelegt: {entries} Anfragen",
    "Allocation committed: {entries} requests",
    "ثُبّت التوزيع: {entries} من الطلبات",
    schema={"klass": str, "entries": int, "commitment": str},
)
ALLOCATION_OPENED = _kind(
    "allocation.opened",
    "Zuteilung offengelegt: {placed} Plätze",
    "Allocation opened: {placed} places",
    "كُشف عن التوزيع: {placed} من المواعيد",
    schema={"klass": str, "placed": int},
)

# Stream "partner", ref = id
PARTNER_ADDED = _kind(
    "partner.added",
    "Zugang für Kanzlei oder Beratungsstelle eingerichtet",
    "Access for a lawyer or counselling office set up",
    "أُنشئ دخول لمكتب محاماة أو استشارات",
    schema={"kind": str},
)
PARTNER_ENDED = _kind("partner.ended", "Zugang beendet", "Access ended", "أُنهي الدخول")
PARTNER_CODE_REPLACED = _kind("partner.code_replaced", "Zugangscode ersetzt", "Access code replaced", "استُبدل رمز الدخول")

# Stream "plan", ref = plan
PLAN_CHANGED = _kind(
    "plan.changed", "Planung geändert: {what}", "Plan changed: {what}", "تغيّرت الخطة: {what}", schema={"what": str}
)
PLAN_SNAPSHOT = _kind(
    "plan.snapshot",
    "Tagesstand {klass}: {free} freie Plätze",
    "State of the day {klass}: {free} free places",
    "حالة اليوم {klass}: {free} من المواعيد المتاحة",
    schema={"klass": str, "third_next_workdays?": int, "free": int},
)
PLAN_CLOSED = _kind(
    "plan.closed",
    "Schließung: {appointments} Termine betroffen, {replaced} neu vergeben",
    "Closure: {appointments} appointments affected, {replaced} placed anew",
    "إغلاق: تأثّر {appointments} من المواعيد وأُعيد تحديد {replaced}",
    schema={"appointments": int, "replaced": int},
)
PLAN_STRANDED = _kind(
    "plan.stranded",
    "{count} Termine passen nicht mehr in den Plan",
    "{count} appointments no longer fit the plan",
    "{count} من المواعيد لم تعد تناسب الخطة",
    schema={"count": int},
)

# Stream "case", ref = case
VISIT_BOOKED = _kind(
    "visit.booked",
    "Termin im Amt für {starts_at}",
    "Appointment at the office for {starts_at}",
    "موعد في الدائرة في {starts_at}",
    schema={"starts_at": datetime},
)
VISIT_CANCELLED = _kind("visit.cancelled", "Termin im Amt abgesagt", "Appointment cancelled", "أُلغي الموعد في الدائرة")
VISIT_CAME = _kind("visit.came", "Zum Termin im Amt gekommen", "Came to the office", "حضر إلى الدائرة")
VISIT_MISSED = _kind(
    "visit.missed", "Zum Termin im Amt nicht gekommen", "Missed the appointment", "لم يحضر إلى الموعد في الدائرة"
)
