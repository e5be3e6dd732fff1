"""The kinds of events a case writes. No payload holds a person: codes, numbers and days only."""

from __future__ import annotations

from datetime import date

from amtslotse.journal.rules import Kind, register

_SHREDDING = "Stays: codes and days without a person. The stream's tie to the case is destroyed."


def _kind(
    name: str,
    de: str,
    en: str,
    ar: str,
    *,
    schema: dict[str, type] | None = None,
    touched: bool = False,
    waits_on: str | None = None,
    milestone: str = "",
) -> Kind:
    return register(
        Kind(
            name=name,
            sentence={"de": de, "en": en, "ar": ar},
            schema=schema or {},
            shredding=_SHREDDING,
            touched=touched,
            waits_on=waits_on,
            milestone=milestone,
        )
    )


RECEIVED = _kind(
    "case.received",
    "Antrag eingegangen, {documents} Unterlagen",
    "Application received, {documents} documents",
    "استُلم الطلب مع {documents} من المستندات",
    schema={"documents": int, "language": str, "effect": str},
    waits_on="us",
    milestone="received",
)
CHECK_OPENED = _kind(
    "case.check_opened",
    "Prüfung der Unterlagen begonnen",
    "Check of the documents begun",
    "بدأ فحص المستندات",
    touched=True,
    waits_on="us",
)
DOCUMENT_MARKED = _kind(
    "case.document_marked",
    "Unterlage „{need}“: {verdict}",
    "Document “{need}”: {verdict}",
    "المستند «{need}»: {verdict}",
    schema={"need": str, "verdict": str},
    touched=True,
)
DOCUMENTS_REQUESTED = _kind(
    "case.documents_requested",
    "{count} Unterlagen nachgefordert, Frist {deadline_on}",
    "{count} documents requested, deadline {deadline_on}",
    "طُلب {count} من المستندات، والمهلة حتى {deadline_on}",
    schema={"count": int, "items": list, "deadline_on": date},
    touched=True,
    waits_on="applicant",
)
DOCUMENT_ADDED = _kind(
    "case.document_added",
    "Unterlage „{need}“ hochgeladen",
    "Document “{need}” uploaded",
    "رُفع المستند «{need}»",
    schema={"need": str},
)
DOCUMENT_TAKEN_BACK = _kind(
    "case.document_taken_back",
    "Unterlage „{need}“ wieder entfernt",
    "Document “{need}” removed again",
    "أُزيل المستند «{need}»",
    schema={"need": str},
)
HANDED_IN = _kind(
    "case.documents_handed_in",
    "{count} Unterlagen nachgereicht",
    "{count} documents handed in",
    "قُدّم {count} من المستندات الناقصة",
    schema={"count": int},
    waits_on="us",
)
COMPLETENESS_CONFIRMED = _kind(
    "case.completeness_confirmed",
    "Vollständigkeit bestätigt, zugeleitet an {team}",
    "Completeness confirmed, passed to {team}",
    "تم تأكيد الاكتمال والإحالة إلى {team}",
    schema={"team": str, "difficulty": int},
    touched=True,
    waits_on="us",
    milestone="complete",
)
TAKEN = _kind(
    "case.taken",
    "Von der Sachbearbeitung übernommen",
    "Taken by a caseworker",
    "تولّى موظف معالجة الملف",
    touched=True,
)
REROUTED = _kind(
    "case.rerouted",
    "Von {before} an {team} abgegeben",
    "Passed from {before} to {team}",
    "حُوّل من {before} إلى {team}",
    schema={"before": str, "team": str},
    touched=True,
)
DECISION_DRAFTED = _kind(
    "case.decision_drafted",
    "Entscheidung entworfen: {outcome}",
    "Decision drafted: {outcome}",
    "أُعدّت مسودة قرار: {outcome}",
    schema={"outcome": str},
    touched=True,
)
DECISION_RETURNED = _kind(
    "case.decision_returned",
    "Entwurf nach Prüfung zurückgegeben",
    "Draft returned after review",
    "أُعيدت المسودة بعد المراجعة",
    touched=True,
)
DECISION_RELEASED = _kind(
    "case.decision_released",
    "Entscheidung nach Vier-Augen-Prüfung freigegeben: {outcome}",
    "Decision released after four-eyes review: {outcome}",
    "اعتُمد القرار بعد مراجعة من شخصين: {outcome}",
    schema={"outcome": str},
    touched=True,
    waits_on="us",
    milestone="decided",
)
HANDED_OVER = _kind(
    "case.handed_over",
    "Ergebnis übergeben, Vorgang abgeschlossen",
    "Result handed over, case closed",
    "سُلّمت النتيجة وأُغلق الملف",
    touched=True,
    waits_on="nobody",
    milestone="ended",
)
WITHDRAWN = _kind(
    "case.withdrawn",
    "Antrag zurückgenommen",
    "Application withdrawn",
    "سُحب الطلب",
    waits_on="nobody",
    milestone="ended",
)
CODE_REPLACED = _kind(
    "case.code_replaced",
    "Zugangscode ersetzt ({channel})",
    "Access code replaced ({channel})",
    "استُبدل رمز الدخول ({channel})",
    schema={"channel": str},
)

#: Words for codes that stand in sentences of the timeline.
WORDS = {
    "fine": {"de": "in Ordnung", "en": "fine", "ar": "سليم"},
    "missing": {"de": "fehlt", "en": "missing", "ar": "ناقص"},
    "unreadable": {"de": "unlesbar", "en": "unreadable", "ar": "غير مقروء"},
    "wrong": {"de": "falsch", "en": "wrong", "ar": "غير صحيح"},
    "grant": {"de": "Erteilung", "en": "granted", "ar": "منح"},
    "grant_restricted": {"de": "Erteilung mit Einschränkung", "en": "granted with restrictions", "ar": "منح مع تقييد"},
    "refuse": {"de": "Ablehnung", "en": "refused", "ar": "رفض"},
    "desk": {"de": "am Schalter", "en": "at the counter", "ar": "عند الشباك"},
    "letter": {"de": "per Brief", "en": "by letter", "ar": "بالبريد"},
}
