"""Public procurement as the wealth lens shows it: measures with bounds, sentences, tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rebonds.flows.trade_reading import Trade
from rebonds.lenses import local_share
from rebonds.lenses.content import declared_in
from rebonds.lenses.local_share import Moved
from rebonds.lenses.measures import Found, lens_table
from rebonds.lenses.procurement import RINGS, SIZES, SOCIAL, UNKNOWN, Part, Procurement
from rebonds.lenses.tables import Cell, Point, Table
from rebonds.territory.model import Territory
from rebonds.text import Text, number, typeset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_MILLION = 1e6
_MEASURES = (
    *("local_procurement_share_low", "local_procurement_share_high", "procurement_located_share"),
    *("sme_procurement_share_low", "sme_procurement_share_high"),
    *("social_procurement_share_low", "social_procurement_share_high"),
    "head_office_local_share",
)
_NO_SIZE = Text(
    "aucun titulaire n'a de taille connue : importez l'unité légale de Sirene (colonne categorieEntreprise)",
    "no supplier has a known size: import the legal units of Sirene (column categorieEntreprise)",
)
_NO_STATUS = Text(
    "aucun titulaire n'a de statut connu : importez l'unité légale de Sirene (economieSocialeSolidaireUniteLegale)",
    "no supplier has a known status: import the legal units of Sirene (economieSocialeSolidaireUniteLegale)",
)
_NO_HEAD = Text(
    "aucun siège n'est situé : importez Sirene avec le NIC du siège",
    "no head office is placed: import Sirene with the NIC of the head office",
)


def purchases(bought: Procurement | None) -> dict[str, Found]:
    """Return the measures of procurement; shares are of the euros that are counted."""
    if bought is None:
        return dict.fromkeys(_MEASURES, Found(None))
    total = bought.total

    def found(part: float, *steps: str) -> Found:
        note = (
            "marchés hors accords-cadres, montant partagé entre titulaires",
            "montants douteux et redites écartés",
        )
        return Found(
            100 * part,
            numerator=part * total,
            denominator=total,
            state="measured",
            vintage=bought.last,
            sources=bought.sources,
            method=(*note, *steps),
        )

    low, high = bought.bounds
    made = {
        "local_procurement_share_low": found(low, "aucun titulaire non situé n'est local"),
        "local_procurement_share_high": found(high, "tous les titulaires non situés sont locaux"),
        "procurement_located_share": found(1 - bought.euros[UNKNOWN] / total, "titulaires situés"),
    }
    for name, parts, which, why in (
        ("sme", bought.sizes, "PME", _NO_SIZE),
        ("social", bought.social, "yes", _NO_STATUS),
    ):
        least, most = bought.share(parts, which)
        known = any(one.name != UNKNOWN for one in parts)
        made[f"{name}_procurement_share_low"] = (
            found(least, "aucun titulaire de statut inconnu n'en est") if known else Found(None, why=why)
        )
        made[f"{name}_procurement_share_high"] = (
            found(most, "tous les titulaires de statut inconnu en sont") if known else Found(None, why=why)
        )
    placed = total - bought.heads[UNKNOWN]
    local = bought.heads["commune"] + bought.heads["inside"]
    made["head_office_local_share"] = (
        replace(
            found(local / placed, "parmi les euros dont le siège est situé"),
            numerator=local,
            denominator=placed,
        )
        if placed > 0
        else Found(None, why=_NO_HEAD)
    )
    return made


def points(bought: Procurement) -> tuple[Point, ...]:
    """Return what to retain of procurement."""
    low, high = bought.bounds
    fr, en = (
        [number(100 * low, lang, 0), number(100 * high, lang, 0), number(bought.total / _MILLION, lang, 1)]
        for lang in ("fr", "en")
    )
    text = Text(
        typeset(
            f"Entre {fr[0]} et {fr[1]} % des {fr[2]} M€ de marchés déclarés vont à des titulaires du territoire : "
            "l'écart vient de ceux qu'on ne sait pas situer."
        ),
        f"Between {en[0]} and {en[1]}% of the {en[2]} M€ of declared contracts go to suppliers of the territory: the "
        "gap comes from those that cannot be placed.",
    )
    said = [Point(Text("Commande publique", "Public procurement"), text)]
    if bought.heavy:
        said.append(
            Point(
                Text("À vérifier d'abord", "To check first"),
                Text(
                    f"Marchés qui pèsent à eux seuls une grande part des euros : {len(bought.heavy)} (liste plus bas).",
                    f"Contracts that weigh a large part of all euros alone: {len(bought.heavy)} (listed below).",
                ),
            )
        )
    return tuple(said)


def tables(trade: Trade | None, place: Territory, bought: Procurement) -> tuple[Table, ...]:
    """Return the tables of procurement: places, what if, kinds of firms, buyers, families, years, what is apart."""
    families = local_share.divisions()
    found = [
        _rings(bought),
        *_moved(trade, place, bought),
        *_kinds(
            "sizes", Text("Par taille d'entreprise", "By size of firm"), SIZES, bought.sizes, bought.total
        ),
        *_kinds(
            "social",
            Text("Économie sociale et solidaire", "Social economy"),
            SOCIAL,
            bought.social,
            bought.total,
        ),
        _purchases("buyer", Text("Par acheteur", "By buyer"), bought.buyers),
        _purchases(
            "sector",
            Text("Par famille d'achat (division CPV)", "By family of purchase (CPV division)"),
            bought.sectors,
            {code: _family(code, one.label) for code, one in families.items()},
        ),
        _purchases("year", Text("Par année", "By year"), sorted(bought.years, key=lambda one: one.name)),
    ]
    if bought.suspect:
        found.append(lens_table("suspect", bought.suspect, first=10))
    if bought.heavy:
        heavy = ((*one, one[2] / bought.total) for one in bought.heavy)
        found.append(lens_table("heavy", heavy, first=10))
    return tuple(found)


def _family(code: str, label: Text) -> Text:
    return Text(f"{code} {label.fr}", f"{code} {label.en}")


def _rings(bought: Procurement) -> Table:
    fr, en = (
        [
            number(bought.ceilings / _MILLION, lang, 1),
            number(bought.ceiling_count, lang),
            number(bought.repeated, lang),
        ]
        for lang in ("fr", "en")
    )
    note = Text(
        typeset(
            f"Accords-cadres, à part : {fr[0]} M€ de maximums, {fr[1]} lignes. Redites de marchés déjà comptés : {fr[2]}."
        ),
        f"Framework agreements, apart: {en[0]} M€ of maxima, {en[1]} rows. "
        f"Told again of contracts already counted: {en[2]}.",
    )
    rows = (
        (
            label,
            round(bought.euros[ring], 2),
            bought.euros[ring] / bought.total,
            bought.heads[ring] / bought.total,
            bought.count[ring],
        )
        for ring, label in RINGS.items()
    )
    return replace(lens_table("rings", rows, ident="procurement-rings"), note=note)


def _kinds(
    ident: str, title: Text, names: Mapping[str, Text], parts: Sequence[Part], total: float
) -> tuple[Table, ...]:
    """Return euros by kind of firm; nothing where no kind is known: that would not be zero."""
    known = {one.name: one for one in parts}
    if known.keys() <= {UNKNOWN}:
        return ()
    rows = []
    for name, label in names.items():
        one = known.get(name)
        rows.append(
            (label, one.euros if one else 0.0, one.euros / total if one else 0.0, one.count if one else 0)
        )
    return (lens_table("kinds", rows, ident=f"purchases-{ident}", title=title),)


def _purchases(
    ident: str, title: Text, parts: Sequence[Part], names: Mapping[str, Text] | None = None
) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            (names or {}).get(one.name, one.name) or None,
            round(one.euros, 2),
            one.low / one.euros if one.euros else None,
            one.high / one.euros if one.euros else None,
            one.count,
        )
        for one in parts
    ]
    return lens_table("purchases", rows, ident=f"purchases-{ident}", title=title, first=10)


def _moved(trade: Trade | None, place: Territory, bought: Procurement) -> tuple[Table, ...]:
    """Return what moving some points would keep; nothing where trade is not modelled."""
    if trade is None:
        return ()
    asked = [float(x) for x in declared_in("parameters.toml")["procurement"]["points"]]
    return (moved_table(local_share.moved(trade, place, bought, asked)),)


def moved_table(found: Sequence[Moved]) -> Table:
    """Return the table of what moving purchases would keep."""
    rows = [
        (_points(one), one.points / 100, one.able / 100, round(one.euros), one.income, one.jobs)
        for one in found
        if one.jobs.value is not None
    ]
    return lens_table("moved", rows)


def moved_at(table: Table, points: float) -> Table:
    """Return what moving other points would keep: it is in proportion, up to what can move."""
    return moved_table((local_share.at(moves_of(table)[0], points),))


def moves_of(table: Table) -> tuple[Moved, ...]:
    """Return what a table of moved purchases tells, line by line."""
    keys = [column.key for column in table.columns]
    lines: list[dict[str, Any]] = [dict(zip(keys, row, strict=True)) for row in table.rows]
    return tuple(
        Moved(100 * one["share"], 100 * one["able"], one["euros"], one["income"], one["jobs"])
        for one in lines
    )


def _points(one: Moved) -> Text:
    decimals = 0 if one.points == int(one.points) else 1
    fr, en = (number(one.points, lang, decimals) for lang in ("fr", "en"))
    if one.points <= one.able:
        return Text(typeset(f"+ {fr} points"), f"+ {en} points")
    most = [number(one.able, lang, 1) for lang in ("fr", "en")]
    return Text(typeset(f"+ {fr} points ({most[0]} au plus)"), f"+ {en} points ({most[1]} at most)")
