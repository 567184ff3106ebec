"""The compass of models: seven ways to think development, compared, mixed, and practised on one policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from rebonds.errors import UsageError
from rebonds.text import Text

DEGREES = (0, 1, 2, 3)
BASES = ("source", "ours")
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
    """A model of development: its purpose on one side, its instruments on the other.

    ``reads`` are lenses, ``indicators`` are ``lens:measure``, ``scenarios`` the what-ifs that practise it, ``tools``
    the instruments that a strategy may take from it.
    """

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
    indicators: tuple[str, ...]
    scenarios: tuple[str, ...]
    tools: tuple[str, ...]
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
    """The content: models, dimensions, instruments, tensions between two models, policies; dated and versioned."""

    label: Text
    version: str
    date: str
    models: dict[str, Model]
    dimensions: dict[str, Text]
    tools: dict[str, Text]
    tensions: tuple[tuple[str, str, Text], ...]
    policies: dict[str, Policy]

    @property
    def told(self) -> Text:
        """Name, version and date."""
        day = dt.date.fromisoformat(self.date)
        return Text(
            f"{self.label.fr}, version {self.version} du {day.strftime('%d/%m/%Y')}",
            f"{self.label.en}, version {self.version}, {self.date}",
        )


@dataclass(frozen=True)
class Strategy:
    """A local strategy: models whose aim it takes up, instruments that it uses."""

    name: str
    date: str
    aims: tuple[str, ...]
    tools: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Carried:
    """What a strategy takes of a model: ``both``, ``tool_without_aim`` or ``aim_without_tool``."""

    strategy: str
    model: str
    tools: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Mix:
    """What a mix of models covers: highest degree by dimension, what nobody covers, where two disagree.

    ``carried`` sets it beside local strategies; ``uncarried`` are models of the mix whose aim no strategy takes up;
    ``against`` the tensions between a model of the mix and the aim of a strategy outside it.
    """

    models: tuple[Model, ...]
    highest: dict[str, tuple[int | None, tuple[str, ...]]]
    uncovered: tuple[str, ...]
    tensions: tuple[tuple[str, str, Text], ...]
    strategies: tuple[Strategy, ...] = ()
    carried: tuple[Carried, ...] = ()
    uncarried: tuple[str, ...] = ()
    against: tuple[tuple[str, str, Text], ...] = ()


@lru_cache(maxsize=1)
def compass() -> Compass:
    """Return the shipped content."""
    from rebonds.content.compass_file import load

    return load(resources.files("rebonds.content").joinpath("models.toml").read_bytes(), "models.toml")


def mixed(chosen: Sequence[str], held: Compass | None = None, strategies: Sequence[Strategy] = ()) -> Mix:
    """Return what a mix of models covers, leaves, and must settle, beside local strategies.

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
    aims = {aim for one in strategies for aim in one.aims}
    return Mix(
        models=models,
        highest=highest,
        uncovered=tuple(name for name, (top, _) in highest.items() if top is None or top < COVERED),
        tensions=tuple(one for one in held.tensions if {one[0], one[1]} <= kept),
        strategies=tuple(strategies),
        carried=carried(held, strategies),
        uncarried=tuple(m.id for m in models if m.id not in aims) if strategies else (),
        against=tuple(
            one
            for one in held.tensions
            if (one[0] in kept and one[1] in aims - kept) or (one[1] in kept and one[0] in aims - kept)
        ),
    )


def carried(held: Compass, strategies: Sequence[Strategy]) -> tuple[Carried, ...]:
    """Return, for each strategy and each model that it touches, whether it takes the aim, the tools, or both."""
    found = []
    for one in strategies:
        for model in held.models.values():
            tools = tuple(tool for tool in model.tools if tool in one.tools)
            aim = model.id in one.aims
            if tools or aim:
                kind = "both" if tools and aim else "tool_without_aim" if tools else "aim_without_tool"
                found.append(Carried(one.name, model.id, tools, kind))
    return tuple(found)


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
