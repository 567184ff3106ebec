"""One thing that happens in a scenario: a size, a place, a time, each checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from rebonds.errors import DataError
from rebonds.flows.scenario_values import known, number, whole, words, wrong, yes
from rebonds.text import Text

KINDS = {
    "demand": Text("choc de demande", "demand shock"),
    "extraction": Text("disparition d'une activité", "extraction of an activity"),
    "supply": Text("arrêt de production, jour après jour", "production stopped, day by day"),
    "price": Text("hausse de prix", "price rise"),
    "substitution": Text("achats ramenés sur place", "purchases brought home"),
    "link": Text("liaison coupée ou allongée", "link cut or lengthened"),
}
_SIZE = ("percent", "percent_low", "percent_high")
_CELLS = ("where", "branches", *_SIZE)
#: What each kind reads of a hit: a key that another kind reads would be silently idle.
USED = {
    "demand": (*_CELLS, "received"),
    "extraction": (*_CELLS, "jobs"),
    "supply": (*_CELLS, "jobs", "start", "days", "recovery"),
    "price": (*_CELLS, "imported"),
    "substitution": _CELLS,
    "link": ("where", "to", *_SIZE),
}
MOST_DAYS = 3650
_MOST = {"extraction": 100, "supply": 100, "substitution": 100, "demand": 1000, "price": 1000, "link": 10_000}


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
        Other end of a link; a link without ends is every distance (dearer transport).
    imported : bool
        For a price: that of the imported product rather than of the local one.
    received : bool
        For a demand: that which reaches the place, from anywhere (tourists, clients, exports), rather than
        that of its residents.
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
    received: bool = False


def read_hit(name: str, kind: str, given: Any, horizon: int) -> Hit:
    """Check one ``[[hit]]``.

    Raises
    ------
    DataError
        Unknown or idle key, a number out of range, an end missing.
    """
    known(name, given, tuple(one.name for one in fields(Hit)))
    for key in given:
        if key not in USED[kind]:
            raise idle(name, kind, key)
    sizes = {key: number(name, given, key) for key in (*_SIZE, "jobs")}
    places = {key: words(name, given, key) for key in ("where", "branches", "to")}
    _size(name, kind, sizes, places)
    if kind == "link" and bool(places["where"]) != bool(places["to"]):
        raise wrong(
            name, "une liaison a deux bouts : « where » et « to »", "a link has two ends: “where” and “to”"
        )
    if kind == "substitution" and not places["where"]:
        raise wrong(name, "dites qui achète sur place : « where »", "say who buys at home: “where”")
    days = {
        key: whole(name, given, key, default, least, MOST_DAYS)
        for key, default, least in (("start", 0, 0), ("days", 30, 1), ("recovery", 0, 0))
    }
    if kind == "supply" and days["start"] >= horizon:
        raise wrong(
            name,
            f"le choc commence le jour {days['start']}, après la fin ({horizon})",
            f"the shock starts on day {days['start']}, after the end ({horizon})",
        )
    return Hit(
        where=places["where"],
        branches=places["branches"],
        to=places["to"],
        percent=sizes["percent"],
        percent_low=sizes["percent_low"],
        percent_high=sizes["percent_high"],
        jobs=sizes["jobs"],
        start=days["start"],
        days=days["days"],
        recovery=days["recovery"],
        imported=yes(name, given, "imported"),
        received=yes(name, given, "received"),
    )


def _size(
    name: str, kind: str, sizes: Mapping[str, float | None], places: Mapping[str, tuple[str, ...]]
) -> None:
    """Refuse a size that is not one: two of them, none, out of its band, or more than there is."""
    percent, low, high, jobs = (sizes[key] for key in (*_SIZE, "jobs"))
    if (percent is None) == (jobs is None):
        raise wrong(
            name, "donnez « percent » ou « jobs », l'un des deux", "give “percent” or “jobs”, one of them"
        )
    if jobs is not None:
        if jobs <= 0 or low is not None or high is not None:
            raise wrong(
                name,
                "« jobs » est un nombre positif, sans marge",
                "“jobs” is a positive number, without a band",
            )
        if len(places["where"]) != 1 or len(places["branches"]) != 1:
            raise wrong(
                name,
                "une entreprise (« jobs ») est dans un seul territoire et une seule branche",
                "a firm (“jobs”) is in one territory and one branch",
            )
        return
    least, most = -100 if kind == "demand" else 0, _MOST[kind]
    for key in _SIZE:
        value = sizes[key]
        if value is not None and not least <= value <= most:
            raise wrong(
                name,
                f"« {key} » vaut {value:g} ; entre {least} et {most} pour : {KINDS[kind].fr}",
                f"“{key}” is {value:g}; between {least} and {most} for: {KINDS[kind].en}",
            )
    if percent is not None and not ((low is None or low <= percent) and (high is None or percent <= high)):
        raise wrong(name, "« percent » est hors de sa marge", "“percent” is outside its band")


def idle(name: str, kind: str, key: str) -> DataError:
    """Return the error of a key that this kind of scenario does not read."""
    use = [other for other in KINDS if key in USED[other]] or ["supply"]
    listed = ", ".join(use)
    return wrong(
        name,
        f"« {key} » ne sert pas à « {kind} » ({KINDS[kind].fr}), mais à : {listed}",
        f"“{key}” is of no use to “{kind}” ({KINDS[kind].en}), but to: {listed}",
    )
