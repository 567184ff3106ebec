"""Looking for words: the engine ranks, what the member may not see is left out, what is found is shown in its text."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from rebonds.rooms.people import access, registry, thread
from rebonds.rooms.people.models import Member, Shared
from rebonds.rooms.search.folding import WORD, fold, terms
from rebonds.rooms.search.index import BAR
from rebonds.rooms.search.models import SearchEntry

MOST = 200  # the engine's best; beyond, people add a word
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
class Row:
    """Something found, before its text is read: pages show a few of them."""

    key: int
    kind: registry.Kind
    uid: str
    shifts: tuple[str, ...]
    territories: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What a search gives.

    Attributes
    ----------
    rows : list of Row
        Best first, of the kinds, shifts and territories asked for.
    kinds, shifts, territories : list of (str, int)
        What could be asked for, and how many rows each has.
    cut : bool
        Whether the engine had more than it was let give.
    """

    member: Member
    wanted: list[str]
    rows: list[Row]
    kinds: list[tuple[str, int]]
    shifts: list[tuple[str, int]]
    territories: list[tuple[str, int]]
    cut: bool

    @property
    def hits(self) -> list[Hit]:
        """Everything found, as it is shown."""
        return self.shown(self.rows)

    def shown(self, rows: Sequence[Row]) -> list[Hit]:
        """Return rows as they are shown: their words marked, in an extract."""
        held = _held(self.member, ((row.kind.kind, row.uid) for row in rows))
        texts = {
            key: (title, text)
            for key, title, text in SearchEntry.objects.filter(pk__in=[row.key for row in rows]).values_list(
                "pk", "title", "text"
            )
        }
        return [
            Hit(
                row.kind,
                held[row.uid],
                marked(texts[row.key][0], self.wanted),
                extract(texts[row.key][1], self.wanted),
                row.kind.address(held[row.uid], self.member.workspace),
                row.shifts,
                row.territories,
            )
            for row in rows
            if row.key in texts and row.uid in held
        ]


def search(member: Member, query: str, *, kind: str = "", shift: str = "", territory: str = "") -> Found:
    """Look for words in what a member may see.

    Every word must be there, as such or as the beginning of one; words of the title count more.
    """
    wanted = terms(query)
    kinds = [name for name, one in registry.kinds().items() if _may(member, one)]
    ranked = _ranked(wanted, member.workspace_id, kinds) if wanted else []
    entries = SearchEntry.objects.defer("title", "text", "folded_title", "folded_text").in_bulk(ranked)
    lines = [entries[key] for key in ranked if key in entries]
    known = registry.kinds()
    private = {name for name in kinds if access.action_of(known[name].see).roles[member.role] != ("any",)}
    held = _held(member, ((one.kind, one.object_uid) for one in lines if one.kind in private))
    seen = [
        Row(one.pk, known[one.kind], one.object_uid, parts(one.shifts), parts(one.territories))
        for one in lines
        if one.kind not in private
        or (one.object_uid in held and access.allowed(member, known[one.kind].see, held[one.object_uid]))
    ]
    kept = [
        row
        for row in seen
        if (not kind or row.kind.kind == kind)
        and (not shift or shift in row.shifts)
        and (not territory or territory in row.territories)
    ]
    return Found(
        member,
        wanted,
        kept,
        sorted(Counter(row.kind.kind for row in seen).items()),
        sorted(Counter(one for row in seen for one in row.shifts).items()),
        sorted(Counter(one for row in seen for one in row.territories).items()),
        len(ranked) == MOST,
    )


def _held(member: Member, named: Iterable[tuple[str, str]]) -> dict[str, Shared]:
    """Return objects by uid, one query per kind."""
    return {obj.uid: obj for _, obj in thread.load(named, member.workspace_id)}


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
