"""Prioritising what-ifs: the proposals that ship, a deck of one's own, or those of the workspace, put to the vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rebonds.content import inquiring
from rebonds.content.kits import load, parse
from rebonds.errors import DataError
from rebonds.rooms.deliberate import kits
from rebonds.rooms.kits.parameters import grades, parameter
from rebonds.rooms.kits.showing import as_option, both
from rebonds.sources.sheet import Given, rows
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
    return [(one.id, one.label) for one in load(inquiring.WhatIfs).proposals]


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


def of_file(name: str, content: bytes) -> list[tuple[str, Text]]:
    """Read a deck: a what-ifs kit (TOML), or a table (CSV, XLSX) with a column ``label``.

    Raises
    ------
    DataError
        What is wrong, and where; nothing is half read.
    """
    if name.lower().endswith(".toml"):
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise DataError(Text(f"{name} n’est pas en UTF-8.", f"{name} is not UTF-8.")) from error
        return [(one.id, one.label) for one in parse(inquiring.WhatIfs, [(name, text)]).proposals]
    columns = {"label": ("label", "piste", "titre", "title", "what-if", "whatif")}
    found = [row["label"] for _, row in rows(Given(name, content), columns, ("label",))]
    unique = [label for label in dict.fromkeys(found) if label]
    most = parameter("whatifs", "most_options")
    if len(unique) < 2 or len(unique) > most:
        raise DataError(
            Text(
                f"{name} : de 2 à {most} pistes ; il y en a {len(unique)}.",
                f"{name}: from 2 to {most} what-ifs; it has {len(unique)}.",
            )
        )
    return [(f"piste-{rank}", both(label)) for rank, label in enumerate(unique, start=1)]


def _register() -> None:
    for rank, (method, (name, label)) in enumerate(_LABELS.items()):
        kits.register(
            kits.Kit(
                name=name,
                label=label,
                about=Text(f"Quatorze pistes. {WAYS[method].fr}.", f"Fourteen what-ifs. {WAYS[method].en}."),
                make=lambda lang, method=method: draft(shipped(), method),  # type: ignore[misc]
                order=20 + rank,
            )
        )


def kit_name(method: str) -> str:
    """Return the kit under which what-ifs are voted by a method."""
    return _LABELS[method][0]


_register()
