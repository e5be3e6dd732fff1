"""One complete example of each paper, as the casework room would hand it over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

AT = datetime(2026, 11, 22, 1, 53, 7, tzinfo=UTC)


def text(de: str, en: str = "", ar: str = "") -> dict[str, str]:
    return {code: words for code, words in (("de", de), ("en", en), ("ar", ar)) if words}


OFFICE = {
    "name": "Ausländerbehörde der Stadt Lindenau",
    "address": "Ausländerbehörde\nMarktplatz 1\n76000 Lindenau (erfunden)",
    "telephone": "0721 000-0",
    "email": "auslaenderbehoerde@lindenau.example",
    "colour": "#0B4A6F",
    "hours": text(
        "Montag bis Freitag 8 bis 12 Uhr",
        "Monday to Friday 8 am to 12 noon",
        "من الاثنين إلى الجمعة من الساعة 8 إلى 12",
    ),
}
BASE = {
    "office": OFFICE,
    "file_number": "L-2026-004711",
    "name": "Al-Hassan, Hudā",
    "matter": text("Aufenthaltserlaubnis zum Studium verlängern", "Extend the permit for study", "تمديد تصريح الإقامة للدراسة"),
}
CODE = "4KF29QZX77ABM3TD"
STATUS = "https://lindenau.example/de/stand/"
INSURANCE = text("Nachweis Krankenversicherung", "Proof of health insurance", "إثبات التأمين الصحي")
TEAM = text("Sachgebiet 2: Ausbildung und Erwerbstätigkeit", "Team 2: education and work", "القسم 2: التعليم والعمل")

SITE = text("Haus am Markt", "House at the market", "مبنى السوق")

SAMPLES: dict[str, dict[str, Any]] = {
    "receipt": {
        **BASE,
        "legal_basis": "§ 16b AufenthG",
        "received_at": "2026-11-22T01:53:07+00:00",
        "effect": text(
            "Ihr bisheriger Titel gilt vom Ablauf an als fortbestehend, bis die Behörde entscheidet.",
            "Your present title is deemed to continue from its expiry until the office decides.",
            "يُعتبر تصريح إقامتك الحالي مستمرًا من تاريخ انتهائه حتى تقرر الدائرة.",
        ),
        "effect_basis": "§ 81 Abs. 4 Satz 1 AufenthG",
        "check_url": "https://lindenau.example/de/pruefen/7Q2M-0XKD",
        "code": CODE,
        "status_url": STATUS,
        "documents_received": [text("Pass", "Passport", "جواز السفر")],
        "documents_missing": [INSURANCE],
    },
    "document_request": {
        **BASE,
        "items": [
            {
                "label": INSURANCE,
                "reason": text("Es fehlt.", "It is missing.", "غير موجود."),
                "legal_basis": "§ 2 Abs. 3 AufenthG",
            },
            {"label": text("Kontoauszüge"), "reason": text("Seite 3 ist nicht lesbar."), "legal_basis": "§ 5 Abs. 1 AufenthG"},
        ],
        "deadline": "2026-12-20",
        "status_url": STATUS,
        "note": text("Bitte alle Seiten in einer Datei."),
    },
    "completeness": {
        **BASE,
        "received_at": "2026-11-22T01:53:07+00:00",
        "complete_since": "2026-11-25T10:12:00+00:00",
        "team": TEAM,
        "status_url": STATUS,
    },
    "decision": {
        **BASE,
        "received_at": "2026-11-22T01:53:07+00:00",
        "decided_on": "2026-12-01",
        "outcome": text("Ihr Antrag wird genehmigt.", "Your application is granted.", "تمت الموافقة على طلبك."),
        "legal_basis": "§ 16b AufenthG",
        "reasons": text("Die Voraussetzungen liegen vor.\n\nDer Lebensunterhalt ist gesichert."),
        "notices": [
            {"heading": text("Hinweis", "Note", "ملاحظة"), "body": text("Text der Behörde.", "Text.", "نص من الدائرة.")}
        ],
        "team": TEAM,
        "status_url": STATUS,
    },
    "hearing": {
        **BASE,
        "outcome": text("Wir wollen Ihren Antrag ablehnen.", "We intend to refuse your application.", "نعتزم رفض طلبك."),
        "legal_basis": "§ 16b AufenthG",
        "reasons": text("Der Lebensunterhalt ist nicht gesichert.\n\nEs fehlen Kontoauszüge seit Mai."),
        "deadline": "2026-12-20",
        "ends_effect": True,
        "team": TEAM,
        "status_url": STATUS,
    },
    "certificate": {
        **BASE,
        "number": 2,
        "effect": text(
            "Ihr bisheriger Titel gilt vom Ablauf an als fortbestehend, bis die Behörde entscheidet.",
            "Your present title is deemed to continue from its expiry until the office decides.",
            "يُعتبر تصريح إقامتك الحالي مستمرًا من تاريخ انتهائه حتى تقرر الدائرة.",
        ),
        "legal_basis": "§ 81 Abs. 4 Satz 1 AufenthG",
        "work_note": text("Beschäftigung als Ingenieurin bei der Muster GmbH."),
        "issued_on": "2026-11-25",
        "valid_until": "2027-02-23",
    },
    "new_code": {**BASE, "code": CODE, "status_url": STATUS, "replaced_at": "2026-11-25T10:12:00+00:00"},
    "notice": {
        **BASE,
        "title": text("Ihr Zeichen fehlt noch", "Your signature is missing", "توقيعك ناقص"),
        "plain": text(
            "Bitte unterschreiben Sie den Antrag.\n\nDas geht am Schalter.", "Please sign the application.", "يُرجى توقيع الطلب."
        ),
        "legal": text("Wir bitten um Mitwirkung.", "We ask you to cooperate.", "نرجو تعاونك."),
        "team": TEAM,
        "status_url": STATUS,
    },
    "cover": {
        "office": OFFICE,
        "file_number": "L-2026-004711",
        "name": "فاطمة الزهراء",
        "address": "Marktplatz 1\n76000 Lindenau",
        "cover_code": CODE,
        "sheets": "2",
    },
    "appointment": {
        **BASE,
        "file_number": "T-2026-4F7K-92QT",
        "starts_at": "2027-03-29T09:00:00+02:00",
        "site": SITE,
        "site_address": "Marktplatz 1\n76000 Lindenau (erfunden)",
        "bring": [text("Pass", "Passport", "جواز السفر"), INSURANCE],
        "requested_at": "2026-11-22T01:53:07+00:00",
        "code": CODE,
        "check_in_url": "https://lindenau.example/de/check-in/T20264F7K92QT/7Q2M0XKD7Q2M0XKD/",
        "status_url": "https://lindenau.example/de/appointment/",
    },
    "request_proof": {
        **BASE,
        "file_number": "A-2026-4F7K-92QT",
        "requested_at": "2026-11-22T01:53:07+00:00",
        "code": CODE,
        "check_url": "https://lindenau.example/de/request/verify/7Q2M-0XKD/",
        "status_url": "https://lindenau.example/de/request/",
    },
    "ticket": {
        "office": OFFICE,
        "file_number": "A017",
        "site": SITE,
        "arrived_at": "2026-11-23T08:12:00+00:00",
        "status_url": "https://lindenau.example/de/ticket/7f0f3b1e-0000-4000-8000-000000000001/",
    },
    "handover": {
        "office": OFFICE,
        "file_number": "A017",
        "site": SITE,
        "arrived_at": "2026-11-23T08:12:00+00:00",
        "stations": [
            text("Bürgerbüro", "Citizens' office", "مكتب المواطنين"),
            TEAM,
            text("Jobcenter", "Jobcenter", "مركز العمل"),
        ],
        "status_url": "https://lindenau.example/de/ticket/7f0f3b1e-0000-4000-8000-000000000001/",
    },
}
