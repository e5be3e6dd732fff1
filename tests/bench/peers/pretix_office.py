"""pretix as the bench serves it: one event series in which every date is one place. Runs in ``var/peers``, not in ``.venv``.

Its own settings, with four differences: our PostgreSQL, our pool of connections (256 threads would open more than the
server has), mails that go nowhere, and no download of exchange rates. No Redis and no Celery: its jobs run in the request.
A cache in each process was tried and made no difference beyond the noise.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "pretix.settings",
    "PRETIX_CONFIG_FILE": os.devnull,
    "PRETIX_PRETIX_DATADIR": os.environ["PEER_FOLDER"],
    "PRETIX_PRETIX_ECB_RATES": "false",
    "PRETIX_PRETIX_URL": "http://localhost",
    "PRETIX_DATABASE_BACKEND": "postgresql",
    "PRETIX_DATABASE_HOST": os.environ["PEER_HOST"],
    "PRETIX_DATABASE_NAME": os.environ["PEER_DATABASE"],
    "PRETIX_DATABASE_USER": os.environ["PEER_USER"],
}

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.DATABASES["default"] |= {
    "CONN_MAX_AGE": 0,
    "OPTIONS": {"pool": {"min_size": 2, "max_size": int(os.environ["PEER_POOL"]), "timeout": 30}},
}
settings.EMAIL_BACKEND = settings.EMAIL_CUSTOM_SMTP_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
django.setup()


def furnish(places: int) -> dict[str, object]:
    """Tables, one event series, and so many dates with a quota of one; what a browser needs to book."""
    from django.apps import apps
    from django.core.management import call_command
    from django.utils.timezone import now
    from django_scopes import scopes_disabled
    from pretix.base.models import Event, Organizer

    settings.MIGRATION_MODULES = {each.label: None for each in apps.get_app_configs()}  # as its own tests: all take minutes
    call_command("migrate", run_syncdb=True, verbosity=0)
    with scopes_disabled():
        organizer = Organizer.objects.create(name="Office", slug="office")
        tomorrow = now() + timedelta(days=1)
        event = Event.objects.create(
            organizer=organizer, name="Visits", slug="visits", has_subevents=True, live=True, date_from=tomorrow, currency="EUR"
        )
        event.settings.invoice_address_asked = False  # a free visit, a mail address is enough
        item = event.items.create(name="Visit", default_price=0)
        dates = []
        for number in range(places):
            begins = tomorrow + timedelta(minutes=15 * number)
            date = event.subevents.create(name=f"Place {number}", active=True, date_from=begins)
            event.quotas.create(name=f"Place {number}", size=1, subevent=date).items.add(item)
            dates.append(date.pk)
    return {"item": item.pk, "places": dates}


if __name__ == "__main__":
    print(json.dumps(furnish(int(sys.argv[1]))))
else:
    application = get_wsgi_application()
