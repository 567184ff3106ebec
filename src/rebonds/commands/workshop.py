"""``rebonds workshop``: one laptop, no internet, a whole room on its local network."""

from __future__ import annotations

import contextlib
import io
import ipaddress
import os
import socket

import typer

from rebonds.commands import serve
from rebonds.errors import UsageError
from rebonds.text import Text

#: A room answers all at once: one worker a core of the smallest laptop.
WORKERS = 2
EVERYWHERE = "0.0.0.0"  # noqa: S104
#: Addresses of documentation (RFC 5737) and of a private network: asked for a route, never written to.
ROUTES = ("192.0.2.1", "10.255.255.255", "192.168.255.255", "172.31.255.255")


def addresses() -> list[str]:
    """Return the IPv4 addresses of this machine on its networks, the most likely first; none where it has none."""
    found: list[str] = []
    for target in ROUTES:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))  # chooses a route; sends nothing
                found.append(probe.getsockname()[0])
            except OSError:
                continue
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [one for one in dict.fromkeys(found) if usable(one)]


def usable(address: str) -> bool:
    """Tell whether others can reach an address: neither this machine's own nor unset."""
    given = ipaddress.ip_address(address)
    return not (given.is_loopback or given.is_unspecified or given.is_multicast)


def chosen(asked: str) -> list[str]:
    """Return the addresses to answer to: the one asked for, else all of this machine.

    Raises
    ------
    UsageError
        The address is no IPv4 address, or this machine is on no network.
    """
    if asked:
        try:
            return [str(ipaddress.IPv4Address(asked.strip()))]
        except ValueError as error:
            raise UsageError(
                Text(f"« {asked} » n’est pas une adresse IPv4.", f"“{asked}” is not an IPv4 address."),
                Text("Par exemple : --address 192.168.1.20.", "For example: --address 192.168.1.20."),
            ) from error
    found = addresses()
    if not found:
        raise UsageError(
            Text("Cette machine n’est sur aucun réseau.", "This machine is on no network."),
            Text(
                "Brancher une borne Wi-Fi (sans internet), ou partager celui de l’ordinateur, puis recommencer.",
                "Plug a Wi-Fi router in (no internet needed), or share the laptop's own, then try again.",
            ),
        )
    return found


def qr_text(address: str) -> str:
    """Return a QR code that a terminal shows."""
    import segno

    out = io.StringIO()
    segno.make(address, error="m").terminal(out, compact=True, border=2)
    return out.getvalue()


def code_of_today() -> str:
    """Return the code of the session that is open now, where there is just one; else nothing."""
    from rebonds.rooms.deliberate.models import Session

    found = [
        one.invitation.code
        for one in Session.kept.filter(ended_at=None).exclude(invitation=None).select_related("invitation")
        if one.invitation.usable and one.invitation.code
    ]
    return found[0] if len(found) == 1 else ""


def workshop(
    port: int | None = typer.Option(None, "--port", help="Port ; sinon PORT, sinon 8000."),
    address: str = typer.Option(
        "", "--address", metavar="IP", help="Adresse à annoncer, s'il y en a plusieurs."
    ),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Animer un atelier sans internet : un ordinateur, sa borne Wi-Fi, les téléphones de la salle."""
    port = serve.chosen_port(port)
    hosts = chosen(address)
    serve.ensure_free(EVERYWHERE, port)
    public = f"http://{hosts[0]}:{port}"
    # Only this machine's own addresses are answered to; without TLS, cookies travel on the local network as they are.
    os.environ["REBONDS_HOSTS"] = ",".join(hosts)
    os.environ.setdefault("REBONDS_HTTPS", "0")
    os.environ["REBONDS_ADDRESS"] = public

    def announce() -> None:
        code = code_of_today()
        room = f"{public}/a/{code}/" if code else f"{public}/rejoindre/"
        serve.say(qr_text(room))
        serve.say(Text(f"Les participants : {room}", f"Participants: {room}").to(lang))
        serve.say(
            Text(
                f"Vous, sur cet ordinateur : http://localhost:{port}/espaces/ (Ctrl+C pour arrêter).",
                f"You, on this computer: http://localhost:{port}/espaces/ (Ctrl+C to stop).",
            ).to(lang)
        )
        if len(hosts) > 1:
            others = ", ".join(hosts[1:])
            serve.say(
                Text(
                    f"Autres adresses de cette machine : {others} (--address pour en annoncer une).",
                    f"Other addresses of this machine: {others} (--address to announce one).",
                ).to(lang)
            )

    serve.run(EVERYWHERE, port, WORKERS, lang, announce)
