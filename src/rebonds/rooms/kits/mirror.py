"""Mirror group: about a hundred people react to statements; what brings together, what divides, what is noise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rebonds.content.deliberating import Mirror
from rebonds.content.kits import load
from rebonds.deliberation.results import Group, Place, Result
from rebonds.lenses.tables import Point, Table
from rebonds.reporting.report import Report
from rebonds.reporting.tally import tally_report
from rebonds.rooms.deliberate import kits
from rebonds.rooms.deliberate.counting import result_of
from rebonds.rooms.deliberate.models import Ballot
from rebonds.rooms.kits import own
from rebonds.rooms.kits.parameters import parameter, words
from rebonds.rooms.kits.showing import as_option, both, column, fr_en, table
from rebonds.text import Text

NAME = "mirror"


def draft(lang: str) -> kits.Draft:
    """Return the statements that ship as a ballot."""
    return draft_of(own.shipped(NAME))


def draft_of(used: own.Held) -> kits.Draft:
    """Return statements as a ballot."""
    held: Mirror = used.kit
    return kits.Draft(
        question={"fr": held.title.fr, "en": held.title.en},
        details={"fr": held.instruction.fr, "en": held.instruction.en},
        method="statements",
        options=[as_option(one.id, one.text) for one in held.statements],
        data=used.data,
    )


def reading(shares: Mapping[str, float], answers: int) -> str:
    """Tell what people of one group (or all of them) say: ``for``, ``against``, ``noise``, ``split`` or ``few``.

    ``noise``: passes are many, and neither side holds the share that parameters ask.
    """
    together, passes, least = (parameter("mirror", key) for key in ("together", "passes", "least_group"))
    if answers < least:
        return "few"
    if shares["agree"] >= together:
        return "for"
    if shares["disagree"] >= together:
        return "against"
    return "noise" if shares["pass"] >= passes else "split"


def _all(place: Place) -> dict[str, float]:
    return {key: float(place.detail[f"{key}_pct"] or 0) / 100 for key in ("agree", "disagree", "pass")}


def _group(group: Group, option: str) -> dict[str, float]:
    shares = {"agree": group.agree, "disagree": group.disagree, "pass": group.passes}
    return {key: of[option] or 0.0 for key, of in shares.items()}


def verdict(place: Place, result: Result) -> str:
    """Tell what a statement does to the group.

    ``few``: under the least number of answers. ``together_for`` or ``together_against``: the share that parameters ask
    agrees (disagrees) in every group where groups are found, and in all. ``apart``: disagreement is high, or a group
    is for and another against. ``noise``: passes are many, and no group takes a side. ``mixed``: none of these. A group
    in which too few answer to be read counts for nothing, save in the whole.
    """
    if place.answers < parameter("mirror", "least"):
        return "few"
    groups = result.opinion.groups if result.opinion is not None and result.opinion.found else ()
    each = [reading(_group(one, place.option), one.answers[place.option]) for one in groups]
    said = {reading(_all(place), place.answers), *each} - {"few"}
    if said == {"for"}:
        return "together_for"
    if said == {"against"}:
        return "together_against"
    if {"for", "against"} <= set(each):
        return "apart"
    sides = {"for", "against"} & set(each)
    if _all(place)["pass"] >= parameter("mirror", "passes") and not sides:
        return "noise"
    return "apart" if (place.disagreement or 0) >= parameter("mirror", "apart") else "mixed"


def _by_group(found: Sequence[tuple[Place, str]], result: Result) -> tuple[Table, ...]:
    """Return, by statement and group, who agrees, disagrees and passes; nothing without groups."""
    if result.opinion is None or not result.opinion.found:
        return ()
    said = words("mirror_group")
    heads = (
        column("statement", Text("énoncé", "statement"), weight=3.0),
        column("group", Text("groupe", "group"), weight=0.7),
        column("says", Text("ce qu’il en dit", "what it says"), weight=1.4),
        *_SHARES,
    )
    rows = (
        (both(place.option), one.name, said[reading(shares, n)], *shares.values(), n)
        for place, _ in found
        for one in result.opinion.groups
        for shares, n in ((_group(one, place.option), one.answers[place.option]),)
    )
    return (table("by_group", Text("Groupe par groupe", "Group by group"), heads, rows),)


_SHARES = (
    column("agree", Text("d’accord", "agree"), "share", 0.8),
    column("disagree", Text("pas d’accord", "disagree"), "share", 0.8),
    column("pass", Text("je passe", "pass"), "share", 0.8),
    column("answers", Text("réponses", "answers"), "amount", 0.8),
)


def report(ballot: Ballot) -> Report:
    """Return the result of a mirror group: its verdicts first, then the count of its method."""
    result, used = result_of(ballot), own.of_ballot(ballot, NAME)
    base = tally_report(result)
    said = words("mirror")
    found = [(place, verdict(place, result)) for place in result.ranking]
    counts = {key: sum(v == key for _, v in found) for key in said}
    agreed = counts["together_for"] + counts["together_against"]
    text = fr_en(
        f"{agreed} énoncés rassemblent, {counts['apart']} divisent, {counts['noise']} ne sont que du bruit ; "
        f"{counts['mixed'] + counts['few']} ne permettent pas de conclure.",
        f"{agreed} statements bring together, {counts['apart']} divide, {counts['noise']} are only noise; "
        f"{counts['mixed'] + counts['few']} allow no conclusion.",
    )
    order = list(said)
    found.sort(key=lambda pair: order.index(pair[1]))
    rows = ((both(place.option), said[v], *_all(place).values(), place.answers) for place, v in found)
    heads = (
        column("statement", Text("énoncé", "statement"), weight=3.4),
        column("verdict", Text("ce qu’il fait", "what it does"), weight=1.6),
        *_SHARES,
    )
    together, apart, passes = (parameter("mirror", key) for key in ("together", "apart", "passes"))
    note = fr_en(
        f"Rassemble : {100 * together:.0f} % au moins du même côté, dans chaque groupe s'il y en a. Divise : désaccord "
        f"d'au moins {apart:g} sur 1, ou des groupes opposés. Bruit : {100 * passes:.0f} % au moins passent. "
        "Seuils : convention de Rebonds.",
        f"Brings together: at least {100 * together:.0f}% on one side, in every group where there are groups. Divides: "
        f"disagreement of at least {apart:g} out of 1, or opposed groups. Noise: at least {100 * passes:.0f}% pass. "
        "Thresholds: convention of Rebonds.",
    )
    first = table(
        "verdicts", Text("Ce que dit le groupe miroir", "What the mirror group says"), heads, rows, note=note
    )
    return replace(
        base,
        points=(
            Point(Text("Consensus, divergence ou bruit", "Consensus, divergence or noise"), text),
            *base.points,
            used.used,
        ),
        tables=(first, *_by_group(found, result), *base.tables),
        sources=(*base.sources, used.source),
    )


kits.register(
    kits.Kit(
        name=NAME, label=load(Mirror).title, about=load(Mirror).about, make=draft, result=report, order=30
    )
)
