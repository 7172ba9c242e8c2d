"""Settings: one file, driven by the environment (`env.py` says which variables)."""

from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from governance.config import env

if not env.SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY: python3 run.py makes one for you.")

SECRET_KEY = env.SECRET_KEY
FILES_KEYS = env.FILES_KEYS
DEBUG = env.DEBUG
DEMO = env.DEMO
PDF = env.PDF
VAR_DIR = env.VAR_DIR
ALLOWED_HOSTS = env.ALLOWED_HOSTS
BASE_URL = env.BASE_URL
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CHARITY_NAME, CHARITY_ADDRESS = env.CHARITY_NAME, env.CHARITY_ADDRESS
CHARITY_CONTACT, CHARITY_TELEPHONE = env.CHARITY_CONTACT, env.CHARITY_TELEPHONE
GUARDIAN_CONTACT = env.GUARDIAN_CONTACT
STORED_IN = env.STORED_IN

INSTALLED_APPS = [
    "governance.config.apps.SharewellConfig",
    "governance.accounts",
    "governance.records",
    "governance.ledger",
    "governance.workflow",
    "governance.deadlines",
    "governance.documents",
    "governance.notifications",
    "governance.people",
    "governance.attachments",
    "governance.exports",
    "governance.organisations",
    "governance.policies",
    "governance.privacy_notices",
    "governance.resources",
    "governance.rights",
    "consent.conversations",
    "consent.wording",
    "consent.evidence",
    "consent.capacity",
    "consent.consents",
    "consent.recordings",
    "consent.media",
    "sharing.agreements",
    "sharing.agreements.bringing_in",
    "sharing.stop_checks",
    "sharing.closures",
    "sharing.disclosures",
    "sharing.opt_outs",
    "dpia",
    "incidents.incidents",
    "incidents.learning",
    "incidents.candour_reports",
    "incidents.concerns",
    "governance.jobs",
    "governance.processing",
    "governance.overview",
    "governance.evidence_packs",
    "governance.desk",
    "governance.public",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    # After ours, or Django's own widget templates would win.
    "django.forms",
    "guardian",
    "simple_history",
    "allauth",
    "allauth.account",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "governance.records.middleware.NotKeptMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "governance.records.middleware.ActorMiddleware",
    "governance.workflow.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "governance.config.urls"
WSGI_APPLICATION = "governance.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [env.PROJECT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "governance.desk.context.navigation",
            ],
            "builtins": ["governance.config.templatetags.sharewell"],
        },
    }
]
FORM_RENDERER = "governance.fields.Renderer"

# --- Database -----------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **(env.env.db_url_config(env.DATABASE_URL) if env.DATABASE_URL else {}),
        # PostgreSQL that tells every transaction who is acting.
        "ENGINE": "governance.records.backend",
        "ATOMIC_REQUESTS": True,
        "CONN_HEALTH_CHECKS": True,
    }
}
# Migrations grant to this role what it may do (see records/protection.py).
DATABASE_APP_ROLE = urlsplit(env.APP_DATABASE_URL).username or ""
DATABASE_OWNER_URL = env.DATABASE_OWNER_URL
# Migrations are one connection for one command; web and workers share a pool.
DATABASES["default"].setdefault("OPTIONS", {})
if env.DB_ROLE != "owner":
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12, "timeout": 20}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A history is asked for by record; an index by date would be one more to write with each change.
SIMPLE_HISTORY_DATE_INDEX = False

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
    # Pages for the public, in each process; whatever should be wrong in it is gone after five minutes.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 300,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}
SESSION_ENGINE = "governance.accounts.sessions"

# --- Who may come in ----------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_RAISE_403 = False
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "governance.accounts.adapter.StaffOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Whoever types an address that we do not know learns nothing, and nobody gets unasked mail.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Sharewell: "
# Throttled before the password is hashed: hashing is what costs.
# A partner who signs through a link types a code, which is hashed like a password.
# A form for anyone, and following what came of it: many people may sit behind one address.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "signing_link": "20/m/ip",
    "open_form": "10/m/ip,60/h/ip",
    "follow": "10/m/ip,60/h/ip",
}
# Behind the TLS proxy, whose own address would otherwise share one limit among everybody.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.HTTPS else 0
# On a desktop that several share: signed out after an hour in which no page was asked for, and with the browser.
# `SESSION_ENGINE` renews it, since `SESSION_SAVE_EVERY_REQUEST` would make a session of any made-up cookie.
SESSION_COOKIE_AGE = 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- Security -----------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = env.HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
if env.HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- Words and time -----------------------------------------------------------

LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "Europe/London"
USE_TZ = True

# --- Files --------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.VAR_DIR / "static"
STATICFILES_DIRS = [env.PROJECT / "static"]
MEDIA_ROOT = env.VAR_DIR / "files"
# The first of them stops a file that is too large while it arrives.
FILE_UPLOAD_HANDLERS = [
    "governance.attachments.uploads.Limit",
    "governance.attachments.uploads.Seal",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The newest heads of the ledger, outside the database: they show whether it was tampered with.
LEDGER_HEADS = env.VAR_DIR / "heads" / "ledger-heads.log"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"
        if env.DEBUG or env.DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Mail ---------------------------------------------------------------------

if env.EMAIL_URL:
    _mail = env.env.email_url_config(env.EMAIL_URL)
    vars().update(_mail)
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = env.VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = "Sharewell <sharewell@example.org>"

# --- Jobs ---------------------------------------------------------------------

CELERY_BROKER_URL = env.REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A relay that can't reach the broker gives up soon; its rows wait in the database.
    "socket_connect_timeout": 2,
    # Above the longest task; the two below make redelivery prompt.
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TIMEZONE = TIME_ZONE
# Every job is idempotent and catches up by itself, so beat keeps no state.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    name: {"task": task, "schedule": schedule, "options": {"expires": expires}}
    # A run that waited until the next one is due has nothing left to do: no queue builds up while no worker runs.
    for name, task, schedule, expires in (
        # By the clock on the wall: a beat that starts anew every ten minutes would never wait for fifteen.
        ("sweep", "governance.deadlines.tasks.sweep", crontab(minute="*/15"), 15 * 60),
        ("forget", "governance.accounts.tasks.forget_sessions", crontab(hour="3", minute="30"), 60 * 60),
        ("seal", "governance.ledger.tasks.seal", 60, 60),
        ("deliver", "governance.notifications.tasks.relay", 5, 5),
        ("digest", "governance.desk.tasks.order_digests", crontab(minute="*/15"), 15 * 60),
        ("deliver_digests", "governance.desk.tasks.relay", 60, 60),
        ("hand_over_cases", "governance.desk.tasks.relay_hand_overs", 5, 5),
        ("render", "governance.documents.tasks.relay", 5, 5),
        ("invite", "sharing.agreements.tasks.relay", 5, 5),
        ("check", "sharing.stop_checks.tasks.relay", 5, 5),
        ("hand_over", "sharing.closures.tasks.relay", 5, 5),
        ("forget_files", "sharing.stop_checks.tasks.clear_up", crontab(hour="3", minute="55"), 60 * 60),
        ("clean", "governance.attachments.tasks.relay", 5, 5),
        ("export", "governance.exports.tasks.relay", 5, 5),
        ("forget_exports", "governance.exports.tasks.forget", crontab(minute="15"), 60 * 60),
        ("bring_in", "sharing.agreements.bringing_in.tasks.relay", 5, 5),
        ("clear_up", "governance.attachments.tasks.clear_up", crontab(hour="3", minute="45"), 60 * 60),
        (
            "clear_up_logs",
            "sharing.agreements.bringing_in.tasks.clear_up",
            crontab(hour="3", minute="50"),
            60 * 60,
        ),
        ("begin", "consent.conversations.tasks.begin_missing", crontab(hour="4", minute="0"), 60 * 60),
        ("state", "sharing.opt_outs.tasks.begin_first", crontab(hour="4", minute="10"), 60 * 60),
        ("report_candour", "incidents.candour_reports.tasks.begin", crontab(hour="4", minute="25"), 60 * 60),
        ("run_out", "dpia.tasks.note_run_out", crontab(hour="4", minute="20"), 60 * 60),
        ("count", "governance.overview.tasks.count", crontab(hour="4", minute="30"), 60 * 60),
        ("pack", "governance.evidence_packs.tasks.relay", 5, 5),
        ("forget_packs", "governance.evidence_packs.tasks.forget", crontab(hour="3", minute="40"), 60 * 60),
        ("run_asked", "governance.jobs.tasks.relay", 5, 5),
        ("forget_runs", "governance.jobs.tasks.forget_runs", crontab(hour="3", minute="35"), 60 * 60),
        ("move", "governance.organisations.tasks.move", 60, 60),
        ("gather", "governance.rights.tasks.relay", 5, 5),
        ("publish", "governance.policies.tasks.publish_due", 60, 60),
    )
}

# --- Log: never a name, an address, a query string or the values of a row ------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "governance.config.log.Formatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # The relays run every few seconds, and Celery would tell of each three times.
    "loggers": {
        name: {"level": "WARNING"} for name in ("celery.app.trace", "celery.beat", "celery.worker.strategy")
    },
}
