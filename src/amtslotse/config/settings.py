"""Settings, all from the environment. ``amtslotse`` (the command) sets what is missing before Django starts."""

from __future__ import annotations

import os
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from amtslotse.config import logs

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ["AMTSLOTSE_HOME"]).resolve()
KEYS = HOME / "keys"  # never inside a backup of the data
FILES = HOME / "files"  # encrypted documents

DEMO = os.environ.get("AMTSLOTSE_DEMO") == "1"
SURFACE = os.environ.get("AMTSLOTSE_SURFACE", "all")  # all, public or staff: what this process serves
DEBUG = False
HTTPS = os.environ.get("AMTSLOTSE_HTTPS") == "1"
BASE_URL = os.environ.get("AMTSLOTSE_URL", "http://127.0.0.1:" + os.environ.get("PORT", "8000"))
ALLOWED_HOSTS = os.environ.get("AMTSLOTSE_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []
SECRET_KEY = (KEYS / "django.key").read_text().strip()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "amtslotse.journal",
    "amtslotse.accounts",
    "amtslotse.offices",
    "amtslotse.notify",
    "amtslotse.catalogue",
    "amtslotse.appointments",
    "amtslotse.casework",
    "amtslotse.frontdesk",
    "amtslotse.reporting",
    "amtslotse.web.ui",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "amtslotse.config.middleware.security_headers",
    "amtslotse.config.middleware.without_nul",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amtslotse.web.staff.access.SecondFactorMiddleware",
    "amtslotse.config.middleware.MissingAnswers",
    "amtslotse.config.middleware.read_only_get",
]

ROOT_URLCONF = "amtslotse.config.urls"
WSGI_APPLICATION = "amtslotse.config.wsgi.application"


def _database(conninfo: str) -> dict[str, object]:
    """A Django database from a connection string or URL, whichever the environment holds."""
    parts = conninfo_to_dict(conninfo)
    options: dict[str, object] = {k: v for k, v in parts.items() if k not in ("dbname", "user", "password", "host", "port")}
    if os.environ.get("AMTSLOTSE_POOL"):
        options["pool"] = {"min_size": 2, "max_size": int(os.environ["AMTSLOTSE_POOL"]), "timeout": 10}
    return {
        "ENGINE": "amtslotse.config.postgresql",
        "NAME": parts.get("dbname", "amtslotse"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "OPTIONS": options,
        "ATOMIC_REQUESTS": True,
    }


DATABASES = {"default": _database(os.environ["DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web"],  # a page lies beside the view that fills it: "portal/home.html"
        "OPTIONS": {
            "builtins": ["amtslotse.web.ui.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "amtslotse.web.ui.context.page",
            ],
        },
    }
]

LANGUAGE_CODE = "de"  # German is the legal text and the source of every translation
LANGUAGES = [("de", "Deutsch"), ("en", "English"), ("ar", "العربية")]
LANGUAGES_BIDI = ["ar", "fa", "he", "ku", "ps", "prs", "ur"]
LOCALE_PATHS = sorted(PACKAGE.glob("**/locale"))  # each room keeps its own catalogue
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "staff:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# django-allauth: sign-in of staff (docs/adr, login). Its own addresses are not mounted; web.staff.urls names each one we use.
ACCOUNT_ADAPTER = "amtslotse.web.staff.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "amtslotse.web.staff.adapters.IssuerAdapter"
MFA_ADAPTER = "amtslotse.web.staff.adapters.FactorAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; allauth wants the two settings to agree
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser
ACCOUNT_RATE_LIMITS = False  # web.staff.access counts attempts exactly, over all processes
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a code is good 30 seconds before and after its time; accounts.use_code takes each once
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form's redirect to the issuer would be stopped by form-action 'self'
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("AMTSLOTSE_PROXIES", "0"))  # how many proxies of ours stand in front
OIDC_ISSUER = os.environ.get("AMTSLOTSE_OIDC_ISSUER", "")
OIDC_STRONG_ACR = os.environ.get("AMTSLOTSE_OIDC_ACR", "")  # the issuer's word for "signed in with two factors"
SOCIALACCOUNT_PROVIDERS = {}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "office",
                "name": "Verwaltungskonto",
                "client_id": os.environ["AMTSLOTSE_OIDC_CLIENT_ID"],
                "secret": os.environ["AMTSLOTSE_OIDC_SECRET"],
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }

SESSION_ENGINE = "amtslotse.config.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # form fields; files are counted apart
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "amtslotse.web.ui.uploads.AtMost",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CSRF_FAILURE_VIEW = "amtslotse.web.ui.errors.stale"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 10

LOGGING = logs.configuration(os.environ.get("AMTSLOTSE_LOG", "WARNING"))  # INFO in the web server and the worker
