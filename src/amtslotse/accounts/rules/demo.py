"""The people of the demonstration. Invented; their second factor is public on purpose."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

#: One password for all of them: the demonstration holds nobody's data, and its pages say so.
DEMO_PASSWORD = "amtslotse-vorfuehrung"  # noqa: S105


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """An invented member of staff and how to sign in as her."""

    username: str
    first_name: str
    last_name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()

    @property
    def totp_secret(self) -> str:
        """Always the same for the same name, so that an authenticator app keeps working after a rebuild."""
        digest = hashlib.sha256(f"amtslotse demonstration {self.username}".encode()).digest()
        return base64.b32encode(digest[:20]).decode()


DEMO_LOGINS: tuple[DemoLogin, ...] = (
    DemoLogin("clearing", "Mira", "Feldmann", ("clearing",), ("service",)),
    DemoLogin("empfang1", "Nadia", "Petrov", ("desk",), ("service",)),
    DemoLogin("empfang2", "Uwe", "Marschall", ("desk",), ("service",)),
    DemoLogin("jobcenter", "Ines", "Albrecht", ("station",), ("jobcenter",)),
    DemoLogin("arbeit1", "Jonas", "Weidner", ("caseworker",), ("education_work",)),
    DemoLogin("arbeit2", "Leyla", "Aksoy", ("caseworker",), ("education_work",)),
    DemoLogin("familie1", "Katrin", "Osterloh", ("caseworker",), ("family_permanent",)),
    DemoLogin("familie2", "Tomasz", "Zielinski", ("caseworker",), ("family_permanent",)),
    DemoLogin("humanitaer1", "Birgit", "Sandrock", ("caseworker",), ("humanitarian",)),
    DemoLogin("humanitaer2", "Emeka", "Obi", ("caseworker",), ("humanitarian",)),
    DemoLogin("service1", "Ruth", "Hennig", ("caseworker",), ("service",)),
    DemoLogin("service2", "Paul", "Brandl", ("caseworker",), ("service",)),
    DemoLogin("recht1", "Clara", "Nowak", ("legal",)),
    DemoLogin("recht2", "David", "Lindner", ("legal",)),
    DemoLogin("verfahren1", "Selma", "Yıldız", ("procedures",)),
    DemoLogin("verfahren2", "Georg", "Hartmann", ("procedures",)),
    DemoLogin("leitung", "Dr. Hanna", "Kessler", ("head",)),
    DemoLogin("gremien", "Martin", "Vogt", ("council",)),
    DemoLogin("admin", "Sabine", "Reuter", ("admin",)),
)
