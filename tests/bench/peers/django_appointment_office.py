"""django-appointment as the bench serves it: one service, places of half an hour. Runs in ``var/peers``, not in ``.venv``."""

from __future__ import annotations

import json
import os
import sys
from datetime import date, time, timedelta

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="bench",
    USE_TZ=True,
    STATIC_URL="/static/",
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "appointment",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["PEER_HOST"],
            "NAME": os.environ["PEER_DATABASE"],
            "USER": os.environ["PEER_USER"],
            "OPTIONS": {"pool": {"min_size": 2, "max_size": int(os.environ["PEER_POOL"]), "timeout": 30}},
        }
    },
)
django.setup()

urlpatterns = [path("", include("appointment.urls"))]

SLOTS = [time(9 + half // 2, 30 * (half % 2)) for half in range(16)]  # 9:00 to 17:00


def furnish(places: int, clients: int) -> dict[str, object]:
    """Tables, one service, its places, and so many clients who have already confirmed their mail address and logged in."""
    from appointment.models import Config, Service, StaffMember, WorkingHours
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # the package ships no migrations of its own
    user = get_user_model().objects.create(username="staff", email="staff@example.org", first_name="Staff")
    service = Service.objects.create(name="Visit", duration=timedelta(minutes=30), price=0)
    Config.objects.create(slot_duration=30, lead_time=SLOTS[0], finish_time=time(17))
    staff = StaffMember.objects.create(user=user, work_on_saturday=True, work_on_sunday=True)
    staff.services_offered.add(service)
    for day in range(7):
        WorkingHours.objects.create(staff_member=staff, day_of_week=day, start_time=SLOTS[0], end_time=time(17))
    sessions = []
    for number in range(clients):
        client = get_user_model().objects.create(username=f"client{number}", email=f"client{number}@example.org")
        session = SessionStore()
        session[SESSION_KEY] = str(client.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = client.get_session_auth_hash()
        session.create()
        sessions.append(session.session_key)
    days = [date.today() + timedelta(days=2 + number // len(SLOTS)) for number in range(places)]  # noqa: DTZ011  as its views
    starts = [SLOTS[number % len(SLOTS)] for number in range(places)]
    return {
        "service": service.pk,
        "staff": staff.pk,
        "sessions": sessions,
        "places": [(day.isoformat(), start.isoformat()) for day, start in zip(days, starts, strict=True)],
    }


if __name__ == "__main__":
    print(json.dumps(furnish(int(sys.argv[1]), int(sys.argv[2]))))
else:
    application = get_wsgi_application()
