"""What a page says about a promise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from amtslotse.accounts.rules import ROLES
from amtslotse.kernel import checked
from amtslotse.reporting.queries import Figure, PromiseView, SourceView, State, VersionView
from amtslotse.reporting.rules import Kpi
from amtslotse.reporting.rules.promises import MEASURES, Target
from amtslotse.web.promises import words
from amtslotse.web.ui.charts import Sparkline


@dataclass(frozen=True, slots=True)
class Sentence:
    """A promise in the reader's language, or in German where nobody answers for a translation (``is_foreign``)."""

    text: str
    language: str
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of days: what was promised, measured, and whether it was kept (``None``: no verdict)."""

    name: str
    rate: str
    value: str
    n: int
    promised: str
    verdict: str
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Old:
    """A version that is not the one shown: from a day on."""

    version: int
    sentence: str
    promised: str
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class Box:
    """One promise as everybody reads it. ``now`` is ``None`` for one that is withdrawn."""

    value: str
    sentence: Sentence
    kpi: Kpi | None
    kpi_name: str
    promised: str
    owner: str
    valid_from: date | None
    begins_later: bool
    now: Line | None
    now_until: date | None
    months: tuple[Line, ...]
    chart: Sparkline | None
    older: tuple[Old, ...]
    planned: Old | None
    withdrawn_on: date | None
    withdrawn_reason: str


def sentence(version: VersionView, language: str) -> Sentence:
    """The checked translation, else the German words."""
    text = version.text(language)
    if language == "de" or text is None or not checked.counts(text.checked_by, demonstration=settings.DEMO):
        return Sentence(version.sentence, "de", language != "de")
    return Sentence(text.sentence, language, False)


def line(figure: Figure, today: date) -> Line:
    """A stretch in words; the month that is running says so."""
    name = date_format(figure.window.first, "M Y")
    return Line(
        name=_("%(month)s (läuft noch)") % {"month": name} if figure.window.end > today else name,
        rate=words.rate(figure),
        value=words.measured(figure),
        n=figure.measured.n,
        promised=words.promised(figure.target),
        verdict=words.verdict(figure),
        kept=figure.kept,
    )


def box(promise: PromiseView, version: VersionView, language: str) -> Box:
    """The promise with this version in front."""
    measure = MEASURES.get(version.target.measure) if version.target else None
    planned = promise.planned if promise.planned and promise.planned is not version else None
    return Box(
        value=version.value_name.get(language) or version.value_name["de"],
        sentence=sentence(version, language),
        kpi=measure.kpi if measure else None,
        kpi_name=measure.kpi.text("name", language) if measure else "",
        promised=words.promised(version.target) if version.target else "",
        owner=ROLES[version.owner].name.get(language, "") if version.owner in ROLES else version.owner,
        valid_from=version.valid_from,
        begins_later=version.valid_from is not None and version.valid_from > promise.today,
        now=line(promise.now, promise.today) if promise.now else None,
        now_until=promise.now.window.end - timedelta(days=1) if promise.now else None,
        months=tuple(line(figure, promise.today) for figure in promise.months),
        chart=_chart(promise.months, version.target) if version.target else None,
        older=tuple(_old(each, language) for each in promise.versions if each is not version and each is not planned),
        planned=_old(planned, language) if planned else None,
        withdrawn_on=promise.withdrawn_on,
        withdrawn_reason=promise.withdrawn_reason,
    )


def public(promise: PromiseView, language: str) -> Box:
    """With the version in force; of one that begins later or is withdrawn, the newest."""
    return box(promise, promise.current or promise.versions[0], language)


def _old(version: VersionView, language: str) -> Old:
    said = words.promised(version.target) if version.target else ""
    return Old(version.version, sentence(version, language).text, said, version.valid_from)


def _chart(months: tuple[Figure, ...], target: Target) -> Sparkline | None:
    """The kept rates from the first month on, with what is promised as a level; nothing while no two months have a number."""
    rates = [figure.rate for figure in reversed(months)]
    if sum(rate is not None for rate in rates) < 2:
        return None
    return Sparkline(_("Einhaltungsquote nach Monat"), rates, float(target.share))


def sources(state: State) -> str:
    """Where the figures come from, in words."""
    return ", ".join(_source(view) for view in state.sources) or _("noch keine Daten")


def _source(view: SourceView) -> str:
    if view.is_own:
        return _("eigenes Journal")
    if view.key == "demo-history":
        return _("Vorgeschichte der Vorführung (erfunden)")
    return _("Import „%(name)s“") % {"name": view.key}
