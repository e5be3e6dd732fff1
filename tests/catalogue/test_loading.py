"""Publishing: once, whole, and never changed afterwards."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from amtslotse.catalogue import actions, queries
from amtslotse.catalogue.actions import publishing
from amtslotse.catalogue.models import ReportTableVersion, ServiceVersion
from amtslotse.catalogue.rules import DATA, InvalidCatalogue
from amtslotse.journal import queries as journal
from amtslotse.kernel.actor import SYSTEM
from amtslotse.kernel.errors import NotFound
from tests.environment import DATABASE, SERVER

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An office's own folder with one service."""
    shutil.copy(DATA / "study-16b.toml", tmp_path)
    return tmp_path


def _change(file: Path, **changes: tuple[str, str]) -> None:
    text = file.read_text()
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text)


def test_the_shipped_services_are_published_once() -> None:
    first = actions.load(by=SYSTEM, now=NOW)
    assert len(first) >= 14
    assert actions.load(by=SYSTEM, now=NOW) == []
    assert ServiceVersion.objects.count() == len(first)
    assert ReportTableVersion.objects.count() == 1


def test_publishing_stands_in_the_journal(folder: Path) -> None:
    actions.load(folder=folder, by=SYSTEM, now=NOW)
    actions.load(folder=folder, by=SYSTEM, now=NOW)
    events = journal.events_of(stream_kind="service", stream_ref="study-16b")
    assert [event.kind for event in events] == ["catalogue.published"]
    assert events[0].payload == {"version": 1, "valid_from": date(2026, 9, 10)}


def test_changed_content_under_the_same_version_is_refused(folder: Path) -> None:
    actions.load(folder=folder, by=SYSTEM, now=NOW)
    _change(folder / "study-16b.toml", title=("Aufenthaltserlaubnis zum Studium", "Etwas anderes"))
    with pytest.raises(InvalidCatalogue, match=r"study-16b\.toml: version: version 1 is published with other content"):
        actions.load(folder=folder, by=SYSTEM, now=NOW)
    assert queries.get(key="study-16b", on=TODAY).title("de") == "Aufenthaltserlaubnis zum Studium"


def test_a_changed_common_question_is_a_change_of_the_service(folder: Path) -> None:
    actions.load(folder=folder, by=SYSTEM, now=NOW)
    shutil.copy(DATA / "_common.toml", folder)
    _change(folder / "_common.toml", label=("Wie ist Ihr Familienname?", "Ihr Familienname?"))
    with pytest.raises(InvalidCatalogue, match="other content"):
        actions.load(folder=folder, by=SYSTEM, now=NOW)


def test_a_new_version_counts_from_its_day_and_the_old_one_stays(folder: Path) -> None:
    actions.load(folder=folder, by=SYSTEM, now=NOW)
    _change(
        folder / "study-16b.toml",
        version=("version = 1", "version = 2"),
        day=("valid_from = 2026-09-10", "valid_from = 2027-01-01"),
        title=("Aufenthaltserlaubnis zum Studium", "Neu"),
    )
    assert actions.load(folder=folder, by=SYSTEM, now=NOW) == ["study-16b"]
    before, after = date(2026, 12, 31), date(2027, 1, 1)
    assert [procedure.version for procedure in queries.published(on=before)] == [1]
    assert [procedure.version for procedure in queries.published(on=after)] == [2]
    assert queries.get(key="study-16b", on=after).title("de") == "Neu"
    assert queries.get(key="study-16b", on=after, version=1).title("de") == "Aufenthaltserlaubnis zum Studium"


@pytest.mark.parametrize(
    ("version", "valid_from"), [("version = 2", "valid_from = 2026-01-01"), ("version = 0", "valid_from = 2027-01-01")]
)
def test_a_new_version_comes_after_the_old_one(folder: Path, version: str, valid_from: str) -> None:
    actions.load(folder=folder, by=SYSTEM, now=NOW)
    _change(folder / "study-16b.toml", v=("version = 1", version), d=("valid_from = 2026-09-10", valid_from))
    with pytest.raises(InvalidCatalogue, match="a new one comes after it"):
        actions.load(folder=folder, by=SYSTEM, now=NOW)


def test_where_the_office_wrote_its_own_the_shipped_ones_no_longer_come(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.load(by=SYSTEM, now=NOW)
    _change(folder / "study-16b.toml", v=("version = 1", "version = 2"), title=("zum Studium", "zum Studium hier"))
    assert actions.load(folder=folder, by=SYSTEM, now=NOW) == ["study-16b"]
    newer = tmp_path_factory.mktemp("program") / "data"
    shutil.copytree(DATA, newer)
    for key in ("study-16b", "spouse-30"):
        _change(newer / f"{key}.toml", v=("version = 1", "version = 2"))
    monkeypatch.setattr(publishing, "DATA", newer)  # the next release of the program
    assert actions.load(folder=newer, by=SYSTEM, now=NOW) == ["spouse-30"]
    assert queries.get(key="study-16b", on=TODAY).title("de").endswith("hier")


def test_one_faulty_file_publishes_nothing(folder: Path) -> None:
    (folder / "zzz.toml").write_text('key = "zzz"\nversion = 1\ncategory = "work"\n')
    with pytest.raises(InvalidCatalogue, match=r"zzz\.toml"):
        actions.load(folder=folder, by=SYSTEM, now=NOW)
    assert not ServiceVersion.objects.exists()


def test_a_file_that_is_no_toml_is_named(folder: Path) -> None:
    (folder / "bad.toml").write_text("key = ")
    with pytest.raises(InvalidCatalogue, match=r"bad\.toml: the file: is not TOML"):
        actions.load(folder=folder, by=SYSTEM, now=NOW)


def test_a_file_is_called_like_its_key(folder: Path) -> None:
    (folder / "study-16b.toml").rename(folder / "other.toml")
    with pytest.raises(InvalidCatalogue, match="as the file is called"):
        actions.load(folder=folder, by=SYSTEM, now=NOW)


@pytest.mark.parametrize("table", ["catalogue_serviceversion", "catalogue_reporttableversion"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET version = 9", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_is_published_never_changes(table: str, statement: str) -> None:
    actions.load(by=SYSTEM, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("statement", ["UPDATE {} SET version = 9", "DELETE FROM {}", "TRUNCATE {}"])
def test_not_even_for_the_owner(statement: str) -> None:
    actions.load(by=SYSTEM, now=NOW)
    with (
        psycopg.connect(SERVER.dsn(db=DATABASE)) as superuser,
        pytest.raises(psycopg.errors.RestrictViolation, match="never changes"),
    ):
        superuser.execute(statement.format("catalogue_serviceversion"))  # type: ignore[arg-type]


@pytest.mark.django_db(transaction=True)
def test_the_newcomers_guide_may_read_it_and_nothing_more() -> None:
    actions.load(by=SYSTEM, now=NOW)
    with psycopg.connect(SERVER.dsn(db=DATABASE, user=f"{DATABASE}_welcome"), autocommit=True) as welcome:
        assert welcome.execute("SELECT count(*) FROM catalogue_serviceversion").fetchone() != (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            welcome.execute("DELETE FROM catalogue_serviceversion")


def test_an_unknown_service_or_version_is_not_found(folder: Path) -> None:
    actions.load(folder=folder, by=SYSTEM, now=NOW)
    for asked in ({"key": "nothing"}, {"key": "study-16b", "version": 7}):
        with pytest.raises(NotFound):
            queries.get(on=TODAY, **asked)
    with pytest.raises(NotFound):
        queries.get(key="study-16b", on=date(2026, 9, 9))


def test_published_is_one_query_once_parsed(django_assert_num_queries: object) -> None:
    actions.load(by=SYSTEM, now=NOW)
    queries.published(on=TODAY)
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.published(on=TODAY)


def test_matters_come_in_their_order_and_hold_every_service() -> None:
    published = set(actions.load(by=SYSTEM, now=NOW))
    matters = queries.matters(language="ar", on=TODAY)
    assert [matter.key for matter in matters] == [
        "study_training",
        "work",
        "job_search",
        "family",
        "protection",
        "permanent",
        "duldung_certificates",
        "passport_eu",
    ]
    assert {service.key for matter in matters for service in matter.services} == published
    assert matters[0].title == "الدراسة والتدريب المهني"


def test_the_table_for_the_council_can_be_changed_by_the_office(tmp_path: Path) -> None:
    shipped = queries.report_rows()
    actions.load(by=SYSTEM, now=NOW)
    assert queries.report_rows() == shipped
    shutil.copy(DATA / "report_rows.toml", tmp_path)
    _change(
        tmp_path / "report_rows.toml",
        version=("version = 2", "version = 3"),
        row=('[titles.NE_9A]\nrow = "niederlassung"', '[titles.NE_9A]\nrow = "sonstige"'),
    )
    actions.load(folder=tmp_path, by=SYSTEM, now=NOW)
    assert queries.report_rows() == shipped | {"NE_9A": "sonstige"}
