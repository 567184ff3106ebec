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
    """Return ``SECRET_KEY``, else the key kept in ``folder``, drawn on first use and readable by its owner only."""
    given = os.environ.get("SECRET_KEY", "").strip()
    if given:
        return given
    path = folder / "secret_key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    draft = folder / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        os.link(draft, path)  # the first of several workers wins, the others read its key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()


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
    """Return Django's settings of a SQLite file that several threads and workers may write."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


def hosts() -> list[str]:
    """Return the names that the workbench answers to: this machine, and those of ``REBONDS_HOSTS``."""
    extra = [name.strip() for name in os.environ.get("REBONDS_HOSTS", "").split(",")]
    return [*LOCAL_HOSTS, *(name for name in extra if name)]


def https() -> bool:
    """Tell whether visitors come through HTTPS: ``REBONDS_HTTPS``, by default as soon as a host is not local."""
    return flag("REBONDS_HTTPS", default=len(hosts()) > len(LOCAL_HOSTS))
