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
    "Antrag eingegangen, Unterlagen: {documents}",
    "Application received, documents: {documents}",
    "استُلم الطلب، عدد المستندات: {documents}",
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
    "Unterlagen nachgefordert: {count}, Frist {deadline_on}",
    "Documents requested: {count}, deadline {deadline_on}",
    "عدد المستندات المطلوبة: {count}، والمهلة حتى {deadline_on}",
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
    "Unterlagen nachgereicht: {count}",
    "Documents handed in: {count}",
    "عدد المستندات المقدَّمة: {count}",
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
    schema={"code?": str},
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

# --- Messages, letters and applications that staff take in ---
MESSAGE_RECEIVED = _kind(
    "case.message_received",
    "Nachricht zum Vorgang ({channel}, {reason}), eingegangen am {received_on}",
    "Message about the case ({channel}, {reason}), received on {received_on}",
    "رسالة بخصوص الملف ({channel}، {reason})، وردت في {received_on}",
    schema={"channel": str, "reason": str, "received_on": date},
)
MESSAGE_TAKEN_OFF = _kind(
    "case.message_taken_off",
    "Nachricht gehört nicht hierher ({channel}, {reason})",
    "Message does not belong here ({channel}, {reason})",
    "الرسالة لا تخص هذا الملف ({channel}، {reason})",
    schema={"channel": str, "reason": str, "received_on": date},
)
MESSAGE_ANSWERED = _kind(
    "case.message_answered",
    "Nachricht beantwortet ({channel}, {reason})",
    "Message answered ({channel}, {reason})",
    "تم الرد على الرسالة ({channel}، {reason})",
    schema={"channel": str, "reason": str, "hours": int},
    touched=True,
)
MESSAGE_FILED = _kind(
    "case.message_filed",
    "Nachricht zur Kenntnis genommen ({channel}, {reason})",
    "Message noted, no answer needed ({channel}, {reason})",
    "تم الاطلاع على الرسالة ({channel}، {reason})",
    schema={"channel": str, "reason": str},
    touched=True,
)
MESSAGE_JOINED = _kind(
    "case.message_joined",
    "Doppelte Nachricht zusammengelegt ({channel}, {reason})",
    "Duplicate message joined to another ({channel}, {reason})",
    "ضُمّت رسالة مكررة إلى أخرى ({channel}، {reason})",
    schema={"channel": str, "reason": str},
)
ATTACHMENT_PUT = _kind(
    "case.attachment_put",
    "Anlage einer Nachricht als Unterlage „{need}“ zugeordnet",
    "Attachment of a message put to document “{need}”",
    "أُلحق مرفق رسالة بالمستند «{need}»",
    schema={"need": str},
    touched=True,
)
TYPED_IN = _kind(
    "case.typed_in",
    "Aufgenommen ({source}): {typed} Angaben eingetippt, {taken_over} übernommen, {twice} doppelt",
    "Taken in ({source}): {typed} answers typed, {taken_over} taken over, {twice} twice",
    "تم الإدخال ({source}): كُتبت {typed} من البيانات، ونُقلت {taken_over}، وتكررت {twice}",
    schema={"source": str, "typed": int, "taken_over": int, "twice": int, "fields?": list},
)
LOOSE_RECEIVED = _kind(
    "message.received",
    "Nachricht ohne Vorgang ({channel}, {reason}), eingegangen am {received_on}",
    "Message without a case ({channel}, {reason}), received on {received_on}",
    "رسالة دون ملف ({channel}، {reason})، وردت في {received_on}",
    schema={"channel": str, "reason": str, "received_on": date},
)
LOOSE_PLACED = _kind(
    "message.placed",
    "Nachricht einem Vorgang zugeordnet",
    "Message put to a case",
    "أُلحقت الرسالة بملف",
    schema={"channel": str, "reason": str, "received_on": date},
    touched=True,
)
LOOSE_ANSWERED = _kind(
    "message.answered",
    "Nachricht beantwortet ({channel}, {reason})",
    "Message answered ({channel}, {reason})",
    "تم الرد على الرسالة ({channel}، {reason})",
    schema={"channel": str, "reason": str, "hours": int},
    touched=True,
)
LOOSE_FILED = _kind(
    "message.filed",
    "Nachricht zur Kenntnis genommen ({channel}, {reason})",
    "Message noted, no answer needed ({channel}, {reason})",
    "تم الاطلاع على الرسالة ({channel}، {reason})",
    schema={"channel": str, "reason": str},
    touched=True,
)
LOOSE_JOINED = _kind(
    "message.joined",
    "Doppelte Nachricht zusammengelegt ({channel}, {reason})",
    "Duplicate message joined to another ({channel}, {reason})",
    "ضُمّت رسالة مكررة إلى أخرى ({channel}، {reason})",
    schema={"channel": str, "reason": str},
)

# Waiting, ways to go on and to end without a decision, the card.
SUSPENDED = _kind(
    "case.suspended",
    "Wartet auf: {partner}",
    "Waits for: {partner}",
    "بانتظار: {partner}",
    schema={"partner": str, "reason": str},
    touched=True,
    waits_on="us",
)
RESUMED = _kind(
    "case.resumed",
    "Wartet nicht mehr auf: {partner} ({ending})",
    "No longer waits for: {partner} ({ending})",
    "لم يعد ينتظر: {partner} ({ending})",
    schema={"partner": str, "reason": str, "ending": str},
    touched=True,
    waits_on="us",
)
REQUEST_ENDED = _kind(
    "case.request_ended",
    "Nachforderung beendet, es geht ohne weitere Unterlagen weiter",
    "Request ended, going on without further documents",
    "أُنهي طلب المستندات، ويستمر العمل دونها",
    touched=True,
    waits_on="us",
)
PASSED_ON = _kind(
    "case.passed_on",
    "Unvollständig nach Ablauf der Frist zugeleitet an {team} (§ 82 AufenthG)",
    "Passed on incomplete after the deadline to {team} (section 82 of the Residence Act)",
    "أُحيل دون اكتمال بعد انقضاء المهلة إلى {team} (المادة 82 من قانون الإقامة)",
    schema={"team": str, "difficulty": int},
    touched=True,
    waits_on="us",
)
SETTLED = _kind(
    "case.settled",
    "Ohne Entscheidung erledigt: {closure}",
    "Settled without a decision: {closure}",
    "أُنهي الملف دون قرار: {closure}",
    schema={"closure": str},
    touched=True,
    waits_on="nobody",
    milestone="ended",
)
CARD_ORDERED = _kind(
    "case.card_ordered",
    "Karte bestellt",
    "Card ordered",
    "طُلبت البطاقة",
    touched=True,
    waits_on="us",
)
CARD_ARRIVED = _kind(
    "case.card_arrived",
    "Karte eingetroffen, liegt zur Abholung bereit",
    "Card arrived, ready to be collected",
    "وصلت البطاقة وهي جاهزة للاستلام",
    touched=True,
    waits_on="applicant",
)
PARTNER_CHANGED = _kind(
    "partner.changed",
    "Angaben zur Stelle geändert",
    "Details of the body changed",
    "عُدّلت بيانات الجهة",
    schema={"partner": str, "reason": str, "is_active": bool, "usual_days?": int},
)
OUTAGE_BEGAN = _kind(
    "partner.outage_began",
    "Stelle nicht erreichbar: {partner}",
    "Body not reachable: {partner}",
    "الجهة غير متاحة: {partner}",
    schema={"partner": str, "waiting": int},
)
OUTAGE_ENDED = _kind(
    "partner.outage_ended",
    "Stelle wieder erreichbar: {partner}",
    "Body reachable again: {partner}",
    "الجهة متاحة من جديد: {partner}",
    schema={"partner": str, "waiting": int},
)
# Certificates and fees
EFFECT_FOUND = _kind(
    "case.effect_found",
    "Wirkung des Antrags geprüft (§ 81 AufenthG): {effect}",
    "Effect of the application examined (§ 81 AufenthG): {effect}",
    "دُرس أثر الطلب (المادة 81): {effect}",
    schema={"effect": str},
    touched=True,
)
FINGERPRINTS_DUE = _kind(
    "case.fingerprints_due",
    "Identität ist durch Fingerabdrücke zu sichern (§ 81 Abs. 7 AufenthG)",
    "Identity must be secured by fingerprints (§ 81(7) AufenthG)",
    "يلزم تأكيد الهوية ببصمات الأصابع (المادة 81 فقرة 7)",
    touched=True,
)
FINGERPRINTS_TAKEN = _kind(
    "case.fingerprints_taken",
    "Fingerabdrücke abgenommen und im AZR gespeichert",
    "Fingerprints taken and stored in the AZR",
    "أُخذت البصمات وحُفظت في السجل المركزي للأجانب",
    touched=True,
)
CERTIFICATE_ISSUED = _kind(
    "case.certificate_issued",
    "Fiktionsbescheinigung Nr. {number} ausgestellt, gültig bis {valid_until} ({reason})",
    "Fiktionsbescheinigung no. {number} issued, valid until {valid_until} ({reason})",
    "صدرت شهادة Fiktionsbescheinigung رقم {number}، سارية حتى {valid_until} ({reason})",
    schema={"number": int, "effect": str, "reason": str, "valid_until": date},
    touched=True,
)
CHARGED = _kind(
    "case.charged",
    "Gebühr festgesetzt: {amount} Euro",
    "Fee set: {amount} euros",
    "حُدد الرسم: {amount} يورو",
    schema={"amount": str, "part": str, "due_on": date},
    touched=True,
)
CHARGE_DROPPED = _kind(
    "case.charge_dropped",
    "Gebühr entfällt: {amount} Euro ({reason})",
    "Fee dropped: {amount} euros ({reason})",
    "أُسقط الرسم: {amount} يورو ({reason})",
    schema={"amount": str, "reason": str},
    touched=True,
)
PAID = _kind(
    "case.paid",
    "Zahlung vermerkt: {amount} Euro ({way})",
    "Payment noted: {amount} euros ({way})",
    "سُجّلت دفعة: {amount} يورو ({way})",
    schema={"amount": str, "way": str},
)
PAYMENT_UNDONE = _kind(
    "case.payment_undone",
    "Zahlungsvermerk zurückgenommen: {amount} Euro",
    "Note of a payment taken back: {amount} euros",
    "أُلغي تسجيل دفعة: {amount} يورو",
    schema={"amount": str},
)

# The applicant, her family and who acts for her
CONTACT_CHANGED = _kind(
    "case.contact_changed",
    "Kontaktdaten geändert",
    "Contact details changed",
    "عُدّلت بيانات الاتصال",
    schema={"fields": list},
)
REPRESENTATIVE_NAMED = _kind(
    "case.representative_named",
    "Benannt: {kind}",
    "Named: {kind}",
    "عُيّن: {kind}",
    schema={"kind": str},
)
REPRESENTATIVE_CONFIRMED = _kind(
    "case.representative_confirmed",
    "Geprüft und bestätigt: {kind}",
    "Checked and confirmed: {kind}",
    "فُحص وأُكّد: {kind}",
    schema={"kind": str},
    touched=True,
)
REPRESENTATIVE_ENDED = _kind(
    "case.representative_ended",
    "Beendet: {kind}",
    "Ended: {kind}",
    "انتهى: {kind}",
    schema={"kind": str},
)
CONSENT_NOTED = _kind(
    "case.consent_noted",
    "Einwilligung vermerkt: {kind}",
    "Consent noted: {kind}",
    "سُجّلت الموافقة: {kind}",
    schema={"kind": str},
    touched=True,
)
FAMILY_FILED = _kind(
    "case.family_filed",
    "Gemeinsam mit der Familie beantragt: {persons} Personen",
    "Filed together with the family: {persons} persons",
    "قُدّم مع العائلة: {persons} أشخاص",
    schema={"persons": int},
)
TITLE_END_NOTED = _kind(
    "case.title_end_noted",
    "Titel erteilt bis {ends_on}",
    "Title granted until {ends_on}",
    "مُنح التصريح حتى {ends_on}",
    schema={"ends_on": date},
    touched=True,
)
RENEWAL_INVITED = _kind(
    "case.renewal_invited",
    "Zur Verlängerung eingeladen",
    "Invited to renew",
    "دُعي إلى التجديد",
)

# Decisions: the sample, signing, notification, reversal.
DRAWN = _kind(
    "case.drawn",
    "Stichprobe: von {share} von 10.000 {drawn}",
    "Sample: of {share} in 10,000 {drawn}",
    "العينة: من {share} من كل 10000 {drawn}",
    schema={"drawn": str, "share": int},
)
DECISION_SIGNED = _kind(
    "case.decision_signed",
    "Erteilung unterzeichnet, nicht in der Stichprobe: {outcome}",
    "Grant signed, not in the sample: {outcome}",
    "وُقّع قرار المنح خارج العينة: {outcome}",
    schema={"outcome": str},
    touched=True,
    waits_on="us",
    milestone="decided",
)
NOTIFIED = _kind(
    "case.notified",
    "Bekanntgabe {way} am {notified_on}",
    "Notified {way} on {notified_on}",
    "التبليغ {way} في {notified_on}",
    schema={"way": str, "notified_on": date, "remedy_until?": date},
    touched=True,
)
HEARING_WRITTEN = _kind(
    "case.hearing_written",
    "Anhörung zu {outcome}, Frist {deadline_on}",
    "Hearing about {outcome}, deadline {deadline_on}",
    "سماع الأقوال بشأن {outcome}، والمهلة حتى {deadline_on}",
    schema={"outcome": str, "deadline_on": date},
    touched=True,
)
HEARD = _kind(
    "case.heard",
    "Stellungnahme vom {day}",
    "Statement of {day}",
    "ردّ بتاريخ {day}",
    schema={"day": date},
    touched=True,
)
DECISION_REVERSED = _kind(
    "case.decision_reversed",
    "Entscheidung aufgehoben: {by_whom}",
    "Decision overturned: {by_whom}",
    "نُقض القرار: {by_whom}",
    schema={"by_whom": str, "on": date},
)

# Letters and post
LETTER_WRITTEN = _kind(
    "case.letter_written",
    "Schreiben erstellt (Vorlage {template}, Fassung {version})",
    "Letter written (template {template}, version {version})",
    "أُعدّت رسالة (النموذج {template}، الإصدار {version})",
    schema={"template": str, "version": int, "bulk": bool},
    touched=True,
)
LETTER_RECALLED = _kind(
    "case.letter_recalled",
    "Schreiben vor dem Versand zurückgerufen: {letter}",
    "Letter recalled before it was sent: {letter}",
    "استُرجعت الرسالة قبل إرسالها: {letter}",
    schema={"letter": str},
    touched=True,
)
LETTER_SENT = _kind(
    "case.letter_sent",
    "Schreiben zur Post gegeben: {letter}",
    "Letter handed to the post: {letter}",
    "سُلّمت الرسالة إلى البريد: {letter}",
    schema={"letter": str},
)
LETTER_DELIVERED = _kind(
    "case.letter_delivered",
    "Schreiben zugestellt am {day}: {letter}",
    "Letter delivered on {day}: {letter}",
    "سُلّمت الرسالة في {day}: {letter}",
    schema={"letter": str, "day": date},
)
LETTER_RETURNED = _kind(
    "case.letter_returned",
    "Schreiben kam zurück ({reason}): {letter}",
    "Letter came back ({reason}): {letter}",
    "عادت الرسالة ({reason}): {letter}",
    schema={"letter": str, "reason": str},
)
RETURN_SETTLED = _kind(
    "case.return_settled",
    "Rücklauf erledigt: {settlement}",
    "Returned letter settled: {settlement}",
    "سُوّي أمر الرسالة العائدة: {settlement}",
    schema={"settlement": str},
    touched=True,
)
TEMPLATE_RELEASED = register(
    Kind(
        name="letters.template_released",
        sentence={
            "de": "Vorlage {template} in Fassung {version} freigegeben",
            "en": "Template {template} released in version {version}",
            "ar": "اعتُمد النموذج {template} بالإصدار {version}",
        },
        schema={"template": str, "version": int},
        shredding="Stays: names no person.",
        touched=False,
        waits_on=None,
        milestone="",
    )
)

# ---- inbox, triage, organisation chart
URGENCY_SET = _kind(
    "case.urgency_set",
    "Dringlichkeit von Hand auf {urgency} gesetzt (Regeln: {computed})",
    "Urgency set to {urgency} by a person (rules: {computed})",
    "حُدّدت درجة الاستعجال يدويًا: {urgency} (حسب القواعد: {computed})",
    schema={"computed": int, "urgency": int},
)
URGENCY_BY_RULE = _kind(
    "case.urgency_by_rule",
    "Dringlichkeit folgt wieder den Regeln ({urgency})",
    "Urgency follows the rules again ({urgency})",
    "درجة الاستعجال تتبع القواعد من جديد ({urgency})",
    schema={"urgency": int},
)
DEPUTY_SET = _kind("case.deputy_set", "Vertretung eingetragen", "Deputy named", "عُيّن نائب")
DEPUTY_ENDED = _kind("case.deputy_ended", "Vertretung beendet", "Deputy ended", "انتهت النيابة")
REHOMED = _kind(
    "case.rehomed",
    "Nach neuer Organisation von {before} an {team} gegangen",
    "Moved from {before} to {team} under a new chart",
    "انتقل من {before} إلى {team} وفق الهيكل الجديد",
    schema={"before": str, "team": str},
)
IN_BATCH = _kind(
    "case.in_batch",
    "Teil einer Sammelaktion",
    "Part of an act on many cases",
    "جزء من إجراء جماعي",
    schema={"batch": str, "action": str},
)
BATCH_UNDONE = _kind(
    "case.batch_undone",
    "Sammelaktion zurückgenommen",
    "Act on many cases taken back",
    "أُلغي الإجراء الجماعي",
    schema={"batch": str, "action": str},
    touched=True,
)
RELEASED_BY_OWNER = _kind(
    "case.given_back",
    "Übernahme zurückgenommen",
    "No longer taken by a caseworker",
    "أُلغي تولّي المعالجة",
    touched=True,
)

# Suits
SUIT_FILED = _kind(
    "case.suit_filed",
    "Klage im Register eingetragen: {kind}, eingegangen am {filed_on}",
    "Suit entered in the register: {kind}, filed on {filed_on}",
    "سُجّلت دعوى: {kind}، رُفعت في {filed_on}",
    schema={"kind": str, "filed_on": date},
)
SUIT_OVER = _kind(
    "case.suit_over",
    "Klage beendet ({kind}): {outcome} am {on}",
    "Suit ended ({kind}): {outcome} on {on}",
    "انتهت الدعوى ({kind}): {outcome} في {on}",
    schema={"kind": str, "outcome": str, "on": date},
)
SUIT_RECORDED = _kind(
    "suit.recorded",
    "Klage eingetragen: {kind}",
    "Suit entered: {kind}",
    "سُجّلت دعوى: {kind}",
    schema={"kind": str},
)
SUIT_CHANGED = _kind(
    "suit.changed",
    "Angaben zur Klage geändert",
    "Details of the suit changed",
    "عُدّلت بيانات الدعوى",
    schema={"kind": str},
)
SUIT_ENDED = _kind(
    "suit.ended",
    "Klage beendet: {outcome} am {on}",
    "Suit ended: {outcome} on {on}",
    "انتهت الدعوى: {outcome} في {on}",
    schema={"kind": str, "outcome": str, "on": date},
)
SUIT_DEADLINE_MET = _kind(
    "suit.deadline_met",
    "Frist des Gerichts vom {due_on} erledigt",
    "Deadline of the court of {due_on} met",
    "أُنجز المطلوب للمحكمة بموعد {due_on}",
    schema={"due_on": date, "kept": bool},
)

# The monthly legal review
REVIEW_DRAWN = _kind(
    "legal_review.drawn",
    "Rechtsprüfung {month}: {drawn} von {population} Entscheidungen gezogen",
    "Legal review {month}: {drawn} of {population} decisions drawn",
    "المراجعة القانونية {month}: اختير {drawn} من {population} قرارًا",
    schema={"month": date, "population": int, "drawn": int},
)
LEGALLY_REVIEWED = _kind(
    "case.legally_reviewed",
    "Entscheidung in der Rechtsprüfung geprüft",
    "Decision checked in the legal review",
    "رُوجع القرار في المراجعة القانونية",
    schema={"findings": int},
)
FINDINGS_ANSWERED = _kind(
    "case.findings_answered",
    "Sachgebiet hat auf die Rechtsprüfung geantwortet",
    "Team answered the legal review",
    "ردّ القسم على المراجعة القانونية",
    schema={"answer": str},
)

# Complaints
COMPLAINT_RECORDED = _kind(
    "complaint.recorded",
    "Beschwerde vom {received_on} eingetragen ({channel}, {topic})",
    "Complaint of {received_on} entered ({channel}, {topic})",
    "سُجّلت شكوى بتاريخ {received_on} ({channel}، {topic})",
    schema={"channel": str, "topic": str, "received_on": date},
)
COMPLAINT_ANSWERED = _kind(
    "complaint.answered",
    "Beschwerde nach {days} Tagen beantwortet ({topic})",
    "Complaint answered after {days} days ({topic})",
    "رُدّ على الشكوى بعد {days} من الأيام ({topic})",
    schema={"topic": str, "days": int, "upheld": bool},
    touched=True,
)

# Legal questions and knowledge
LEGAL_ASKED = _kind(
    "case.legal_asked",
    "Rechtsfrage gestellt",
    "Legal question asked",
    "طُرح سؤال قانوني",
    touched=True,
)
LEGAL_ANSWERED = _kind(
    "case.legal_answered",
    "Rechtsfrage nach {hours} Stunden beantwortet",
    "Legal question answered after {hours} hours",
    "أُجيب عن السؤال القانوني بعد {hours} من الساعات",
    schema={"hours": int, "reused": bool},
    touched=True,
)
KNOWLEDGE_KEPT = _kind(
    "knowledge.kept",
    "Rechtswissen festgehalten",
    "Legal knowledge written down",
    "سُجّلت معرفة قانونية",
)

#: Words for codes that stand in sentences of the timeline.
WORDS = {
    "lawyer": {"de": "anwaltliche Vertretung", "en": "lawyer", "ar": "محامٍ"},
    "proxy": {"de": "bevollmächtigte Person", "en": "authorised person", "ar": "وكيل مفوّض"},
    "guardian": {"de": "Vormund", "en": "guardian", "ar": "وصي"},
    "custody_holder": {"de": "sorgeberechtigte Person", "en": "custody holder", "ar": "صاحب حق الحضانة"},
    "fine": {"de": "in Ordnung", "en": "fine", "ar": "سليم"},
    "missing": {"de": "fehlt", "en": "missing", "ar": "ناقص"},
    "unreadable": {"de": "unlesbar", "en": "unreadable", "ar": "غير مقروء"},
    "wrong": {"de": "falsch", "en": "wrong", "ar": "غير صحيح"},
    "grant": {"de": "Erteilung", "en": "granted", "ar": "منح"},
    "grant_restricted": {"de": "Erteilung mit Einschränkung", "en": "granted with restrictions", "ar": "منح مع تقييد"},
    "refuse": {"de": "Ablehnung", "en": "refused", "ar": "رفض"},
    "revoke": {"de": "Aufhebung", "en": "revoked", "ar": "إلغاء"},
    "drawn": {"de": "gezogen", "en": "drawn", "ar": "اختير"},
    "not_drawn": {"de": "nicht gezogen", "en": "not drawn", "ar": "لم يُختر"},
    "post": {"de": "mit der Post", "en": "by post", "ar": "بالبريد"},
    "in_person": {"de": "durch Übergabe", "en": "in person", "ar": "بالتسليم باليد"},
    "with_proof": {"de": "mit Zustellnachweis", "en": "with proof of delivery", "ar": "مع إثبات التسليم"},
    "court": {"de": "durch ein Gericht", "en": "by a court", "ar": "من المحكمة"},
    "objection": {"de": "auf Widerspruch", "en": "on objection", "ar": "بناءً على اعتراض"},
    "desk": {"de": "am Schalter", "en": "at the counter", "ar": "عند الشباك"},
    "letter": {"de": "per Brief", "en": "by letter", "ar": "بالبريد"},
    "mail": {"de": "Mail", "en": "mail", "ar": "بريد إلكتروني"},
    "counter": {"de": "Schalter", "en": "counter", "ar": "الشباك"},
    "portal": {"de": "Portal", "en": "portal", "ar": "البوابة"},
    "paper": {"de": "Papier", "en": "paper", "ar": "ورق"},
    "efa": {"de": "Online-Dienst des Landes", "en": "online service of the Land", "ar": "الخدمة الإلكترونية للولاية"},
    "general": {"de": "allgemeine Frage", "en": "general question", "ar": "سؤال عام"},
    "appointment": {"de": "Termin", "en": "appointment", "ar": "موعد"},
    "handing_in": {"de": "Unterlagen abgeben", "en": "handing in documents", "ar": "تسليم مستندات"},
    "status": {"de": "Stand des Vorgangs", "en": "status of the case", "ar": "حالة الملف"},
    "responsible": {"de": "Zuständigkeit", "en": "who is responsible", "ar": "الجهة المختصة"},
    "answered": {"de": "Antwort ist da", "en": "answer received", "ar": "ورد الجواب"},
    "without": {"de": "es geht ohne weiter", "en": "going on without it", "ar": "يستمر العمل دونه"},
    "moved_away": {"de": "weggezogen", "en": "moved away", "ar": "انتقل إلى مكان آخر"},
    "other_office": {"de": "andere Behörde zuständig", "en": "another office is responsible", "ar": "دائرة أخرى مختصة"},
    "died": {"de": "verstorben", "en": "deceased", "ar": "متوفى"},
    "resolved": {"de": "hat sich erledigt", "en": "resolved itself", "ar": "انتفت الحاجة"},
    "fortgeltung": {
        "de": "der Titel gilt als fortbestehend",
        "en": "the title is deemed to continue",
        "ar": "يُعتبر التصريح ساريًا",
    },
    "fortgeltung_restricted": {
        "de": "der Titel gilt als fortbestehend, Beschäftigung beschränkt",
        "en": "the title is deemed to continue, employment restricted",
        "ar": "يُعتبر التصريح ساريًا مع تقييد العمل",
    },
    "erlaubnis": {
        "de": "der Aufenthalt gilt als erlaubt",
        "en": "the stay is deemed permitted",
        "ar": "تُعتبر الإقامة مسموحًا بها",
    },
    "duldung": {"de": "die Abschiebung gilt als ausgesetzt", "en": "removal is deemed suspended", "ar": "يُعتبر الترحيل معلّقًا"},
    "ordered": {
        "de": "Fortgeltung zur Vermeidung einer unbilligen Härte angeordnet",
        "en": "continuation ordered to avoid undue hardship",
        "ar": "أُمر باستمرار التصريح لتجنب مشقة غير منصفة",
    },
    "no_effect": {"de": "keine Wirkung", "en": "no effect", "ar": "لا أثر"},
    "no_slot": {"de": "kein Termin frei", "en": "no appointment free", "ar": "لا موعد متاح"},
    "documents": {"de": "Unterlagen fehlen", "en": "documents are missing", "ar": "مستندات ناقصة"},
    "third_party": {"de": "eine andere Stelle ist beteiligt", "en": "another body is involved", "ar": "جهة أخرى مشاركة"},
    "capacity": {"de": "noch nicht bearbeitet", "en": "not yet dealt with", "ar": "لم يُعالج بعد"},
    "jurisdiction": {"de": "nicht zuständig", "en": "no jurisdiction", "ar": "عدم الاختصاص"},
    "withdrawn_early": {
        "de": "vor der Bearbeitung zurückgenommen",
        "en": "withdrawn before work began",
        "ar": "سُحب قبل بدء المعالجة",
    },
    "relief": {"de": "Befreiung oder Ermäßigung", "en": "exemption or relief", "ar": "إعفاء أو تخفيض"},
    "mistake": {"de": "Irrtum", "en": "mistake", "ar": "خطأ"},
    "import": {"de": "Datei der Kasse", "en": "file of the cashier's office", "ar": "ملف الخزينة"},
    "tick": {"de": "von Hand", "en": "by hand", "ar": "يدويًا"},
    "receipt": {"de": "Eingangsbestätigung", "en": "receipt", "ar": "إيصال الاستلام"},
    "hearing": {"de": "Anhörung", "en": "hearing", "ar": "سماع الأقوال"},
    "document_request": {"de": "Nachforderung", "en": "request for documents", "ar": "طلب مستندات"},
    "completeness": {"de": "Vollständigkeitsbestätigung", "en": "confirmation of completeness", "ar": "تأكيد الاكتمال"},
    "decision": {"de": "Bescheid", "en": "decision", "ar": "القرار"},
    "new_code": {"de": "neuer Code", "en": "new code", "ar": "رمز جديد"},
    "notice": {"de": "Schreiben", "en": "letter", "ar": "رسالة"},
    "unknown": {"de": "Empfänger unbekannt", "en": "addressee unknown", "ar": "المرسل إليه غير معروف"},
    "moved": {"de": "verzogen", "en": "moved away", "ar": "انتقل من العنوان"},
    "not_collected": {"de": "nicht abgeholt", "en": "not collected", "ar": "لم تُستلم"},
    "refused_by_her": {"de": "Annahme verweigert", "en": "acceptance refused", "ar": "رُفض الاستلام"},
    "incomplete_address": {"de": "Anschrift unvollständig", "en": "address incomplete", "ar": "العنوان ناقص"},
    "other_return": {"de": "anderer Grund", "en": "other reason", "ar": "سبب آخر"},
    "sent_again": {"de": "erneut versandt", "en": "sent again", "ar": "أُعيد الإرسال"},
    "handed_over": {"de": "am Schalter übergeben", "en": "handed over at the counter", "ar": "سُلّمت في الشباك"},
    "reached_otherwise": {"de": "anders erreicht", "en": "reached another way", "ar": "وصل بطريقة أخرى"},
    "public_notice_checked": {
        "de": "öffentliche Zustellung geprüft",
        "en": "service by publication checked",
        "ar": "فُحص التبليغ بالنشر",
    },
    "not_needed": {"de": "nicht mehr nötig", "en": "no longer needed", "ar": "لم يعد لازمًا"},
    "obligation": {"de": "Verpflichtungsklage", "en": "suit for a grant", "ar": "دعوى إلزام بالمنح"},
    "annulment": {"de": "Anfechtungsklage", "en": "suit for annulment", "ar": "دعوى إلغاء"},
    "inaction": {"de": "Untätigkeitsklage", "en": "inaction suit", "ar": "دعوى امتناع عن البت"},
    "urgent_80_5": {
        "de": "Eilantrag nach § 80 Abs. 5 VwGO",
        "en": "urgent application (§ 80(5) VwGO)",
        "ar": "طلب مستعجل (المادة 80 فقرة 5 VwGO)",
    },
    "urgent_123": {
        "de": "Eilantrag nach § 123 VwGO",
        "en": "urgent application (§ 123 VwGO)",
        "ar": "طلب مستعجل (المادة 123 VwGO)",
    },
    "dismissed": {"de": "abgewiesen", "en": "dismissed", "ar": "رُفضت"},
    "upheld": {"de": "stattgegeben", "en": "upheld", "ar": "قُبلت"},
    "partly_upheld": {"de": "teilweise stattgegeben", "en": "partly upheld", "ar": "قُبلت جزئيًا"},
    "compromise": {"de": "Vergleich", "en": "settlement in court", "ar": "تسوية قضائية"},
    "taken_back": {"de": "zurückgenommen", "en": "withdrawn", "ar": "سُحبت"},
    "moot": {"de": "erledigt", "en": "declared settled", "ar": "انتهت لانتفاء موضوعها"},
}

# Records: holds, deletion
HELD = _kind(
    "case.held",
    "Löschsperre gesetzt",
    "Legal hold set",
    "وُضع حظر على الحذف",
    touched=True,
)
HOLD_LIFTED = _kind(
    "case.hold_lifted",
    "Löschsperre aufgehoben",
    "Legal hold lifted",
    "رُفع حظر الحذف",
    touched=True,
)
UPLOADS_DELETED = _kind(
    "case.uploads_deleted",
    "Nach Ablauf der Frist gelöschte Unterlagen: {count}",
    "Documents deleted after their period: {count}",
    "عدد المستندات المحذوفة بعد انقضاء المدة: {count}",
    schema={"count": int},
)
FOLDER_MADE = _kind(
    "case.folder_made",
    "Übergabemappe erzeugt",
    "Hand-over folder made",
    "أُنشئ ملف التسليم",
    touched=True,
)

# What another system held, and cases that went to another team in one act
IMPORTED = _kind(
    "case.imported",
    "Aus „{source}“ übernommen",
    "Taken over from “{source}”",
    "نُقل من «{source}»",
    schema={"source": str},
)
TEAM_MOVED = _kind(
    "case.team_moved",
    "Mit seinem Verfahren von {before} an {team} übergegangen",
    "Went from {before} to {team} with its procedure",
    "انتقل مع إجرائه من {before} إلى {team}",
    schema={"before": str, "team": str},
)

# Second opinions, given without seeing what the rules say; the journal says that, not what
OPINIONS_DRAWN = _kind(
    "opinion_round.drawn",
    "Zweite Einschätzung {month}: {drawn} von {population} Vorgängen gezogen",
    "Second opinions {month}: {drawn} of {population} cases drawn",
    "التقدير الثاني {month}: اختير {drawn} من {population} ملفًا",
    schema={"month": date, "population": int, "drawn": int},
)
OPINION_GIVEN = _kind(
    "case.opinion_given",
    "Zweite Einschätzung von Dringlichkeit und Schwierigkeit abgegeben",
    "Second opinion on urgency and difficulty given",
    "قُدِّم تقدير ثانٍ للاستعجال والصعوبة",
)

# Test cases for decisions
VIGNETTE_OPENED = _kind(
    "vignette.opened",
    "Fallbeispiel gestellt",
    "Test case posed",
    "طُرحت حالة تمرين",
    schema={"service": str},
)
VIGNETTE_ANSWERED = _kind(
    "vignette.answered",
    "Fallbeispiel beantwortet",
    "Test case answered",
    "أُجيب عن حالة تمرين",
)
VIGNETTE_CLOSED = _kind(
    "vignette.closed",
    "Fallbeispiel aufgelöst, Antworten: {answers}",
    "Test case resolved, answers: {answers}",
    "حُلّت حالة التمرين، عدد الإجابات: {answers}",
    schema={"answers": int},
)
