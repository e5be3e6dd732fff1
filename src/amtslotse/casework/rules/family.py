"""Who may act for the applicant, and whose consent a minor needs (§§ 14 VwVfG, 80 AufenthG). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

#: In the order in which a letter is addressed: a lawyer or proxy first (§ 14 Abs. 3 VwVfG), then who acts for a minor.
KINDS = ("lawyer", "proxy", "guardian", "custody_holder")
#: These act by a power of attorney that somebody has to show.
BY_AUTHORITY = ("lawyer", "proxy")
#: These act for a minor (§ 80 Abs. 4 AufenthG).
FOR_MINORS = ("guardian", "custody_holder")
#: These consent to the stay of a minor (§ 80 Abs. 5 AufenthG).
CONSENTING = FOR_MINORS
#: More than anybody needs at one time.
MOST = 6
#: How an authority was shown to the office.
SHOWN = ("document", "paper")
FULL_AGE = 18
#: What the applicant may change herself: the questions of the group contact, under the catalogue's rules for them.
CONTACT = ("street", "postcode", "city", "email", "phone")
#: Titles of Abschnitt 3 and 4 (education and work): there the custody holders must consent (§ 80 Abs. 5 AufenthG).
CONSENT_PURPOSES = ("AUSB_", "ERW_")


@dataclass(frozen=True, slots=True)
class RepresentativeView:
    """Somebody who acts for the applicant. ``valid_to`` is the first day on which it is over."""

    id: UUID
    kind: str
    name: str
    street: str
    postcode: str
    city: str
    email: str
    valid_from: date
    valid_to: date | None
    authority: str
    document: UUID | None
    is_sole: bool
    consented_on: date | None
    confirmed_at: datetime | None

    @property
    def is_confirmed(self) -> bool:
        """Whether the office has seen the power of attorney, or who acts for the minor."""
        return self.confirmed_at is not None

    @property
    def address(self) -> tuple[str, ...]:
        """The lines below the name; empty when no address is known."""
        return tuple(line for line in (self.street, f"{self.postcode} {self.city}".strip()) if line)

    def acts_on(self, day: date) -> bool:
        """Whether the representation is confirmed and covers the day."""
        return self.is_confirmed and self.is_living(day)

    def is_living(self, day: date) -> bool:
        """Whether it covers the day, confirmed or not."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


def addressees(people: Sequence[RepresentativeView], *, is_minor: bool, on: date) -> tuple[RepresentativeView, ...]:
    """To whom a letter of that day goes instead of the applicant: the confirmed lawyer or proxy first (§ 14 Abs. 3 VwVfG),
    for a minor else everybody who acts for her (§ 80 AufenthG). Empty: to herself, or, for a minor, to nobody yet.
    """
    acting = [each for each in people if each.acts_on(on)]
    by_power = tuple(each for each in acting if each.kind in BY_AUTHORITY)
    if by_power:
        return by_power[:1]
    return tuple(each for each in acting if each.kind in FOR_MINORS) if is_minor else ()


def needs_consent(purpose: str) -> bool:
    """Whether the custody holders of a minor must consent: Abschnitt 3 and 4 (§ 80 Abs. 5 AufenthG)."""
    return purpose.startswith(CONSENT_PURPOSES)


def open_points(people: Sequence[RepresentativeView], *, is_minor: bool, purpose: str, on: date) -> tuple[str, ...]:
    """What is still open about who acts for her, as codes: the clerk sees them before a decision leaves the house.

    ``nobody_acts``, ``second_custody_holder`` (one is named, and not as holding custody alone), ``consent`` (of somebody
    named), ``unconfirmed`` (a named person or consent that nobody here has checked).
    """
    living = [each for each in people if each.is_living(on)]
    found = []
    if is_minor:
        acting = [each for each in living if each.kind in FOR_MINORS]
        if not acting:
            found.append("nobody_acts")
        elif not any(each.kind == "guardian" or each.is_sole for each in acting) and len(acting) < 2:
            found.append("second_custody_holder")
        if needs_consent(purpose) and any(each.consented_on is None for each in acting):
            found.append("consent")
    if any(not each.is_confirmed for each in living):
        found.append("unconfirmed")
    return tuple(found)
