"""The embedded PostgreSQL keeps its promises: to root and to ordinary users, after crashes, in odd folders."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from amtslotse.cli.embedded import Embedded, Refused

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
LONG = "Ordner mit Lücke und ü " * 6  # 150 bytes and more in one path: too long for a unix socket


def ask(server: Embedded, question: str) -> object:
    with psycopg.connect(server.dsn(), connect_timeout=30) as connection:
        cursor = connection.execute(question)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def as_user(name: str, action: Callable[[], str]) -> str:
    """What ``action`` answers when this user does it, in a process of her own."""
    user = pwd.getpwnam(name)
    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # fork beside threads: the child does little
        child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            os.environ["HOME"] = "/"
            answer = action()
        except BaseException:
            answer = traceback.format_exc()
        os.write(write, answer.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answers:
        answer = answers.read()
    os.waitpid(child, 0)
    return answer


def begin(home: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until it is told to stop."""
    program = (
        "import sys, time; from pathlib import Path; from amtslotse.cli.embedded import Embedded\n"
        "server = Embedded(Path(sys.argv[1])); server.start(); print(server.postmaster(), flush=True); sys.stdin.read()"
    )
    return subprocess.Popen([sys.executable, "-c", program, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def postmaster_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    return int(process.stdout.readline())


def wait_until_gone(pid: int) -> None:
    with suppress(psutil.NoSuchProcess):
        psutil.Process(pid).wait(60)


def write_pid_file(server: Embedded, pid: int) -> None:
    """The two files a crashed server leaves, with a number that somebody else has now."""
    owner = server.data.stat()
    for file in (server.data / "postmaster.pid", server.data.parent / "run" / ".s.PGSQL.5432.lock"):
        file.write_text(f"{pid}\n{server.data}\n1\n5432\n\n\n  5432001    1\nready\n")
        os.chown(file, owner.st_uid, owner.st_gid)


def test_the_last_user_stops_it_and_the_data_stay(place: Path) -> None:
    first, second = begin(place / "home"), begin(place / "home")
    pid = postmaster_of(first)
    assert postmaster_of(second) == pid
    server = Embedded(place / "home")
    server.start()
    ask(server, "CREATE TABLE kept AS SELECT 1 AS it")
    for process in (first, second):
        process.communicate()
        assert psutil.pid_exists(pid)
    server.release()
    wait_until_gone(pid)
    assert server.postmaster() is None

    server.start()
    assert ask(server, "SELECT it FROM kept") == 1
    server.release()


def test_survives_kill_9_of_everything(place: Path) -> None:
    process = begin(place / "home")
    pid = postmaster_of(process)
    server = Embedded(place / "home")
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS it")
    process.kill()
    process.communicate()
    for victim in (*psutil.Process(pid).children(), psutil.Process(pid)):
        with suppress(psutil.NoSuchProcess):  # it went with its server
            victim.kill()
    wait_until_gone(pid)

    server.start()
    assert ask(server, "SELECT it FROM kept") == 1
    server.release()
    assert server.postmaster() is None


def test_backends_of_a_killed_server_are_gone_before_the_next_one_writes(place: Path) -> None:
    server = Embedded(place / "home")
    server.start()
    pid = server.postmaster()
    assert pid
    with psycopg.connect(server.dsn()) as connection:
        backend = connection.info.backend_pid
        os.kill(backend, signal.SIGSTOP)  # as if it was busy and had not noticed
        os.kill(pid, signal.SIGKILL)
        wait_until_gone(pid)
        assert psutil.pid_exists(backend)
        other = Embedded(place / "home")
        other.start()
        assert not psutil.pid_exists(backend)
        assert ask(other, "SELECT 1") == 1
    other.release()
    server.release()


@pytest.mark.parametrize("name", ["sleep", "postgres"])
def test_a_stale_pid_file_may_name_another_living_program(place: Path, name: str) -> None:
    server = Embedded(place / "home")
    server.start()
    server.release()
    program = place / name
    shutil.copy(shutil.which("sleep") or "/bin/sleep", program)
    # of the same user: PostgreSQL takes somebody else's for dead
    with subprocess.Popen([program, "60"], cwd=place, user=server.data.stat().st_uid) as stranger:
        write_pid_file(server, stranger.pid)
        server.start()
        assert ask(server, "SELECT 1") == 1
        assert stranger.poll() is None  # left alone
        server.release()
        stranger.kill()


def test_works_in_a_long_path_with_blanks_and_umlauts(place: Path) -> None:
    home = place / LONG.strip()
    assert len(os.fsencode(home)) >= 150
    server = Embedded(home)
    server.start()
    assert ask(server, "SELECT 1") == 1
    with psycopg.connect(server.dsn()) as connection:
        folder = Path(connection.info.host)
    assert folder.stat().st_mode & 0o077 == 0
    server.release()
    shutil.rmtree(folder)


def test_only_listens_on_its_socket(place: Path) -> None:
    server = Embedded(place / "home")
    server.start()
    pid = server.postmaster()
    assert pid
    assert ask(server, "SHOW listen_addresses") == ""
    assert not psutil.Process(pid).net_connections("inet")
    server.release()


def test_its_log_names_no_person(place: Path) -> None:
    server = Embedded(place / "home")
    server.start()
    ask(server, "CREATE TABLE person (name text UNIQUE); INSERT INTO person VALUES ('Amina Haddad')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(server, "INSERT INTO person VALUES ('Amina Haddad')")
    server.release()
    logs = "".join(path.read_text() for path in (server.data / "log").iterdir())
    assert "person_name_key" in logs  # the control: the error was logged
    assert "Haddad" not in logs


def test_a_folder_of_another_version_is_refused_in_words(place: Path) -> None:
    server = Embedded(place / "home")
    server.start()
    server.release()
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(Refused, match="made by PostgreSQL 17"):
        server.start()


@AS_ROOT
def test_root_lends_an_ordinary_user_and_keeps_the_home_private(place: Path) -> None:
    home = place / "home"
    home.mkdir(mode=0o700)
    server = Embedded(home)
    server.start()
    pid = server.postmaster()
    assert pid
    assert psutil.Process(pid).uids().effective != 0
    assert home.stat().st_mode & 0o777 == 0o710  # pass through for PostgreSQL's group, list for nobody
    assert server.data.stat().st_mode & 0o077 == 0
    server.release()


@AS_ROOT
def test_nobody_else_may_connect(place: Path) -> None:
    server = Embedded(place / "home")
    server.start()

    def try_it() -> str:
        try:
            psycopg.connect(server.dsn(), connect_timeout=30).close()
        except psycopg.OperationalError as error:
            return str(error)
        return "connected"

    others = ("daemon", "nobody")
    for user in others:
        assert "Permission denied" in as_user(user, try_it) or user == "nobody"
    # Even with every folder and the socket open to all, the server asks the kernel who is calling.
    with psycopg.connect(server.dsn()) as connection:
        folder = Path(connection.info.host)
    for path in (server.home, folder):
        path.chmod(0o755)
    (folder / ".s.PGSQL.5432").chmod(0o777)
    for user in others:
        assert "Peer authentication failed" in as_user(user, try_it)
    server.release()


@AS_ROOT
def test_two_ordinary_users_of_one_machine(place: Path) -> None:
    servers = {}
    for name in ("daemon", "nobody"):
        home = place / name
        home.mkdir(mode=0o700)
        user = pwd.getpwnam(name)
        os.chown(home, user.pw_uid, user.pw_gid)
        servers[name] = home

    def first_start(home: Path) -> Callable[[], str]:
        def start() -> str:
            server = Embedded(home)
            server.start()
            whose = ask(server, "SELECT current_user")
            return f"{whose} {server.postmaster()}"

        return start

    pids = {name: as_user(name, first_start(home)) for name, home in servers.items()}  # exits without release: they stay up
    assert all(answer.startswith("postgres ") for answer in pids.values()), pids
    assert len(set(pids.values())) == 2

    def enter_the_other() -> str:
        try:
            Embedded(servers["nobody"]).start()
        except (Refused, PermissionError) as error:
            return f"refused {error}"
        return "entered"

    assert as_user("daemon", enter_the_other).startswith("refused")
    for name, home in servers.items():

        def stop(home: Path = home) -> str:
            server = Embedded(home)
            server.start()
            server.release()
            return str(server.postmaster())

        assert as_user(name, stop) == "None"


@AS_ROOT
def test_the_folder_of_an_ordinary_user_can_be_served_by_root(place: Path) -> None:
    home = place / "home"
    home.mkdir(mode=0o700)
    user = pwd.getpwnam("daemon")
    os.chown(home, user.pw_uid, user.pw_gid)

    def use() -> str:
        server = Embedded(home)
        server.start()
        ask(server, "CREATE TABLE IF NOT EXISTS kept (it int)")
        server.release()
        return "used"

    assert as_user("daemon", use) == "used"
    server = Embedded(home)
    server.start()
    assert ask(server, "SELECT count(*) FROM kept") == 0
    server.release()
    assert home.stat().st_uid == user.pw_uid


def test_the_start_takes_a_second(place: Path) -> None:
    server = Embedded(place / "home")
    server.start()
    server.release()
    began = time.monotonic()
    server.start()
    assert time.monotonic() - began < 15  # on a busy machine; on a quiet one a second
    server.release()
