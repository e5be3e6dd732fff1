"""``amtslotse doctor``: what is right and what is wrong with this office, in words, and what to do about it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import stat
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from amtslotse.cli import home, instance
from amtslotse.cli.embedded import Refused
from amtslotse.kernel.errors import DomainError

OLDEST_SERVER = 15
LEAST_DISK = 2_000_000_000
#: A worker says every ten seconds that it lives.
SILENCE = timedelta(minutes=1)
MAIL_MAY_WAIT = timedelta(minutes=30)
SEAL_MAY_WAIT = timedelta(hours=3)
#: What is written into these stays as it is.
GROWING_TABLES = ("journal_event", "journal_seal", "journal_sealentry")


@dataclass(frozen=True)
class Finding:
    name: str
    ok: bool
    text: str
    remedy: str = ""


Check = Callable[[instance.Instance], Finding]


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("doctor", help="what is right and what is wrong with this office")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")
    parser.set_defaults(run=run, bare=True)


def run(args: argparse.Namespace) -> int:
    """0 when everything is right, 1 when something is wrong."""
    findings = examine()
    ok = all(finding.ok for finding in findings)
    if args.json:
        print(json.dumps({"ok": ok, "checks": [asdict(finding) for finding in findings]}, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.name}: {finding.text}")
            if not finding.ok and finding.remedy:
                print(f"         → {finding.remedy}")
        print("Everything is right." if ok else f"{sum(not finding.ok for finding in findings)} things are wrong.")
    return 0 if ok else 1


def examine() -> list[Finding]:
    """Every check's finding. Where the database does not answer, only what can be said without it."""
    try:
        office = instance.open_()
        with psycopg.connect(office.app_url, connect_timeout=10):
            pass
    except (DomainError, Refused) as error:
        return [Finding("database", False, str(error))]
    except psycopg.Error as error:
        return [Finding("database", False, f"does not answer: {error}", "check DATABASE_URL, or run `amtslotse setup`")]
    import django

    django.setup()
    return [_examined(check, office) for check in CHECKS]


def _examined(check: Check, office: instance.Instance) -> Finding:
    try:
        return check(office)
    except Exception as error:
        return Finding(check.__name__.replace("_", " "), False, f"could not be checked: {error}", "run `amtslotse setup`")


def server(office: instance.Instance) -> Finding:
    """PostgreSQL is new enough; of the embedded one, the data folder's major is named, because an upgrade needs it."""
    [(version, number)] = _ask(office, "SELECT current_setting('server_version'), current_setting('server_version_num')::int")
    whose = f"embedded, data in {office.home / 'postgres'}" if office.server else "the office's own server"
    return Finding(
        "database",
        number // 10000 >= OLDEST_SERVER,
        f"PostgreSQL {version}, {whose}",
        f"PostgreSQL {OLDEST_SERVER} or newer is needed",
    )


def tables(_office: instance.Instance) -> Finding:
    """Every migration of this version is applied."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    if missing:
        return Finding("tables", False, f"{len(missing)} migrations are not applied", "run `amtslotse migrate`")
    return Finding("tables", True, "as this version needs them")


def role(office: instance.Instance) -> Finding:
    """The process that answers strangers can neither change tables nor switch off what protects them."""
    [(name, superuser, creates, owns, owner)] = _ask(
        office,
        """SELECT current_user, r.rolsuper, r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls,
                  EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                          AND pg_has_role(current_user, c.relowner, 'MEMBER')),
                  pg_has_role(current_user, d.datdba, 'MEMBER')
           FROM pg_roles r, pg_database d WHERE r.rolname = current_user AND d.datname = current_database()""",
    )
    if superuser or creates or owns or owner:
        what = "a superuser" if superuser else "the owner of the tables" if owns or owner else "allowed to make roles"
        return Finding(
            "role",
            False,
            f"the web process logs in as {name}, which is {what}",
            "let DATABASE_URL log in as the role that ends in _app, DATABASE_OWNER_URL as the one that ends in _owner",
        )
    return Finding("role", True, f"the web process logs in as {name}, which owns nothing")


def journal(office: instance.Instance) -> Finding:
    """The running process can add to the journal and change nothing in it."""
    open_to = [
        f"{right} on {table}"
        for table in GROWING_TABLES
        for right in ("UPDATE", "DELETE", "TRUNCATE")
        if _ask(office, "SELECT has_table_privilege(current_user, %s, %s)", (table, right)) == [(True,)]
    ]
    if open_to:
        return Finding("journal", False, f"the web process may {', '.join(open_to)}", "log in as _app; run `amtslotse migrate`")
    return Finding("journal", True, "can be added to; the database refuses to change or delete")


def keys(office: instance.Instance) -> Finding:
    """The keys are there, are the right ones, and nobody else reads them."""
    folder = office.home / "keys"
    open_ = [str(path) for path in (folder, *(folder / name for name in home.KEYS)) if _others_may_read(path)]
    if open_:
        return Finding("keys", False, f"others may read {', '.join(open_)}", f"chmod -R go= {folder}")
    if strange := home.strange_keys(office.home):
        return Finding(
            "keys",
            False,
            f"{', '.join(strange)}: not what documents and codes were made with; documents cannot be read",
            f"put the right keys into {folder} (from `amtslotse backup --keys`)",
        )
    return Finding("keys", True, f"in {folder}, readable by this user only; not part of a backup")


def legal_pages(_office: instance.Instance) -> Finding:
    """Imprint, privacy, accessibility and plain language exist, at least in German."""
    from amtslotse.offices import queries

    if missing := queries.missing_legal_pages():
        return Finding(
            "legal pages",
            False,
            f"missing in German: {', '.join(missing)}",
            "add them to the office's file: `amtslotse office apply`",
        )
    return Finding("legal pages", True, "all there")


def disk(office: instance.Instance) -> Finding:
    """There is room for documents and for a backup."""
    free = shutil.disk_usage(office.home).free
    return Finding(
        "disk", free >= LEAST_DISK, f"{free / 1e9:.0f} GB free in {office.home}", "make room, or move AMTSLOTSE_HOME"
    )


def worker(office: instance.Instance) -> Finding:
    """Somebody does the jobs: letters, mails, seals."""
    [(last,)] = _ask(office, "SELECT max(last_heartbeat) FROM procrastinate_workers")
    if last is None or _now() - last > SILENCE:
        since = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "yet"
        return Finding("worker", False, f"no sign of life {since}", "start `amtslotse worker`")
    return Finding("worker", True, "alive")


def jobs(office: instance.Instance) -> Finding:
    """No job has failed for good, and none waits for a worker that is gone."""
    [(failed, stuck)] = _ask(
        office,
        """SELECT count(*) FILTER (WHERE status = 'failed'),
                  count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) < now() - interval '30 minutes')
           FROM procrastinate_jobs""",
    )
    return Finding(
        "jobs", failed + stuck == 0, f"{failed} failed, {stuck} waiting for more than half an hour", "read the worker's log"
    )


def mail(office: instance.Instance) -> Finding:
    """Mails leave, and none waits for long."""
    from amtslotse.notify import actions, queries

    if not actions.is_sending():
        text = "there is no mail server; mails stay in the outbox"
        return Finding("mail", home.is_demo(office.home), text, "set SMTP_HOST (and SMTP_PORT, SMTP_USER, SMTP_PASSWORD)")
    waiting = queries.oldest_unsent(now=_now())
    if waiting and waiting > MAIL_MAY_WAIT:
        minutes = waiting // timedelta(minutes=1)
        return Finding("mail", False, f"the oldest waits for {minutes} minutes", "check SMTP_HOST and the worker")
    return Finding("mail", True, "none waits for long")


def seal(_office: instance.Instance) -> Finding:
    """Nothing in the journal stays without a seal for long; the worker seals every hour."""
    from amtslotse.journal import queries

    since = queries.unsealed_since()
    if since and _now() - since > SEAL_MAY_WAIT:
        return Finding(
            "seal",
            False,
            f"events since {since:%Y-%m-%d %H:%M} UTC are not sealed",
            "run `amtslotse journal seal` and the worker",
        )
    return Finding("seal", True, "the journal is sealed")


def urgent(office: instance.Instance) -> Finding:
    """Nobody with seven days or less was left overnight without a place or a filed application that a clerk has looked at."""
    from amtslotse.appointments import queries
    from amtslotse.kernel.localtime import day_of

    late = [row for row in queries.unserved_urgent(now=_now()) if row.urgent_since and row.urgent_since < day_of(_now())]
    text = f"{len(late)} people with seven days or less were left without a place or a looked-at application since yesterday"
    return Finding(
        "urgent", not late or home.is_demo(office.home), text, "serve them first: the desk's emergency list names them"
    )


def texts(_office: instance.Instance) -> Finding:
    """Says aloud which words nobody has checked, and in which language: until then German goes out alone, so it is no fault."""
    unchecked = unchecked_words()
    if not unchecked:
        return Finding("texts", True, "each has somebody who answers for it")
    return Finding("texts", True, f"NOT CHECKED, so German alone goes out: {'; '.join(unchecked)}")


def unchecked_words() -> list[str]:
    """``what: languages`` for mails, letters, their templates and the text blocks of answers (these are not offered at all)."""
    from amtslotse.appointments.rules import mails as appointment_mails
    from amtslotse.casework import queries as casework
    from amtslotse.notify import queries as notify
    from amtslotse.notify.rules import TEXTS

    said = []
    for name, mails in (("mails about cases", TEXTS), ("mails about appointments", appointment_mails.TEXTS)):
        if languages := [check.language for check in notify.checks(mails) if check.language != "de" and not check.goes]:
            said.append(f"{name}: {', '.join(sorted(languages))}")
    for name, counts in casework.unchecked_texts().items():
        if counts:
            said.append(f"{name}: {', '.join(sorted(counts))}")
    return said


def demonstration(office: instance.Instance) -> Finding:
    """A demonstration is marked as one, and a real office is not."""
    asked, made = os.environ.get("AMTSLOTSE_DEMO") == "1", home.is_demo(office.home)
    if asked and not made:
        return Finding("demonstration", False, "AMTSLOTSE_DEMO=1 is set for a real office", "unset AMTSLOTSE_DEMO")
    return Finding("demonstration", True, "yes: nothing in here is real" if made else "no: this is a real office")


CHECKS: Sequence[Check] = (
    server,
    tables,
    role,
    journal,
    keys,
    legal_pages,
    disk,
    worker,
    jobs,
    mail,
    seal,
    urgent,
    texts,
    demonstration,
)


def _ask(office: instance.Instance, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    with psycopg.connect(office.app_url) as connection:
        return connection.execute(statement, values).fetchall()


def _others_may_read(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _now() -> datetime:
    return datetime.now(UTC)
