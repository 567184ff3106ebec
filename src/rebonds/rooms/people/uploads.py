"""Files that people attach: sniffed, bounded, kept outside the web root, never executed, served to be saved.

The type comes from the bytes; the name only has to agree with it. What is served is an attachment whose
type the browser may not guess, in a sandbox.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.http import content_disposition_header

from rebonds.errors import RebondsError
from rebonds.rooms.people import changes, registry
from rebonds.rooms.people.models import Member, Shared, Upload
from rebonds.rooms.people.parameters import parameter
from rebonds.text import Text

OFFICE = "application/vnd.openxmlformats-officedocument"
#: ending -> media type.
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "txt": "text/plain",
    "csv": "text/csv",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}
SAME = {"jpeg": "jpg", "oga": "ogg", "mp4": "m4a"}
TEXTS = ("txt", "csv")
HEAD = 4096
MOST_ENTRIES = 5000
STRANGE = re.compile(r"[^\w .()’'-]+")
MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|\?xml|\?php|body|iframe)", re.IGNORECASE)


class UploadError(RebondsError):
    """A file that is not taken."""


def refused(what: str, english: str) -> UploadError:
    """Return the error of a file, with what is taken."""
    known = ", ".join(TYPES)
    return UploadError(
        Text(what, english), Text(f"Formats acceptés : {known}.", f"Formats that are taken: {known}.")
    )


def folder() -> Path:
    """Return where files are kept: outside what the web server serves."""
    found = Path(settings.HOME) / "uploads"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def sniff(content: bytes) -> str:
    """Return the ending that the bytes of a file deserve, empty if they are of no accepted type."""
    for start, ending in ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg")):
        if content.startswith(start):
            return ending
    if content.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(content[8:12], "")
    if content.startswith(b"OggS"):
        return "ogg"
    if content.startswith(b"ID3") or (content[:1] == b"\xff" and content[1:2] and content[1] & 0xE6 == 0xE2):
        return "mp3"
    if content[4:8] == b"ftyp":
        return "m4a" if content[8:12] in (b"M4A ", b"M4B ", b"mp42", b"isom", b"dash") else ""
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return _text(content)


def _office(content: bytes) -> str:
    """Return the ending of an office document: by what it holds, refusing macros and archives that are too many."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            names = pack.namelist()
            if len(names) > MOST_ENTRIES or any(name.lower().endswith("vbaproject.bin") for name in names):
                return ""
            if "word/document.xml" in names:
                return "docx"
            if "xl/workbook.xml" in names:
                return "xlsx"
            if "mimetype" in names and pack.getinfo("mimetype").file_size < 200:
                kind = pack.read("mimetype").decode("ascii", "replace").strip()
                scripts = any(name.startswith(("Basic/", "Scripts/")) for name in names)
                return "odt" if kind == TYPES["odt"] and not scripts else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, ValueError):
        return ""
    return ""


def _text(content: bytes) -> str:
    if b"\x00" in content or MARKUP.search(content[:HEAD]) or content.startswith((b"MZ", b"#!", b"\x7fELF")):
        return ""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if any(byte < 9 or 13 < byte < 32 for byte in content):
            return ""
    return "txt"


def clean_name(name: str, ending: str) -> str:
    """Return a name without folders nor signs that mean something elsewhere, with the ending of its type."""
    stem = Path(name.replace("\\", "/")).name.rpartition(".")[0] or "fichier"
    return f"{STRANGE.sub('_', stem).strip(' ._')[:100] or 'fichier'}.{ending}"


def check(file: UploadedFile) -> tuple[bytes, str]:
    """Return the bytes of a file and its ending.

    Raises
    ------
    UploadError
        If it is empty, too big, of a type that is not taken, or if its name says another type.
    """
    most = parameter("upload", "most_bytes")
    if not file.size:
        raise refused("Ce fichier est vide.", "This file is empty.")
    if file.size > most:
        raise refused(
            f"Ce fichier dépasse {most // 1024**2} Mio.", f"This file is bigger than {most // 1024**2} MiB."
        )
    content = file.read()
    found = sniff(content)
    said = str(file.name or "").rpartition(".")[2].lower()
    said = SAME.get(said, said)
    if found == "txt" and said in TEXTS:
        found = said
    if not found:
        raise refused("Ce type de fichier n’est pas accepté.", "This type of file is not taken.")
    if said != found:
        raise refused(
            f"Ce fichier se dit .{said} et n’en est pas un.", f"This file says .{said} and is not one."
        )
    return content, found


def attach(obj: Shared, file: UploadedFile, member: Member) -> Upload:
    """Keep a file and attach it to an object.

    Raises
    ------
    UploadError
        As `check`.
    """
    content, ending = check(file)
    made = Upload(
        kind=registry.kind_of(obj).kind,
        object_uid=obj.uid,
        name=clean_name(str(file.name), ending),
        media_type=TYPES[ending],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    descriptor = os.open(path(made), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    changes.save(made, member)
    return made


def path(upload: Upload) -> Path:
    """Return where the bytes are: under a random name without an ending."""
    return folder() / upload.uid


def content_of(upload: Upload) -> list[tuple[str, bytes]]:
    """Return name and bytes, for the export of a person's data; nothing where the file is gone."""
    where = path(upload)
    return [(upload.name, where.read_bytes())] if where.exists() else []


def destroy(upload: Upload) -> None:
    """Delete the bytes; the line of the database is for the caller."""
    path(upload).unlink(missing_ok=True)


def of(obj: Any) -> Any:
    """Return the files attached to an object."""
    return Upload.kept.filter(workspace_id=obj.workspace_id, object_uid=obj.uid)


def answer(upload: Upload) -> FileResponse:
    """Serve a file: to be saved, under its type, which the browser may neither guess nor run."""
    response = FileResponse(path(upload).open("rb"), content_type=upload.media_type)
    response["Content-Disposition"] = content_disposition_header(True, upload.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
