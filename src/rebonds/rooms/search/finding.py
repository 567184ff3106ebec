"""Looking for words: the engine ranks, what the member may not see is left out, what is found is shown in its text."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from rebonds.rooms.people import access, registry, thread
from rebonds.rooms.people.models import Member, Shared
from rebonds.rooms.search.folding import WORD, fold, terms
from rebonds.rooms.search.index import BAR
from rebonds.rooms.search.models import SearchEntry

MOST = 300  # the engine's best; beyond, people add a word
AROUND = 90
LONGEST = 260

SQLITE = """
SELECT e.id FROM search_fts f JOIN search_searchentry e ON e.id = f.rowid
WHERE search_fts MATCH %s AND e.workspace_id = %s {more}
ORDER BY bm25(search_fts, 8.0, 1.0), e.changed_at DESC, e.id LIMIT %s"""
POSTGRES = """
SELECT e.id FROM search_searchentry e
WHERE e.vector @@ to_tsquery('simple', %s) AND e.workspace_id = %s {more}
ORDER BY ts_rank(e.vector, to_tsquery('simple', %s)) DESC, e.changed_at DESC, e.id LIMIT %s"""


@dataclass(frozen=True)
class Hit:
    """Something found."""

    kind: registry.Kind
    obj: Shared
    title: SafeString
    extract: SafeString
    address: str
    shifts: tuple[str, ...]
    territories: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What a search gives.

    Attributes
    ----------
    hits : list of Hit
        Best first, of the kinds, shifts and territories asked for.
    kinds, shifts, territories : list of (str, int)
        What could be asked for, and how many hits each has.
    cut : bool
        Whether the engine had more than it was let give.
    """

    hits: list[Hit]
    kinds: list[tuple[str, int]]
    shifts: list[tuple[str, int]]
    territories: list[tuple[str, int]]
    cut: bool


def search(member: Member, query: str, *, kind: str = "", shift: str = "", territory: str = "") -> Found:
    """Look for words in what a member may see.

    Every word must be there, as such or as the beginning of one; words of the title count more.
    """
    wanted = terms(query)
    if not wanted:
        return Found([], [], [], [], False)
    kinds = [name for name, one in registry.kinds().items() if _may(member, one)]
    ranked = _ranked(wanted, member.workspace_id, kinds)
    entries = SearchEntry.objects.in_bulk(ranked)
    lines = [entries[key] for key in ranked if key in entries]
    held = {
        obj.uid: (known, obj)
        for known, obj in thread.load(((e.kind, e.object_uid) for e in lines), member.workspace_id)
    }
    seen = [
        (entry, *held[entry.object_uid])
        for entry in lines
        if entry.object_uid in held
        and access.allowed(member, held[entry.object_uid][0].see, held[entry.object_uid][1])
    ]
    counted_kinds = Counter(entry.kind for entry, _, _ in seen)
    counted_shifts = Counter(one for entry, _, _ in seen for one in parts(entry.shifts))
    counted_places = Counter(one for entry, _, _ in seen for one in parts(entry.territories))
    kept = [
        (entry, known, obj)
        for entry, known, obj in seen
        if (not kind or entry.kind == kind)
        and (not shift or shift in parts(entry.shifts))
        and (not territory or territory in parts(entry.territories))
    ]
    return Found(
        [_hit(member, entry, known, obj, wanted) for entry, known, obj in kept],
        sorted(counted_kinds.items()),
        sorted(counted_shifts.items()),
        sorted(counted_places.items()),
        len(ranked) == MOST,
    )


def _may(member: Member, kind: registry.Kind) -> bool:
    """Tell whether a role may see any object of a kind: the others are not even looked into."""
    return hasattr(kind.model, "search_text") and member.role in access.action_of(kind.see).roles


def _ranked(wanted: list[str], workspace_id: int, kinds: list[str]) -> list[int]:
    if not kinds:
        return []
    marks = ", ".join(["%s"] * len(kinds))
    more = f"AND e.kind IN ({marks})"
    if connection.vendor == "postgresql":
        asked = " & ".join(f"{one}:*" for one in wanted)
        sql, values = POSTGRES.format(more=more), [asked, workspace_id, *kinds, asked, MOST]
    else:
        asked = " AND ".join(f'"{one}"*' for one in wanted)
        sql, values = SQLITE.format(more=more), [asked, workspace_id, *kinds, MOST]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def parts(barred: str) -> tuple[str, ...]:
    """Return values kept between bars."""
    return tuple(one for one in barred.split(BAR) if one)


def _hit(member: Member, entry: SearchEntry, kind: registry.Kind, obj: Shared, wanted: list[str]) -> Hit:
    return Hit(
        kind,
        obj,
        marked(entry.title, wanted),
        extract(entry.text, wanted),
        kind.address(obj, member.workspace),
        parts(entry.shifts),
        parts(entry.territories),
    )


def places(text: str, wanted: list[str]) -> list[tuple[int, int]]:
    """Return where the words looked for stand in a text."""
    return [(one.start(), one.end()) for one in WORD.finditer(text) if fold(one[0]).startswith(tuple(wanted))]


def marked(text: str, wanted: list[str], start: int = 0, end: int | None = None) -> SafeString:
    """Return part of a text as HTML, the words looked for in ``<mark>``, all escaped."""
    end = len(text) if end is None else end
    out, at = [], start
    for a, b in places(text[:end], wanted):
        if a < at:
            continue
        out.append(f"{html.escape(text[at:a])}<mark>{html.escape(text[a:b])}</mark>")
        at = b
    out.append(html.escape(text[at:end]))
    return mark_safe("".join(out))  # noqa: S308 (every piece is escaped above)


def extract(text: str, wanted: list[str]) -> SafeString:
    """Return a text around the first word found, or its beginning."""
    found = places(text, wanted)
    start = max(0, (found[0][0] if found else 0) - AROUND)
    if start:
        start = text.find(" ", start, start + AROUND) + 1 or start
    end = min(len(text), start + LONGEST)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + AROUND)
    before, after = ("… " if start else ""), (" …" if end < len(text) else "")
    return mark_safe(f"{before}{marked(text, wanted, start, end)}{after}")  # noqa: S308 (escaped by `marked`)
