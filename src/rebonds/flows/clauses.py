"""The words of a negotiation: what is at stake in a flow, and draft clauses that cite it.

A clause names the flow, its source, its year and its band; an estimate says that it is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from rebonds.flows.results import Estimate, PairFlow
from rebonds.flows.subjects import Subject
from rebonds.text import Text, number, typeset

#: How flows of each kind are told: (from A to B), with the unit.
_TOLD = {
    "commuting": Text("{n} habitants de {x} travaillent dans {y}", "{n} inhabitants of {x} work in {y}"),
    "schooling": Text(
        "{n} élèves et étudiants de {x} étudient dans {y}", "{n} pupils and students of {x} study in {y}"
    ),
    "migration": Text(
        "{n} habitants de {x} partent vivre en un an dans {y}",
        "{n} inhabitants of {x} move to {y} within a year",
    ),
    "migration_five_years": Text(
        "{n} habitants de {x} sont partis vivre en cinq ans dans {y}",
        "{n} inhabitants of {x} moved to {y} within five years",
    ),
    "trade": Text("{x} vend pour {n} M€ par an à {y}{of}", "{x} sells for €{n}M a year to {y}{of}"),
    "contracts": Text(
        "les acheteurs publics de {x} ont passé {n} M€ de marchés à des entreprises de {y}",
        "the public buyers of {x} awarded €{n}M of contracts to firms of {y}",
    ),
}
_OTHER = Text("{n} personnes vont de {x} à {y}", "{n} people go from {x} to {y}")


def at_stake(flow: PairFlow, a: str, b: str) -> Text:
    """Say what passes both ways and how much each side depends on it, with figures and bands."""
    return Text(typeset(_at_stake(flow, a, b, "fr")), _at_stake(flow, a, b, "en"))


def _at_stake(flow: PairFlow, a: str, b: str, lang: str) -> str:
    ways = [
        told(flow, one, x, y, lang) for one, x, y in ((flow.flow_ab, a, b), (flow.flow_ba, b, a)) if one.known
    ]
    joined = (" ; " if lang == "fr" else "; ").join(ways)
    parts = [_depends(one, x, y, lang) for one, x, y in ((flow.d_ab, a, b), (flow.d_ba, b, a)) if one.known]
    text = joined[:1].upper() + joined[1:] + "." if joined else ""
    for part in parts:
        text += f" {part}"
    return text.strip()


def told(flow: PairFlow, one: Estimate, x: str, y: str, lang: str) -> str:
    """Tell one way of a flow in words, its band included."""
    about = _TOLD.get(flow.kind, _OTHER)
    of = ""
    if flow.kind == "trade" and flow.code != "trade":
        name = flow.label.to(lang)
        of = f" (branche « {name} »)" if lang == "fr" else f" (branch “{name}”)"
    named = [f"« {name} »" if lang == "fr" else f"“{name}”" for name in (x, y)]
    text = about.to(lang).format(n=figure(one.value, lang), x=named[0], y=named[1], of=of)
    return text + band(one, lang)


def figure(value: float | None, lang: str) -> str:
    """Write a flow: whole people or millions, one decimal under ten."""
    if value is None:
        return "–"
    return number(value, lang, 1 if 0 < abs(value) < 10 else 0)


def band(one: Estimate, lang: str) -> str:
    """Write the band of a figure, and whether it is an estimate."""
    word = {"estimated": Text("estimation", "estimate"), "measured": Text("mesure", "measured")}.get(
        one.state
    )
    ends = ""
    if one.low is not None and one.high is not None and (one.low, one.high) != (one.value, one.value):
        between = Text("de {low} à {high}", "from {low} to {high}").to(lang)
        ends = between.format(low=figure(one.low, lang), high=figure(one.high, lang))
    said = ", ".join(part for part in (word.to(lang) if word else "", ends) if part)
    return f" ({said})" if said else ""


def _depends(one: Estimate, x: str, y: str, lang: str) -> str:
    share = percent(one.value, lang)
    return Text(
        f"« {x} » dépend de « {y} » pour {share} de ce besoin.",
        f"“{x}” depends on “{y}” for {share} of this need.",
    ).to(lang)


def percent(share: float | None, lang: str) -> str:
    """Write a part (0-1) as a percentage; one decimal under 10 %."""
    if share is None:
        return "–"
    return number(100 * share, lang, 1 if 0 < share < 0.1 else 0) + (" %" if lang == "fr" else "%")


def clause(
    subject: Subject, flow: PairFlow, a: str, b: str, titles: Sequence[Text], found: Text | None = None
) -> Text:
    """Write the draft clause of a line: what is found, where it comes from, what both sides agree to.

    Parameters
    ----------
    subject : Subject
    flow : PairFlow
    a, b : str
        Names of the territories.
    titles : sequence of Text
        Titles of the sources of the flow.
    found : Text, optional
        What is found, where no flow tells it (a dimension of the doughnut).
    """
    held = found or Text(_found(flow, a, b, "fr"), _found(flow, a, b, "en"))
    return Text(
        typeset(_clause(subject, held.fr, cite(titles, flow.vintage, "fr"), a, b, "fr")),
        _clause(subject, held.en, cite(titles, flow.vintage, "en"), a, b, "en"),
    )


def _found(flow: PairFlow, a: str, b: str, lang: str) -> str:
    """Tell both ways of a flow as what is noted; empty without any figure."""
    ways = [
        told(flow, one, x, y, lang) for one, x, y in ((flow.flow_ab, a, b), (flow.flow_ba, b, a)) if one.known
    ]
    if not ways:
        return ""
    return ("que " if lang == "fr" else "that ") + (" et que " if lang == "fr" else " and that ").join(ways)


def _clause(subject: Subject, found: str, cited: str, a: str, b: str, lang: str) -> str:
    action = subject.action.to(lang)
    if lang == "fr":
        head = f"Constatant {found}{cited}, " if found else ""
        of = "d'" if action[0] in "aeéêiou" else "de "
        return (
            f"{head}« {a} » et « {b} » conviennent {of}{action}. "
            "Les parties en revoient le chiffre et l'effet dans un an."
        )
    head = f"Noting {found}{cited}, " if found else ""
    return (
        f"{head}“{a}” and “{b}” agree to {action}. "
        "The parties look again at the figure and the effect in a year."
    )


def cite(titles: Sequence[Text], vintage: int | None, lang: str) -> str:
    """Cite sources and year between brackets; the first two titles, then how many more."""
    named = [title.to(lang) for title in titles[:2]]
    if len(titles) > 2:
        more = len(titles) - 2
        named.append(Text(f"et {more} autres", f"and {more} more").to(lang))
    if vintage is not None and not any(str(vintage) in title for title in named):
        named.append(str(vintage))
    if not named:
        return ""
    return f" [source{': ' if lang == 'en' else ' : '}{', '.join(named)}]"
