"""Search by name (accents, typos, former names), by code or by postcode."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rebonds.errors import UnknownTerritoryError
from rebonds.territory.lookup import get, level_of, typed
from rebonds.territory.model import Territory
from rebonds.territory.names import core, normalise, rules, words
from rebonds.territory.passage import to_current
from rebonds.territory.tables import keep, query
from rebonds.text import Text

_QUALIFIER = re.compile(r"\(([^)]+)\)\s*$")
_RANKS = {"grouping": 0, "epci": 1, "commune": 2, "ept": 3, "departement": 4, "region": 5, "france": 6}


@dataclass(frozen=True)
class Match:
    """A territory that answers to a search.

    Attributes
    ----------
    code, name, level : str
        As in `Territory`, but a region's code as it must be typed (``R84``).
    score : float
        From 0 to 1, for sorting: likeness first, then size.
    detail : Text
        Département, and why it answers when its name does not say so (former name, postcode).
    """

    code: str
    name: str
    level: str
    score: float
    detail: Text


@dataclass(frozen=True)
class Query:
    """What was asked: the normalised name, and what it says of the level and of the département."""

    norm: str
    level: str | None = None
    departement: str | None = None


@cache
def _departements() -> dict[str, str]:
    return dict(query("SELECT code, nom FROM departements"))


def compact(text: str) -> str:
    """Return the text as a code would be written: without the spaces inside numbers."""
    squeezed = "".join(text.split())
    if squeezed.isdigit():
        return squeezed
    return text.strip().upper() if len(text.strip()) <= 5 else text.strip()


def parse(text: str) -> list[Query]:
    """Return the readings of a query, most literal first: ``commune de Lyon``, ``Saint-Denis (93)``."""
    readings = [Query(normalise(text))]
    levels: dict[str, list[str]] = rules()["levels"]
    named = {word: level for level, listed in levels.items() for word in listed}
    level = departement = None
    rest = text
    found = _QUALIFIER.search(text)
    if found:
        said = normalise(found.group(1))
        by_name = {normalise(name): code for code, name in _departements().items()}
        departement = said.upper() if said.upper() in _departements() else by_name.get(said)
        level = named.get(said)
        if departement or level:
            rest = text[: found.start()]
    norm = normalise(rest)
    for word in sorted(named, key=len, reverse=True):
        if level is None and norm.startswith(f"{word} "):
            following = norm.removeprefix(word).split()
            while following and following[0] in ("de", "du", "des", "d"):
                following = following[1:]
            if following:
                level, norm = named[word], " ".join(following)
    if level or departement:
        readings.append(Query(norm, level, departement))
    return [reading for reading in readings if reading.norm]


def search(text: str, limit: int = 10, levels: Sequence[str] | None = None) -> list[Match]:
    """Return the territories that best answer a name, a code or a postcode, best first.

    Parameters
    ----------
    text : str
        What was typed. Accents, case, hyphens and articles do not count; misspellings are forgiven.
    limit : int
    levels : sequence of str, optional
        Keep these levels only.

    Notes
    -----
    Likeness is 1 for the name itself, less for its beginning, for all its words in any order, then the Jaro-Winkler
    similarity (Winkler 1990) for misspellings; the weights are in ``data/search.toml``. Size decides between equals.
    """
    if not normalise(text) or limit < 1:
        return []
    found = by_code(text)
    if len(found) < limit and not (found and found[0].score == 1.0):
        for reading in reversed(parse(text)):
            named = _by_name(reading, limit, levels)
            found += named
            if any(match.score >= rules()["score"]["prefix"] for match in named):
                break
    found += _groupings(normalise(text))
    best: dict[tuple[str, str], Match] = {}
    for match in found:
        key = (match.level, match.code)
        if (levels is None or match.level in levels) and (key not in best or best[key].score < match.score):
            best[key] = match
    ordered = sorted(best.values(), key=lambda m: (-m.score, _RANKS[m.level], m.name, m.code))
    return ordered[:limit]


def by_code(text: str) -> list[Match]:
    """Return what a code or a postcode points to, outdated codes included."""
    code = compact(text)
    if level_of(code) in (None, "grouping"):
        return []
    found = []
    for level in ("region", None) if code.isdigit() and len(code) == 2 else (None,):
        try:
            found.append(_match(get(code, level), 1.0 if level is None else 0.999))
        except UnknownTerritoryError:
            continue
    passed = None if found else to_current(code)
    if passed and passed.codes:
        found += [_match(get(new), 0.95, passed.note) for new in passed.codes]
    if len(code) == 5:
        rows = query(
            "SELECT code, nom, departement FROM postcodes JOIN communes ON code = commune WHERE postcode = ? "
            "ORDER BY population DESC NULLS LAST, code",
            [code],
        )
        note = describe(rows[0][2], Text(f"code postal {code}", f"postcode {code}")) if rows else None
        for position, (commune, name, departement) in enumerate(rows):
            detail = note if note and departement == rows[0][2] else describe(departement)
            found.append(Match(commune, name, "commune", 0.9 - 0.1 * position / len(rows), detail))
    return found


def _match(place: Territory, score: float, why: Text | None = None) -> Match:
    where = ""
    if place.level == "commune":
        where = query("SELECT departement FROM communes WHERE code = ?", [place.code])[0][0]
    elif place.level in ("epci", "ept"):
        where = query(f"SELECT departement FROM {place.level} WHERE code = ?", [place.code])[0][0]
    return Match(typed(place.code, place.level), place.name, place.level, score, describe(where, why))


def describe(departement: str, why: Text | None = None) -> Text:
    """Say where a territory is, and why it answers."""
    name = _departements().get(departement)
    where = f"{name} ({departement})" if name else ""
    return Text(*(" · ".join(filter(None, (where, why.to(lang) if why else ""))) for lang in ("fr", "en")))


def _by_name(reading: Query, limit: int, levels: Iterable[str] | None) -> list[Match]:
    score = rules()["score"]
    short = core(reading.norm)
    parts = words(reading.norm)
    only = [reading.level] if reading.level else list(levels) if levels is not None else None
    wheres: list[str] = []
    filters: list[Any] = []
    if only is not None:
        wheres.append("list_contains(?::VARCHAR[], level)")
        filters.append(only)
    if reading.departement:
        wheres.append("departement = ?")
        filters.append(reading.departement)
    where = f"WHERE {' AND '.join(wheres)}" if wheres else ""
    contained = " AND ".join("contains(' ' || norm, ?)" for _ in parts)
    literal = f"""
        CASE WHEN norm = ? AND kind = 'city' THEN {score["city"]} WHEN norm = ? THEN {score["exact"]}
             WHEN core = ? THEN {score["core"]} WHEN starts_with(norm, ?) THEN {score["prefix"]}
             WHEN kind <> 'city' AND {contained} THEN {score["words"]} END"""
    asked: list[Any] = [reading.norm, reading.norm, short, reading.norm, *(f" {part}" for part in parts)]
    rows = _ranked(literal, asked, where, filters, limit)
    if len(rows) < limit and (not rows or rows[0][-1] < score["core"] / (1 + score["size"])):
        alike = f"""
            CASE WHEN greatest(jaro_winkler_similarity(norm, ?),
                               coalesce(jaro_winkler_similarity(core, ?), 0)) >= {score["fuzzy_from"]}
                 THEN {score["fuzzy"]} * greatest(jaro_winkler_similarity(norm, ?),
                                                  coalesce(jaro_winkler_similarity(core, ?), 0)) END"""
        rows += _ranked(alike, [reading.norm, short, reading.norm, short], where, filters, limit)
    return [_named(*row) for row in rows]


def _ranked(
    likeness: str, asked: list[Any], where: str, filters: list[Any], limit: int
) -> list[tuple[Any, ...]]:
    score = rules()["score"]
    return query(
        f"""
        WITH likely AS (
            SELECT code, level, label, kind, population, departement,
                   ({likeness}) * CASE WHEN kind IN ('renamed', 'merged') THEN {score["former"]} ELSE 1 END AS likeness
            FROM {keep("names")} {where})
        SELECT code, level, label, kind, departement,
               (likeness + {score["size"]} * least(1, log10(coalesce(population, 0) + 1) / 8)) / (1 + {score["size"]})
               AS score
        FROM likely WHERE likeness IS NOT NULL ORDER BY score DESC, code LIMIT ?
        """,
        [*asked, *filters, 2 * limit],
    )


def _named(code: str, level: str, label: str, kind: str, departement: str, score: float) -> Match:
    why = None
    name = label
    if kind in ("renamed", "merged"):
        name = get(code, level).name
        why = (
            Text(f"autrefois {label}", f"formerly {label}")
            if kind == "renamed"
            else Text(f"comprend {label}", f"includes {label}")
        )
    where = departement if level in ("commune", "epci", "ept") else ""
    rounded = math.floor(score * 1e4) / 1e4
    return Match(typed(code, level), name, level, rounded, describe(where, why))


def _groupings(norm: str) -> list[Match]:
    from rebonds.territory import groupings

    parts = words(norm)
    score = rules()["score"]
    found = []
    for code, (_, name) in groupings.files().items():
        known = normalise(name)
        if all(f" {part}" in f" {known}" for part in parts):
            likeness = score["exact" if known == norm else "prefix" if known.startswith(norm) else "words"]
            found.append(Match(code, name, "grouping", likeness, describe("")))
    return found
