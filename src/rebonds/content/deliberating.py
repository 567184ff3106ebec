"""Kits of deliberation: convention, training of officials, mirror group, controversy, shadow committee, influence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rebonds.content.imagining import TemplateField
from rebonds.content.inquiring import Labelled, Theme
from rebonds.content.reader import Kit, many
from rebonds.text import Text


@dataclass(frozen=True)
class Session:
    """A session of a convention: how long, to do what, with whom, for what result."""

    id: str
    title: Text
    minutes: int
    purpose: Text
    heard: Text
    output: Text


@dataclass(frozen=True)
class Convention(Kit):
    """A citizens' economic convention, from the question put to the vote, and its rehearsal."""

    mandate: Text
    categories: tuple[Labelled, ...] = many("category")
    sessions: tuple[Session, ...] = many("session")
    indicator_template: tuple[TemplateField, ...] = many("indicator_field")
    measure_template: tuple[TemplateField, ...] = many("measure_field")
    indicators: tuple[Labelled, ...] = many("indicator")
    measures: tuple[Labelled, ...] = many("measure")
    vote: tuple[Text, ...] = many("vote")
    rehearsal: tuple[Labelled, ...] = many("rehearsal")


@dataclass(frozen=True)
class Delegation:
    """A delegation, and what each model implies for it."""

    id: str
    label: Text
    under: dict[str, Text]


@dataclass(frozen=True)
class Debate:
    """A debate card: a question, two ways to answer it, the models and delegations it touches."""

    id: str
    models: tuple[str, ...]
    delegations: tuple[str, ...]
    question: Text
    one_side: Text
    other_side: Text


@dataclass(frozen=True)
class Decision:
    """A local decision to practise on; ``invented`` where it is."""

    id: str
    invented: bool
    label: Text
    situation: Text
    ask: Text


@dataclass(frozen=True)
class Officials(Kit):
    """A path across delegations: implications, debates, decisions to practise on."""

    instruction: Text
    delegations: tuple[Delegation, ...] = many("delegation")
    debates: tuple[Debate, ...] = many("debate")
    decisions: tuple[Decision, ...] = many("decision")

    def uses(self) -> Iterator[tuple[str, str, str]]:
        """Yield the models that delegations and debates name, and the delegations of debates."""
        for one in self.delegations:
            yield from ((one.id, "model", model) for model in one.under)
        for card in self.debates:
            yield from ((card.id, "model", model) for model in card.models)

    def slips(self) -> Iterator[tuple[str, Text]]:
        """Yield delegations that miss a model another has, and debates on unknown delegations."""
        models = {model for one in self.delegations for model in one.under}
        for one in self.delegations:
            for model in sorted(models - set(one.under)):
                yield one.id, Text(f"rien pour le modèle « {model} »", f"nothing for model '{model}'")
        known = {one.id for one in self.delegations}
        for card in self.debates:
            if card.one_side == card.other_side:
                yield card.id, Text("les deux côtés disent la même chose", "both sides say the same")
            for name in sorted(set(card.delegations) - known):
                yield card.id, Text(f"délégation « {name} » inconnue", f"unknown delegation '{name}'")


@dataclass(frozen=True)
class Statement:
    """A statement to agree with, disagree with, or pass."""

    id: str
    theme: str
    text: Text


@dataclass(frozen=True)
class Mirror(Kit):
    """Statements for a mirror group."""

    instruction: Text
    themes: tuple[Theme, ...] = many("theme")
    statements: tuple[Statement, ...] = many("statement")

    def slips(self) -> Iterator[tuple[str, Text]]:
        """Yield the statements whose theme is not declared."""
        known = {one.id for one in self.themes}
        for one in self.statements:
            if one.theme not in known:
                yield one.id, Text(f"thème « {one.theme} » non déclaré", f"theme '{one.theme}' not declared")


@dataclass(frozen=True)
class Controversy(Kit):
    """The frame of a debate on a contested project."""

    rules: tuple[Text, ...] = many("rule")
    parties: tuple[Labelled, ...] = many("party")
    statement: tuple[TemplateField, ...] = many("field")
    criteria: tuple[Labelled, ...] = many("criterion")
    compatibilities: tuple[Labelled, ...] = many("compatibility")
    steps: tuple[Labelled, ...] = many("step")


@dataclass(frozen=True)
class Shadow(Kit):
    """A shadow committee: who sits, how it works, what an opinion holds, what happens later."""

    roles: tuple[Labelled, ...] = many("role")
    steps: tuple[Labelled, ...] = many("step")
    opinion: tuple[TemplateField, ...] = many("field")
    outcomes: tuple[Labelled, ...] = many("outcome")


@dataclass(frozen=True)
class Influence(Kit):
    """Convincing peers: what places them, what may be said, in which format, through which channel."""

    warning: Text
    axes: tuple[Labelled, ...] = many("axis")
    arguments: tuple[Labelled, ...] = many("argument")
    formats: tuple[Labelled, ...] = many("format")
    channels: tuple[Labelled, ...] = many("channel")
    order: tuple[Text, ...] = many("order")
