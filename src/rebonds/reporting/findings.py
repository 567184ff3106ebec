"""What a reading says, in sentences: what is crossed, where it stands, how firm it is, what is missing."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rebonds.drawing import words
from rebonds.lenses.content import threshold_sets
from rebonds.lenses.reading import (
    DimensionReading,
    IndicatorReading,
    PairReading,
    Position,
    Reading,
    SourceLine,
)
from rebonds.text import NBSP, Text


@dataclass(frozen=True)
class Sentence:
    """One thing to retain: two words that announce it, then the sentence."""

    lead: str
    text: str


@dataclass(frozen=True)
class Gap:
    """A dimension without a figure, and who could give one."""

    territory: str
    dimension: str
    side: str
    indicator: str
    state_id: str
    state: str
    holder: str


@lru_cache(maxsize=1)
def uncertain() -> tuple[float, float]:
    """Return the probabilities of crossing between which a verdict is too close to call."""
    found = tomllib.loads((Path(__file__).parent / "parameters.toml").read_text(encoding="utf-8"))
    return found["uncertain"]["low"], found["uncertain"]["high"]


def heads(reading: Reading, side: str | None = None) -> list[tuple[DimensionReading, IndicatorReading]]:
    """Return the dimensions that rest on a figure, with their headline."""
    wanted = reading.side(side) if side else (*reading.side("social"), *reading.side("ecological"))
    return [(d, d.headline) for d in wanted if d.known and d.headline is not None]


def items(reading: Reading) -> list[tuple[DimensionReading, IndicatorReading]]:
    """Return every indicator of the dimensions, the headline of each first."""
    out = []
    for d in (*reading.side("social"), *reading.side("ecological")):
        out += [(d, i) for i in ((d.headline,) if d.headline else ()) + d.others]
    return out


def gaps(reading: Reading) -> list[DimensionReading]:
    """Return the dimensions without a figure, those that no territory can have last."""
    found = [d for d in reading.dimensions if not d.known]
    return sorted(found, key=lambda d: d.state == "not_localisable")


def gap_lines(reading: Reading, lang: str = "fr") -> list[Gap]:
    """Return what is missing, and who holds it, dimension by dimension."""
    return [
        Gap(
            territory=reading.territory.name,
            dimension=d.label.to(lang),
            side=words.SIDES[d.side].to(lang),
            indicator=d.headline.card.label.to(lang) if d.headline else "",
            state_id=d.state,
            state=words.state(d.state, lang),
            holder=_holder(d, lang),
        )
        for d in gaps(reading)
    ]


def _holder(dimension: DimensionReading, lang: str) -> str:
    if dimension.not_localisable or dimension.headline is None:
        return ""
    known = (dimension.headline, *dimension.others)
    return next((plain(i.card.holder.to(lang)) for i in known if i.card.holder), "")


def plain(text: str) -> str:
    """Return a text of a card without its marks of code, for paper."""
    return text.replace("`", "")


def key_sentences(reading: Reading, lang: str = "fr") -> list[Sentence]:
    """Return the five sentences to keep: floors, ceilings, position, firmness, gaps."""
    made = (
        (Text("Planchers sociaux", "Social floors"), _crossed(reading, "social", lang)),
        (Text("Plafonds écologiques", "Ecological ceilings"), _crossed(reading, "ecological", lang)),
        (Text("Parmi les autres", "Among others"), _standing(reading, lang)),
        (Text("Solidité", "Firmness"), _firmness(reading, lang)),
        (Text("Ce qui manque", "What is missing"), _missing(reading, lang)),
    )
    return [Sentence(lead.to(lang), text) for lead, text in made]


def used_sources(reading: Reading | PairReading) -> tuple[SourceLine, ...]:
    """Return the sources of what a drawing shows: those of the headlines."""
    if isinstance(reading, PairReading):
        shown = [i for d in reading.dimensions for i in (d.a, d.b)]
    else:
        shown = [i for _, i in heads(reading)]
    ids = {source for item in shown if item.value.known for source in item.value.sources}
    return tuple(line for line in reading.sources if line.id in ids)


def measure(item: IndicatorReading, side: str, lang: str) -> str:
    """Write a figure, and its ratio to the ceiling on the ecological side."""
    said = words.figure(item.card, item.value.value, lang)
    if side == "ecological" and item.score is not None:
        said += f", {words.ratio(item.score, lang)}"
    return said


def _crossed(reading: Reading, side: str, lang: str) -> str:
    found = heads(reading, side)
    judged = [(d, i) for d, i in found if i.crossed is not None]
    social = side == "social"
    if not judged:
        none = Text(
            f"Aucun {'plancher' if social else 'plafond'} ne peut être vérifié faute de données.",
            f"No {'floor' if social else 'ceiling'} can be checked for want of data.",
        )
        return none.to(lang)
    beyond = [(d, i) for d, i in judged if i.crossed]
    n, k = len(beyond), len(judged)
    if not beyond:
        held = Text(
            f"{'Le' if k == 1 else 'Les'} {'' if k == 1 else f'{k} '}{'plancher' if social else 'plafond'}"
            f"{'' if k == 1 else 's'} {'vérifié' if k == 1 else 'vérifiés'} "
            f"{'tient' if k == 1 else 'tiennent'}{NBSP}: {_named([d for d, _ in judged], 'fr')}.",
            f"{'The' if k == 1 else f'All {k}'} {'floor' if social else 'ceiling'}{'' if k == 1 else 's'} "
            f"checked {'holds' if k == 1 else 'hold'}: {_named([d for d, _ in judged], 'en')}.",
        )
        return held.to(lang)
    if social:
        head = Text(
            f"{n} plancher{_s(n)} sur {k} vérifié{_s(k)} {'n’est' if n == 1 else 'ne sont'} pas atteint{_s(n)}",
            f"{n} of the {k} floor{_s(k)} checked {'is' if n == 1 else 'are'} not met",
        )
    else:
        head = Text(
            f"{n} plafond{_s(n)} sur {k} vérifié{_s(k)} {'est' if n == 1 else 'sont'} dépassé{_s(n)}",
            f"{n} of the {k} ceiling{_s(k)} checked {'is' if n == 1 else 'are'} crossed",
        )
    listed = [f"{d.label.to(lang)} ({measure(i, side, lang)})" for d, i in beyond]
    return f"{head.to(lang)}{words.colon(lang)}{words.joined(listed, lang)}."


def _s(n: int) -> str:
    return "s" if n > 1 else ""


def _named(dimensions: Sequence[DimensionReading], lang: str) -> str:
    return words.joined([d.label.to(lang) for d in dimensions], lang)


def best_position(item: IndicatorReading) -> Position | None:
    """Return the position among territories of like structure, else among all."""
    by = {p.among: p for p in item.positions}
    return by.get("peers") or by.get("epci")


def position_text(position: Position, lang: str) -> str:
    """Say a position without a rank: how many do better, the same, worse."""
    among = Text("territoires de structure proche", "territories of like structure")
    if position.among != "peers":
        among = Text("intercommunalités", "inter-municipal authorities (EPCI)")
    p = position
    same = Text(f", {p.equal} pareil", f", {p.equal} the same").to(lang) if p.equal else ""
    text = Text(
        f"sur {p.count} {among.fr}, {p.better} {'fait' if p.better < 2 else 'font'} mieux{same}, {p.worse} moins bien",
        f"of {p.count} {among.en}, {p.better} {'does' if p.better == 1 else 'do'} better{same}, {p.worse} worse",
    )
    return text.to(lang)


def _standing(reading: Reading, lang: str) -> str:
    placed = [(d, p) for d, i in heads(reading) if (p := best_position(i)) is not None and p.count]
    if not placed:
        none = Text(
            "Les données présentes ne permettent pas de comparaison.", "The data at hand allow no comparison."
        )
        return none.to(lang)
    placed.sort(key=lambda dp: dp[1].better / dp[1].count)
    parts = []
    (first, best), (last, worst) = placed[0], placed[-1]
    if best.worse > best.better:
        well = Text("Mieux que la plupart", "Better than most").to(lang)
        parts.append(f"{well}{words.colon(lang)}{first.label.to(lang)} ({position_text(best, lang)}).")
    if worst.better > worst.worse:
        badly = Text("Moins bien que la plupart", "Worse than most").to(lang)
        parts.append(f"{badly}{words.colon(lang)}{last.label.to(lang)} ({position_text(worst, lang)}).")
    if not parts:
        return Text("Au milieu des autres, partout.", "In the middle of the others, throughout.").to(lang)
    return " ".join(parts)


def set_name(set_id: str, lang: str) -> str:
    """Return the name of a threshold set."""
    name = threshold_sets().get(set_id)
    return name.to(lang) if name else set_id


def set_names(set_ids: Sequence[str], lang: str) -> str:
    """Return the names of threshold sets within a sentence."""
    return words.joined([n[:1].lower() + n[1:] for n in (set_name(s, lang) for s in set_ids)], lang)


def is_uncertain(item: IndicatorReading) -> bool:
    """Whether the verdict is too close to call, given the errors stated."""
    low, high = uncertain()
    return item.p_crossed is not None and low < item.p_crossed < high


def _firmness(reading: Reading, lang: str) -> str:
    found = heads(reading)
    close = [
        f"{d.label.to(lang)} ({words.percent(i.p_crossed or 0.0, lang)})" for d, i in found if is_uncertain(i)
    ]
    flips = [f"{d.label.to(lang)} ({set_names(i.flips, lang)})" for d, i in found if i.flips]
    parts = []
    if close:
        said = Text("Trop près du seuil pour trancher", "Too close to the threshold to call").to(lang)
        chance = Text("probabilité de franchissement", "probability of crossing").to(lang)
        parts.append(f"{said} ({chance}){words.colon(lang)}{words.joined(close, lang)}.")
    if flips:
        said = Text("Le verdict change avec un autre seuil", "Another threshold changes the verdict").to(lang)
        parts.append(f"{said}{words.colon(lang)}{words.joined(flips, lang)}.")
    if not parts:
        firm = Text(
            "Ni l’erreur déclarée ni un autre jeu de seuils ne change un verdict.",
            "Neither the stated errors nor another threshold set changes a verdict.",
        )
        parts.append(firm.to(lang))
    return " ".join([*parts, *_changes(found, lang)])


def _changes(found: Sequence[tuple[DimensionReading, IndicatorReading]], lang: str) -> list[str]:
    out = []
    for improved, lead in (
        (True, Text("En mieux depuis la mesure précédente", "Better than at the previous measure")),
        (False, Text("En moins bien", "Worse")),
    ):
        named = [
            f"{d.label.to(lang)} ({i.change.before.vintage}–{i.change.after.vintage})"
            for d, i in found
            if i.change is not None and i.change.improved is improved
        ]
        if named:
            out.append(f"{lead.to(lang)}{words.colon(lang)}{words.joined(named, lang)}.")
    return out


def coverage_text(reading: Reading, lang: str) -> str:
    """Say how many dimensions rest on a figure."""
    c = reading.coverage
    parts = []
    if c.social_total:
        social = Text("dimensions sociales chiffrées", "social dimensions with a figure").to(lang)
        parts.append(f"{c.social}/{c.social_total} {social}")
    if c.ecological_total:
        ecological = Text("écologiques", "ecological").to(lang)
        parts.append(f"{c.ecological}/{c.ecological_total} {ecological}")
    return ", ".join(parts)


def _missing(reading: Reading, lang: str) -> str:
    coverage = coverage_text(reading, lang)
    parts = [f"{coverage}."] if coverage else []
    absent = gaps(reading)
    for state, lead in (
        ("missing", Text("Données manquantes", "Missing data")),
        ("secret", Text("Sous secret statistique", "Withheld by statistical secrecy")),
        ("not_localisable", Text("Sans mesure à l’échelle d’un territoire", "Without a local measure")),
    ):
        named = [d for d in absent if d.state == state]
        if named:
            parts.append(f"{lead.to(lang)}{words.colon(lang)}{_named(named, lang)}.")
    if not absent:
        parts.append(Text("Aucune dimension ne manque.", "No dimension is missing.").to(lang))
    return " ".join(parts)
