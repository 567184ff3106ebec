"""Catalogue of the interface's English, without the gettext binaries.

French is the language of the sources. Each room has a catalogue of its own (``rooms/ROOM/locale``); the base
templates and the room that came first share that of ``web``, whose texts no other catalogue repeats. ``update``
collects the French texts of templates and code into ``django.po``, keeping the translations there; ``compile``
writes ``django.mo`` (the GNU MO format, as Python's own ``Tools/i18n/msgfmt.py``); ``check`` fails where one of
them is late.

    python tools/messages.py update|compile|check
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ROOT / "src/rebonds/rooms"
SHARED = (ROOT / "src/rebonds/web", ROOMS / "observe")
HEADER = (
    "Project-Id-Version: rebonds\n"
    "Language: en\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
CALLS = {"_", "gettext", "gettext_lazy", "ngettext"}
STRING = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
SIMPLE = re.compile(rf"(?<![\w.])(?:_|gettext)\(\s*{STRING}\s*\)")
PLURAL = re.compile(rf"(?<![\w.])ngettext\(\s*{STRING}\s*,\s*{STRING}")
MAGIC = 0x950412DE


@dataclass
class Message:
    """A text of the interface."""

    one: str
    many: str = ""
    places: set[str] = field(default_factory=set)


def in_python(text: str) -> Iterator[tuple[str, str]]:
    """Yield the texts that Python code asks to translate."""
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS):
            continue
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if words:
            yield words[0], words[1] if node.func.id == "ngettext" else ""


def in_template(text: str) -> Iterator[tuple[str, str]]:
    """Yield the texts that a template asks to translate."""
    from django.utils.translation.template import templatize

    flat = templatize(text)
    for found in PLURAL.finditer(flat):
        yield ast.literal_eval(found[1]), ast.literal_eval(found[2])
    for found in SIMPLE.finditer(flat):
        yield ast.literal_eval(found[1]), ""


@dataclass(frozen=True)
class Catalogue:
    """Folders whose texts are translated together, and the folder of their translations."""

    sources: tuple[Path, ...]

    @property
    def po(self) -> Path:
        """The file that translators edit."""
        return self.sources[0] / "locale/en/LC_MESSAGES/django.po"

    @property
    def mo(self) -> Path:
        """The file that Django reads."""
        return self.po.with_suffix(".mo")

    def texts(self) -> dict[str, Message]:
        """Return the texts that this catalogue holds: its own, but those that the shared one has."""
        own = collect(self.sources)
        if self.sources == SHARED:
            return own
        shared = collect(SHARED)
        return {one: message for one, message in own.items() if one not in shared}

    def known(self) -> dict[str, tuple[str, ...]]:
        """Return the translations on disk."""
        return read_po(self.po.read_text(encoding="utf-8")) if self.po.exists() else {}


def catalogues() -> list[Catalogue]:
    """Return the shared catalogue, then one per room."""
    rooms = sorted(p.parent for p in ROOMS.glob("*/__init__.py") if p.parent not in SHARED)
    return [Catalogue(SHARED), *(Catalogue((room,)) for room in rooms)]


def collect(sources: tuple[Path, ...]) -> dict[str, Message]:
    """Return every text of the interface in some folders, with the files it stands in."""
    import django.conf

    if not django.conf.settings.configured:
        django.conf.settings.configure()
    out: dict[str, Message] = {}
    for source in sources:
        for path in sorted(p for p in source.rglob("*") if p.suffix in (".py", ".html")):
            read = in_python if path.suffix == ".py" else in_template
            for one, many in read(path.read_text(encoding="utf-8")):
                message = out.setdefault(one, Message(one, many))
                message.many = message.many or many
                message.places.add(path.relative_to(ROOT / "src/rebonds").as_posix())
    return out


def quoted(text: str) -> str:
    """Write a text as PO does, one line of the file per line of the text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    lines = escaped.split("\n")
    if len(lines) == 1:
        return f'"{escaped}"'
    parts = [f'"{line}\\n"' for line in lines[:-1]] + ([f'"{lines[-1]}"'] if lines[-1] else [])
    return '""\n' + "\n".join(parts)


def read_po(text: str) -> dict[str, tuple[str, ...]]:
    """Return the translations of a PO file by text; the header stands under the empty text."""
    out: dict[str, tuple[str, ...]] = {}
    fields: dict[str, str] = {}
    current = ""

    def close() -> None:
        if "msgid" in fields:
            forms = tuple(fields[key] for key in sorted(fields) if key.startswith("msgstr"))
            out[fields["msgid"]] = forms
        fields.clear()

    for raw in [*text.splitlines(), ""]:
        line = raw.strip()
        if not line or line.startswith("#"):
            if not line:
                close()
            continue
        if not line.startswith('"'):
            current, _, line = line.partition(" ")
            fields[current] = ""
        fields[current] += ast.literal_eval(line)
    return out


def write_po(messages: dict[str, Message], known: dict[str, tuple[str, ...]]) -> str:
    """Return the PO file of the texts in use, with the translations already known."""
    parts = [f'msgid ""\nmsgstr {quoted(HEADER)}\n']
    for message in sorted(messages.values(), key=lambda m: (min(m.places), m.one)):
        lines = [f"#: {place}" for place in sorted(message.places)]
        forms = known.get(message.one, ())
        lines.append(f"msgid {quoted(message.one)}")
        if message.many:
            lines.append(f"msgid_plural {quoted(message.many)}")
            lines += [f"msgstr[{i}] {quoted(forms[i] if i < len(forms) else '')}" for i in range(2)]
        else:
            lines.append(f"msgstr {quoted(forms[0] if forms else '')}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def compiled(known: dict[str, tuple[str, ...]], messages: dict[str, Message]) -> bytes:
    """Return the MO file: a header of offsets, then texts and translations, both sorted and zero-ended."""
    pairs = []
    for one, forms in known.items():
        if not all(forms):
            continue
        many = messages[one].many if one in messages else ""
        key = f"{one}\0{many}" if many else one
        pairs.append((key.encode(), "\0".join(forms).encode()))
    pairs.sort()
    start = 7 * 4
    texts_at = start + 16 * len(pairs)
    ids = b"".join(key + b"\0" for key, _ in pairs)
    strings_at = texts_at + len(ids)
    index_ids, index_strings, body = b"", b"", b""
    at = texts_at
    for key, value in pairs:
        index_ids += struct.pack("<II", len(key), at)
        at += len(key) + 1
        index_strings += struct.pack("<II", len(value), strings_at + len(body))
        body += value + b"\0"
    head = struct.pack("<7I", MAGIC, 0, len(pairs), start, start + 8 * len(pairs), 0, 0)
    return head + index_ids + index_strings + ids + body


def problems() -> list[str]:
    """Return what is late: texts without English, a PO or a MO to write again."""
    out = []
    for catalogue in catalogues():
        texts, known = catalogue.texts(), catalogue.known()
        where = catalogue.po.relative_to(ROOT).as_posix()
        out += [
            f"no English: {m.one!r} ({where})" for m in texts.values() if not all(known.get(m.one, ("",)))
        ]
        if not texts and not known:
            continue
        if write_po(texts, known) != catalogue.po.read_text(encoding="utf-8"):
            out.append(f"{where} is late: python tools/messages.py update")
        if not catalogue.mo.exists() or compiled(known, texts) != catalogue.mo.read_bytes():
            out.append(f"{where} is not compiled: python tools/messages.py compile")
    return out


def update(catalogue: Catalogue) -> None:
    """Write the texts in use, with the translations already known."""
    texts = catalogue.texts()
    if texts:
        catalogue.po.parent.mkdir(parents=True, exist_ok=True)
        catalogue.po.write_text(write_po(texts, catalogue.known()), encoding="utf-8")


def write_mo(catalogue: Catalogue) -> None:
    """Write the file that Django reads."""
    if catalogue.po.exists():
        catalogue.mo.write_bytes(compiled(catalogue.known(), catalogue.texts()))


def main(command: str) -> int:
    """Run one command and return its exit status."""
    if command == "check":
        found = problems()
        sys.stdout.write("".join(f"{line}\n" for line in found))
        return 1 if found else 0
    act = {"update": update, "compile": write_mo}.get(command)
    if act is None:
        sys.stdout.write(__doc__ or "")
        return 2
    for catalogue in catalogues():
        act(catalogue)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
