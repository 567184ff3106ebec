"""Synergies between firms, as a report."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from rebonds.lenses.plain import NOT_OPEN
from rebonds.lenses.reading import SourceLine
from rebonds.lenses.tables import Listing, Point, declared_table
from rebonds.matching.moves import LABELS
from rebonds.matching.results import Amount, SynergyReading
from rebonds.matching.waste import named
from rebonds.reporting.lens_report import ASSUMED
from rebonds.reporting.report import Report
from rebonds.text import Text, number, typeset, with_unit

_table = partial(declared_table, Path(__file__).with_name("synergies.toml"))
_SIDES = {"offer": Text("offre", "offer"), "need": Text("besoin", "need")}
_WITHHELD, _UNKNOWN = Text("non communiqué", "withheld"), Text("inconnu", "unknown")
_YES, _NO = Text("oui", "yes"), Text("non", "no")
_FIRST = 20


def synergies_report(found: SynergyReading) -> Report:
    """Return the report of a search for synergies."""
    told = ", ".join(found.sources)
    declared = Text(typeset(f"Déclarations des entreprises : {told}"), f"Declared by firms: {told}")
    names = {role.firm: role.name for role in found.roles}
    matches = (
        (
            named(m.resource),
            m.giver_name,
            m.receiver_name,
            _said(m.quantity),
            m.unit,
            m.distance_km,
            _said(m.net_value),
            LABELS[m.state],
            m.reason,
        )
        for m in found.matches
    )
    left = (
        (
            named(one.resource),
            one.name,
            _SIDES[one.side],
            _said(one.quantity),
            one.unit,
            one.worth,
            one.reason,
        )
        for one in found.left
    )
    totals = (
        (named(t.resource), t.firms, _said(t.offered), _said(t.needed), _said(t.matched), t.unit, t.links)
        for t in found.totals
    )
    roles = (
        (r.name, r.partners, r.betweenness, _YES if r.cut else _NO, ", ".join(names[e] for e in r.exposed))
        for r in found.roles
    )
    leads = (
        (
            named(one.resource),
            one.giver_name,
            named(one.needed),
            one.receiver_name,
            one.distance_km,
            one.reason,
        )
        for one in found.leads
    )
    missing = (
        (named(one.resource), one.firms, _said(one.needed), one.unit, _listed(one.could))
        for one in found.missing
    )
    return Report(
        name="synergies",
        title=Text("Synergies entre entreprises", "Synergies between firms"),
        facts=Text(
            f"{found.firms} entreprises, {found.links} liens possibles",
            f"{found.firms} firms, {found.links} possible links",
        ),
        points=_points(found),
        tables=(
            _table("matches", matches, first=_FIRST),
            *((_table("leads", leads, first=_FIRST),) if found.leads else ()),
            _table("left", left, first=_FIRST),
            *((_table("missing", missing, first=_FIRST),) if found.missing else ()),
            _table("totals", totals, first=_FIRST),
            _table("roles", roles, first=_FIRST),
        ),
        lists=(Listing(ASSUMED, found.assumptions),),
        warning=Text(
            "Ces liens sont présumés : ils disent qui pourrait se parler, pas ce qui se fera.",
            "These links are presumed: they tell who could talk, not what will be done.",
        ),
        sources=(SourceLine("declared", declared, "les entreprises", NOT_OPEN, ""),),
        licence=NOT_OPEN,
        record=found,
    )


def _said(amount: Amount) -> Text:
    if amount.value is None:
        return _UNKNOWN if amount.state == "missing" else _WITHHELD
    fr, en = number(amount.value, "fr"), number(amount.value, "en")
    return Text(f"au moins {fr}", f"at least {en}") if amount.state == "partial" else Text(fr, en)


def _listed(labels: tuple[Text, ...]) -> Text | None:
    """Return labels as one text; nothing where there are none."""
    return Text(", ".join(x.fr for x in labels), ", ".join(x.en for x in labels)) if labels else None


def _points(found: SynergyReading) -> tuple[Point, ...]:
    alone = sum(one.worth is None for one in found.left)  # no link was even possible
    fr, en = (with_unit(100 * found.gap, "%", lang, 2) for lang in ("fr", "en"))
    count = len(found.matches)
    cuts = [role.name for role in found.roles if role.cut]
    points = [
        Point(
            Text("Trouvé", "Found"),
            Text(
                typeset(f"{count} synergies ; à {fr} au plus du meilleur choix possible (prouvé)."),
                f"{count} synergies; at most {en} from the best possible choice (proven).",
            ),
        ),
        Point(
            Text("Le maillon manquant", "The missing link"),
            Text(
                typeset(f"Offres ou besoins sans aucun partenaire possible : {alone}."),
                f"Offers or needs without any possible partner: {alone}.",
            ),
        ),
    ]
    if cuts:
        listed = ", ".join(cuts[:5])
        points.append(
            Point(Text("Là où la toile se coupe", "Where the web breaks"), Text(f"{listed}.", f"{listed}."))
        )
    return tuple(points)
