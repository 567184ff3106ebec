"""Settings of the workbench. Everything that differs between two installations comes from the environment.

``REBONDS_HOME`` folder of the workbench · ``REBONDS_DATA`` warehouse · ``SECRET_KEY`` · ``DATABASE_URL`` ·
``REBONDS_HOSTS`` names it answers to (commas) · ``REBONDS_ADDRESS`` where others reach it ·
``REBONDS_HTTPS`` (1 behind TLS) · ``REBONDS_DEBUG`` ·
``REBONDS_OIDC_*`` sign-in by a provider such as ProConnect · ``REBONDS_EMAIL`` mail server.
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from rebonds.web import environment

WEB = Path(__file__).resolve().parent
HOME = environment.home()

DEBUG = environment.flag("REBONDS_DEBUG")
SECRET_KEY = environment.secret_key(HOME)
ALLOWED_HOSTS = environment.hosts()
HTTPS = environment.https()
LOCAL_HOSTS = environment.LOCAL_HOSTS
# Where others reach this machine, when whoever runs the workshop sits at it (``rebonds workshop`` says it).
PUBLIC_ADDRESS = os.environ.get("REBONDS_ADDRESS", "").strip().rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "rebonds.rooms.observe",
    "rebonds.rooms.people",
    "rebonds.rooms.maps",
    "rebonds.rooms.deliberate",
    "rebonds.rooms.inquire",
    "rebonds.rooms.search",
    "rebonds.rooms.dossiers",
    "rebonds.rooms.firms",
    "rebonds.rooms.compass",
    "rebonds.rooms.kits",
    "simple_history",
    "allauth",  # after the rooms: their templates come first
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "rebonds.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "rebonds.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "rebonds.web.urls"
WSGI_APPLICATION = "rebonds.web.wsgi.application"
ASGI_APPLICATION = "rebonds.web.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "rebonds.web.context.page",
                "rebonds.rooms.people.context.here",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

DATABASES = {"default": environment.database(os.environ.get("DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all workers: tries to sign in and to join are counted there. Its table is made by a migration.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspaces"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "rebonds.rooms.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {"login": "rebonds.rooms.people.signin.SignIn"}
ACCOUNT_SIGNUP_FORM_CLASS = "rebonds.rooms.people.forms.NamedSignup"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SESSION_COOKIE_AGE = 30 * 24 * 3600
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SOCIALACCOUNT_ADAPTER = "rebonds.rooms.people.adapters.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = environment.oidc()
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_STORE_TOKENS = False
# An address given by a provider opens no account that exists: the person signs in, then ties both.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
# Anyone who reaches the page may make an account; REBONDS_SIGNUP=0 keeps it to those who follow an invitation.
PEOPLE_SIGNUP_OPEN = environment.flag("REBONDS_SIGNUP", default=True)
# Behind TLS a proxy stands in front and says whose address it is.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("REBONDS_PROXIES", "1" if HTTPS else "0"))
EMAIL_BACKEND, EMAIL_SETTINGS = environment.email()
globals().update(EMAIL_SETTINGS)

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
# Files are served from where they are installed: nothing to collect, at install time or at start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *environment.oidc_origins()],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 365 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "rebonds.web.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_NAME = "langue"
LANGUAGE_COOKIE_SAMESITE = "Lax"
if HTTPS:
    SECURE_SSL_REDIRECT = environment.flag("REBONDS_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^sante$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    CSRF_TRUSTED_ORIGINS = [
        f"https://{host.replace('*', '')}"
        for host in ALLOWED_HOSTS
        if host not in environment.LOCAL_HOSTS and host != "*"
    ]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# The authority's other subdomains are not ours to force through HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
