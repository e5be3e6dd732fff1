"""The one table of rights, role × action. It decides, and it prints as the Berechtigungskonzept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from amtslotse.kernel.actor import Actor
from amtslotse.kernel.errors import NotAllowed

#: How far a right reaches: every case of the office, or those of the person's own teams.
Reach = Literal["office", "team"]


@dataclass(frozen=True, slots=True)
class Role:
    """A role of staff: its name and, in a sentence, whose it is."""

    key: str
    name: dict[str, str]
    sentence: dict[str, str]


@dataclass(frozen=True, slots=True)
class Action:
    """Something staff do, in a sentence per language, and how far each role that may do it reaches.

    A role that is not in ``granted`` may not. ``guard`` says what else must be true, whatever the role.
    """

    key: str
    sentence: dict[str, str]
    granted: dict[str, Reach]
    guard: dict[str, str] | None = None


_ROLES = (
    Role(
        "clearing",
        {"de": "Clearing", "en": "Clearing", "ar": "مكتب الفرز الأولي"},
        {
            "de": "Nimmt Anträge an, prüft die Unterlagen und leitet vollständige Vorgänge weiter.",
            "en": "Takes applications in, checks the documents and passes complete cases on.",
            "ar": "يستقبل الطلبات ويفحص المستندات ويحيل الملفات المكتملة.",
        },
    ),
    Role(
        "desk",
        {"de": "Empfang und Schalter", "en": "Front desk", "ar": "الاستقبال والشباك"},
        {
            "de": "Empfängt die Menschen, ruft auf, erledigt Kurzanliegen und gibt Auskunft.",
            "en": "Receives people, calls them, settles short matters and gives information.",
            "ar": "يستقبل الناس ويناديهم وينجز الأمور القصيرة ويقدّم المعلومات.",
        },
    ),
    Role(
        "station",
        {"de": "Schalter einer anderen Stelle", "en": "Counter of another body", "ar": "شباك جهة أخرى"},
        {
            "de": "Bedient im selben Haus für eine andere Stelle, etwa das Jobcenter; sieht nur die eigene Station.",
            "en": "Serves in the same house for another body, such as the Jobcenter; sees its own station only.",
            "ar": "يخدم في المبنى نفسه لصالح جهة أخرى مثل مركز العمل، ولا يرى إلا محطته.",
        },
    ),
    Role(
        "caseworker",
        {"de": "Sachbearbeitung", "en": "Caseworker", "ar": "معالجة الطلبات"},
        {
            "de": "Bearbeitet die Vorgänge des eigenen Sachgebiets und prüft die Entscheidungen anderer.",
            "en": "Works on the cases of her own team and reviews the decisions of others.",
            "ar": "يعالج ملفات قسمه ويراجع قرارات زملائه.",
        },
    ),
    Role(
        "legal",
        {"de": "Rechtssachbearbeitung", "en": "Legal clerk", "ar": "الشؤون القانونية"},
        {
            "de": "Beantwortet Rechtsfragen, führt Klagen und Beschwerden und prüft Entscheidungen.",
            "en": "Answers legal questions, keeps suits and complaints, and reviews decisions.",
            "ar": "يجيب عن الأسئلة القانونية ويتابع الدعاوى والشكاوى ويراجع القرارات.",
        },
    ),
    Role(
        "procedures",
        {"de": "Verfahrensverantwortung", "en": "Owner of procedures", "ar": "مسؤولية الإجراءات"},
        {
            "de": "Schreibt und prüft Verfahren, bevor sie gelten; sieht keine Vorgänge.",
            "en": "Writes and tests procedures before they apply; sees no cases.",
            "ar": "يكتب الإجراءات ويختبرها قبل سريانها ولا يطّلع على الملفات.",
        },
    ),
    Role(
        "head",
        {"de": "Leitung der Behörde", "en": "Head of office", "ar": "إدارة الدائرة"},
        {
            "de": "Verantwortet die Arbeit der Behörde und sieht ihre Zahlen bis zum Vorgang.",
            "en": "Answers for the work of the office and sees its figures down to the case.",
            "ar": "تتحمل المسؤولية عن عمل الدائرة وترى أرقامها حتى مستوى الملف.",
        },
    ),
    Role(
        "council",
        {"de": "Gremienarbeit", "en": "Council officer", "ar": "شؤون المجلس البلدي"},
        {
            "de": "Erstellt Tabellen und Vorlagen für den Gemeinderat; sieht keine Vorgänge.",
            "en": "Makes tables and papers for the city council; sees no cases.",
            "ar": "يُعدّ الجداول والمذكرات للمجلس البلدي ولا يطّلع على الملفات.",
        },
    ),
    Role(
        "admin",
        {"de": "Fachadministration", "en": "Administrator", "ar": "إدارة النظام"},
        {
            "de": "Legt Zugänge an und vergibt Rollen; sieht keine Vorgänge.",
            "en": "Creates accounts and gives roles; sees no cases.",
            "ar": "ينشئ الحسابات ويمنح الأدوار ولا يطّلع على الملفات.",
        },
    ),
)

_FOUR_EYES = {
    "de": "Nie die eigene Entscheidung (Vier-Augen-Prüfung; die Datenbank lehnt es ab).",
    "en": "Never one's own decision (four-eyes review; the database refuses it).",
    "ar": "لا يجوز مراجعة القرار الشخصي (مراجعة من شخصين؛ ترفضها قاعدة البيانات).",
}
_SECOND_PERSON = {
    "de": "Nie das selbst geschriebene Verfahren (die Datenbank lehnt es ab).",
    "en": "Never a procedure one wrote oneself (the database refuses it).",
    "ar": "لا يجوز اعتماد إجراء كتبه الشخص نفسه (ترفضه قاعدة البيانات).",
}
_NOT_HERS = {
    "de": "In der Rechtsprüfung nie die selbst geschriebene oder freigegebene Entscheidung (die Datenbank lehnt es ab).",
    "en": "In the legal review never a decision one wrote or released oneself (the database refuses it).",
    "ar": "في المراجعة القانونية لا يجوز فحص قرار كتبه الشخص نفسه أو اعتمده (ترفضه قاعدة البيانات).",
}
_NOT_HERS_TO_JUDGE = {
    "de": "Nie den eigenen Vorgang und nie mehr als einmal (die Datenbank lehnt es ab).",
    "en": "Never one's own case and never more than once (the database refuses it).",
    "ar": "لا يجوز تقدير الملف الشخصي ولا التقدير أكثر من مرة (ترفضه قاعدة البيانات).",
}
_NOT_HER_EXAMPLE = {
    "de": "Nie das selbst geschriebene Fallbeispiel und nie mehr als einmal (die Datenbank lehnt es ab).",
    "en": "Never a test case one wrote oneself and never more than once (the database refuses it).",
    "ar": "لا يجوز الإجابة عن حالة كتبها الشخص نفسه ولا الإجابة أكثر من مرة (ترفضه قاعدة البيانات).",
}
_DEMO_ONLY = {
    "de": "Nur in der Vorführung; im Betrieb gibt es diese Seite nicht.",
    "en": "In the demonstration only; in operation this page does not exist.",
    "ar": "في العرض التوضيحي فقط؛ هذه الصفحة غير موجودة في التشغيل الفعلي.",
}
_EVERYBODY: dict[str, Reach] = {role.key: "office" for role in _ROLES}

_ACTIONS = (
    Action(
        "casework.clearing_list",
        {
            "de": "Die Eingangsliste des Clearings sehen und ausgeben",
            "en": "See and export the clearing list",
            "ar": "عرض قائمة الفرز الأولي وتصديرها",
        },
        {"clearing": "office", "head": "office"},
    ),
    Action(
        "casework.see_case",
        {
            "de": "Einen Vorgang mit seinen Angaben, Unterlagen und Schreiben sehen",
            "en": "See a case with its answers, documents and letters",
            "ar": "عرض ملف مع بياناته ومستنداته ورسائله",
        },
        {"clearing": "office", "caseworker": "team", "legal": "office", "head": "office"},
    ),
    Action(
        "casework.check",
        {
            "de": "Eine Unterlage als in Ordnung, fehlend, unlesbar oder falsch kennzeichnen",
            "en": "Mark a document as fine, missing, unreadable or wrong",
            "ar": "وسم مستند بأنه سليم أو ناقص أو غير مقروء أو غير صحيح",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "casework.request_documents",
        {
            "de": "Unterlagen gebündelt mit Frist nachfordern",
            "en": "Request documents in one bundle with a deadline",
            "ar": "طلب المستندات الناقصة دفعة واحدة مع تحديد مهلة",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "casework.confirm_complete",
        {
            "de": "Die Vollständigkeit bestätigen und den Vorgang dem Sachgebiet zuleiten",
            "en": "Confirm completeness and pass the case to its team",
            "ar": "تأكيد اكتمال الطلب وإحالة الملف إلى القسم المختص",
        },
        {"clearing": "office"},
    ),
    Action(
        "casework.replace_code",
        {
            "de": "Einen verlorenen Zugangscode ersetzen",
            "en": "Replace a lost access code",
            "ar": "استبدال رمز دخول مفقود",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "casework.team_list",
        {
            "de": "Die Liste eines Sachgebiets sehen und ausgeben",
            "en": "See and export the list of a team",
            "ar": "عرض قائمة قسم وتصديرها",
        },
        {"caseworker": "team", "head": "office"},
    ),
    Action(
        "casework.naturalisation_year",
        {
            "de": "Das Jahr der Einbürgerungen für die Bundesstatistik sehen und ausgeben (§ 36 StAG)",
            "en": "See and export the year of naturalisations for the federal survey (§ 36 StAG)",
            "ar": "عرض سنة التجنيس للإحصاء الاتحادي وتصديرها (§ 36 StAG)",
        },
        {"head": "office"},
    ),
    Action(
        "casework.take",
        {
            "de": "Einen Vorgang zur Bearbeitung übernehmen",
            "en": "Take a case to work on it",
            "ar": "تولّي معالجة ملف",
        },
        {"caseworker": "team"},
    ),
    Action(
        "casework.draft_decision",
        {
            "de": "Eine Entscheidung mit Begründung entwerfen",
            "en": "Draft a decision with its reasons",
            "ar": "إعداد مسودة قرار مع التعليل",
        },
        {"caseworker": "team"},
    ),
    Action(
        "casework.review_decision",
        {
            "de": "Eine Entscheidung prüfen, freigeben oder zurückgeben",
            "en": "Review a decision, release it or return it",
            "ar": "مراجعة قرار واعتماده أو إعادته",
        },
        {"caseworker": "team", "legal": "office"},
        _FOUR_EYES,
    ),
    Action(
        "casework.hand_over",
        {
            "de": "Das Ergebnis übergeben und den Vorgang abschließen",
            "en": "Hand the result over and close the case",
            "ar": "تسليم النتيجة وإغلاق الملف",
        },
        {"caseworker": "team"},
    ),
    Action(
        "casework.reroute",
        {
            "de": "Einen Vorgang mit Grund in ein anderes Sachgebiet geben",
            "en": "Give a case to another team, with a reason",
            "ar": "تحويل ملف إلى قسم آخر مع ذكر السبب",
        },
        {"clearing": "office", "caseworker": "team", "head": "office"},
    ),
    Action(
        "casework.pass_on",
        {
            "de": "Einen unvollständigen Vorgang nach Ablauf der Frist mit Grund dem Sachgebiet zuleiten (§ 82 AufenthG)",
            "en": "Pass an incomplete case on after the deadline, with a reason (section 82 of the Residence Act)",
            "ar": "إحالة ملف غير مكتمل بعد انقضاء المهلة مع ذكر السبب (المادة 82)",
        },
        {"clearing": "office"},
    ),
    Action(
        "casework.suspend",
        {
            "de": "Eintragen, dass ein Vorgang auf eine andere Stelle wartet oder ruht, und es beenden",
            "en": "Note that a case waits for another body or rests, and end it",
            "ar": "تسجيل انتظار الملف لجهة أخرى أو توقفه وإنهاء ذلك",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "casework.partners",
        {
            "de": "Beteiligte Stellen pflegen und ihren Ausfall melden",
            "en": "Keep the other bodies and report when one is down",
            "ar": "إدارة الجهات المشاركة والإبلاغ عن تعطلها",
        },
        {"clearing": "office", "head": "office"},
    ),
    Action(
        "casework.certificate",
        {
            "de": "Eine Fiktionsbescheinigung ausstellen",
            "en": "Issue a certificate of provisional effect",
            "ar": "إصدار شهادة أثر مؤقت",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "casework.certificates",
        {
            "de": "Sehen, welche Fiktionsbescheinigungen ohne Termin enden",
            "en": "See which certificates of provisional effect end without an appointment",
            "ar": "الاطلاع على الشهادات المؤقتة التي تنتهي دون موعد",
        },
        {"clearing": "office", "caseworker": "office", "head": "office"},
    ),
    Action(
        "casework.card",
        {
            "de": "Eine Karte bestellen und ihren Eingang vermerken",
            "en": "Order a card and note its arrival",
            "ar": "طلب البطاقة وتسجيل وصولها",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "casework.fees",
        {
            "de": "Gebühren eines Vorgangs sehen und Zahlungen vermerken",
            "en": "See the fees of a case and note payments",
            "ar": "الاطلاع على رسوم الملف وتسجيل الدفعات",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "casework.payments",
        {
            "de": "Zahlungen der Kasse einlesen",
            "en": "Import payments from the cashier's office",
            "ar": "استيراد دفعات الخزينة",
        },
        {"clearing": "office", "head": "office"},
    ),
    Action(
        "casework.settle",
        {
            "de": "Einen Vorgang ohne Entscheidung erledigen",
            "en": "Settle a case without a decision",
            "ar": "إنهاء ملف دون قرار",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "casework.sign_decision",
        {
            "de": "Eine Erteilung, die nicht in der Stichprobe ist, selbst unterzeichnen",
            "en": "Sign a grant that the sample did not draw",
            "ar": "توقيع قرار منح خارج العيّنة",
        },
        {"caseworker": "team"},
    ),
    Action(
        "casework.notify",
        {
            "de": "Weg und Tag der Bekanntgabe vermerken",
            "en": "Note the way and day of notification",
            "ar": "تسجيل طريقة التبليغ وتاريخه",
        },
        {"caseworker": "team"},
    ),
    Action(
        "casework.override",
        {
            "de": "Die Dringlichkeit eines Vorgangs mit Grund ändern",
            "en": "Change the urgency of a case with a reason",
            "ar": "تغيير درجة استعجال الملف مع ذكر السبب",
        },
        {"clearing": "office", "caseworker": "team", "head": "office"},
    ),
    Action(
        "casework.deputy",
        {
            "de": "Vertretungen und Abwesenheiten eintragen",
            "en": "Note deputies and absences",
            "ar": "تسجيل النيابة والغياب",
        },
        {"caseworker": "team", "head": "office"},
    ),
    Action(
        "casework.represent",
        {
            "de": "Vertretungen und Sorgeberechtigte eines Vorgangs eintragen",
            "en": "Note the representatives and custody holders of a case",
            "ar": "تسجيل الوكلاء وأصحاب الحضانة في الملف",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "casework.escalate",
        {
            "de": "Eine Rechtsfrage zu einem Vorgang stellen",
            "en": "Ask a legal question about a case",
            "ar": "طرح سؤال قانوني بشأن ملف",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "triage.see",
        {
            "de": "Die Regeln für Dringlichkeit, Schwierigkeit und Zuleitung lesen",
            "en": "Read the rules of urgency, difficulty and routing",
            "ar": "الاطلاع على قواعد الاستعجال والصعوبة والإحالة",
        },
        {"clearing": "office", "caseworker": "office", "head": "office"},
    ),
    Action(
        "triage.change",
        {
            "de": "Gewichte, Organisation und Zuleitung mit Vorschau ändern",
            "en": "Change weights, organisation and routing after a preview",
            "ar": "تغيير الأوزان والهيكل والإحالة بعد المعاينة",
        },
        {"head": "office"},
    ),
    Action(
        "triage.second_opinion",
        {
            "de": "Dringlichkeit und Schwierigkeit gezogener Vorgänge beurteilen, ohne die Regeln zu sehen",
            "en": "Judge urgency and difficulty of drawn cases without seeing what the rules say",
            "ar": "تقدير استعجال الملفات المختارة وصعوبتها دون رؤية القواعد",
        },
        {"caseworker": "team"},
        _NOT_HERS_TO_JUDGE,
    ),
    Action(
        "intake.messages",
        {
            "de": "Nachrichten und Schreiben zuordnen und beantworten",
            "en": "Sort and answer messages and letters",
            "ar": "فرز الرسائل والخطابات والرد عليها",
        },
        {"clearing": "office", "desk": "office", "caseworker": "team"},
    ),
    Action(
        "intake.type_in",
        {
            "de": "Einen Antrag auf Papier oder am Schalter aufnehmen",
            "en": "Take in an application on paper or at the counter",
            "ar": "إدخال طلب ورقي أو في الشباك",
        },
        {"clearing": "office", "desk": "office"},
    ),
    Action(
        "intake.blocks",
        {
            "de": "Textbausteine für Antworten pflegen",
            "en": "Keep the text blocks of answers",
            "ar": "إدارة نصوص الردود الجاهزة",
        },
        {"clearing": "office", "head": "office"},
    ),
    Action(
        "post.print",
        {
            "de": "Die Schreiben des Tages drucken und ihre Zustellung vermerken",
            "en": "Print the letters of the day and note their delivery",
            "ar": "طباعة رسائل اليوم وتسجيل تسليمها",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "post.bulk",
        {
            "de": "Serienbriefe vorbereiten, senden und zurückrufen",
            "en": "Prepare, send and recall bulk letters",
            "ar": "إعداد الرسائل الجماعية وإرسالها واسترجاعها",
        },
        {"clearing": "office", "head": "office"},
    ),
    Action(
        "post.templates",
        {
            "de": "Vorlagen der Schreiben ändern und freigeben",
            "en": "Change and release the templates of letters",
            "ar": "تعديل نماذج الرسائل واعتمادها",
        },
        {"legal": "office", "head": "office"},
    ),
    Action(
        "legal.see",
        {
            "de": "Register der Klagen und Beschwerden und die Rechtsprüfung sehen",
            "en": "See the registers of suits and complaints and the legal review",
            "ar": "الاطلاع على سجل الدعاوى والشكاوى والمراجعة القانونية",
        },
        {"legal": "office", "head": "office"},
    ),
    Action(
        "legal.change",
        {
            "de": "Klagen, Beschwerden und Befunde eintragen",
            "en": "Enter suits, complaints and findings",
            "ar": "تسجيل الدعاوى والشكاوى والنتائج",
        },
        {"legal": "office"},
        _NOT_HERS,
    ),
    Action(
        "legal.answer",
        {
            "de": "Rechtsfragen beantworten und daraus Wissen machen",
            "en": "Answer legal questions and turn them into knowledge",
            "ar": "الإجابة عن الأسئلة القانونية وتحويلها إلى معرفة",
        },
        {"legal": "office"},
    ),
    Action(
        "legal.answer_findings",
        {
            "de": "Befunde der Rechtsprüfung zum eigenen Sachgebiet sehen und beantworten",
            "en": "See and answer what the legal review found in one's own team",
            "ar": "الاطلاع على نتائج المراجعة القانونية في القسم والرد عليها",
        },
        {"caseworker": "team"},
    ),
    Action(
        "legal.knowledge",
        {
            "de": "Das Rechtswissen der Behörde lesen",
            "en": "Read the legal knowledge of the office",
            "ar": "الاطلاع على المعرفة القانونية للدائرة",
        },
        {"clearing": "office", "caseworker": "office", "legal": "office", "head": "office"},
    ),
    Action(
        "vignettes.see",
        {
            "de": "Fallbeispiele und nach ihrem Ende die Streuung der Antworten sehen",
            "en": "See test cases and, once they are closed, how the answers differ",
            "ar": "الاطلاع على حالات التمرين وعلى تباين الإجابات بعد إغلاقها",
        },
        {"caseworker": "office", "legal": "office", "head": "office"},
    ),
    Action(
        "vignettes.answer",
        {
            "de": "Fallbeispiele entscheiden, ohne die Antworten anderer zu sehen",
            "en": "Decide test cases without seeing the answers of others",
            "ar": "البتّ في حالات التمرين دون رؤية إجابات الآخرين",
        },
        {"caseworker": "office", "legal": "office"},
        _NOT_HER_EXAMPLE,
    ),
    Action(
        "vignettes.write",
        {
            "de": "Fallbeispiele schreiben, stellen und auflösen",
            "en": "Write, pose and resolve test cases",
            "ar": "كتابة حالات التمرين وطرحها وحلّها",
        },
        {"legal": "office"},
    ),
    Action(
        "procedures.see",
        {
            "de": "Verfahren, Arbeitsschritte und Schulungsseiten lesen",
            "en": "Read procedures, work steps and training pages",
            "ar": "الاطلاع على الإجراءات وخطوات العمل وصفحات التدريب",
        },
        {"clearing": "office", "caseworker": "office", "legal": "office", "procedures": "office", "head": "office"},
    ),
    Action(
        "procedures.write",
        {
            "de": "Verfahren entwerfen und mit Testfällen prüfen",
            "en": "Draft procedures and try them with test cases",
            "ar": "صياغة الإجراءات واختبارها بحالات تجريبية",
        },
        {"procedures": "office"},
    ),
    Action(
        "procedures.release",
        {
            "de": "Ein Verfahren freigeben",
            "en": "Release a procedure",
            "ar": "اعتماد إجراء",
        },
        {"legal": "office", "procedures": "office", "head": "office"},
        _SECOND_PERSON,
    ),
    Action(
        "records.see",
        {
            "de": "Aufbewahrung und Löschberichte sehen",
            "en": "See retention and the reports of deletion",
            "ar": "الاطلاع على الحفظ وتقارير الحذف",
        },
        {"legal": "office", "head": "office", "admin": "office"},
    ),
    Action(
        "records.hold",
        {
            "de": "Löschsperren setzen und aufheben",
            "en": "Set and lift legal holds",
            "ar": "وضع حظر الحذف ورفعه",
        },
        {"legal": "office", "head": "office"},
    ),
    Action(
        "records.hand_over_folder",
        {
            "de": "Die Übergabemappe eines Vorgangs erzeugen",
            "en": "Make the hand-over folder of a case",
            "ar": "إنشاء ملف التسليم",
        },
        {"clearing": "office", "caseworker": "team"},
    ),
    Action(
        "records.import",
        {
            "de": "Offene Vorgänge aus einem anderen Verfahren übernehmen",
            "en": "Take open cases over from another system",
            "ar": "نقل الملفات المفتوحة من نظام آخر",
        },
        {"clearing": "office", "head": "office"},
    ),
    Action(
        "desk.today",
        {
            "de": "Den heutigen Tag im Haus sehen: wer kommt, wer wartet, welche Schalter offen sind",
            "en": "See today in the house: who is coming, who waits, which counters are open",
            "ar": "الاطلاع على يوم العمل: القادمون والمنتظرون والشبابيك المفتوحة",
        },
        {"desk": "office", "station": "office", "clearing": "office", "caseworker": "office", "head": "office"},
    ),
    Action(
        "desk.check_in",
        {
            "de": "Ankommende eintragen und Wartenummern ausgeben",
            "en": "Check arrivals in and give out tickets",
            "ar": "تسجيل الواصلين وإصدار أرقام الانتظار",
        },
        {"desk": "office", "clearing": "office"},
    ),
    Action(
        "desk.call",
        {
            "de": "Einen Schalter öffnen, aufrufen, weiterleiten und abschließen",
            "en": "Open a counter, call, send on and finish",
            "ar": "فتح شباك والمناداة والتحويل والإنهاء",
        },
        {"desk": "office", "station": "office", "clearing": "office", "caseworker": "office"},
    ),
    Action(
        "desk.contacts",
        {
            "de": "Kontakte am Clearing-Schalter und Telefon erfassen, Rückrufe führen, Auskunft geben",
            "en": "Log contacts at the clearing counter and telephone, keep call-backs, give information",
            "ar": "تسجيل الاتصالات في شباك الفرز والهاتف وإدارة معاودة الاتصال",
        },
        {"desk": "office", "clearing": "office"},
    ),
    Action(
        "desk.telephone_counts",
        {
            "de": "Die Zahlen der Telefonanlage einlesen",
            "en": "Import the counts of the telephone system",
            "ar": "استيراد أعداد نظام الهاتف",
        },
        {"head": "office", "desk": "office"},
    ),
    Action(
        "desk.day_list",
        {
            "de": "Die Tagesliste für einen Ausfall drucken und Papiernummern nachtragen",
            "en": "Print the day's list for an outage and enter paper tickets later",
            "ar": "طباعة قائمة اليوم عند التعطل وإدخال الأرقام الورقية لاحقًا",
        },
        {"desk": "office", "clearing": "office", "head": "office"},
    ),
    Action(
        "appointments.book_for",
        {
            "de": "Für andere am Schalter oder Telefon Termine machen, verlegen und absagen",
            "en": "Make, move and cancel appointments for others at the desk or by telephone",
            "ar": "حجز المواعيد للآخرين وتغييرها وإلغاؤها في الشباك أو بالهاتف",
        },
        {"desk": "office", "clearing": "office", "caseworker": "office"},
    ),
    Action(
        "appointments.vouch",
        {
            "de": "Für eine Person ohne Ausweis bürgen oder ihren Ausweis als vorgelegt vermerken",
            "en": "Vouch for a person without a document, or note that her document was shown",
            "ar": "ضمان شخص بلا وثيقة أو تسجيل إبراز وثيقته",
        },
        {"desk": "office", "clearing": "office"},
    ),
    Action(
        "appointments.emergency_list",
        {
            "de": "Die Notfallliste sehen",
            "en": "See the emergency list",
            "ar": "الاطلاع على قائمة الحالات الطارئة",
        },
        {"desk": "office", "clearing": "office", "caseworker": "office", "head": "office"},
    ),
    Action(
        "appointments.lift",
        {
            "de": "Jemanden auf der Notfallliste oder in der Halle mit schriftlichem Grund vorziehen",
            "en": "Lift somebody on the emergency list or in the hall, with a written reason",
            "ar": "تقديم شخص في قائمة الطوارئ أو في القاعة بسبب مكتوب",
        },
        {"clearing": "office", "caseworker": "office", "head": "office"},
    ),
    Action(
        "appointments.allocation",
        {
            "de": "Zuteilungen sehen, festlegen und öffnen",
            "en": "See, commit and open allocations",
            "ar": "الاطلاع على عمليات التوزيع وتثبيتها وفتحها",
        },
        {"head": "office", "clearing": "office"},
    ),
    Action(
        "appointments.partners",
        {
            "de": "Zugänge für Kanzleien und Beratungsstellen verwalten",
            "en": "Keep the accesses of lawyers and counselling offices",
            "ar": "إدارة وصول مكاتب المحاماة والاستشارة",
        },
        {"head": "office", "admin": "office"},
    ),
    Action(
        "appointments.automated_report",
        {
            "de": "Sehen, was bei der Terminvergabe nach Automaten aussieht",
            "en": "See what looks automated in the giving of appointments",
            "ar": "الاطلاع على ما يبدو آليًا في حجز المواعيد",
        },
        {"head": "office", "admin": "office"},
    ),
    Action(
        "planner.see",
        {
            "de": "Die Terminplanung sehen",
            "en": "See the plan of appointments",
            "ar": "الاطلاع على خطة المواعيد",
        },
        {"head": "office", "clearing": "office", "desk": "office"},
    ),
    Action(
        "planner.change",
        {
            "de": "Öffnungszeiten, Schließungen, Schalter, Kontingente und Anteile planen",
            "en": "Plan opening hours, closures, counters, contingents and shares",
            "ar": "تخطيط ساعات العمل والإغلاق والشبابيك والحصص",
        },
        {"head": "office"},
    ),
    Action(
        "planner.close_counter",
        {
            "de": "Einen Schalter schließen und alle Termine neu vergeben",
            "en": "Close a counter and re-place all its appointments",
            "ar": "إغلاق شباك وإعادة توزيع مواعيده",
        },
        {"head": "office"},
    ),
    Action(
        "reporting.cockpit",
        {
            "de": "Die Kennzahlen der Behörde sehen",
            "en": "See the figures of the office",
            "ar": "عرض مؤشرات أداء الدائرة",
        },
        {"head": "office"},
    ),
    Action(
        "reporting.case_list",
        {
            "de": "Zu einer Kennzahl die Liste der Vorgänge sehen",
            "en": "See the list of cases behind a figure",
            "ar": "عرض قائمة الملفات التي يستند إليها كل مؤشر",
        },
        {"head": "office"},
    ),
    Action(
        "reporting.council_table",
        {
            "de": "Die Tabelle „Bearbeitung von Aufenthaltstiteln“ erstellen",
            "en": "Make the table “Bearbeitung von Aufenthaltstiteln”",
            "ar": "إعداد جدول «معالجة تصاريح الإقامة»",
        },
        {"head": "office", "council": "office"},
    ),
    Action(
        "promises.write",
        {
            "de": "Leistungsversprechen schreiben, veröffentlichen und zurücknehmen",
            "en": "Write, publish and withdraw promises to the public",
            "ar": "صياغة وعود الخدمة ونشرها وسحبها",
        },
        {"head": "office"},
    ),
    Action(
        "accounts.rights",
        {
            "de": "Das Berechtigungskonzept lesen",
            "en": "Read the table of rights",
            "ar": "الاطلاع على جدول الصلاحيات",
        },
        _EVERYBODY,
    ),
    Action(
        "notify.mails",
        {
            "de": "Die Mails der Vorführung lesen",
            "en": "Read the mails of the demonstration",
            "ar": "قراءة رسائل البريد في العرض التوضيحي",
        },
        {"clearing": "office", "admin": "office"},
        _DEMO_ONLY,
    ),
    Action(
        "accounts.staff",
        {
            "de": "Zugänge anlegen, Rollen vergeben und zweite Faktoren zurücksetzen",
            "en": "Create accounts, give roles and reset second factors",
            "ar": "إنشاء الحسابات ومنح الأدوار وإعادة ضبط عامل التحقق الثاني",
        },
        {"admin": "office"},
    ),
)

ROLES: dict[str, Role] = {role.key: role for role in _ROLES}
ACTIONS: dict[str, Action] = {action.key: action for action in _ACTIONS}
#: action → role → how far. What is not here is not allowed.
RIGHTS: dict[str, dict[str, Reach]] = {action.key: dict(action.granted) for action in _ACTIONS}


def reach(actor: Actor, action: str) -> Reach | None:
    """How far the actor may do this: in the whole office, in her own teams, or (``None``) not at all.

    Roles add up. Raises ``KeyError`` for an action that does not exist: that is a mistake in our code.
    """
    granted = RIGHTS[action]
    held = {granted[role] for role in actor.roles if role in granted}
    if "office" in held:
        return "office"
    return "team" if held else None


def may(actor: Actor, action: str, *, team: str | None = None) -> bool:
    """Whether the actor may do this; with ``team``, whether she may do it to a case of that team."""
    reached = reach(actor, action)
    if reached == "team" and team is not None:
        return team in actor.teams
    return reached is not None


def require(actor: Actor, action: str, *, team: str | None = None) -> None:
    """Nothing happens when the actor may do this. Raises ``NotAllowed`` when she may not (see ``may``)."""
    if not may(actor, action, team=team):
        raise NotAllowed(action=action)
