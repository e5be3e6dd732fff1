"""Run beside a real office: ``python -m tests.e2e.make_drafts 20`` prints finished drafts with a browser session for each."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

import django

from amtslotse.cli import instance


def main(number: int) -> None:
    """One JSON document: session, draft and digest of each."""
    instance.open_()
    django.setup()
    from django.contrib.sessions.backends.db import SessionStore

    from amtslotse.casework import queries
    from tests.casework.walk import ANSWERS, drafted

    now = datetime.now(UTC)
    answers = {**ANSWERS, "title_expires_on": str((now + timedelta(days=40)).date())}
    made = []
    for _ in range(number):
        draft = drafted(answers, now=now)
        session = SessionStore()
        session["drafts"] = [str(draft)]
        session.save()
        digest = queries.draft(draft=draft, language="de", now=now).digest
        made.append({"session": session.session_key, "draft": str(draft), "digest": digest})
    print(json.dumps(made))


if __name__ == "__main__":
    main(int(sys.argv[1]))
