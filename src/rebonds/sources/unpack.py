"""From the file as downloaded to a plain file: gzip and zip undone, text decoded as declared."""

from __future__ import annotations

import codecs
import fnmatch
import gzip
import shutil
import zipfile
import zlib
from pathlib import Path

from rebonds.errors import DataError
from rebonds.sources.card import SourceCard
from rebonds.sources.words import closest, data_error, listed

_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def plain_file(card: SourceCard, path: Path, work: Path, member: str | None = None) -> Path:
    """Return the path of the uncompressed file (``path`` itself where there is nothing to undo).

    Parameters
    ----------
    card : SourceCard
    path : Path
        File as downloaded.
    work : Path
        Folder for the uncompressed copy.
    member : str, optional
        Name or pattern in the zip archive, instead of the card's.

    Raises
    ------
    DataError
        Truncated or damaged archive; no such member, or several.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
    try:
        if start.startswith(_GZIP):
            target = work / "plain"
            with gzip.open(path) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink, _CHUNK)
            return _not_empty(path, target)
        if start == _ZIP:
            return _unzip(card, path, work, card.format.member if member is None else member)
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as broken:
        raise truncated(path, str(broken)) from broken
    if path.suffix.lower() in (".gz", ".zip"):
        raise truncated(path, "signature")
    return path


def truncated(path: Path, detail: str) -> DataError:
    """Build the error of a file that stops before its end or is damaged."""
    return data_error(
        f"Le fichier {path.name} est tronqué ou abîmé ({detail}).",
        f"The file {path.name} is truncated or damaged ({detail}).",
        "Récupérez-le de nouveau auprès du producteur.",
        "Fetch it again from its producer.",
    )


def _not_empty(path: Path, target: Path) -> Path:
    if target.stat().st_size == 0:
        raise data_error(
            f"L'archive {path.name} ne contient rien.", f"The archive {path.name} holds nothing."
        )
    return target


def _unzip(card: SourceCard, path: Path, work: Path, wanted: str) -> Path:
    with zipfile.ZipFile(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
        if "[Content_Types].xml" in names:
            return path
        pattern = wanted or "*"
        found = [name for name in names if fnmatch.fnmatch(name, pattern) or Path(name).name == pattern]
        if len(found) != 1:
            near = closest(pattern, names) if wanted and not found else None
            raise data_error(
                f"L'archive {path.name} contient {len(found)} fichier(s) pour « {pattern} » : il en faut un.",
                f"The archive {path.name} holds {len(found)} file(s) for '{pattern}': exactly one is needed.",
                f"Précisez format.member dans la fiche {card.id} parmi : {listed(names)}."
                + (f" Le plus proche : {near}." if near else ""),
                f"Set format.member in the card {card.id} among: {listed(names)}."
                + (f" The nearest: {near}." if near else ""),
            )
        target = work / f"member-{Path(found[0]).name}"
        with archive.open(found[0]) as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink, _CHUNK)
        return _not_empty(path, target)


def as_utf8(card: SourceCard, path: Path, work: Path, name: str) -> Path:
    """Check that the text is in the encoding declared by the card, and return it in UTF-8.

    ``name`` is the name of the original file, for messages. A UTF-8 file is checked and returned as it is.

    Raises
    ------
    DataError
        The text is in another encoding; the message names the line and what it looks like.
    """
    encoding = card.format.encoding
    with path.open("rb") as stream:
        start = stream.read(4)
    if start.startswith(_UTF16):
        raise _wrong_encoding(card, name, "UTF-16", 1)
    if encoding in ("utf-8", "utf-8-sig"):
        _check_utf8(card, path, name)
        return path
    if start.startswith(codecs.BOM_UTF8) or _looks_utf8(path):
        raise _wrong_encoding(card, name, "utf-8", None)
    target = work / "decoded"
    done = 0
    with path.open("rb") as source, target.open("wb") as sink:
        while chunk := source.read(_CHUNK):
            try:
                sink.write(chunk.decode(encoding).encode())
            except UnicodeDecodeError as broken:
                line = _line_at(path, done + broken.start)
                raise _wrong_encoding(card, name, "latin-1", line) from None
            done += len(chunk)
    return target


def _check_utf8(card: SourceCard, path: Path, name: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    done = 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as broken:
                line = _line_at(path, done - pending + broken.start)
                raise _wrong_encoding(card, name, "cp1252", line) from None
            if not chunk:
                return
            done += len(chunk)


def _looks_utf8(path: Path) -> bool:
    """Tell whether a file declared in one byte per character holds valid, non-ASCII UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    accented = False
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
            accented = accented or not chunk.isascii()
    return accented and not decoder.getstate()[0]


def _line_at(path: Path, position: int) -> int:
    with path.open("rb") as stream:
        return stream.read(position).count(b"\n") + 1


def _wrong_encoding(card: SourceCard, name: str, looks: str, line: int | None) -> DataError:
    at_fr = f", ligne {line}" if line else ""
    at_en = f", line {line}" if line else ""
    return data_error(
        f"Le fichier {name}{at_fr} n'est pas en {card.format.encoding} comme le dit la fiche {card.id} : "
        f"il ressemble à du {looks}.",
        f"The file {name}{at_en} is not in {card.format.encoding} as the card {card.id} says: "
        f"it looks like {looks}.",
        f'Écrivez encoding = "{looks}" dans la fiche, ou réenregistrez le fichier.'
        if looks != "UTF-16"
        else "Réenregistrez le fichier en « CSV UTF-8 ».",
        f'Write encoding = "{looks}" in the card, or save the file again.'
        if looks != "UTF-16"
        else "Save the file again as 'CSV UTF-8'.",
    )
