"""A scenario as a form: what is asked in an address, read, checked and written back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rebonds.errors import UsageError
from rebonds.flows.scenario import KINDS, Scenario, load, parse, shipped
from rebonds.rooms.observe import store
from rebonds.text import Text

#: Kinds that the form builds; a cut link needs a file, where both ends are named.
BUILT = ("supply", "extraction", "demand", "price", "substitution")
#: Draws of the band on a page: enough to see it, few enough to answer in seconds.
DRAWS = {"supply": 3}
_MOST_DRAWS = 20
_LONGEST = 120
_NUMBERS = ("percent", "percent_low", "percent_high", "jobs")
_DAYS = ("start", "days", "recovery")


def asked(data: Mapping[str, str], prefix: str = "") -> Scenario | None:
    """Return the scenario that an address asks for, or ``None``.

    Parameters
    ----------
    data : mapping
        ``scenario`` names one of ours; ``kind``, ``where``, ``branches``, ``percent``… build one. Names carry
        ``prefix``.

    Raises
    ------
    RebondsError
        What is wrong, and where.
    """
    given = {key: data.get(prefix + key, "").strip() for key in ("scenario", "kind")}
    if given["kind"]:
        return built(data, prefix)
    if given["scenario"]:
        if given["scenario"] not in shipped():
            listed = ", ".join(shipped())
            raise UsageError(
                Text(f"Aucun scénario « {given['scenario']} ».", f"No scenario “{given['scenario']}”."),
                Text(f"Scénarios fournis : {listed}.", f"Shipped scenarios: {listed}."),
            )
        return _lighter(load(given["scenario"]))
    return None


def _lighter(scenario: Scenario) -> Scenario:
    """Return a scenario with the draws of a page."""
    return replace(scenario, draws=DRAWS.get(scenario.kind, _MOST_DRAWS))


def built(data: Mapping[str, str], prefix: str = "") -> Scenario:
    """Return the scenario that a form describes."""

    def field(name: str) -> str:
        return data.get(prefix + name, "").strip()

    kind = field("kind")
    hit: dict[str, Any] = {}
    if field("where"):
        hit["where"] = [one.strip() for one in field("where").split(";") if one.strip()]
    if field("branches"):
        hit["branches"] = [one.strip() for one in field("branches").split(";") if one.strip()]
    for name in _NUMBERS:
        if field(name):
            hit[name] = _number(name, field(name))
    for name in _DAYS if kind == "supply" else ():
        if field(name):
            hit[name] = int(_number(name, field(name)))
    title = field("title")[:_LONGEST] or KINDS.get(kind, Text(kind, kind)).fr.capitalize()
    return _lighter(parse({"title": title, "kind": kind, "hit": [hit]}, "formulaire"))


def _number(name: str, raw: str) -> float:
    try:
        return float(raw.replace(",", ".").replace("\u202f", "").replace(" ", ""))
    except ValueError as error:
        raise UsageError(
            Text(f"« {raw} » n’est pas un nombre ({name}).", f"“{raw}” is not a number ({name})."),
            Text("Écrivez par exemple 12,5.", "Write for instance 12.5."),
        ) from error


def branches(lang: str) -> list[dict[str, str]]:
    """Return the branches that a scenario may hit."""
    from rebonds.flows.trade_reading import trade_of

    economy = store.remember(("branches",), lambda: trade_of(store.warehouse()).economy.branches)
    return [{"code": one.code, "label": one.label.to(lang)} for one in economy]


def titled(lang: str) -> list[dict[str, str]]:
    """Return the shipped scenarios: name, title, kind, what happens."""
    out = []
    for name in shipped():
        one = load(name)
        out.append(
            {
                "name": name,
                "title": one.title.to(lang),
                "kind": KINDS[one.kind].to(lang),
                "summary": one.summary.to(lang),
            }
        )
    return out
