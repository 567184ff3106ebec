"""Archetypes: five cards of four sections to react to, then the team's own fictions compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rebonds.content.imagining import Archetype, Archetypes
from rebonds.content.kits import load
from rebonds.deliberation import parameters as rules
from rebonds.deliberation.questionnaire import hidden
from rebonds.lenses.tables import Point
from rebonds.reporting.report import Report
from rebonds.rooms.deliberate import kits
from rebonds.rooms.deliberate.counting import frozen_ballots, said
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.kits import own
from rebonds.rooms.kits.showing import GROUP, as_option, both, column, fr_en, table
from rebonds.text import Text, number, typeset

NAME = "archetypes"
SECTIONS = {
    "vision": Text("Vision", "Vision"),
    "ways_of_working": Text("Façon de travailler", "Ways of working"),
    "already_here": Text("C’est déjà là", "Already here"),
    "where_it_hurts": Text("Là où ça fait mal", "Where it hurts"),
}
ENDS = 2  # sliders go from -2 to 2


def kit() -> Archetypes:
    """Return the cards, the sliders and the frame of a fiction that ship."""
    return load(Archetypes)


def section(card: Archetype, name: str) -> tuple[Text, ...]:
    """Return the texts of a section of a card."""
    found = getattr(card, name)
    return (found,) if isinstance(found, Text) else found


def draft(lang: str) -> kits.Draft:
    """Return the reactions to every section of every card that ships as a ballot."""
    return draft_of(own.shipped(NAME))


def draft_of(used: own.Held) -> kits.Draft:
    """Return the reactions to every section of every card as a ballot."""
    held: Archetypes = used.kit
    what = Text("Cinq portraits", "Five portraits") if used.deck is None else held.title
    choices = [{"fr": one.label.fr, "en": one.label.en} for one in held.reactions]
    options = [
        as_option(
            f"{card.id}-{name}",
            Text(f"{card.label.fr} · {label.fr}", f"{card.label.en} · {label.en}"),
            choices=choices,
        )
        for card in held.cards
        for name, label in SECTIONS.items()
    ]
    return kits.Draft(
        question={
            "fr": typeset(f"{what.fr} : que vous fait chaque rubrique ?"),
            "en": f"{what.en}: what does each section do to you?",
        },
        details={"fr": held.instruction.fr, "en": held.instruction.en},
        method="questionnaire",
        options=options,
        data=used.data,
    )


def report(ballot: Ballot) -> Report:
    """Return how a group reacted to each section, small cells hidden."""
    used, ballots, lang = own.of_ballot(ballot, NAME), frozen_ballots(ballot), ballot.workspace.language
    held: Archetypes = used.kit
    least = rules.whole("questionnaire", "least_cell")
    rows = []
    for place, option in enumerate(ballot.options):
        names = [said(one, lang) for one in option["choices"]]
        cells = [cell for cell in ballots.column(place) if cell]
        counts = [cells.count(name) for name in names]
        shown = hidden(counts, least) if len(cells) >= least else (None,) * len(counts)
        rows.append(
            (
                Text(said(option, "fr"), said(option, "en")),
                *(Text("caché", "hidden") if n is None else n for n in shown),
                len(cells),
            )
        )
    heads = (
        column("section", Text("rubrique", "section"), weight=3),
        *(column(one.id, one.label, "amount") for one in held.reactions),
        column("answers", Text("réponses", "answers"), "amount"),
    )
    note = fr_en(
        f"« caché » : moins de {least} réponses, ou de quoi les retrouver.",
        f"“hidden”: fewer than {least} answers, or enough to work them out.",
    )
    return Report(
        name=f"{NAME}-{ballot.uid}",
        title=held.title,
        facts=fr_en(f"{len(ballots.voters)} personnes", f"{len(ballots.voters)} people"),
        points=(
            Point(
                Text("Lecture", "Reading"),
                fr_en(
                    "on ne choisit pas un portrait : on cherche ce qui attire et ce qui gêne.",
                    "no portrait is chosen: one looks for what attracts and what bothers.",
                ),
            ),
            used.used,
        ),
        tables=(table("reactions", Text("Réactions", "Reactions"), heads, rows, note=note),),
        sources=(used.source, GROUP),
        trace=(fr_en(f"Bulletins : SHA-256 {ballots.sha256}.", f"Ballots: SHA-256 {ballots.sha256}."),),
    )


def compared(fictions: Sequence[Any], title: Text, used: own.Held | None = None) -> Report:
    """Return fictions of one deck side by side: where their sliders part most, then their texts."""
    used = used or own.shipped(NAME)
    held: Archetypes = used.kit
    lines = []
    for slider in held.sliders:
        values = [one.numbers.get(slider.id) for one in fictions]
        given = [v for v in values if v is not None]
        gap = max(given) - min(given) if len(given) > 1 else None
        lines.append((gap, slider, values))
    lines.sort(key=lambda line: -(line[0] if line[0] is not None else -1))
    heads = (
        column("slider", Text("curseur", "slider"), weight=2.4),
        *(column(f"fiction_{rank}", both(one.title)) for rank, one in enumerate(fictions)),
        column("gap", Text("écart", "gap"), "amount", 0.6),
    )
    rows = ((slider.question, *(_stand(slider, v) for v in values), gap) for gap, slider, values in lines)
    sliders = table(
        "sliders", Text("Curseurs, le plus grand écart d’abord", "Sliders, widest gap first"), heads, rows
    )
    texts = table(
        "texts",
        Text("Rubrique par rubrique", "Section by section"),
        (
            column("field", Text("rubrique", "section")),
            *(column(f"fiction_{rank}", both(one.title), weight=2) for rank, one in enumerate(fictions)),
        ),
        ((field.label, *(both(one.said.get(field.id, "")) for one in fictions)) for field in held.fiction),
    )
    widest = [slider for gap, slider, _ in lines if gap and gap == lines[0][0]]
    where = _names(slider.question for slider in widest)
    return Report(
        name="fictions",
        title=title,
        facts=fr_en(f"{len(fictions)} fictions", f"{len(fictions)} fictions"),
        points=(
            Point(
                Text("Où elles s’écartent le plus", "Where they part most"),
                where
                if widest
                else fr_en(
                    "nulle part : les curseurs sont aux mêmes places.", "nowhere: the sliders stand alike."
                ),
            ),
            used.used,
        ),
        tables=(sliders, texts),
        sources=(used.source, GROUP),
    )


def _names(texts: Iterable[Text]) -> Text:
    held = list(texts)
    return Text(" · ".join(one.fr for one in held), " · ".join(one.en for one in held))


def _stand(slider: Any, value: int | None) -> Text:
    if value is None:
        return Text("–", "–")
    if value == 0:
        return Text("entre les deux", "in between")
    pole = slider.low if value < 0 else slider.high
    how = Text("plutôt ", "rather ") if abs(value) < ENDS else Text("", "")
    fr, en = number(value, "fr"), number(value, "en")
    return Text(f"{how.fr}{pole.fr} ({fr})", f"{how.en}{pole.en} ({en})")


kits.register(kits.Kit(name=NAME, label=kit().title, about=kit().about, make=draft, result=report, order=40))
