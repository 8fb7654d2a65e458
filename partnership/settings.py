"""All settings, typed: each from the environment or .env (see .env.example), or from a file named by NAME_FILE."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from partnership.operations.environment import Environment, is_loopback

BASE_DIR: Path = Path(__file__).resolve().parent.parent
env = Environment()
env.read_env(env.text("ENV_FILE", str(BASE_DIR / ".env")))

DATA_DIR: Path = env.folder("DATA_DIR", BASE_DIR / "var")


def served_port() -> int:
    """Return the port of `make run`, also of the last one: commands write links to the same address."""
    try:
        text = (DATA_DIR / "serve.lock").read_text(encoding="ascii")
    except OSError:
        return 8000
    return int(text) if text.isdecimal() else 8000


# The site and its safety
DEBUG: bool = env.flag("DEBUG", False)
SECRET_KEY: str = env.text("SECRET_KEY")
PORT: int = env.integer("PORT", served_port(), minimum=1, maximum=65535)
public = env.url("PUBLIC_URL", f"http://127.0.0.1:{PORT}", schemes=("https", "http"))
PUBLIC_URL: str = public.geturl().rstrip("/")
TRUST_PROXY_HEADERS: bool = env.flag("TRUST_PROXY_HEADERS", False)

IS_HTTPS: bool = public.scheme == "https"
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-"):
    raise ImproperlyConfigured(
        "SECRET_KEY must be a random text of at least 50 characters; `make run` writes one to .env."
    )
if not public.hostname:
    raise ImproperlyConfigured(
        "PUBLIC_URL must be the whole address people open, such as https://partnership.example.org."
    )
if not IS_HTTPS and not is_loopback(public.hostname):
    raise ImproperlyConfigured(
        "PUBLIC_URL must begin with https:// unless it is on this machine (127.0.0.1 or localhost)."
    )
if DEBUG and not is_loopback(public.hostname):
    raise ImproperlyConfigured(
        "DEBUG must be off unless PUBLIC_URL is on this machine: it shows the code and its data."
    )

ALLOWED_HOSTS: list[str] = env.names("ALLOWED_HOSTS", [public.hostname, "127.0.0.1", "localhost"])
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: with * anybody's address is taken for ours.")
CSRF_TRUSTED_ORIGINS: list[str] = [f"{public.scheme}://{public.netloc}"] if IS_HTTPS else []
CSRF_COOKIE_SECURE: bool = IS_HTTPS
SESSION_COOKIE_SECURE: bool = IS_HTTPS
LANGUAGE_COOKIE_SECURE: bool = IS_HTTPS
SECURE_SSL_REDIRECT: bool = IS_HTTPS
SECURE_REDIRECT_EXEMPT: list[str] = [r"^healthz$"]  # a balancer asks the process itself, without TLS
SECURE_HSTS_SECONDS: int = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS: bool = IS_HTTPS
SECURE_PROXY_SSL_HEADER: tuple[str, str] | None = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY_HEADERS else None
SECURE_REFERRER_POLICY: str = "same-origin"
X_FRAME_OPTIONS: str = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = [
    "security.W021",  # whether a domain joins the browsers' preload list is its owner's decision
]
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

# What it is made of
INSTALLED_APPS: list[str] = [
    "partnership.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_filters",
    "django_htmx",
    "import_export",
    "partnership",
    "projects",
    "pilots",
    "talent",
    "partnership.apps.LoginGuardConfig",  # last, as in the lists of the administration
]
MIDDLEWARE: list[str] = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "partnership.accounts.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partnership.accounts.middleware.UserLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF: str = "partnership.urls"
WSGI_APPLICATION: str = "partnership.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partnership.reports.context.alerts",
            ],
        },
    },
]

# Database, cache, broker
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.database("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR / 'partnership.sqlite3'))}")
}
database = DATABASES["default"]
database["CONN_MAX_AGE"] = 600
if database["ENGINE"] == "django.db.backends.sqlite3":
    database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",  # a writer that began as a reader cannot wait for its turn: it fails at once
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    database["CONN_HEALTH_CHECKS"] = True  # a connection that the server ended is opened anew, and no page fails
    # A query that comes again is planned once: the overview's planning costs the database three times its execution.
    # A pooler between must know prepared statements. What the address says (?sslmode=require) comes last and wins.
    own = {"server_side_binding": True, "prepare_threshold": 2, "connect_timeout": 10}
    database["OPTIONS"] = own | database.get("OPTIONS", {})
DEFAULT_AUTO_FIELD: str = "django.db.models.BigAutoField"

REDIS_URL: str = env.text("REDIS_URL") and env.url("REDIS_URL", "", schemes=("redis", "rediss")).geturl()
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "partnership.operations.caches.LenientRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},  # seconds that a call may take
        "KEY_PREFIX": "partnership",
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

CELERY_BROKER_URL: str = REDIS_URL or "filesystem://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP: bool = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"global_keyprefix": "partnership:", "socket_timeout": 30}
    if REDIS_URL
    else {
        "data_folder_in": str(DATA_DIR / "broker" / "messages"),
        "data_folder_out": str(DATA_DIR / "broker" / "messages"),
        "control_folder": str(DATA_DIR / "broker" / "control"),
    }
)
CELERY_TASK_DEFAULT_QUEUE: str = "partnership"
CELERY_TASK_IGNORE_RESULT: bool = True  # the database has the results
CELERY_TASK_ACKS_LATE: bool = True
CELERY_WORKER_PREFETCH_MULTIPLIER: int = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER: bool = False
CELERY_WORKER_REDIRECT_STDOUTS: bool = False
CELERY_TASK_SOFT_TIME_LIMIT: int = 270
CELERY_TASK_TIME_LIMIT: int = 300
REPORT_LEASE_SECONDS: int = 360
CELERY_TIMEZONE: str = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME: str = str(DATA_DIR / "beat" / "schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "dispatch": {"task": "partnership.tick", "schedule": crontab(), "options": {"expires": 55}},
}

# People and their sessions
AUTH_USER_MODEL: str = "partnership.User"
AUTHENTICATION_BACKENDS: list[str] = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL: str = "login"
LOGIN_REDIRECT_URL: str = "overview"
LOGOUT_REDIRECT_URL: str = "login"
# With Redis the database has each session too.
SESSION_ENGINE: str = f"django.contrib.sessions.backends.{'cached_db' if REDIS_URL else 'db'}"
SESSION_COOKIE_AGE: int = env.integer("SESSION_HOURS", 12, minimum=1, maximum=8760) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE: bool = True  # offices share computers; the hours end a session that stays open
SESSION_COOKIE_HTTPONLY: bool = True
SESSION_COOKIE_SAMESITE: str = "Lax"
CSRF_COOKIE_SAMESITE: str = "Lax"
AXES_FAILURE_LIMIT: int = 5
AXES_COOLOFF_TIME: float = 0.25  # hours; the text of the page below names it too
AXES_LOCKOUT_TEMPLATE: str = "registration/locked.html"
AXES_LOCKOUT_PARAMETERS: list[list[str]] = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS: bool = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT: bool = False
AXES_ENABLE_ACCESS_FAILURE_LOG: bool = False
AXES_DISABLE_ACCESS_LOG: bool = True
AXES_HTTP_RESPONSE_CODE: int = 429
AXES_VERBOSE: bool = False
AXES_SENSITIVE_PARAMETERS: list[str] = ["username", "ip_address"]
AXES_CLIENT_IP_CALLABLE: str = "partnership.accounts.login_guard.client_address"
AXES_USERNAME_CALLABLE: str = "partnership.accounts.login_guard.attempted_username"

# Languages and time
LANGUAGE_CODE: str = "zh-hans"
LANGUAGES: list[tuple[str, Any]] = [("zh-hans", _("Chinese")), ("en", _("English"))]
# Compiled there from the catalogue of each app, see catalogues.py; they go before those of Django and the libraries.
LOCALE_PATHS: list[Path] = [DATA_DIR / "locale" / app for app in ("partnership", "projects", "pilots", "talent")]
FORMAT_MODULE_PATH: list[str] = ["partnership.rules.date_formats"]
TIME_ZONE: str = "Asia/Shanghai"
USE_TZ: bool = True

# Files
STATIC_URL: str = "static/"
STATIC_ROOT: Path = DATA_DIR / "static"
STATICFILES_DIRS: list[Path] = [BASE_DIR / "static"]
MEDIA_ROOT: Path = DATA_DIR / "documents"
STATIC_STORAGE: str = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES: dict[str, dict[str, str]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}
UPLOAD_LIMIT_BYTES: int = env.integer("UPLOAD_LIMIT_MB", 50, minimum=1, maximum=10_000) * 1024 * 1024
DOCUMENT_TYPES: dict[str, str] = {  # what may be uploaded, with the served type; nothing that a browser would run
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".wps": "application/vnd.ms-works",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".dwg": "image/vnd.dwg",
    ".zip": "application/zip",
}
FILE_UPLOAD_PERMISSIONS: int = 0o640
# Every page links the hashed names alone, and the fonts are the PDF's: compressing the rest took most of a first start.
WHITENOISE_KEEP_ONLY_HASHED_FILES: bool = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS: list[str] = ["jpg", "png", "gif", "webp", "gz", "br", "woff", "woff2", "ttf"]
SAMPLE_PASSWORD: str = env.text("SAMPLE_PASSWORD")  # of the sample accounts; random where empty

# Mail
EMAIL: dict[str, Any] = env.mail("EMAIL_URL", f"filemail:///{quote(str(DATA_DIR / 'outbox'))}")
EMAIL_BACKEND: str = EMAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH: str = EMAIL["EMAIL_FILE_PATH"]
EMAIL_HOST: str = EMAIL["EMAIL_HOST"] or "localhost"
EMAIL_PORT: int = EMAIL["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = EMAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD: str = EMAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS: bool = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT: int = 15  # of one answer; checks.py checks the sum of a delivery against the task's limit
DEFAULT_FROM_EMAIL: str = env.address("DEFAULT_FROM_EMAIL", "partnership@localhost")
SERVER_EMAIL: str = DEFAULT_FROM_EMAIL
REPLY_TO: str = env.address("REPLY_TO")
REPORT_OUTSIDE_DOMAINS: list[str] = env.names("REPORT_OUTSIDE_DOMAINS")

# Logs: one line a record on stderr
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "partnership.operations.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO" if DEBUG else "WARNING", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "partnership": {"level": "INFO"},
        "kombu.connection": {"level": "ERROR"},  # it wants a host name of the embedded broker, which has none
    },
}
