"""The four login roles of an office's database, and what each may do.

Roles carry the database's name (``amtslotse_app``), so that two offices on one server stay strangers.
``owner`` migrates, ``app`` runs, ``welcome`` reads the published catalogue, ``backup`` reads everything.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

ROLES = ("owner", "app", "welcome", "backup")


def role(database: str, name: str) -> str:
    """The login role ``name`` of a database."""
    return f"{database}_{name}"


def prepare(superuser_conninfo: str, database: str) -> None:
    """Database and roles exist; nobody but these roles may connect. Running it again changes nothing."""
    with psycopg.connect(superuser_conninfo, autocommit=True) as connection:
        for name in ROLES:
            login = role(database, name)
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(login)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(role(database, "owner")))
            )
        for statement in connecting(database):
            connection.execute(statement)


def connecting(database: str) -> list[sql.Composed]:
    """The statements that close a database to everybody but its roles."""
    name = sql.Identifier(database)
    statements = [sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name)]
    statements += [
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(role(database, who)))
        for who in ("app", "welcome", "backup")
    ]
    statements.append(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(role(database, "app"))))
    return statements


def grant_defaults(owner_conninfo: str, database: str) -> None:
    """Every table the owner makes from now on can be used by ``app`` and read by ``backup``.

    Tables that only grow (the journal) take the rest away again in their own migration.
    """
    app, welcome, backup = (sql.Identifier(role(database, name)) for name in ("app", "welcome", "backup"))
    with psycopg.connect(owner_conninfo, autocommit=True) as connection:
        for statement, who in (
            ("GRANT USAGE ON SCHEMA public TO {}", app),
            ("GRANT USAGE ON SCHEMA public TO {}", welcome),
            ("GRANT USAGE ON SCHEMA public TO {}", backup),
            ("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}", app),
            ("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}", app),
            ("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {}", backup),
            ("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO {}", backup),
        ):
            connection.execute(sql.SQL(statement).format(who))


def missing_roles(conninfo: str) -> list[str]:
    """The login roles of this database that the office's own server does not have yet."""
    with psycopg.connect(conninfo) as connection:
        wanted = [role(connection.info.dbname, name) for name in ROLES]
        found = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [wanted])}
    return [name for name in wanted if name not in found]


def script(database: str) -> str:
    """What the administrator of the office's own server runs once, as superuser."""
    roles = [sql.SQL("CREATE ROLE {} LOGIN PASSWORD '…'").format(sql.Identifier(role(database, name))) for name in ROLES]
    owner = sql.Identifier(role(database, "owner"))
    create = [sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(database), owner)]
    return "".join(f"{statement.as_string()};\n" for statement in (*roles, *create, *connecting(database)))
