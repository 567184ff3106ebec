"""Prioritising what-ifs: the proposals that ship, a deck of one's own, or those of the workspace, put to the vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rebonds.lenses.tables import Point
from rebonds.reporting.report import Report
from rebonds.reporting.tally import tally_report
from rebonds.rooms.deliberate import kits
from rebonds.rooms.deliberate.counting import result_of
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.kits import own
from rebonds.rooms.kits.parameters import grades, parameter
from rebonds.rooms.kits.showing import as_option
from rebonds.text import Text, typeset

NAME = "whatifs"
#: Method -> what is put to the group.
WAYS: dict[str, Text] = {
    "majority-judgment": Text(
        "Jugement majoritaire : une mention à chaque piste", "Majority judgment: a grade for each what-if"
    ),
    "equal-shares": Text(
        "Parts égales : choisir un petit nombre de pistes qui représente tout le groupe",
        "Equal shares: choose a few what-ifs that represent the whole group",
    ),
    "cumulative": Text("Points : chacun répartit les siens", "Dots: everyone shares theirs out"),
}
_LABELS = {
    "majority-judgment": (NAME, Text("Prioriser les pistes", "Prioritise what-ifs")),
    "equal-shares": (
        "whatifs-shares",
        Text("Choisir des pistes à parts égales", "Choose what-ifs by equal shares"),
    ),
    "cumulative": ("whatifs-dots", Text("Prioriser les pistes, par points", "Prioritise what-ifs, by dots")),
}

Items = Sequence[tuple[str, Text]]


def shipped() -> list[tuple[str, Text]]:
    """Return the proposals that ship."""
    return [(one.id, one.label) for one in own.shipped(NAME).kit.proposals]


def draft(items: Items, method: str = "majority-judgment") -> kits.Draft:
    """Return what-ifs as a ballot."""
    options = [as_option(ident, label) for ident, label in items]
    settings: dict[str, Any] = {}
    if method == "majority-judgment":
        settings = {"grades": grades("whatifs")}
        question = Text("Par quoi commencer ?", "What shall we begin with?")
    elif method == "equal-shares":
        # Each what-if costs one seat: the budget is how many are chosen.
        chosen = min(parameter("whatifs", "chosen"), len(options))
        settings = {"budget": chosen, "costs": {one["id"]: "1" for one in options}}
        question = Text(
            f"Quelles pistes suivre ? ({chosen} au plus)", f"Which ones to follow? ({chosen} at most)"
        )
    else:
        settings = {"budget": parameter("whatifs", "dots")}
        question = Text("Par quoi commencer ?", "What shall we begin with?")
    return kits.Draft(
        question={"fr": typeset(question.fr), "en": question.en},
        method=method,
        options=options,
        settings=settings,
        data={"deck": [ident for ident, _ in items]},
    )


def draft_of(used: own.Held, method: str = "majority-judgment") -> kits.Draft:
    """Return a deck of what-ifs as a ballot."""
    made = draft([(one.id, one.label) for one in used.kit.proposals], method)
    return replace(made, data={**made.data, **used.data})


def report(ballot: Ballot) -> Report:
    """Return the count of a vote on what-ifs, and which deck was voted on."""
    base, used = tally_report(result_of(ballot)), own.of_ballot(ballot, NAME)
    known = {ident for ident, _label in shipped()}
    if used.deck is None and not known.issuperset(ballot.kit_data.get("deck", ())):
        point = Point(used.used.lead, Text("celles de cet espace.", "those of this workspace."))
        return replace(base, points=(*base.points, point))
    # Minutes tell what a report says first: the result.
    return replace(base, points=(*base.points, used.used), sources=(*base.sources, used.source))


def _register() -> None:
    for rank, (method, (name, label)) in enumerate(_LABELS.items()):
        kits.register(
            kits.Kit(
                name=name,
                label=label,
                about=Text(f"Quatorze pistes. {WAYS[method].fr}.", f"Fourteen what-ifs. {WAYS[method].en}."),
                make=lambda lang, method=method: draft(shipped(), method),  # type: ignore[misc]
                result=report,
                order=20 + rank,
            )
        )


def kit_name(method: str) -> str:
    """Return the kit under which what-ifs are voted by a method."""
    return _LABELS[method][0]


_register()
