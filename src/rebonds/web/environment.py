"""What the workbench takes from its environment: folder of its data, secret key, database, hosts."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from platformdirs import user_data_dir

from rebonds.errors import UsageError
from rebonds.kept import kept
from rebonds.text import Text

TRUE = ("1", "true", "yes", "on", "oui")
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def flag(name: str, default: bool = False, env: Mapping[str, str] | None = None) -> bool:
    """Return a yes/no variable of the environment."""
    value = (os.environ if env is None else env).get(name, "")
    return value.strip().lower() in TRUE if value.strip() else default


def home() -> Path:
    """Return the folder of the workbench (``REBONDS_HOME``, else the user's data folder), created at need."""
    folder = Path(os.environ.get("REBONDS_HOME") or user_data_dir("rebonds"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """Return ``SECRET_KEY``, else the key kept in ``folder``."""
    given = os.environ.get("SECRET_KEY", "").strip()
    return given or kept(folder, "secret_key", lambda: secrets.token_urlsafe(64))


def database(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's settings of a database from an address.

    Parameters
    ----------
    url : str
        ``postgresql://user:password@host:port/name?sslmode=require``, ``sqlite:///path`` or empty
        (SQLite in ``folder``).
    folder : pathlib.Path
        Where the default SQLite file lives.

    Raises
    ------
    UsageError
        If the address is of another kind or names no database.
    """
    if not url:
        return sqlite(folder / "workbench.sqlite3")
    parts = urlsplit(url)
    name = unquote(parts.path[1:])
    if parts.scheme == "sqlite":
        return sqlite(Path(name) if name else folder / "workbench.sqlite3")
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise UsageError(
            Text(
                f"DATABASE_URL n’est pas une adresse utilisable ({parts.scheme or 'sans protocole'}).",
                f"DATABASE_URL is not a usable address ({parts.scheme or 'no scheme'}).",
            ),
            Text(
                "Écrire postgresql://utilisateur:mot_de_passe@serveur:5432/base, ou laisser vide pour SQLite.",
                "Write postgresql://user:password@server:5432/database, or leave empty for SQLite.",
            ),
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(path: Path) -> dict[str, Any]:
    """Return Django's settings of a SQLite file that several threads and workers may write.

    ``synchronous=FULL``: what is confirmed is on disk, also when the power goes. With ``NORMAL``, SQLite in WAL mode
    may lose the last transactions then; the difference is a few milliseconds a write (docs/performance.md).
    Connections stay open: when the last one closes, SQLite writes its whole journal back while all others wait.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def hosts() -> list[str]:
    """Return the names that the workbench answers to: this machine, and those of ``REBONDS_HOSTS``."""
    extra = [name.strip() for name in os.environ.get("REBONDS_HOSTS", "").split(",")]
    return [*LOCAL_HOSTS, *(name for name in extra if name)]


def https() -> bool:
    """Tell whether visitors come through HTTPS: ``REBONDS_HTTPS``, by default as soon as a host is not local."""
    return flag("REBONDS_HTTPS", default=len(hosts()) > len(LOCAL_HOSTS))


def oidc(env: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the provider of ``REBONDS_OIDC_URL``, as django-allauth wants it; nothing where it is not set.

    ``REBONDS_OIDC_URL`` is the issuer (its ``/.well-known/openid-configuration`` is read), with
    ``REBONDS_OIDC_CLIENT``, ``REBONDS_OIDC_SECRET``, and if need be ``REBONDS_OIDC_NAME`` (ProConnect),
    ``REBONDS_OIDC_SCOPE`` and ``REBONDS_OIDC_ACR``.

    Raises
    ------
    UsageError
        If the address is given without a client or a secret, or is not HTTPS (this machine excepted).
    """
    source = os.environ if env is None else env
    url = source.get("REBONDS_OIDC_URL", "").strip()
    if not url:
        return {}
    client, secret = source.get("REBONDS_OIDC_CLIENT", ""), source.get("REBONDS_OIDC_SECRET", "")
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not (client and secret and parts.hostname) or (parts.scheme != "https" and not local):
        raise UsageError(
            Text("REBONDS_OIDC_URL ne suffit pas ou n’est pas en https.", "REBONDS_OIDC_URL is not usable."),
            Text(
                "Donner l’adresse https de l’émetteur, REBONDS_OIDC_CLIENT et REBONDS_OIDC_SECRET.",
                "Give the https address of the issuer, REBONDS_OIDC_CLIENT and REBONDS_OIDC_SECRET.",
            ),
        )
    acr = source.get("REBONDS_OIDC_ACR", "").strip()
    app = {
        "provider_id": "oidc",
        "name": source.get("REBONDS_OIDC_NAME", "").strip() or "ProConnect",
        "client_id": client,
        "secret": secret,
        "settings": {
            "server_url": url.rstrip("/"),
            "scope": (source.get("REBONDS_OIDC_SCOPE") or "openid given_name usual_name email").split(),
            "auth_params": {"acr_values": acr} if acr else {},
            "oauth_pkce_enabled": flag("REBONDS_OIDC_PKCE", env=source),
        },
    }
    return {"openid_connect": {"APPS": [app]}}


def oidc_origins(env: Mapping[str, str] | None = None) -> list[str]:
    """Return the origins that the sign-in form may lead to: that of the provider."""
    apps = oidc(env).get("openid_connect", {}).get("APPS", [])
    parts = [urlsplit(app["settings"]["server_url"]) for app in apps]
    return [f"{one.scheme}://{one.netloc}" for one in parts]


def email(env: Mapping[str, str] | None = None) -> tuple[str, dict[str, Any]]:
    """Return how mail leaves: ``REBONDS_EMAIL`` (``smtp[s]://user:password@server:port``), else on the screen.

    ``REBONDS_EMAIL_FROM`` is the address that it comes from.

    Raises
    ------
    UsageError
        If the address is of another kind.
    """
    source = os.environ if env is None else env
    sender = source.get("REBONDS_EMAIL_FROM", "").strip() or "rebonds@localhost"
    common = {"DEFAULT_FROM_EMAIL": sender}
    url = source.get("REBONDS_EMAIL", "").strip()
    if not url:
        return "django.core.mail.backends.console.EmailBackend", common
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise UsageError(
            Text("REBONDS_EMAIL n’est pas utilisable.", "REBONDS_EMAIL is not usable."),
            Text(
                "Écrire smtps://utilisateur:mot_de_passe@serveur:465.",
                "Write smtps://user:password@server:465.",
            ),
        )
    return "django.core.mail.backends.smtp.EmailBackend", common | {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_TIMEOUT": 10,
    }
