"""``rebonds serve``: the workbench on this machine, or on a network when asked."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
import threading
import time
from collections.abc import Callable

from rebonds.commands.bell import Bell
from rebonds.errors import RebondsError, UsageError
from rebonds.text import Text

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
LAST_PORT = 65_535
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104
THREADS = 4
KILL_AFTER = 5
POLL = 0.05
DAY = 24 * 3600
SETTINGS = "rebonds.web.settings"


class PortTakenError(RebondsError):
    """Another program listens on the port."""

    exit_code = 9


def chosen_port(port: int | None) -> int:
    """Return the port: the option, else ``PORT``, else 8000.

    Raises
    ------
    UsageError
        If it is not a port.
    """
    raw = str(port) if port is not None else os.environ.get("PORT", "").strip() or str(DEFAULT_PORT)
    if not raw.isascii() or not raw.isdigit() or not 0 < int(raw) <= LAST_PORT:
        raise UsageError(
            Text(f"« {raw} » n’est pas un port.", f"“{raw}” is not a port."),
            Text(f"Choisir un entier de 1 à {LAST_PORT}.", f"Choose a whole number from 1 to {LAST_PORT}."),
        )
    return int(raw)


def ensure_free(host: str, port: int) -> None:
    """Check that the address can be listened on, before anything starts.

    Raises
    ------
    PortTakenError
        If another program listens there, or if this account may not.
    UsageError
        If the host is not an address of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(
                Text(f"Le port {port} est déjà pris sur {host}.", f"Port {port} is already taken on {host}."),
                Text(
                    f"Arrêter l’autre programme, ou en choisir un autre : PORT={port + 1} make run, "
                    f"ou rebonds serve --port {port + 1}.",
                    f"Stop the other program, or choose another port: PORT={port + 1} make run, "
                    f"or rebonds serve --port {port + 1}.",
                ),
            ) from error
        if error.errno == errno.EACCES:
            raise PortTakenError(
                Text(
                    f"Ce compte ne peut pas écouter sur le port {port}.",
                    f"This account may not use port {port}.",
                ),
                Text("Choisir un port au-dessus de 1024.", "Choose a port above 1024."),
            ) from error
        raise UsageError(
            Text(
                f"« {host} » n’est pas une adresse de cette machine.",
                f"“{host}” is not an address of this machine.",
            ),
            Text("Par défaut : 127.0.0.1.", "Default: 127.0.0.1."),
        ) from error


def workers_of(asked: int | None) -> int:
    """Return the number of worker processes: the option, else a number in ``WORKERS``, else one.

    One process with threads is enough for a team and keeps a single memory of readings.
    """
    if asked is not None:
        return max(1, asked)
    raw = os.environ.get("WORKERS", "")
    return max(1, int(raw)) if raw.isascii() and raw.isdigit() else 1


def prepare() -> None:
    """Set Django up and bring the workbench's database to its current shape."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    from rebonds.web.migrating import migrate

    migrate()


def wait_for(host: str, port: int) -> None:
    """Wait until something answers at an address: the workers open it some time after they are started."""
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except OSError:
            time.sleep(POLL)


def keep_retention() -> None:
    """Apply the retention of what people said, now and every day (``docs/privacy.md``)."""
    import logging

    from django.db import Error, close_old_connections

    from rebonds.rooms.people import retention

    while True:
        try:
            retention.purge()
        except (Error, OSError):
            logging.getLogger(__name__).exception("retention was not applied")
        close_old_connections()
        time.sleep(DAY)


def say(text: str) -> None:
    """Write a line for whoever started the service, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def serve(
    host: str | None = None, port: int | None = None, workers: int | None = None, lang: str = "fr"
) -> None:
    """Serve the workbench until interrupted.

    Parameters
    ----------
    host : str, optional
        Address to listen on; ``HOST``, else 127.0.0.1 (this machine only).
    port : int, optional
        Port; ``PORT``, else 8000.
    workers : int, optional
        Worker processes; one by default.
    lang : str
        Language of the messages.

    Raises
    ------
    PortTakenError
        If the port is taken or forbidden.
    UsageError
        If the host or the port makes no sense, or ``DATABASE_URL`` is not usable.
    """
    host = host or os.environ.get("HOST", "").strip() or DEFAULT_HOST
    port = chosen_port(port)
    ensure_free(host, port)
    shown = "localhost" if host in EVERYWHERE else f"[{host}]" if ":" in host else host

    def announce() -> None:
        say(
            Text(
                f"Rebonds est ouvert sur http://{shown}:{port} (Ctrl+C pour arrêter).",
                f"Rebonds is open at http://{shown}:{port} (Ctrl+C to stop).",
            ).to(lang)
        )
        if host in EVERYWHERE and not os.environ.get("REBONDS_HOSTS"):
            hint = Text(
                "Pour y venir d’une autre machine, nommer celle-ci : REBONDS_HOSTS=nom.exemple.fr.",
                "To reach it from another machine, name this one: REBONDS_HOSTS=name.example.org.",
            )
            say(hint.to(lang))

    run(host, port, workers_of(workers), lang, announce)


def run(host: str, port: int, workers: int, lang: str, announce: Callable[[], None]) -> None:
    """Prepare the workbench and serve it until interrupted; ``announce`` is called once it answers."""
    from rebonds.warehouse import Warehouse

    Warehouse.open()
    prepare()

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        "rebonds.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=KILL_AFTER,
        respawn_failed_workers=True,
    )
    server.main_loop_interrupt = Bell()  # its own event may hold a second signal for ever

    def once_open() -> None:
        wait_for("localhost" if host in EVERYWHERE else host, port)
        announce()
        threading.Thread(target=keep_retention, daemon=True).start()

    threading.Thread(target=once_open, daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        server.serve()
    say(Text("Rebonds est arrêté.", "Rebonds has stopped.").to(lang))
