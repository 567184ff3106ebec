"""What a map says before it is drawn: which territory is in which class, and in what words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rebonds.drawing import words
from rebonds.drawing.classes import Classes, classify
from rebonds.drawing.frame import Key
from rebonds.drawing.palette import Style
from rebonds.drawing.svg import tag
from rebonds.drawing.wedges import UNKNOWN_PATTERNS, painted, swatch
from rebonds.text import Text, number, with_unit


class ValueLike(Protocol):
    """What a map needs of a value: its state and its figure."""

    @property
    def state(self) -> str:
        """One of the states of a value."""

    @property
    def value(self) -> float | None:
        """The figure, when the state is a known one."""


@dataclass(frozen=True)
class Choropleth:
    """Territories by class (a number) or by state without a figure (its name), and how to say them."""

    values: Mapping[str, ValueLike]
    groups: Mapping[int | str, list[str]]
    scale: Classes
    names: Mapping[str, str]
    title: str
    unit: str
    decimals: int | None
    threshold: float | None
    lang: str

    def figure(self, value: float | None) -> str:
        """Write a value with the unit of the map."""
        return with_unit(value, self.unit, self.lang, self.decimals)

    def said(self, code: str) -> str:
        """Return the name of a territory and its value, or why there is none."""
        value = self.values.get(code)
        if value is None or not _known(value):
            state = value.state if value is not None and value.state in UNKNOWN_PATTERNS else "missing"
            shown = words.state(state, self.lang)
        else:
            shown = self.figure(value.value)
            if value.state == "estimated":
                shown += f" ({words.state('estimated', self.lang)})"
        return f"{self.names.get(code, code)}{words.colon(self.lang)}{shown}"

    @property
    def heading(self) -> str:
        """Title of the legend, with the threshold."""
        if self.threshold is None:
            return self.title
        mark = Text("Seuil", "Threshold").to(self.lang)
        lead = f"{self.title}. " if self.title else ""
        return f"{lead}{mark}{words.colon(self.lang)}{self.figure(self.threshold)}."

    def range(self, index: int) -> str:
        """Return the bounds of a class."""
        low, high = self.scale.bounds(index)
        if low == high:
            return self.figure(low)
        first, last = number(low, self.lang, self.decimals), self.figure(high)
        return Text(f"{first} à {last}", f"{first} to {last}").to(self.lang)

    def keys(self, style: Style) -> list[Key]:
        """Return the keys of the legend: classes and states that occur, each with its count."""
        keys = []
        for i, colour in enumerate(self.scale.colours):
            if self.groups.get(i):
                sample = swatch(style, tag("rect", {"fill": colour, "width": 26.0, "height": 16.0}))
                keys.append(Key(sample, f"{self.range(i)} ({number(len(self.groups[i]), self.lang)})"))
        for state, pattern in UNKNOWN_PATTERNS.items():
            if self.groups.get(state):
                text = f"{words.state(state, self.lang)} ({number(len(self.groups[state]), self.lang)})"
                keys.append(Key(swatch(style, painted(style, pattern)), text))
        return keys

    @property
    def description(self) -> str:
        """The map in words: how many territories, in which classes, how many without a figure."""
        total = sum(len(codes) for codes in self.groups.values())
        unknown = sum(len(codes) for key, codes in self.groups.items() if isinstance(key, str))
        indexes = [i for i in range(len(self.scale.colours)) if self.groups.get(i)]
        shown = words.semicolon(self.lang).join(f"{self.range(i)} ({len(self.groups[i])})" for i in indexes)
        return Text(
            f"Carte de {number(total)} territoires, dont {number(unknown)} sans chiffre. Classes et nombre "
            f"de territoires\u00a0: {shown or 'aucune'}.",
            f"Map of {number(total, 'en')} territories, {number(unknown, 'en')} of them without a figure. "
            f"Classes and number of territories: {shown or 'none'}.",
        ).to(self.lang)


def _known(value: ValueLike) -> bool:
    return value.value is not None and value.state not in UNKNOWN_PATTERNS


def choropleth(
    codes: Sequence[str],
    values: Mapping[str, ValueLike],
    *,
    lang: str = "fr",
    names: Mapping[str, str] | None = None,
    title: str = "",
    unit: str = "",
    decimals: int | None = None,
    threshold: float | None = None,
    breaks: Sequence[float] | None = None,
    classes: int = 5,
    higher_is_better: bool | None = None,
) -> Choropleth:
    """Sort territories into classes.

    Parameters
    ----------
    codes : sequence of str
        Territories of the map; one without a value is missing.
    values : mapping of code to a value
    names : mapping, optional
        Names of the territories.
    title, unit, decimals, lang
        How figures and legend are written.
    threshold, breaks, classes, higher_is_better
        See `rebonds.drawing.classes.classify`.
    """
    known = {c: v.value for c in codes if (v := values.get(c)) is not None and _known(v)}
    scale = classify(
        [v for v in known.values() if v is not None],
        count=classes,
        breaks=breaks,
        threshold=threshold,
        higher_is_better=higher_is_better,
    )
    groups: dict[int | str, list[str]] = {i: [] for i in range(len(scale.colours))}
    for code in codes:
        figure = known.get(code)
        if figure is not None:
            groups[scale.of(figure)].append(code)
        else:
            held = values.get(code)
            state = held.state if held is not None and held.state in UNKNOWN_PATTERNS else "missing"
            groups.setdefault(state, []).append(code)
    return Choropleth(values, groups, scale, names or {}, title, unit, decimals, threshold, lang)
