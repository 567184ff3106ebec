"""The compass of models: seven ways to think development, compared, mixed, and practised on one policy."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from rebonds.errors import UsageError
from rebonds.text import Text

DEGREES = (0, 1, 2, 3)
#: A dimension is covered by a mix from this degree on.
COVERED = 2


@dataclass(frozen=True)
class Degree:
    """A degree from 0 to 3 with its reason; ``None``: to be rated. ``basis``: ``source`` or ``ours``."""

    value: int | None
    basis: str
    reason: Text


@dataclass(frozen=True)
class Origin:
    """When and where a model shows; undated allowed."""

    year: int | None
    place: str
    what: Text
    reference: str


@dataclass(frozen=True)
class Model:
    """A model of development: its purpose on one side, its instruments on the other."""

    id: str
    label: Text
    finality: Text
    assumptions: Text
    instruments: Text
    levers: Text
    actors: Text
    scale: Text
    criticisms: Text
    practice: Text
    reads: tuple[str, ...]
    origins: tuple[Origin, ...]
    degrees: dict[str, Degree]


@dataclass(frozen=True)
class Policy:
    """One policy, rewritten under each model."""

    id: str
    label: Text
    under: dict[str, Text]


@dataclass(frozen=True)
class Compass:
    """The content: models, dimensions, tensions between two models, policies."""

    models: dict[str, Model]
    dimensions: dict[str, Text]
    tensions: tuple[tuple[str, str, Text], ...]
    policies: dict[str, Policy]


@dataclass(frozen=True)
class Mix:
    """What a mix of models covers: highest degree by dimension, what nobody covers, where two disagree."""

    models: tuple[Model, ...]
    highest: dict[str, tuple[int | None, tuple[str, ...]]]
    uncovered: tuple[str, ...]
    tensions: tuple[tuple[str, str, Text], ...]


@lru_cache(maxsize=1)
def compass() -> Compass:
    """Return the shipped content."""
    text = resources.files("rebonds.content").joinpath("models.toml").read_text(encoding="utf-8")
    return parse(tomllib.loads(text))


def parse(given: dict[str, Any]) -> Compass:
    """Return the compass that a file describes.

    Raises
    ------
    ValueError
        A degree out of range, a tension or a policy that names an unknown model.
    """
    dimensions = {one["id"]: Text.of(one["label"]) for one in given["dimension"]}
    models = {one["id"]: _model(one, dimensions) for one in given["model"]}
    tensions = tuple((*one["models"], Text.of(one["text"])) for one in given.get("tension", ()))
    policies = {
        one["id"]: Policy(one["id"], Text.of(one["label"]), {m: Text.of(t) for m, t in one["under"].items()})
        for one in given.get("policy", ())
    }
    named = {m for a, b, _ in tensions for m in (a, b)} | {m for p in policies.values() for m in p.under}
    if named - set(models):
        raise ValueError(f"unknown models: {sorted(named - set(models))}")
    return Compass(models, dimensions, tensions, policies)


def _model(given: dict[str, Any], dimensions: dict[str, Text]) -> Model:
    degrees = {}
    for name in dimensions:
        one = given["degrees"][name]
        value = one.get("value")
        if value is not None and value not in DEGREES:
            raise ValueError(f"{given['id']}: degree {value} is not one of {DEGREES}")
        degrees[name] = Degree(value, one["basis"], Text(one["fr"], one["en"]))
    origins = tuple(
        Origin(o.get("year"), o["place"], Text.of(o["what"]), o["reference"]) for o in given["origins"]
    )
    texts = (
        "label",
        "finality",
        "assumptions",
        "instruments",
        "levers",
        "actors",
        "scale",
        "criticisms",
        "practice",
    )
    return Model(
        id=given["id"],
        reads=tuple(given["reads"]),
        origins=origins,
        degrees=degrees,
        **{name: Text.of(given[name]) for name in texts},
    )


def mixed(chosen: Sequence[str], held: Compass | None = None) -> Mix:
    """Return what a mix of models covers, leaves, and must settle.

    Raises
    ------
    UsageError
        An unknown model.
    """
    held = held or compass()
    models = tuple(_known(held, ident) for ident in dict.fromkeys(chosen))
    highest: dict[str, tuple[int | None, tuple[str, ...]]] = {}
    for name in held.dimensions:
        rated = [(m.degrees[name].value, m.id) for m in models if m.degrees[name].value is not None]
        top = max((value for value, _ in rated if value is not None), default=None)
        highest[name] = (top, tuple(ident for value, ident in rated if value == top))
    kept = {m.id for m in models}
    return Mix(
        models=models,
        highest=highest,
        uncovered=tuple(name for name, (top, _) in highest.items() if top is None or top < COVERED),
        tensions=tuple(one for one in held.tensions if {one[0], one[1]} <= kept),
    )


def _known(held: Compass, ident: str) -> Model:
    if ident not in held.models:
        raise UsageError(
            Text(f"Modèle inconnu : « {ident} ».", f"Unknown model: “{ident}”."),
            Text(f"Modèles : {', '.join(held.models)}.", f"Models: {', '.join(held.models)}."),
        )
    return held.models[ident]


def policy(ident: str, held: Compass | None = None) -> Policy:
    """Return a policy.

    Raises
    ------
    UsageError
        An unknown policy.
    """
    held = held or compass()
    if ident not in held.policies:
        raise UsageError(
            Text(f"Politique inconnue : « {ident} ».", f"Unknown policy: “{ident}”."),
            Text(f"Politiques : {', '.join(held.policies)}.", f"Policies: {', '.join(held.policies)}."),
        )
    return held.policies[ident]
