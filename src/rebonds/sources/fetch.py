"""Downloading the file of a source: resumed where it was cut, verified, and never in place of a good copy."""

from __future__ import annotations

import hashlib
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path

from rebonds.errors import NetworkError
from rebonds.sources.card import SourceCard
from rebonds.text import Text

#: ``progress(done, total)`` in bytes; ``total`` is None when the server does not say.
Progress = Callable[[int, int | None], None]

_CHUNK = 1 << 18
_RANGE_REFUSED = 416


@dataclass(frozen=True)
class Fetched:
    """A file brought from its producer.

    Attributes
    ----------
    path : Path
    size : int
        Bytes.
    sha256 : str
    resumed : bool
        True when the download went on from where an earlier one was cut.
    """

    path: Path
    size: int
    sha256: str
    resumed: bool


class _CutError(Exception):
    """The connection ended before the file did."""


def fetch(
    card: SourceCard,
    target: str | Path,
    *,
    address: str | None = None,
    progress: Progress | None = None,
    timeout: float = 30.0,
    attempts: int = 3,
    pause: float = 1.0,
) -> Fetched:
    """Download the file of a source to ``target``.

    The bytes go to ``<target>.part``, kept when the connection is cut so that the next call resumes (HTTP
    ``Range``, tied to the version of the file by ``If-Range``). Size and SHA-256 are verified where the card
    gives them, then the file takes its place in one step: until then, an earlier copy stays as it was.

    Parameters
    ----------
    card : SourceCard
    target : str or Path
    address : str, optional
        Instead of ``card.file``.
    progress : callable, optional
        Called with the bytes done and the total.
    timeout : float
        Seconds without an answer.
    attempts : int
        Connections tried before giving up.
    pause : float
        Seconds between two of them, doubled each time.

    Raises
    ------
    NetworkError
        No network, refused, cut, or not the file that the card describes; says how to do it by hand.
    """
    url = address or card.file
    target = Path(target)
    if not url:
        raise _error(
            card,
            "le producteur ne donne pas d'adresse de fichier qui dure, il faut le prendre sur sa page",
            "the producer gives no lasting address for the file, take it from its page",
        )
    if not url.startswith(("https://", "http://")):
        raise _error(card, f"l'adresse {url} n'est pas une adresse web", f"{url} is not a web address")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    resumed = part.exists() and _tag(part).exists()
    for attempt in range(attempts):
        try:
            _download(url, part, card.size or None, progress, timeout)
            break
        except (_CutError, OSError, HTTPException) as broken:
            if isinstance(broken, urllib.error.HTTPError) and broken.code < 500:
                raise _refused(card, url, broken) from broken
            if _disk(broken):
                raise
            if attempt + 1 == attempts:
                raise _unreachable(card, url, broken) from broken
            time.sleep(pause * 2**attempt)
            resumed = part.exists() and _tag(part).exists()
    size, digest = part.stat().st_size, _sha256(part)
    _verify(card, part, size, digest)
    part.replace(target)
    _tag(part).unlink(missing_ok=True)
    return Fetched(target, size, digest, resumed)


def _tag(part: Path) -> Path:
    """Where the version (ETag or date) of a half-downloaded file is kept."""
    return part.with_name(part.name + ".version")


def _download(url: str, part: Path, size: int | None, progress: Progress | None, timeout: float) -> None:
    """Bring what is missing of ``part``."""
    # Without a version to hold the server to, two halves of different files could be joined: start again.
    have = part.stat().st_size if part.exists() and _tag(part).exists() else 0
    headers = {"User-Agent": "rebonds", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
        headers["If-Range"] = _tag(part).read_text(encoding="utf-8")
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (http or https, checked by fetch)
    try:
        response = urllib.request.urlopen(request, timeout=timeout)  # noqa: S310
    except urllib.error.HTTPError as broken:
        if broken.code == _RANGE_REFUSED and have:
            # Nothing left to send: the part is whole, or of another version; the verification will tell.
            total = broken.headers.get("Content-Range", "").rpartition("/")[2]
            if total == str(have):
                return
            part.unlink()
            return _download(url, part, size, progress, timeout)
        raise
    with response:
        _receive(response, part, have, size, progress)


def _receive(
    response: HTTPResponse, part: Path, have: int, size: int | None, progress: Progress | None
) -> None:
    continues = response.status == 206
    done = have if continues else 0
    length = response.headers.get("Content-Length")
    total = done + int(length) if length and length.isdigit() else size
    version = response.headers.get("ETag") or response.headers.get("Last-Modified")
    if version and not version.startswith("W/"):
        _tag(part).write_text(version, encoding="utf-8")
    else:
        _tag(part).unlink(missing_ok=True)
    with part.open("ab" if continues else "wb") as sink:
        while chunk := response.read(_CHUNK):
            sink.write(chunk)
            done += len(chunk)
            if progress:
                progress(done, total)
    if total is not None and length and done < total:
        raise _CutError(f"{done} / {total}")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _verify(card: SourceCard, part: Path, size: int, digest: str) -> None:
    """Refuse an empty file, and one that is not the one of the card; the earlier copy is left alone."""
    wrong: tuple[str, str] | None = None
    if size == 0:
        wrong = ("le fichier reçu est vide", "the file received is empty")
    elif card.size and size != card.size:
        wrong = (
            f"le fichier reçu fait {size} octets, la fiche en annonce {card.size}",
            f"the file received has {size} bytes, the card says {card.size}",
        )
    elif card.sha256 and digest != card.sha256:
        wrong = (
            f"l'empreinte du fichier reçu ({digest[:12]}…) n'est pas celle de la fiche ({card.sha256[:12]}…)",
            f"the hash of the file received ({digest[:12]}…) is not that of the card ({card.sha256[:12]}…)",
        )
    if wrong:
        part.unlink()
        _tag(part).unlink(missing_ok=True)
        raise _error(card, *wrong)


def _disk(broken: BaseException) -> bool:
    """Tell a full or read-only disk from a network that fails: both are OSError."""
    import errno

    return getattr(broken, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)


def _refused(card: SourceCard, url: str, broken: urllib.error.HTTPError) -> NetworkError:
    return _error(
        card,
        f"{url} répond {broken.code} ({broken.reason}) : le fichier a sans doute changé d'adresse",
        f"{url} answers {broken.code} ({broken.reason}): the file has probably moved",
    )


def _unreachable(card: SourceCard, url: str, broken: BaseException) -> NetworkError:
    reason: object = broken
    if isinstance(broken, urllib.error.HTTPError):
        reason = f"{broken.code} {broken.reason}"
    elif isinstance(broken, urllib.error.URLError):
        reason = broken.reason
    if isinstance(broken, _CutError):
        return _error(
            card,
            f"la connexion à {url} a été coupée ({broken} octets) ; la même commande reprendra là",
            f"the connection to {url} was cut ({broken} bytes); the same command will resume there",
        )
    return _error(card, f"{url} ne répond pas ({reason})", f"{url} does not answer ({reason})")


def _error(card: SourceCard, fr: str, en: str) -> NetworkError:
    """Build a `NetworkError` that says how to do without the network."""
    page = card.address or card.file
    command = f"rebonds data import FICHIER --card {card.id}"
    return NetworkError(
        Text(f"{card.title.fr} : {fr}.", f"{card.title.en}: {en}."),
        Text(
            f"Prenez le fichier à la main à cette adresse : {page} puis lancez `{command}`. "
            "La copie précédente, s'il y en a une, reste en service.",
            f"Get the file by hand at this address: {page} then run `{command.replace('FICHIER', 'FILE')}`. "
            "The previous copy, if any, stays in use.",
        ),
    )
