"""Kinds of sheets: what each asks, from the kit it belongs to (``kinds.toml`` for what no kit frames)."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

from rebonds.content import deliberating, imagining
from rebonds.content.imagining import Slider, TemplateField
from rebonds.content.kits import load
from rebonds.content.models import compass
from rebonds.rooms.kits import own
from rebonds.rooms.kits.models import Deck
from rebonds.text import Text, typeset

Choices = tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Kind:
    """A kind of sheet.

    Parameters
    ----------
    name : str
        Kept in ``Sheet.kind``.
    label, plural, about, title : Text
        What it is called; what it is for; what its title is.
    fields : tuple of TemplateField
        Texts to write; a required one cannot be left out.
    parent : str
        Kind that it must come from; empty: it stands alone.
    sliders : tuple of Slider
        Choices between two poles, from -2 to 2.
    choice : Text, choices
        One thing to choose (a party, a delegation) and among what.
    weights : tuple of (str, Text)
        Criteria among which ten points are shared.
    day : Text, optional
        A date to give, and what it is.
    agreed : Text, optional
        An agreement to tick: without it, only its author reads the sheet (or is not named).
    least : int
        Texts to write at least, where none is required by itself.
    """

    name: str
    label: Text
    plural: Text
    about: Text
    title: Text
    fields: tuple[TemplateField, ...]
    parent: str = ""
    sliders: tuple[Slider, ...] = ()
    choice: Text | None = None
    choices: Choices = ()
    weights: Choices = ()
    day: Text | None = None
    agreed: Text | None = None
    least: int = 0


def _fields(kind: str) -> tuple[TemplateField, ...]:
    return tuple(
        TemplateField(one["id"], one["required"], _text(one["label"]), _text(one["prompt"]))
        for one in _declared()[kind].get("field", ())
    )


def _text(raw: dict[str, str]) -> Text:
    return Text(typeset(raw["fr"]), raw["en"])


@functools.cache
def _declared() -> dict[str, dict]:  # type: ignore[type-arg]
    return tomllib.loads((resources.files(__package__) / "kinds.toml").read_text(encoding="utf-8"))


def _labels(items: object) -> Choices:
    return tuple((one.id, one.label) for one in items)  # type: ignore[attr-defined]


def _models() -> tuple[TemplateField, ...]:
    hint = Text(
        "Ce que ce modèle change à la décision, vu d’ici.", "What this model changes, seen from here."
    )
    return tuple(TemplateField(ident, False, one.label, hint) for ident, one in compass().models.items())


def _made(name: str, more: Callable[[], dict[str, object]] | None = None) -> Kind:
    raw = _declared()[name]
    given: dict[str, object] = {key: _text(raw[key]) for key in ("label", "plural", "about", "title")}
    for key in ("day", "agreed", "choice"):
        if key in raw:
            given[key] = _text(raw[key])
    given |= {"fields": _fields(name), "parent": raw.get("parent", ""), "least": raw.get("least", 0)}
    return Kind(name=name, **(given | (more() if more else {})))  # type: ignore[arg-type]


def _all() -> dict[str, Kind]:
    fiction, path = load(imagining.Archetypes), load(deliberating.Officials)
    shadow = load(deliberating.Shadow)
    frame, meeting = load(deliberating.Controversy), load(deliberating.Convention)
    made = (
        _made("fiction", lambda: _of_deck("fiction", fiction)),
        _made("quote", lambda: _of_deck("quote", fiction)),
        _made("opinion", lambda: {"fields": shadow.opinion}),
        _made("project"),
        _made(
            "position",
            lambda: {
                "fields": frame.statement,
                "choices": _labels(frame.parties),
                "weights": _labels(frame.criteria),
            },
        ),
        _made("convention"),
        _made("indicator", lambda: {"fields": meeting.indicator_template}),
        _made("measure", lambda: {"fields": meeting.measure_template}),
        _made("decision"),
        _made("implication", lambda: _of_deck("implication", path)),
    )
    return {one.name: one for one in made}


def _of_deck(name: str, kit: Any) -> dict[str, Any]:
    """Return what a deck frames of a kind of sheets."""
    if name == "fiction":
        return {"fields": kit.fiction, "sliders": kit.sliders}
    if name == "quote":
        return {"choices": _labels(kit.cards)}
    if name == "implication":
        return {"fields": _models(), "choices": _labels(kit.delegations)}
    return {}


KINDS = _all()
#: Kind of sheets -> kind of deck that may frame them.
DECKS = {"fiction": "archetypes", "quote": "archetypes", "decision": "officials", "implication": "officials"}


def framed(name: str, deck: Deck | None) -> Kind:
    """Return a kind of sheets as a deck of the workspace frames it; as the shipped one does, without."""
    if deck is None or DECKS.get(name) != deck.kind:
        return KINDS[name]
    return replace(KINDS[name], **_of_deck(name, own.held(deck).kit))
