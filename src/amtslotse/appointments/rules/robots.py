"""From when on something looks automated, and how it is said. A sign is no proof: a shelter shares one address."""

from __future__ import annotations

from typing import Final

Texts = dict[str, str]

#: Answers from one network in an hour.
BURST: Final = 20
#: Seconds from the page to the answer below which no person has read it.
FASTER_THAN_A_PERSON: Final = 4.0
FAST_ANSWERS: Final = 5
#: Different persons with one mail address or telephone number.
PERSONS_OF_A_CONTACT: Final = 6
#: Different contacts for one document.
CONTACTS_OF_A_PERSON: Final = 3
#: Cancellations by one contact within minutes of booking: a place held for somebody else.
QUICK_CANCELLATIONS: Final = 3
QUICK_MINUTES: Final = 30

KINDS: Final[dict[str, tuple[Texts, Texts]]] = {
    "burst": (
        {"de": "Viele Anfragen aus einem Netz", "en": "Many answers from one network", "ar": "طلبات كثيرة من شبكة واحدة"},
        {
            "de": f"{BURST} oder mehr abgesandte Formulare aus einem Netz in einer Stunde. Auch eine Unterkunft oder "
            "Beratungsstelle hat nur eine Adresse.",
            "en": f"{BURST} or more forms sent from one network within an hour. A shelter or counselling office has one "
            "address too.",
            "ar": f"{BURST} نموذجًا أو أكثر من شبكة واحدة خلال ساعة. قد يكون لمركز إيواء أو استشارة عنوان واحد أيضًا.",
        },
    ),
    "fast": (
        {"de": "Schneller als ein Mensch", "en": "Faster than a person", "ar": "أسرع من إنسان"},
        {
            "de": f"Netze mit {FAST_ANSWERS} oder mehr Formularen, die in weniger als {FASTER_THAN_A_PERSON:.0f} Sekunden "
            "ausgefüllt waren.",
            "en": f"Networks with {FAST_ANSWERS} or more forms that were filled in within {FASTER_THAN_A_PERSON:.0f} seconds.",
            "ar": f"شبكات أرسلت {FAST_ANSWERS} نماذج أو أكثر مُلئت في أقل من {FASTER_THAN_A_PERSON:.0f} ثوانٍ.",
        },
    ),
    "contact": (
        {"de": "Ein Kontakt, viele Personen", "en": "One contact, many persons", "ar": "جهة اتصال واحدة وأشخاص كثيرون"},
        {
            "de": f"Eine Mail-Adresse oder Telefonnummer mit {PERSONS_OF_A_CONTACT} oder mehr verschiedenen Personen, ohne "
            "Kanzleien und Beratungsstellen mit eigenem Zugang. Große Familien gibt es auch.",
            "en": f"One mail address or telephone number with {PERSONS_OF_A_CONTACT} or more different persons, without "
            "lawyers and counselling offices with an access of their own. There are large families too.",
            "ar": f"عنوان بريد أو رقم هاتف واحد مع {PERSONS_OF_A_CONTACT} أشخاص مختلفين أو أكثر، دون مكاتب المحاماة والاستشارة "
            "التي لها دخول خاص. وهناك أيضًا عائلات كبيرة.",
        },
    ),
    "document": (
        {"de": "Ein Dokument, viele Kontakte", "en": "One document, many contacts", "ar": "وثيقة واحدة وجهات اتصال كثيرة"},
        {
            "de": f"Dieselbe Dokumentnummer mit {CONTACTS_OF_A_PERSON} oder mehr verschiedenen Kontakten.",
            "en": f"The same document number with {CONTACTS_OF_A_PERSON} or more different contacts.",
            "ar": f"رقم الوثيقة نفسه مع {CONTACTS_OF_A_PERSON} جهات اتصال مختلفة أو أكثر.",
        },
    ),
    "cancelled": (
        {"de": "Gebucht und gleich abgesagt", "en": "Booked and cancelled at once", "ar": "حجز ثم إلغاء فوري"},
        {
            "de": f"Kontakte, die {QUICK_CANCELLATIONS} oder mehr Termine binnen {QUICK_MINUTES} Minuten nach der Buchung "
            "abgesagt haben: So werden Plätze für andere gehalten.",
            "en": f"Contacts that cancelled {QUICK_CANCELLATIONS} or more appointments within {QUICK_MINUTES} minutes of "
            "booking: this is how places are held for others.",
            "ar": f"جهات اتصال ألغت {QUICK_CANCELLATIONS} مواعيد أو أكثر خلال {QUICK_MINUTES} دقيقة من الحجز: "
            "هكذا تُحجز المواعيد لآخرين.",
        },
    ),
}
