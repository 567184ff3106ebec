"""Training of officials: the grid of delegations and models, a real decision read through it, debates put to the vote."""

from __future__ import annotations

from dataclasses import replace

from rebonds.content.deliberating import Officials
from rebonds.content.models import compass
from rebonds.lenses.tables import NONE, Point
from rebonds.reporting.report import Report
from rebonds.rooms.deliberate import kits, questionnaires
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.kits import own
from rebonds.rooms.kits.frames import chosen, texts
from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.kits.showing import GROUP, as_option, both, column, fr_en, table
from rebonds.text import Text, typeset

NAME = "officials"


def grid(used: own.Held | None = None) -> Report:
    """Return the grid of what each model implies for each delegation, and the debate cards."""
    used = used or own.shipped(NAME)
    held: Officials = used.kit
    models = compass().models
    sides = (
        column("question", Text("question", "question"), weight=1.4),
        column("one", Text("une réponse", "one answer"), weight=2),
        column("other", Text("une autre", "another"), weight=2),
    )
    grids = tuple(
        table(
            f"delegation_{one.id}",
            one.label,
            (
                column("model", Text("modèle", "model")),
                column("implication", Text("ce qu’il implique", "what it implies"), weight=3),
            ),
            ((models[ident].label, text) for ident, text in one.under.items()),
            cards=True,
        )
        for one in held.delegations
    )
    debates = ((card.question, card.one_side, card.other_side) for card in held.debates)
    return Report(
        name="delegations-modeles",
        title=held.title,
        facts=held.about,
        points=(Point(Text("Mode d’emploi", "How to"), held.instruction), used.used),
        tables=(
            *grids,
            table("debates", Text("Cartes de débat", "Debate cards"), sides, debates, cards=True),
        ),
        sources=(used.source,),
    )


def decision_report(decision: Sheet) -> Report:
    """Return a local decision as each delegation reads it under each model; what nobody wrote is told."""
    models = compass().models
    children = list(decision.children.filter(deleted_at=None, kind="implication").order_by("pk"))
    heads = (
        column("model", Text("modèle", "model")),
        column("ours", Text("pour cette décision", "for this decision"), weight=2.4),
        column("start", Text("point de départ du kit", "starting point of the kit"), weight=2.4),
    )
    used = own.held(decision.deck) if decision.deck else own.shipped(NAME)
    under = {one.id: one.under for one in used.kit.delegations}
    empty = Text("–", "–")
    tables = tuple(
        table(
            f"reading_{rank}",
            Text(f"{chosen(one).fr} ({one.title})", f"{chosen(one).en} ({one.title})"),
            heads,
            (
                (
                    model.label,
                    both(one.said[ident]) if one.said.get(ident) else empty,
                    under.get(one.choice, {}).get(ident, NONE),
                )
                for ident, model in models.items()
            ),
            cards=True,
        )
        for rank, one in enumerate(children, start=1)
    )
    missing = [m.label for i, m in models.items() if not any(one.said.get(i) for one in children)]
    points = [Point(label, text) for label, text in texts(decision)]
    points.append(used.used)
    if children and missing:
        names = Text(", ".join(m.fr for m in missing), ", ".join(m.en for m in missing))
        points.append(
            Point(
                Text("Modèles que personne n’a pris", "Models that nobody took"),
                Text(f"{names.fr}.", f"{names.en}."),
            )
        )
    return Report(
        name=f"decision-{decision.uid}",
        title=both(decision.title),
        facts=fr_en(f"{len(children)} lectures", f"{len(children)} readings"),
        points=tuple(points),
        tables=tables,
        sources=(used.source, GROUP),
    )


def draft(lang: str) -> kits.Draft:
    """Return the debate cards that ship as a ballot."""
    return draft_of(own.shipped(NAME))


def draft_of(used: own.Held) -> kits.Draft:
    """Return debate cards as a ballot: one side, the other, or it depends."""
    held: Officials = used.kit
    depends = {"fr": typeset("cela dépend : je dirai de quoi"), "en": "it depends: I shall say on what"}
    return kits.Draft(
        question={
            "fr": typeset("Cartes de débat : où êtes-vous ?"),
            "en": "Debate cards: where do you stand?",
        },
        details={"fr": held.instruction.fr, "en": held.instruction.en},
        method="questionnaire",
        options=[
            as_option(
                card.id,
                card.question,
                choices=[
                    {"fr": card.one_side.fr, "en": card.one_side.en},
                    {"fr": card.other_side.fr, "en": card.other_side.en},
                    depends,
                ],
            )
            for card in held.debates
        ],
        data=used.data,
    )


def report(ballot: Ballot) -> Report:
    """Return how a group answered the debate cards, and which deck they came from."""
    base, used = questionnaires.report(ballot), own.of_ballot(ballot, NAME)
    return replace(base, points=(*base.points, used.used), sources=(*base.sources, used.source))


kits.register(
    kits.Kit(
        name=NAME,
        label=Text("Cartes de débat des élu·es", "Debate cards for officials"),
        about=Text(
            "Deux façons de répondre, aucune bonne : on regarde où le groupe se partage.",
            "Two ways to answer, none right: one looks at where the group divides.",
        ),
        make=draft,
        result=report,
        order=50,
    )
)
