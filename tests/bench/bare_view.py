"""The peer of the booking bench: one view, one insert, a unique index. No session, no journal, no mail, no rules.

Served by granian with the settings of ``amtslotse serve``; the database's address comes in ``BARE_DATABASE``.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from psycopg.conninfo import conninfo_to_dict

from amtslotse.cli.serve import POOL

_PARTS = conninfo_to_dict(os.environ["BARE_DATABASE"])
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="bench",
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _PARTS["dbname"],
            "USER": _PARTS.get("user", ""),
            "HOST": _PARTS["host"],
            "PORT": _PARTS.get("port", ""),
            "ATOMIC_REQUESTS": True,
            "OPTIONS": {"pool": {"min_size": 2, "max_size": POOL, "timeout": 30}},
        }
    },
)
django.setup()


def give(request: HttpRequest, place: int) -> HttpResponse:
    """The place is hers, or somebody else's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_seat (place, who) VALUES (%s, %s) ON CONFLICT DO NOTHING", [place, request.POST["who"]]
        )
        return HttpResponse(status=201 if cursor.rowcount else 409)


urlpatterns = [path("<int:place>/", give)]
application = get_wsgi_application()
