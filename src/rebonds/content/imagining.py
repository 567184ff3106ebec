"""Kits of the team itself: self-assessment, archetypes and fictions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rebonds.content.inquiring import Level, Theme
from rebonds.content.reader import Kit, many
from rebonds.text import Text

STAGES = (1, 2, 3)
#: Field that no fiction goes without.
HURTS = "where_it_hurts"


@dataclass(frozen=True)
class Option:
    """An answer and the level it stands for (1 = start, 3 = systemic)."""

    text: Text
    level: int


@dataclass(frozen=True)
class AssessmentQuestion:
    """A question, its options in the order shown, and the next step from each level."""

    id: str
    label: Text
    text: Text
    options: tuple[Option, ...] = many("option")
    next: tuple[Text, ...] = many("next")


@dataclass(frozen=True)
class Alternative:
    """Another defensible order of levels for the options of a question."""

    id: str
    question: str
    levels: tuple[int, ...]
    reason: Text


@dataclass(frozen=True)
class SelfAssessment(Kit):
    """The questionnaire, its key and the alternatives of the key."""

    instruction: Text
    levels: tuple[Level, ...] = many("level")
    questions: tuple[AssessmentQuestion, ...] = many("question")
    alternatives: tuple[Alternative, ...] = many("alternative", optional=True)

    def key(self, alternative: str = "") -> dict[str, tuple[int, ...]]:
        """Return the level of each option by question, under the key or with one alternative to it."""
        levels = {one.id: tuple(option.level for option in one.options) for one in self.questions}
        return levels | {one.question: one.levels for one in self.alternatives if one.id == alternative}

    def slips(self) -> Iterator[tuple[str, Text]]:
        """Yield questions whose options are not one per level, and alternatives to no question."""
        if tuple(one.value for one in self.levels) != STAGES:
            yield "", Text("les niveaux vont de 1 à 3, dans l'ordre", "levels go from 1 to 3, in order")
        for one in self.questions:
            if sorted(option.level for option in one.options) != list(STAGES) or len(one.next) != len(STAGES):
                yield (
                    one.id,
                    Text(
                        "trois options, une par niveau, et trois suites",
                        "three options, one per level, and three next steps",
                    ),
                )
        known = {one.id for one in self.questions}
        for other in self.alternatives:
            if other.question not in known or sorted(other.levels) != list(STAGES):
                yield (
                    other.id,
                    Text("une question connue et les niveaux 1, 2, 3", "a known question and levels 1, 2, 3"),
                )


@dataclass(frozen=True)
class Archetype:
    """A department of tomorrow, drawn with a thick line."""

    id: str
    label: Text
    vision: Text
    ways_of_working: tuple[Text, ...]
    already_here: tuple[Text, ...]
    where_it_hurts: tuple[Text, ...]


@dataclass(frozen=True)
class Slider:
    """A choice between two poles."""

    id: str
    question: Text
    low: Text
    high: Text


@dataclass(frozen=True)
class TemplateField:
    """A field to fill, and what helps to fill it."""

    id: str
    required: bool
    label: Text
    prompt: Text


@dataclass(frozen=True)
class Archetypes(Kit):
    """Cards to react to, sliders, and the frame of the team's own fiction."""

    instruction: Text
    reactions: tuple[Theme, ...] = many("reaction")
    cards: tuple[Archetype, ...] = many("card")
    sliders: tuple[Slider, ...] = many("slider")
    fiction: tuple[TemplateField, ...] = many("fiction")

    def slips(self) -> Iterator[tuple[str, Text]]:
        """Yield a fiction that would hurt nowhere."""
        if not any(one.id == HURTS and one.required for one in self.fiction):
            yield (
                "",
                Text(
                    f"le cadre de la fiction a une rubrique « {HURTS} », obligatoire",
                    f"the frame of the fiction has a field '{HURTS}', required",
                ),
            )
