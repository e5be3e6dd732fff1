"""Fifty thousand open cases, and as many that ended, in seconds: one statement a table."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import Any

TEAMS = ("education_work", "family_permanent", "humanitarian", "service")
_FAMILIES = "Nguyễn Öztürk Kovačević Al-Masri Şahin Popescu Haddad Ivanova Okafor Silva Kaya Rahimi Łukaszewska Ärger Yılmaz"
_GIVEN = "Lan Emre Ana Yusuf Elif Mihai Noor Olga Ngozi Rui Deniz Farid Ewa Åsa Can"

_CASES = """
INSERT INTO casework_case (id, file_number, submission_key, submission_digest, proof_token, service, service_version, purpose,
    language, answers, status, source, received_at, complete_since, code_version, effect, title_expires_on, needed_on, court_on,
    difficulty, urgency_override, urgency_reason, team, team_reason, team_by_hand, as_it_stands, owner_id, ended_at, closure)
SELECT gen_random_uuid(), 'L' || lpad(n::text, 11, '0'), gen_random_uuid(), md5(n::text), 'P' || lpad(n::text, 11, '0'),
    service.key, service.version, service.purpose, (ARRAY['de', 'en', 'ar'])[1 + n %% 3], %(answers)s::jsonb,
    CASE WHEN n > %(open)s THEN 'withdrawn' ELSE state END, 'portal', received_at,
    CASE WHEN state IN ('with_team', 'in_review') THEN received_at + interval '9 days' END, 1,
    (ARRAY['fortgeltung', 'legal_check', 'duldung', 'erlaubnis'])[1 + (random() * 3.99)::int %% 4],
    CASE WHEN random() < .7 THEN %(today)s::date + (random() * 500 - 60)::int END,
    CASE WHEN random() < .2 THEN %(today)s::date + (random() * 120 - 20)::int END,
    CASE WHEN random() < .01 THEN %(today)s::date + (random() * 90)::int END,
    1 + (random() * 2.99)::int %% 3, CASE WHEN random() < .01 THEN 4 END, 'Bank sagt Kredit ab',
    CASE WHEN state IN ('with_team', 'in_review') THEN (%(teams)s::text[])[1 + (random() * 3.99)::int %% 4] ELSE '' END,
    '{"de": "Aufenthaltszweck"}', false, '',
    CASE WHEN state IN ('with_team', 'in_review') AND random() < .7
        THEN (%(staff)s::bigint[])[1 + n %% cardinality(%(staff)s::bigint[])] END,
    CASE WHEN n > %(open)s THEN received_at + interval '60 days' END, CASE WHEN n > %(open)s THEN 'withdrawn' ELSE '' END
FROM (SELECT n, (ARRAY['received', 'in_clearing', 'awaiting_documents', 'with_team', 'with_team', 'with_team', 'with_team',
                       'with_team', 'with_team', 'in_review'])[1 + (random() * 9.99)::int %% 10] AS state,
             %(now)s::timestamptz - random() * random() * interval '400 days' - interval '1 hour' AS received_at
      FROM generate_series(1, %(all)s) AS n) AS each,
     LATERAL (SELECT * FROM jsonb_to_recordset(%(services)s::jsonb) AS s(place int, key text, version int, purpose text)
              WHERE place = n %% %(n_services)s) AS service
"""

_APPLICANTS = """
INSERT INTO casework_applicant (case_id, family_name, given_names, name_key, birth_year, birth_month, birth_day, nationality,
    street, postcode, city, email, phone, answers)
SELECT c.id, p.family, p.given, p.key, 1970 + c.n %% 30, 0, 0, (ARRAY['VN', 'TR', 'SY', 'UA', 'IN'])[1 + c.n %% 5], 'Weg 1',
    '76000', 'Lindenau', '', '', '{"family_name": "X", "birth_date": "1990-01-01"}'
FROM (SELECT id, row_number() OVER () AS n FROM casework_case
      WHERE NOT EXISTS (SELECT FROM casework_applicant a WHERE a.case_id = casework_case.id)) AS c,
     LATERAL (SELECT * FROM jsonb_to_recordset(%(people)s::jsonb) AS s(place int, family text, given text, key text)
              WHERE place = c.n %% %(n_people)s) AS p
"""

_CHECKS = """
INSERT INTO casework_documentcheck (case_id, need, verdict, reason, checked_at, checked_by_id)
SELECT c.id, need, 'fine', '', c.received_at, %(checker)s
FROM casework_case c, unnest(ARRAY['passport', 'photo', 'health_insurance', 'enrolment']) AS need
WHERE c.ended_at IS NULL AND c.status <> 'received'
"""

_REQUESTS = """
INSERT INTO casework_documentrequest (id, case_id, deadline_on, note, sent_at)
SELECT gen_random_uuid(), id, %(today)s::date + 10, '', received_at FROM casework_case WHERE status = 'awaiting_documents'
"""


def fill(*, staff: list[int], checker: int, now: datetime | None = None, open_cases: int = 50_000, ended: int = 30_000) -> None:
    """That many open and ended cases with people, verdicts and requests. The same seed, so the same office each time."""
    import json

    from django.db import connection

    from amtslotse.catalogue import queries as catalogue
    from amtslotse.kernel.names import sort_key

    now = now or datetime.now(UTC)
    services = [
        {"place": place, "key": each.key, "version": each.version, "purpose": each.purposes[-1].code}
        for place, each in enumerate(catalogue.published(on=now.date()))
    ]
    people = [
        {"place": place, "family": family, "given": given, "key": sort_key(f"{family} {given}")}
        for place, (family, given) in enumerate(product(_FAMILIES.split(), _GIVEN.split()))
    ]
    given: dict[str, Any] = {
        "open": open_cases,
        "all": open_cases + ended,
        "now": now,
        "today": now.date(),
        "teams": list(TEAMS),
        "staff": staff,
        "checker": checker,
        "answers": json.dumps({"occasion": "extension", "enrolled": "enrolled", "current_title": "residence_permit"}),
        "services": json.dumps(services),
        "n_services": len(services),
        "people": json.dumps(people),
        "n_people": len(people),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.4)")
        for statement in (_CASES, _APPLICANTS, _CHECKS, _REQUESTS):
            cursor.execute(statement, given)


def settle() -> None:
    """What autovacuum does in the night after an import: pages are known to be visible, the planner knows the tables."""
    import psycopg

    from amtslotse.cli import database
    from tests.environment import DATABASE, SERVER

    owner = database.role(DATABASE, "owner")
    with psycopg.connect(SERVER.dsn(db=DATABASE, user=owner), autocommit=True) as connection:
        for table in ("casework_case", "casework_applicant", "casework_documentcheck", "casework_documentrequest"):
            connection.execute(f"VACUUM ANALYZE {table}")  # type: ignore[arg-type]
