"""Kits of the inquiry: problems and how to sort them, shifts, what-ifs, expectations, hearings, consent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rebonds.content.reader import Kit, many
from rebonds.errors import UsageError
from rebonds.text import LANGUAGES, Text

#: Where a text comes from: the method of the field report (in our words), or a proposal of ours to be discussed.
BASES = ("source", "ours")
LEVELS = (1, 2, 3, 4, 5)
_BLANK = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Theme:
    """A family of cards."""

    id: str
    label: Text


@dataclass(frozen=True)
class Problem:
    """A problem, as an officer would say it."""

    id: str
    theme: str
    shifts: tuple[str, ...]
    title: Text
    text: Text


@dataclass(frozen=True)
class Deck(Kit):
    """A deck of problem cards."""

    themes: tuple[Theme, ...] = many("theme")
    problems: tuple[Problem, ...] = many("problem")

    def uses(self) -> Iterator[tuple[str, str, str]]:
        """Yield the shifts that problems name."""
        for one in self.problems:
            for shift in one.shifts:
                yield one.id, "shift", shift

    def slips(self) -> Iterator[tuple[str, Text]]:
        """Yield the problems whose theme is not declared."""
        yield from _undeclared(((p.id, p.theme) for p in self.problems), {t.id for t in self.themes})


@dataclass(frozen=True)
class ProblemClass:
    """Simple, complex or wicked: what it means and how to tell."""

    id: str
    label: Text
    explanation: Text
    examples: tuple[Text, ...]
    tell: tuple[Text, ...]
    answer: Text


@dataclass(frozen=True)
class Classes(Kit):
    """The classes into which problems are sorted."""

    instruction: Text
    pressing: Text
    classes: tuple[ProblemClass, ...] = many("class")


@dataclass(frozen=True)
class Shift:
    """A shift of paradigm; ``ours``: its labels are a proposal of ours."""

    id: str
    ours: bool
    question: Text
    from_: Text
    to: Text
    explanation: Text
    position_1: Text
    position_3: Text
    position_5: Text


@dataclass(frozen=True)
class Level:
    """A named step of a scale."""

    value: int
    label: Text


@dataclass(frozen=True)
class Shifts(Kit):
    """Shifts of paradigm, each placed from 1 to 5."""

    instruction: Text
    levels: tuple[Level, ...] = many("level")
    shifts: tuple[Shift, ...] = many("shift")

    def slips(self) -> Iterator[tuple[str, Text]]:
        """Yield a scale that is not 1 to 5."""
        if tuple(one.value for one in self.levels) != LEVELS:
            yield "", Text("les niveaux vont de 1 à 5, dans l'ordre", "levels go from 1 to 5, in order")


@dataclass(frozen=True)
class Question:
    """A question that opens with “What if”."""

    id: str
    theme: str
    text: Text


@dataclass(frozen=True)
class Refutation:
    """What would show the hypothesis wrong: an indicator, a threshold, a number of months."""

    indicator: Text
    threshold: Text
    months: int


@dataclass(frozen=True)
class Proposal:
    """A proposal to test; ``step_basis`` says whether the field report gives its first step."""

    id: str
    question: str
    shifts: tuple[str, ...]
    problems: tuple[str, ...]
    label: Text
    hypothesis: Text
    looks_like: Text
    first_step: Text
    step_basis: str
    test: Text
    refutation: Refutation


@dataclass(frozen=True)
class WhatIfs(Kit):
    """Questions that open with “What if”, and proposals to test."""

    themes: tuple[Theme, ...] = many("theme")
    questions: tuple[Question, ...] = many("question")
    proposals: tuple[Proposal, ...] = many("proposal")

    def uses(self) -> Iterator[tuple[str, str, str]]:
        """Yield the shifts and problems that proposals name."""
        for one in self.proposals:
            yield from ((one.id, "shift", shift) for shift in one.shifts)
            yield from ((one.id, "problem", problem) for problem in one.problems)

    def slips(self) -> Iterator[tuple[str, Text]]:
        """Yield themes and questions that are not declared, and tests without a term."""
        yield from _undeclared(((q.id, q.theme) for q in self.questions), {t.id for t in self.themes})
        yield from _undeclared(((p.id, p.question) for p in self.proposals), {q.id for q in self.questions})
        for one in self.proposals:
            if one.step_basis not in BASES:
                yield one.id, Text("« step_basis » est source ou ours", "'step_basis' is source or ours")
            if one.refutation.months < 1:
                yield one.id, Text("un mois au moins avant de juger", "one month at least before judging")


@dataclass(frozen=True)
class Scale:
    """A scale at which something is expected."""

    id: str
    label: Text
    opening: tuple[Text, ...]
    closing: tuple[Text, ...]


@dataclass(frozen=True)
class Labelled:
    """A named choice and what it means."""

    id: str
    label: Text
    text: Text


@dataclass(frozen=True)
class Expectations(Kit):
    """What is expected at the start, at three scales, and the verdict at the end."""

    scales: tuple[Scale, ...] = many("scale")
    verdicts: tuple[Labelled, ...] = many("verdict")


@dataclass(frozen=True)
class Part:
    """A moment of a hearing."""

    id: str
    title: Text
    minutes: int
    questions: tuple[Text, ...]


@dataclass(frozen=True)
class Guide:
    """A guide of a hearing, for a kind of witness."""

    id: str
    title: Text
    witness: Text
    parts: tuple[Part, ...] = many("part")


@dataclass(frozen=True)
class Guides(Kit):
    """Guides of hearings, what to do before and after."""

    before: tuple[Text, ...]
    after: tuple[Text, ...]
    guides: tuple[Guide, ...] = many("guide")


@dataclass(frozen=True)
class Consent(Kit):
    """States of consent, and the words to ask for it; words between braces are blanks to fill."""

    blanks: tuple[Theme, ...] = many("blank")
    states: tuple[Labelled, ...] = many("state")
    templates: tuple[Labelled, ...] = many("template")
    reminders: tuple[Text, ...] = many("reminder")

    def filled(self, template: str, lang: str, values: Mapping[str, str]) -> str:
        """Return a template whose blanks are filled; a blank without value stays, between its braces.

        Raises
        ------
        UsageError
            An unknown template.
        """
        found = next((one.text.to(lang) for one in self.templates if one.id == template), None)
        if found is None:
            listed = ", ".join(one.id for one in self.templates)
            raise UsageError(
                Text(f"Texte inconnu : « {template} ».", f"Unknown text: “{template}”."),
                Text(f"Textes : {listed}.", f"Texts: {listed}."),
            )
        words = {one.label.to(lang): values[one.id] for one in self.blanks if one.id in values}
        return _BLANK.sub(lambda blank: words.get(blank[1], blank[0]), found)

    def slips(self) -> Iterator[tuple[str, Text]]:
        """Yield blanks that are not declared, or that one language has and the other has not."""
        for one in self.templates:
            found = []
            for lang in LANGUAGES:
                ids = {blank.label.to(lang): blank.id for blank in self.blanks}
                words = set(_BLANK.findall(one.text.to(lang)))
                for word in sorted(words - set(ids)):
                    yield (
                        one.id,
                        Text(f"le blanc {{{word}}} n'est pas déclaré", f"blank {{{word}}} is not declared"),
                    )
                found.append({ids[word] for word in words & set(ids)})
            if found[0] != found[1]:
                yield (
                    one.id,
                    Text("les blancs diffèrent d'une langue à l'autre", "blanks differ between languages"),
                )


def _undeclared(pairs: Iterator[tuple[str, str]], declared: set[str]) -> Iterator[tuple[str, Text]]:
    for ident, name in pairs:
        if name not in declared:
            yield ident, Text(f"« {name} » n'est pas déclaré", f"'{name}' is not declared")
