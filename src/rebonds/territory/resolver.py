"""From what a person typed to one territory, or to a clear refusal.

The rule, in order:

1. a path of a grouping file, a grouping (``g:…``) or an official code is that territory and no other;
2. a saved grouping's whole name is that grouping;
3. a whole name is its bearer. The main city that an EPCI is named after stands for the EPCI ("Grenoble" is
   Grenoble-Alpes-Métropole): Rebonds reads EPCI first. The commune is had by its code, or by "commune de Grenoble";
4. several bearers are ambiguous, unless one has far more people than the next (``score.dominance`` in
   ``data/search.toml``), or all cover the same communes;
5. the words of one EPCI's name, and of no other, are that EPCI;
6. anything else is refused with suggestions: a misspelt name is never resolved in silence.
"""

from __future__ import annotations

from pathlib import Path

from rebonds.errors import AmbiguousTerritoryError, UnknownTerritoryError, UsageError
from rebonds.territory import groupings
from rebonds.territory.finder import Match, Query, by_code, compact, describe, parse, search
from rebonds.territory.lookup import get, level_of, typed
from rebonds.territory.model import Territory
from rebonds.territory.names import core, normalise, rules, words
from rebonds.territory.passage import to_current
from rebonds.territory.tables import query
from rebonds.text import Text

_LEVEL_NAMES = {
    "commune": Text("commune", "commune"),
    "epci": Text("intercommunalité", "EPCI"),
    "ept": Text("établissement public territorial", "EPT"),
    "departement": Text("département", "département"),
    "region": Text("région", "region"),
    "grouping": Text("groupement", "grouping"),
    "france": Text("pays", "country"),
}


def resolve(text: str) -> Territory:
    """Return the territory that a code, a name, a saved grouping or a grouping file stands for.

    Raises
    ------
    UsageError
        Nothing was typed.
    UnknownTerritoryError
        Nothing answers: the message suggests, or says what an outdated code has become.
    AmbiguousTerritoryError
        Several territories answer; ``candidates`` lists them with their codes.
    """
    text = text.strip()
    if text.endswith(".toml"):
        return groupings.load(Path(text))
    code = compact(text)
    if text.startswith("g:") or level_of(code) is not None:
        return _by_code(text if text.startswith("g:") else code)
    norm = normalise(text)
    if not norm:
        raise UsageError(
            Text("Aucun territoire n'est donné.", "No territory is given."),
            Text("Donnez un nom ou un code.", "Give a name or a code."),
        )
    for path, name in groupings.files().values():
        if normalise(name) == norm:
            return groupings.load(path)
    for reading in parse(text):
        bearers = _bearers(reading)
        if bearers:
            return _choose(text, bearers)
    for reading in parse(text):
        found = _epci_by_words(reading)
        if len(found) == 1:
            return found[0]
        if found:
            raise _ambiguous(text, found)
    raise _unknown_name(text)


def _by_code(code: str) -> Territory:
    if code.startswith("g:"):
        return groupings.get_saved(code)
    try:
        return get(code)
    except UnknownTerritoryError:
        passed = to_current(code)
        if passed.note is not None:
            listed = ", ".join(passed.codes)
            raise UnknownTerritoryError(
                passed.note, Text(f"Code à employer : {listed}.", f"Use code {listed}.")
            ) from None
        near = by_code(code)[:5]
        if not near:
            raise
        raise UnknownTerritoryError(
            Text(f"Aucun territoire ne porte le code « {code} ».", f"No territory has the code “{code}”."),
            Text(f"Un code postal ? {_listed(near, 'fr')}.", f"A postcode? {_listed(near, 'en')}."),
        ) from None


def _bearers(reading: Query) -> list[Territory]:
    """Territories that bear the name, today or before a mere change of name."""
    rows = query(
        "SELECT DISTINCT level, code, kind FROM names WHERE (norm = ? OR core = ?) AND kind <> 'merged' "
        "AND (? IS NULL OR level = ?) AND (? IS NULL OR departement = ?)",
        [reading.norm, core(reading.norm), *[reading.level] * 2, *[reading.departement] * 2],
    )
    exact = query(
        "SELECT DISTINCT level, code, kind FROM names WHERE norm = ? AND level IN ('epci', 'ept') AND kind = 'name' "
        "AND (? IS NULL OR level = ?) AND (? IS NULL OR departement = ?)",
        [reading.norm, *[reading.level] * 2, *[reading.departement] * 2],
    )
    if exact:
        rows = exact
    elif any(kind != "renamed" for _, _, kind in rows):
        rows = [row for row in rows if row[2] != "renamed"]
    cities = {code for _, code, kind in rows if kind == "city"}
    places = {(level, code): get(code, level) for level, code, _ in sorted(rows)}
    inside = {commune for code in cities for commune in places["epci", code].communes}
    return [
        place
        for (level, code), place in places.items()
        if not (level == "commune" and code in inside and not reading.level)
    ]


def _choose(text: str, bearers: list[Territory]) -> Territory:
    distinct: dict[tuple[str, ...], Territory] = {}
    for place in bearers:
        distinct.setdefault(place.communes, place)
    ordered = sorted(distinct.values(), key=lambda place: -(place.population or 0))
    if len(ordered) == 1:
        return ordered[0]
    first, second = (place.population or 0 for place in ordered[:2])
    nested = set(ordered[1].communes) <= set(ordered[0].communes)
    if first > rules()["score"]["dominance"] * second and not nested:
        return ordered[0]
    raise _ambiguous(text, ordered)


def _epci_by_words(reading: Query) -> list[Territory]:
    if reading.level not in (None, "epci"):
        return []
    parts = [part for part in words(reading.norm) if part not in rules()["words"]["generic"]]
    if not parts:
        return []
    contained = " AND ".join("contains(' ' || norm || ' ', ?)" for _ in parts)
    rows = query(
        f"SELECT code FROM names WHERE level = 'epci' AND kind = 'name' AND {contained} "
        "AND (? IS NULL OR departement = ?) ORDER BY population DESC",
        [*(f" {part} " for part in parts), reading.departement, reading.departement],
    )
    return [get(code, "epci") for (code,) in rows]


def _ambiguous(text: str, places: list[Territory]) -> AmbiguousTerritoryError:
    rows = query(
        "SELECT DISTINCT level, code, departement FROM names WHERE list_contains(?::VARCHAR[], code)",
        [[place.code for place in places]],
    )
    lies = {(level, code): departement for level, code, departement in rows}
    candidates = []
    for place in places:
        where = lies.get((place.level, place.code)) if place.level in ("commune", "epci", "ept") else None
        lead = f"{typed(place.code, place.level)}  {place.name} ({_LEVEL_NAMES[place.level].fr}"
        candidates.append(lead + (f", {describe(where).fr})" if where else ")"))
    return AmbiguousTerritoryError(
        Text(
            f"« {text} » désigne {len(places)} territoires.",
            f"“{text}” stands for {len(places)} territories.",
        ),
        candidates,
        Text("Donnez le code de celui que vous voulez lire.", "Give the code of the one to read."),
    )


def _unknown_name(text: str) -> UnknownTerritoryError:
    merged = query(
        "SELECT code, level, label FROM names WHERE kind = 'merged' AND norm = ? ORDER BY population DESC LIMIT 3",
        [normalise(text)],
    )
    if merged:
        now = [(get(code, level), label) for code, level, label in merged]
        listed = ", ".join(f"{place.name} ({place.code})" for place, _ in now)
        return UnknownTerritoryError(
            Text(
                f"{now[0][1]} n'existe plus sous ce nom : son territoire est aujourd'hui dans {listed}.",
                f"{now[0][1]} no longer exists under this name: it is now part of {listed}.",
            ),
            Text("Donnez ce code pour le lire.", "Give that code to read it."),
        )
    near = search(text, limit=5)
    hint = (
        Text(f"Cherchiez-vous {_listed(near, 'fr')} ?", f"Did you mean {_listed(near, 'en')}?")
        if near
        else Text("Essayez le code INSEE ou SIREN.", "Try the INSEE or SIREN code.")
    )
    return UnknownTerritoryError(
        Text(f"Aucun territoire ne répond à « {text} ».", f"No territory answers to “{text}”."), hint
    )


def _listed(matches: list[Match], lang: str) -> str:
    return ", ".join(
        f"{match.name} ({match.code}, {_LEVEL_NAMES[match.level].to(lang)})" for match in matches
    )
