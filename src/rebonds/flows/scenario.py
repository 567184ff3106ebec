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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rebonds.errors import DataError, UsageError
from rebonds.flows.scenario_hit import KINDS, MOST_DAYS, Hit, idle, read_hit
from rebonds.flows.scenario_values import known, one_text, text, toml, whole, wrong
from rebonds.text import Text

__all__ = ["KINDS", "Hit", "Scenario", "dump", "load", "parse", "shipped"]

FOLDER = Path(__file__).with_name("scenarios")

_TOP = ("id", "title", "kind", "summary", "horizon", "draws", "seed", "hit", "assumption")
_NONE = Text("", "")


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
    names = shipped()
    path = FOLDER / f"{source}.toml" if str(source) in names else Path(source).expanduser()
    if not path.is_file():
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
    except OSError as error:
        raise DataError(
            Text(f"{path.name} ne peut être lu : {error}.", f"{path.name} cannot be read: {error}.")
        ) from error
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
        Unknown, idle or missing key, a number out of range, nothing hit.
    """
    known(name, given, _TOP)
    kind = str(given.get("kind"))
    if kind not in KINDS:
        fr, en = f"« kind » vaut « {kind} »", f"“kind” is “{kind}”"
        raise wrong(name, fr, en, tuple(KINDS), kind)
    title = text(name, given, "title")
    if not title.fr.strip():
        raise wrong(name, "il manque « title »", "“title” is missing")
    hits = given.get("hit") or []
    if not isinstance(hits, list | tuple) or not hits:
        raise wrong(
            name,
            "rien n'est touché : ajoutez au moins un [[hit]]",
            "nothing is hit: add at least one [[hit]]",
        )
    if "horizon" in given and kind != "supply":
        raise idle(name, kind, "horizon")
    horizon = whole(name, given, "horizon", 365, 1, MOST_DAYS)
    assumed = given.get("assumption", ())
    return Scenario(
        id=str(given.get("id", name)),
        title=title,
        kind=kind,
        hits=tuple(
            read_hit(f"{name}, [[hit]] {rank}", kind, one, horizon) for rank, one in enumerate(hits, 1)
        ),
        summary=text(name, given, "summary"),
        horizon=horizon,
        draws=None if "draws" not in given else whole(name, given, "draws", 0, 0, 1000),
        seed=None if "seed" not in given else whole(name, given, "seed", 0, 0, 2**31),
        assumptions=tuple(
            one_text(name, "assumption", one)
            for one in (assumed if isinstance(assumed, list | tuple) else [assumed])
        ),
    )


def dump(scenario: Scenario) -> str:
    """Write a scenario as TOML: `parse` of it is the same scenario."""
    lines = [f"id = {toml(scenario.id)}", f"title = {toml(scenario.title)}", f"kind = {toml(scenario.kind)}"]
    if scenario.summary.fr:
        lines.append(f"summary = {toml(scenario.summary)}")
    if scenario.kind == "supply":
        lines.append(f"horizon = {scenario.horizon}")
    lines += [
        f"{key} = {value}"
        for key, value in (("draws", scenario.draws), ("seed", scenario.seed))
        if value is not None
    ]
    if scenario.assumptions:
        lines.append(f"assumption = [{', '.join(toml(one) for one in scenario.assumptions)}]")
    usual = asdict(Hit())
    for hit in scenario.hits:
        lines += ["", "[[hit]]"]
        lines += [f"{key} = {toml(value)}" for key, value in asdict(hit).items() if value != usual[key]]
    return "\n".join(lines) + "\n"
