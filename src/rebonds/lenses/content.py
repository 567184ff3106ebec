"""What the lenses are told rather than compute: dimensions, themes, threshold sets, conventions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from rebonds import indicators
from rebonds.errors import UsageError
from rebonds.lenses.reading import Dimension
from rebonds.text import Text

T = TypeVar("T")

REFERENCE = "reference"
_HERE = Path(__file__).parent
_SETS = {
    REFERENCE: Text("Seuils de référence", "Reference thresholds"),
    "national": Text("Moyenne nationale", "National mean"),
    "policy_2030": Text("Cibles politiques 2030", "2030 policy targets"),
}


@dataclass(frozen=True)
class Theme:
    """A thematic doughnut: chosen indicators, each a wedge; context indicators stand beside the ring."""

    id: str
    title: Text
    question: Text
    indicators: tuple[str, ...]
    context: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feature:
    """One axis of the space in which territories of like structure are sought."""

    indicator: str
    weight: float
    log: bool = False


@dataclass(frozen=True)
class Conventions:
    """Conventions of ``parameters.toml``."""

    draws: int
    seed: int
    peer_count: int
    peer_minimum_known: float
    features: tuple[Feature, ...]


def declared_in(name: str) -> dict[str, Any]:
    """Return a declaration file of the lenses."""
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def dimensions() -> dict[str, Dimension]:
    """Return the dimensions of the doughnut by identifier, in drawing order."""
    found = [
        Dimension(
            id=d["id"],
            label=Text.of(d["label"]),
            side=d["side"],
            order=d["order"],
            question=Text.of(d["question"]),
            not_localisable=d.get("not_localisable", False),
            icon=d.get("icon", ""),
        )
        for d in declared_in("dimensions.toml")["dimension"]
    ]
    return {d.id: d for d in sorted(found, key=lambda d: d.order)}


@lru_cache(maxsize=1)
def themes() -> dict[str, Theme]:
    """Return the thematic doughnuts by identifier."""
    found = [
        Theme(
            id=t["id"],
            title=Text.of(t["title"]),
            question=Text.of(t["question"]),
            indicators=tuple(t["indicators"]),
            context=tuple(t.get("context", ())),
        )
        for t in declared_in("themes.toml")["theme"]
    ]
    return {t.id: t for t in found}


def theme(theme_id: str) -> Theme:
    """Return one theme.

    Raises
    ------
    UsageError
        If there is no such theme; the known ones are listed.
    """
    return _one_of(themes(), theme_id, Text("Thème inconnu", "Unknown theme"))


@lru_cache(maxsize=1)
def threshold_sets() -> dict[str, Text]:
    """Return the threshold sets that the cards use, the reference first, with their names."""
    used = {t.set for card in indicators.cards().values() for t in card.thresholds}
    named = {set_id: name for set_id, name in _SETS.items() if set_id in used}
    return named | {set_id: Text(set_id, set_id) for set_id in sorted(used - named.keys())}


def threshold_set(set_id: str) -> str:
    """Return the identifier of a threshold set, checked.

    Raises
    ------
    UsageError
        If there is no such set; the known ones are listed.
    """
    _one_of(threshold_sets(), set_id, Text("Jeu de seuils inconnu", "Unknown threshold set"))
    return set_id


def _one_of(known: Mapping[str, T], key: str, what: Text) -> T:
    if key in known:
        return known[key]
    listed = ", ".join(known)
    raise UsageError(
        Text(f"{what.fr} : « {key} ».", f"{what.en}: “{key}”."),
        Text(f"Choix possibles : {listed}.", f"Choose among: {listed}."),
    )


@lru_cache(maxsize=1)
def conventions() -> Conventions:
    """Return the dated conventions of the lenses."""
    data = declared_in("parameters.toml")
    return Conventions(
        draws=data["monte_carlo"]["draws"],
        seed=data["monte_carlo"]["seed"],
        peer_count=data["peers"]["count"],
        peer_minimum_known=data["peers"]["minimum_known"],
        features=tuple(
            Feature(f["indicator"], float(f["weight"]), f.get("log", False)) for f in data["peers"]["feature"]
        ),
    )
