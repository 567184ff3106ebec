"""A scenario: what is hit, where, how much, for how long. A small TOML file that anyone can write.

.. code-block:: toml

    title = "Sécheresse"          # or { fr = "…", en = "…" }
    kind = "supply"               # demand, extraction, supply, price, substitution, link

    [[hit]]
    where = ["200040715"]         # codes, names or groupings; all zones when left out
    branches = ["AZ"]             # codes of A38; all branches when left out
    percent = 30                  # part lost (or bought, risen, moved); or `jobs = 250` for a firm
    percent_low = 20              # its band (optional)
    percent_high = 40
    start = 0                     # days (supply only)
    days = 60
    recovery = 90
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from rebonds.errors import DataError, UsageError
from rebonds.text import Text

KINDS = {
    "demand": Text("choc de demande", "demand shock"),
    "extraction": Text("disparition d'une activité", "extraction of an activity"),
    "supply": Text("arrêt de production, jour après jour", "production stopped, day by day"),
    "price": Text("hausse de prix", "price rise"),
    "substitution": Text("achats ramenés sur place", "purchases brought home"),
    "link": Text("liaison coupée ou allongée", "link cut or lengthened"),
}
FOLDER = Path(__file__).with_name("scenarios")

_TOP = ("id", "title", "kind", "summary", "horizon", "draws", "seed", "hit", "assumption")
_MOST_DAYS = 3650
_NONE = Text("", "")


@dataclass(frozen=True)
class Hit:
    """One thing that happens.

    Attributes
    ----------
    where : tuple of str
        Territories (codes, names, groupings); empty for everywhere.
    branches : tuple of str
        Branch codes; empty for all.
    percent : float or None
        Part, in percent: lost (extraction, supply), demand change (demand, may be negative), price rise
        (price), purchases moved (substitution), lengthening of distances (link).
    percent_low, percent_high : float or None
        Band of that part.
    jobs : float or None
        Instead of ``percent``: jobs of the firm, all or part of the branch of a zone.
    start, days, recovery : int
        Days before it begins, during which it is whole, and to come back (supply).
    to : tuple of str
        Other end of a link.
    imported : bool
        For a price: that of the imported product rather than of the local one.
    """

    where: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    percent: float | None = None
    percent_low: float | None = None
    percent_high: float | None = None
    jobs: float | None = None
    start: int = 0
    days: int = 30
    recovery: int = 0
    to: tuple[str, ...] = ()
    imported: bool = False


@dataclass(frozen=True)
class Scenario:
    """A scenario, read and checked (places and branches are looked up when it is run)."""

    id: str
    title: Text
    kind: str
    hits: tuple[Hit, ...]
    summary: Text = _NONE
    horizon: int = 365
    draws: int | None = None
    seed: int | None = None
    assumptions: tuple[Text, ...] = ()


def load(source: str | Path) -> Scenario:
    """Read a scenario from a file, or a shipped one by its name.

    Raises
    ------
    UsageError
        No such file nor shipped scenario (the nearest is suggested).
    DataError
        The file is not a scenario: what is wrong, and where.
    """
    path = Path(source).expanduser()
    if not path.suffix:
        path = FOLDER / f"{source}.toml"
    if not path.is_file():
        names = list(shipped())
        near = difflib.get_close_matches(path.stem, names, n=1)
        listed = ", ".join(names)
        raise UsageError(
            Text(f"Aucun scénario « {source} ».", f"No scenario “{source}”."),
            Text(
                f"Vouliez-vous dire « {near[0]} » ?" if near else f"Scénarios fournis : {listed}.",
                f"Did you mean “{near[0]}”?" if near else f"Shipped scenarios: {listed}.",
            ),
        )
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(
            Text(
                f"{path.name} n'est pas un fichier TOML : {error}.",
                f"{path.name} is not a TOML file: {error}.",
            ),
            Text("Partez d'un scénario fourni.", "Start from a shipped scenario."),
        ) from error
    return parse(given, path.stem)


def shipped() -> tuple[str, ...]:
    """Return the names of the shipped scenarios."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def parse(given: Mapping[str, Any], name: str) -> Scenario:
    """Check the content of a scenario.

    Parameters
    ----------
    given : mapping
        As read from TOML or sent by a form.
    name : str
        Identifier where it gives none; cited by errors.

    Raises
    ------
    DataError
        Unknown or missing key, a number out of range, nothing hit.
    """
    _known(name, given, _TOP)
    kind = given.get("kind")
    if kind not in KINDS:
        raise _wrong(name, f"« kind » vaut {kind!r}", f"“kind” is {kind!r}", tuple(KINDS), str(kind))
    if not given.get("title"):
        raise _wrong(name, "il manque « title »", "“title” is missing")
    hits = given.get("hit") or []
    if not isinstance(hits, list) or not hits:
        raise _wrong(
            name,
            "rien n'est touché : ajoutez au moins un [[hit]]",
            "nothing is hit: add at least one [[hit]]",
        )
    horizon = _whole(name, given, "horizon", 365, 1, _MOST_DAYS)
    return Scenario(
        id=str(given.get("id", name)),
        title=Text.of(given["title"]),
        kind=str(kind),
        hits=tuple(
            _hit(f"{name}, [[hit]] {rank}", str(kind), one, horizon) for rank, one in enumerate(hits, 1)
        ),
        summary=Text.of(given.get("summary", "")),
        horizon=horizon,
        draws=None if "draws" not in given else _whole(name, given, "draws", 0, 0, 1000),
        seed=None if "seed" not in given else _whole(name, given, "seed", 0, 0, 2**31),
        assumptions=tuple(Text.of(one) for one in given.get("assumption", ())),
    )


def _hit(name: str, kind: str, given: Mapping[str, Any], horizon: int) -> Hit:
    _known(name, given, tuple(one.name for one in fields(Hit)))
    words = {key: _words(name, given, key) for key in ("where", "branches", "to")}
    numbers = {key: _number(name, given, key) for key in ("percent", "percent_low", "percent_high", "jobs")}
    percent, jobs = numbers["percent"], numbers["jobs"]
    if (percent is None) == (jobs is None):
        raise _wrong(
            name, "donnez « percent » ou « jobs », l'un des deux", "give “percent” or “jobs”, one of them"
        )
    if jobs is not None and (jobs <= 0 or kind not in ("extraction", "supply")):
        raise _wrong(
            name,
            "« jobs » est un nombre positif, pour une disparition ou un arrêt",
            "“jobs” is a positive number, for an extraction or a stop",
        )
    if jobs is not None and (len(words["where"]) != 1 or len(words["branches"]) != 1):
        raise _wrong(
            name,
            "une entreprise (« jobs ») est dans un seul territoire et une seule branche",
            "a firm (“jobs”) is in one territory and one branch",
        )
    for key in ("percent", "percent_low", "percent_high"):
        _within(name, kind, key, numbers[key])
    low, high = numbers["percent_low"], numbers["percent_high"]
    if percent is not None and not ((low is None or low <= percent) and (high is None or percent <= high)):
        raise _wrong(name, "« percent » est hors de sa marge", "“percent” is outside its band")
    if kind == "link" and not (words["where"] and words["to"]):
        raise _wrong(
            name, "une liaison a deux bouts : « where » et « to »", "a link has two ends: “where” and “to”"
        )
    if kind == "substitution" and not words["where"]:
        raise _wrong(name, "dites qui achète sur place : « where »", "say who buys at home: “where”")
    days = {
        key: _whole(name, given, key, default, least, _MOST_DAYS)
        for key, default, least in (("start", 0, 0), ("days", 30, 1), ("recovery", 0, 0))
    }
    if kind == "supply" and days["start"] >= horizon:
        raise _wrong(
            name,
            f"le choc commence le jour {days['start']}, après la fin ({horizon})",
            f"the shock starts on day {days['start']}, after the end ({horizon})",
        )
    return Hit(
        where=words["where"],
        branches=words["branches"],
        percent=percent,
        percent_low=low,
        percent_high=high,
        jobs=jobs,
        start=days["start"],
        days=days["days"],
        recovery=days["recovery"],
        to=words["to"],
        imported=bool(given.get("imported", False)),
    )


def _within(name: str, kind: str, key: str, value: float | None) -> None:
    """Refuse a part that cannot be: nothing loses more than it has."""
    if value is None:
        return
    most = {
        "extraction": 100,
        "supply": 100,
        "substitution": 100,
        "demand": 1000,
        "price": 1000,
        "link": 10_000,
    }
    least = -100 if kind == "demand" else 0
    if not least <= value <= most[kind]:
        raise _wrong(
            name,
            f"« {key} » vaut {value:g} ; entre {least} et {most[kind]} pour {KINDS[kind].fr}",
            f"“{key}” is {value:g}; between {least} and {most[kind]} for {KINDS[kind].en}",
        )


def _known(name: str, given: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in given:
        if key not in keys:
            raise _wrong(name, f"clé inconnue « {key} »", f"unknown key “{key}”", keys, key)


def _words(name: str, given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = given.get(key, [])
    found = [found] if isinstance(found, str) else found
    if not isinstance(found, list) or not all(isinstance(word, str) and word.strip() for word in found):
        raise _wrong(name, f"« {key} » est une liste de mots", f"“{key}” is a list of words")
    return tuple(word.strip() for word in found)


def _number(name: str, given: Mapping[str, Any], key: str) -> float | None:
    value = given.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - NaN
        raise _wrong(
            name, f"« {key} » n'est pas un nombre : {value!r}", f"“{key}” is not a number: {value!r}"
        )
    return float(value)


def _whole(name: str, given: Mapping[str, Any], key: str, default: int, least: int, most: int) -> int:
    value = given.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise _wrong(
            name,
            f"« {key} » vaut {value!r} ; un nombre entier entre {least} et {most}",
            f"“{key}” is {value!r}; a whole number between {least} and {most}",
        )
    return value


def _wrong(name: str, fr: str, en: str, known: tuple[str, ...] = (), given: str = "") -> DataError:
    near = difflib.get_close_matches(given, known, n=1) if known else []
    listed = ", ".join(known)
    hint = None
    if near:
        hint = Text(f"Vouliez-vous dire « {near[0]} » ?", f"Did you mean “{near[0]}”?")
    elif known:
        hint = Text(f"Possibles : {listed}.", f"Possible: {listed}.")
    return DataError(Text(f"Scénario {name} : {fr}.", f"Scenario {name}: {en}."), hint)
