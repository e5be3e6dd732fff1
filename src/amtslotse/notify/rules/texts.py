"""Mails in German and, beside it, the person's language.

A mail may be read by others: it says that there is news and where, never what was applied for, found or decided. The file
number is worth nothing without the code, and the code is never in a mail.
"""

from __future__ import annotations

from dataclasses import dataclass

from amtslotse.notify.rules.checks import group

KINDS = (
    *("received", "documents_requested", "complete", "decided", "code_replaced", "withdrawn"),
    *("changed", "news", "renew", "answered", "card_arrived"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """Subject and body, ready to send."""

    subject: str
    body: str


_TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "received": {
        "de": (
            "Ihr Antrag ist eingegangen",
            "Ihr Antrag ist bei uns eingegangen. Sie müssen jetzt nichts tun.\n"
            "Ihre Eingangsbestätigung und den Stand finden Sie mit Aktenzeichen und Code hier:",
        ),
        "en": (
            "We have received your application",
            "We have received your application. You do not need to do anything now.\n"
            "With your file number and code you will find your receipt and the status here:",
        ),
        "ar": (
            "استلمنا طلبك",
            "لقد استلمنا طلبك، ولا يلزمك القيام بشيء الآن.\nباستخدام رقم الملف والرمز تجد إيصال الاستلام وحالة الطلب هنا:",
        ),
    },
    "documents_requested": {
        "de": (
            "Wir brauchen noch etwas von Ihnen",
            "Zu Ihrem Vorgang fehlt noch etwas. Bis wann und was, sehen Sie mit Aktenzeichen und Code hier:",
        ),
        "en": (
            "We need something more from you",
            "Something is still missing in your case. With your file number and code you see what, and by when, here:",
        ),
        "ar": (
            "نحتاج منك إلى شيء إضافي",
            "ما زال هناك شيء ناقص في ملفك. باستخدام رقم الملف والرمز تعرف ما هو وما هي المهلة هنا:",
        ),
    },
    "complete": {
        "de": (
            "Neues zu Ihrem Vorgang",
            "Ein Schreiben zu Ihrem Vorgang liegt bereit. Sie müssen jetzt nichts tun.\n"
            "Sie finden es mit Aktenzeichen und Code hier:",
        ),
        "en": (
            "News about your case",
            "There is a letter for you. You do not need to do anything now.\n"
            "You will find it with your file number and code here:",
        ),
        "ar": (
            "جديد بخصوص ملفك",
            "هناك رسالة لك بخصوص ملفك، ولا يلزمك القيام بشيء الآن.\nتجدها باستخدام رقم الملف والرمز هنا:",
        ),
    },
    "decided": {
        "de": (
            "Neues zu Ihrem Vorgang",
            "Ein wichtiges Schreiben zu Ihrem Vorgang liegt bereit. Bitte lesen Sie es bald.\n"
            "Sie finden es mit Aktenzeichen und Code hier:",
        ),
        "en": (
            "News about your case",
            "There is an important letter for you. Please read it soon.\nYou will find it with your file number and code here:",
        ),
        "ar": (
            "جديد بخصوص ملفك",
            "هناك رسالة مهمة لك بخصوص ملفك. يُرجى قراءتها قريبًا.\nتجدها باستخدام رقم الملف والرمز هنا:",
        ),
    },
    "code_replaced": {
        "de": (
            "Ihr Zugangscode wurde ersetzt",
            "Der Zugangscode zu Ihrem Vorgang wurde ersetzt. Der alte gilt nicht mehr. Den neuen haben Sie am Schalter "
            "bekommen oder bekommen ihn mit der Post.\n"
            "Waren Sie das nicht? Dann rufen Sie uns bitte an.\nZum Stand Ihres Vorgangs:",
        ),
        "en": (
            "Your access code was replaced",
            "The access code of your case was replaced. The old one no longer works. You were given the new one at the counter "
            "or will get it by post.\nWas this not you? Then please call us.\nStatus of your case:",
        ),
        "ar": (
            "تم استبدال رمز الدخول",
            "تم استبدال رمز الدخول إلى ملفك، ولم يعد الرمز القديم صالحًا. وقد استلمت الرمز الجديد عند الشباك أو سيصلك بالبريد.\n"
            "ألم تطلب ذلك بنفسك؟ يُرجى الاتصال بنا.\nحالة ملفك:",
        ),
    },
    "withdrawn": {
        "de": (
            "Neues zu Ihrem Vorgang",
            "Zu Ihrem Vorgang gibt es eine Änderung. Waren Sie das nicht selbst? Dann rufen Sie uns bitte an.\n"
            "Den Stand finden Sie mit Aktenzeichen und Code hier:",
        ),
        "en": (
            "News about your case",
            "Something changed in your case. Was this not you? Then please call us.\n"
            "You will find the status with your file number and code here:",
        ),
        "ar": (
            "جديد بخصوص ملفك",
            "طرأ تغيير على ملفك. ألم تقم بذلك بنفسك؟ يُرجى الاتصال بنا.\nتجد حالة الملف باستخدام رقم الملف والرمز هنا:",
        ),
    },
    "changed": {
        "de": (
            "Angaben zu Ihrem Vorgang geändert",
            "Zu Ihrem Vorgang wurden Angaben geändert. Waren Sie das nicht selbst? Dann rufen Sie uns bitte an.\n"
            "Den Stand finden Sie mit Aktenzeichen und Code hier:",
        ),
        "en": (
            "Details of your case were changed",
            "Details of your case were changed. Was this not you? Then please call us.\n"
            "You will find the status with your file number and code here:",
        ),
        "ar": (
            "تغيير في بيانات ملفك",
            "طرأ تغيير على بيانات ملفك. ألم تقم بذلك بنفسك؟ يُرجى الاتصال بنا.\nتجد حالة الملف باستخدام رقم الملف والرمز هنا:",
        ),
    },
    "news": {
        "de": (
            "Neues zu Ihrem Vorgang",
            "Zu Ihrem Vorgang gibt es Neues.\nDen Stand finden Sie mit Aktenzeichen und Code hier:",
        ),
        "en": (
            "News about your case",
            "There is news about your case.\nYou will find the status with your file number and code here:",
        ),
        "ar": (
            "جديد بشأن ملفك",
            "هناك جديد بشأن ملفك.\nتجد حالة الملف باستخدام رقم الملف والرمز هنا:",
        ),
    },
    "renew": {
        "de": (
            "Bitte denken Sie an Ihren neuen Antrag",
            "Bald brauchen Sie ein neues Papier von uns. Stellen Sie den Antrag rechtzeitig vorher.\n"
            "Was Sie dafür brauchen, sehen Sie mit Aktenzeichen und Code hier:",
        ),
        "en": (
            "Please remember your new application",
            "Soon you will need a new document from us. Please apply in good time before that.\n"
            "With your file number and code you see what you need here:",
        ),
        "ar": (
            "تذكير بطلبك الجديد",
            "ستحتاج قريبًا إلى وثيقة جديدة منا. يُرجى تقديم الطلب قبل ذلك بوقت كافٍ.\n"
            "باستخدام رقم الملف والرمز تعرف ما تحتاج إليه هنا:",
        ),
    },
    "card_arrived": {
        "de": (
            "Bei uns liegt etwas für Sie bereit",
            "Sie können etwas bei uns abholen. Wie Sie dafür einen kurzen Termin bekommen, sehen Sie mit Aktenzeichen und Code "
            "hier:",
        ),
        "en": (
            "There is something ready for you",
            "You can collect something at our office. With your file number and code you see how to book a short appointment "
            "for it here:",
        ),
        "ar": (
            "هناك شيء جاهز لك لدينا",
            "يمكنك استلام شيء من دائرتنا. باستخدام رقم الملف والرمز تعرف كيف تحجز موعدًا قصيرًا لذلك هنا:",
        ),
    },
    "answered": {
        "de": (
            "Neues zu Ihrem Vorgang",
            "Auf Ihre Nachricht liegt eine Antwort bereit.\nSie finden sie mit Aktenzeichen und Code hier:",
        ),
        "en": (
            "News about your case",
            "There is an answer to your message.\nYou will find it with your file number and code here:",
        ),
        "ar": (
            "جديد بخصوص ملفك",
            "هناك ردّ على رسالتك.\nتجده باستخدام رقم الملف والرمز هنا:",
        ),
    },
}

_FRAME = {
    "de": ("Aktenzeichen", "Bitte antworten Sie nicht auf diese Mail. Sie erreichen uns so:"),
    "en": ("File number", "Please do not reply to this mail. This is how to reach us:"),
    "ar": ("رقم الملف", "يُرجى عدم الرد على هذه الرسالة. يمكنك التواصل معنا هكذا:"),
}

#: The mails about a case, as a group that somebody checks in each language.
TEXTS = group("case", _TEXTS, _FRAME)


def write(kind: str, language: str, *, office: str, telephone: str, file_number: str, url: str) -> Written:
    """The mail in the person's language first and German below it; German alone when that is hers.

    ``url`` is the public status page. Raises ``KeyError`` for a kind that is none of ``KINDS``.
    """
    texts = _TEXTS[kind]
    languages = ["de"] if language == "de" or language not in texts else [language, "de"]
    if "ar" in languages:  # without the marks, number and telephone read backwards there
        file_number, telephone = (f"\u2066{text}\u2069" for text in (file_number, telephone))
    parts = []
    for code in languages:
        label, reach = _FRAME[code]
        parts.append(
            f"{texts[code][1]}\n{url.format(language=code)}\n\n{label}: {file_number}\n\n{reach}\n{office}\n{telephone}"
        )
    return Written(" / ".join(texts[code][0] for code in languages), "\n\n----------\n\n".join(parts) + "\n")
