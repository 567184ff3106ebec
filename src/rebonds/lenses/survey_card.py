"""The card of a survey: its questions, their scale and score, its groups and waves."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from dataclasses import dataclass
from pathlib import Path

from rebonds.errors import DataError
from rebonds.lenses.content import declared_in
from rebonds.sources.strict import StrictTable
from rebonds.text import Text, typeset

OWN = "own"
TOTALS = ("sum", "mean")
_NOTHING = Text("", "")


@dataclass(frozen=True)
class Scale:
    """How answers make a score: ``factor * sum(x_i - low)`` or ``factor * mean(x_i)``, ``x_i`` in [low, high].

    ``cut``: scores at or under it (over it where higher is worse) are counted apart; ``variable`` and
    ``share_variable`` name what the score and that share are in the warehouse.
    """

    id: str
    label: Text
    low: float
    high: float
    total: str
    factor: float
    cut: float | None
    cut_label: Text
    variable: str
    share_variable: str
    higher_is_better: bool
    date: dt.date
    source: Text


@dataclass(frozen=True)
class SurveyCard:
    """A survey as its card declares it."""

    id: str
    title: Text
    producer: str
    date: dt.date
    scale: Scale
    items: tuple[str, ...]
    reverse: tuple[str, ...]
    groups: tuple[str, ...]
    missing: tuple[str, ...]
    weight: str
    wave: str
    waves: tuple[str, ...]
    invited: int
    notes: Text


def scales() -> tuple[str, ...]:
    """Return the names of the scores that ship, and of the one that a card declares itself."""
    return (*declared_in("survey_scales.toml"), OWN)


def load(source: Path | bytes, name: str = "") -> SurveyCard:
    """Read the card of a survey.

    Raises
    ------
    DataError
        No such file, broken TOML, a key that is missing, unknown or impossible.
    """
    name = name or (source.name if isinstance(source, Path) else "survey.toml")
    try:
        data = tomllib.loads(
            (source.read_bytes() if isinstance(source, Path) else source).decode("utf-8-sig")
        )
    except OSError as error:
        raise DataError(
            Text(f"Fiche d'enquête introuvable : {name}.", f"No such survey card: {name}."),
            Text(
                "« rebonds survey --template DOSSIER » en écrit une.",
                "'rebonds survey --template FOLDER' writes one.",
            ),
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(
            Text(
                typeset(f"La fiche {name} n'est pas du TOML ({error})."),
                f"The card {name} is not TOML ({error}).",
            )
        ) from error
    return _parsed(StrictTable(data, name))


def _parsed(top: StrictTable) -> SurveyCard:
    kind = top.one_of("scoring", scales(), OWN)
    scale = _scale(kind, top.table("scale"), top)
    title, date = top.label("title"), top.date("date")
    if title is None or date is None:
        raise top.error("« title » et « date » sont obligatoires", "'title' and 'date' are required")
    card = SurveyCard(
        id=top.text("id"),
        title=title,
        producer=top.text("producer"),
        date=date,
        scale=scale,
        items=top.texts("items"),
        reverse=top.texts("reverse"),
        groups=top.texts("groups"),
        missing=top.texts("missing", ("", "NSP", "nsp", "NR")),
        weight=top.text("weight", ""),
        wave=top.text("wave", ""),
        waves=top.texts("waves"),
        invited=top.integer("invited", 0),
        notes=top.label("notes", _NOTHING) or _NOTHING,
    )
    top.done()
    _check(card, kind, top)
    return card


def _check(card: SurveyCard, kind: str, top: StrictTable) -> None:
    if not card.id.isidentifier() or card.id != card.id.lower():
        raise top.error(
            "« id » s'écrit en minuscules sans accent, chiffres et tirets bas",
            "'id' is written in lower case letters, digits and underscores",
        )
    wanted = None if kind == OWN else int(declared_in("survey_scales.toml")[kind]["items"])
    if not card.items or len(set(card.items)) != len(card.items) or wanted not in (None, len(card.items)):
        asked = "au moins une colonne" if wanted is None else f"{wanted} colonne{'s' if wanted > 1 else ''}"
        told = "at least one column" if wanted is None else f"{wanted} column{'s' if wanted > 1 else ''}"
        raise top.error(f"« items » nomme {asked}, chacune une fois", f"'items' names {told}, each once")
    if set(card.reverse) - set(card.items):
        raise top.error(
            "« reverse » ne nomme que des questions d'« items »", "'reverse' only names questions of 'items'"
        )
    if card.wave and len(card.waves) != 2:
        raise top.error(
            "« waves » donne les deux vagues, avant puis après",
            "'waves' gives the two waves, before then after",
        )
    if card.invited < 0:
        raise top.error("« invited » est un nombre de personnes", "'invited' is a number of people")


def _scale(kind: str, table: StrictTable, top: StrictTable) -> Scale:
    if kind != OWN:
        table.done()
        table = StrictTable(declared_in("survey_scales.toml")[kind], top.card, kind)
        table.integer("items")
    label = table.label("label", Text("Score", "Score")) or Text("Score", "Score")
    cut = table.number("cut", float("nan"))
    found = Scale(
        id=kind,
        label=label,
        low=table.number("low", 0.0),
        high=table.number("high", 10.0),
        total=table.one_of("total", TOTALS, "mean"),
        factor=table.number("factor", 1.0),
        cut=None if math.isnan(cut) else cut,
        cut_label=table.label("cut_label", Text("sous le seuil", "under the cut-off")) or _NOTHING,
        variable=table.text("variable", ""),
        share_variable=table.text("share_variable", ""),
        higher_is_better=table.boolean("higher_is_better", True),
        date=table.date("date") or dt.date.min,
        source=table.label("source", Text("Échelle de la fiche", "Scale of the card")) or _NOTHING,
    )
    table.done()
    if not found.low < found.high or found.factor <= 0:
        raise top.error("[scale] : low < high et factor > 0", "[scale]: low < high and factor > 0")
    return found
