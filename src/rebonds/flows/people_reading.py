"""People's flows of a territory as a reading shows them: partners, self-containment, concentration, errors."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from rebonds import territory
from rebonds.flows import dependence, kernels, rules
from rebonds.flows.kinds import USUAL, Kind, kind_of
from rebonds.flows.people_flows import PeopleFlows, flows_of
from rebonds.flows.results import MISSING, Estimate, FlowSet, Partner
from rebonds.territory.model import Territory
from rebonds.text import Text, number

if TYPE_CHECKING:
    from rebonds.warehouse import Warehouse


def kinds_in(wh: Warehouse) -> tuple[str, ...]:
    """Return the kinds of people's flows that a reading tells: the usual ones, then those observed beside."""
    rows = wh.query(
        "SELECT DISTINCT kind FROM people_zone UNION SELECT DISTINCT kind FROM flow ORDER BY kind"
    )
    return (*USUAL, *(kind for (kind,) in rows if kind not in USUAL))


def flow_set(wh: Warehouse, kind: str, place: Territory) -> FlowSet:
    """Return the flows of one kind of people between a territory and all others.

    A kind that the warehouse does not know is ``missing``, with who holds it.
    """
    about = kind_of(kind)
    found = flows_of(wh, kind, place)
    if found is None:
        return _totals(wh, about, place) or _missing(about)
    found = guarded(found)
    leaving, reaching = _whole(found, found.out, found.other_out), _whole(found, found.into, found.other_in)
    return FlowSet(
        kind=kind,
        family=about.family,
        label=about.label,
        unit=about.unit,
        state=found.state,
        vintage=max(found.vintages, default=None),
        sources=found.sources,
        inside=found.inside,
        out=leaving,
        into=reaching,
        abroad=found.abroad_out,
        self_containment_residents=dependence.share(found.inside, found.need) if about.stays else MISSING,
        self_containment_jobs=dependence.share(found.inside, found.offer) if about.stays else MISSING,
        hhi_out=dependence.concentration([one.value or 0.0 for one in found.out.values()]),
        hhi_in=dependence.concentration([one.value or 0.0 for one in found.into.values()]),
        partners=partners(wh, place, found, leaving, reaching),
        error=error_of(wh, kind, found),
        gap=about.gap if found.state == "estimated" else None,
        method=tuple(method_of(found)),
    )


def _whole(found: PeopleFlows, parts: dict[str, Estimate], other: float) -> Estimate:
    """Add what goes to (or comes from) all partners; a lower bound where flows are hidden or not followed."""
    shown = [one for one in parts.values() if one.state != "secret"]
    if not shown:
        return MISSING if found.partial else Estimate(other, other, other)
    whole = dependence.total([*shown, Estimate(other, other, other)] if other else shown)
    if found.partial or len(shown) < len(parts):
        return replace(whole, high=None, state="estimated")
    return whole


def _missing(about: Kind) -> FlowSet:
    return FlowSet(about.id, about.family, about.label, about.unit, "missing", gap=about.gap)


def _totals(wh: Warehouse, about: Kind, place: Territory) -> FlowSet | None:
    """Return what is known of moves without pairs: arrivals, departures and those who stayed."""
    if about.id != "migration" or place.level != "epci":
        return None
    rows = wh.query(
        "SELECT variable, value, vintage, source, state FROM observation WHERE level = 'epci' AND code = ? "
        "AND variable IN ('moves_in', 'moves_out', 'moves_stayed') AND value IS NOT NULL "
        "QUALIFY vintage = max(vintage) OVER ()",
        [place.code],
    )
    if not rows:
        return None
    known = {variable: Estimate(value, value, value, state) for variable, value, _, _, state in rows}
    return FlowSet(
        kind=about.id,
        family=about.family,
        label=about.label,
        unit=about.unit,
        state="measured",
        vintage=int(rows[0][2]),
        sources=tuple(sorted({str(row[3]) for row in rows})),
        inside=known.get("moves_stayed", MISSING),
        out=known.get("moves_out", MISSING),
        into=known.get("moves_in", MISSING),
        gap=Text(
            f"Les entrées et sorties sont connues, non d'où ni vers où. {about.gap.fr}",
            f"Arrivals and departures are known, not whence nor whither. {about.gap.en}",
        ),
    )


def guarded(found: PeopleFlows) -> PeopleFlows:
    """Return flows as their producer lets them be shown: small ones hidden, the others rounded."""
    least, step = _secrecy(found.sources)
    if least <= 0 and step <= 1:
        return found

    def shown(one: Estimate) -> Estimate:
        if one.value is None or one.state != "measured":
            return one
        if one.value < least:
            return Estimate(None, 0.0, least, "secret")
        rounded = step * round(one.value / step)
        return replace(one, value=float(rounded))

    guarded_out = {code: shown(one) for code, one in found.out.items()}
    guarded_in = {code: shown(one) for code, one in found.into.items()}
    hidden = Text(
        f"Les flux observés de moins de {number(least, 'fr', 0)} sont cachés, à la demande de leur producteur.",
        f"Observed flows under {number(least, 'en', 0)} are hidden, as their producer asks.",
    )
    return replace(
        found, out=guarded_out, into=guarded_in, inside=shown(found.inside), method=[*found.method, hidden]
    )


def _secrecy(sources: tuple[str, ...]) -> tuple[float, float]:
    """Return the least flow shown and the rounding step that the sources ask for, the strictest ones."""
    asked = [
        rule
        for rule in rules.section("people")["secrecy"]["rules"]
        if any(source.startswith(rule["source"]) for source in sources)
    ]
    return (
        max((float(rule["hide_below"]) for rule in asked), default=0.0),
        max((float(rule["round_to"]) for rule in asked), default=1.0),
    )


def partners(
    wh: Warehouse, place: Territory, found: PeopleFlows, leaving: Estimate, reaching: Estimate
) -> tuple[Partner, ...]:
    """Return the partners by weight (out plus in), the largest first."""
    codes = sorted({*found.out, *found.into})
    about = places(wh, found.level, codes)
    centre = territory.centroid(place)
    listed = []
    for code in codes:
        name, level, lon, lat = about.get(code, (code, found.level, None, None))
        out, into = found.out.get(code, _NONE), found.into.get(code, _NONE)
        listed.append(
            Partner(
                code=code,
                name=name,
                level=level,
                out=out,
                into=into,
                share_out=dependence.share(out, leaving).value,
                share_in=dependence.share(into, reaching).value,
                distance_km=None,
                lon=lon,
                lat=lat,
            )
        )
    listed.sort(key=lambda one: (-(one.out.value or 0.0) - (one.into.value or 0.0), one.code))
    return with_distances(listed, centre)


#: No flow was kept for this pair: none observed, or an estimate of a few people at most.
_NONE = Estimate(0.0, 0.0, 0.0, "estimated")


def with_distances(listed: list[Partner], centre: tuple[float, float] | None) -> tuple[Partner, ...]:
    """Return partners with their great-circle distance to a centre, where both are known."""
    located = [rank for rank, one in enumerate(listed) if one.lon is not None and one.lat is not None]
    if centre is None or not located:
        return tuple(listed)
    lon, lat = (np.array([getattr(listed[rank], axis) for rank in located], float) for axis in ("lon", "lat"))
    apart = kernels.great_circle(np.array(centre[0]), np.array(centre[1]), lon, lat)
    for rank, km in zip(located, apart, strict=True):
        listed[rank] = replace(listed[rank], distance_km=float(km))
    return tuple(listed)


def places(
    wh: Warehouse, level: str, codes: list[str]
) -> dict[str, tuple[str, str, float | None, float | None]]:
    """Return name, level and centre of territories by code."""
    levels = ["epci", "commune"] if level == "epci" else [level]
    rows = wh.query(
        "SELECT code, name, level, lon, lat FROM territory "
        "WHERE level IN (SELECT unnest($levels::VARCHAR[])) AND code IN (SELECT unnest($codes::VARCHAR[]))",
        {"levels": levels, "codes": codes},
    )
    return {code: (name, at, lon, lat) for code, name, at, lon, lat in rows}


def method_of(found: PeopleFlows) -> list[Text]:
    """Say how the figures were made."""
    steps = list(found.method)
    if found.state == "estimated":
        rule = rules.section("people")
        decay = number(float(rule["length"]), "fr", 1), number(float(rule["length"]), "en", 1)
        steps.append(
            Text(
                "Flux estimés là où aucun couple n'est observé : modèle gravitaire doublement contraint par les "
                f"actifs occupés et les emplois de chaque EPCI, décroissance de l'ordre de {decay[0]} km ; qui reste "
                "est ramené vers ce qui est observé en Île-de-France et dans le nord-est, les flux lointains sont "
                "sous-estimés.",
                "Flows estimated where no pair is observed: gravity model constrained by the residents in work and "
                f"the jobs of each EPCI, decay of about {decay[1]} km; who stays is drawn towards what is observed in "
                "Île-de-France and in the north-east, far flows are underestimated.",
            )
        )
    if any(one.state == "measured" for one in (found.inside, *found.out.values(), *found.into.values())):
        caution = Text(
            "Flux observés au recensement : la bande est celle du sondage ; sous 200, un ordre de grandeur.",
            "Flows observed in the census: the band is that of sampling; under 200, an order of magnitude.",
        )
        steps.append(caution)
    if len(found.vintages) > 1:
        years = ", ".join(str(year) for year in found.vintages)
        steps.append(Text(f"Millésimes : {years}.", f"Vintages: {years}."))
    if found.partial:
        steps.append(
            Text(
                "La source ne suit personne hors de son périmètre : totaux et parts sont ceux des flux suivis.",
                "The source follows nobody out of its area: totals and shares are those of the flows it follows.",
            )
        )
    if found.hidden_out or found.hidden_in:
        steps.append(
            Text(
                f"{found.hidden_out + found.hidden_in} flux sont sous secret : les totaux sont des minimums.",
                f"{found.hidden_out + found.hidden_in} flows are withheld: totals are lower bounds.",
            )
        )
    return steps


def error_of(wh: Warehouse, kind: str, found: PeopleFlows) -> Text | None:
    """Say how wrong estimated flows may be, from pairs that the model did not see."""
    if found.state != "estimated":
        return None
    told = scores(wh, kind)
    held, wide, rival = (told.get(f"{name}_cpc") for name in ("held", "wide", "rival"))
    if held is None:
        return None
    fr = f"Sur des couples d'EPCI écartés du calage, {_part(held, 'fr')} des flux sont bien placés"
    en = f"On pairs of EPCI held back from the fit, {_part(held, 'en')} of flows are well placed"
    if wide is not None:
        fr += f" ; sur des couples de départements écartés, {_part(wide, 'fr')}"
        en += f"; on pairs of départements held back, {_part(wide, 'en')}"
    if rival is not None:
        fr += f" (modèle de radiation : {_part(rival, 'fr')})"
        en += f" (radiation model: {_part(rival, 'en')})"
    return Text(f"{fr}.", f"{en}.")


def _part(share: float, lang: str) -> str:
    return number(100 * share, lang, 0) + ("\u202f%" if lang == "fr" else "%")


def scores(wh: Warehouse, kind: str) -> dict[str, float]:
    """Return the figures of the fit: those measured by the build, else those that ship."""
    rows = wh.query("SELECT what, figure FROM people_fit WHERE kind = ? AND figure IS NOT NULL", [kind])
    found = dict(rows)
    if found.get("held_cpc") is None and rows:
        found.update(_shipped())
    return found


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    kept = rules.section("people")["scores"]
    return {key: float(kept[key]) for key in ("held_cpc", "wide_cpc", "rival_cpc", "zones")}
