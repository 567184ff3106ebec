"""Which zones of the economy make a territory."""

from __future__ import annotations

from functools import lru_cache

from rebonds.errors import MissingDataError, UsageError
from rebonds.flows.model import Economy
from rebonds.territory import Territory
from rebonds.text import Text, number

#: Below this part of a zone's people the zone is not in the territory: codes that moved by a hair.
_NOTHING = 1e-9
_WHOLE = 1.0 - 1e-6
#: Levels that an EPCI may straddle: the part inside is taken, by population.
_SHARED = ("departement", "region")


def zones_of(economy: Economy, territory: Territory) -> dict[int, float]:
    """Return the zones that make a territory, each with the part (0-1) of it that lies inside.

    Whole zones for an EPCI, a grouping of EPCI and France. A département or a region may cut an EPCI: it then
    takes the part of its people who live there.

    Parameters
    ----------
    economy : Economy
    territory : Territory

    Returns
    -------
    dict of int to float
        Rank of the zone, part of it.

    Raises
    ------
    UsageError
        A commune, an établissement public territorial or a grouping that is not made of whole EPCI: the model
        goes no finer than the EPCI.
    MissingDataError
        A territory whose jobs by branch are not in the warehouse, or that the model leaves out.
    """
    owner = {commune: rank for rank, zone in enumerate(economy.zones) for commune in zone.communes}
    members = territory.communes
    ranks: dict[int, list[str]] = {}
    for commune in members:
        if commune in owner:
            ranks.setdefault(owner[commune], []).append(commune)
    if not ranks:
        raise MissingDataError(
            Text(
                f"{territory.name} n'est pas dans le modèle : ses emplois par branche ne sont pas connus.",
                f"{territory.name} is not in the model: its jobs by branch are not known.",
            ),
            Text(
                "Le modèle couvre la métropole et quatre départements d'outre-mer, Mayotte exceptée.",
                "The model covers metropolitan France and four overseas départements, not Mayotte.",
            ),
        )
    weights = {rank: _part(economy, rank, tuple(inside)) for rank, inside in ranks.items()}
    weights = {rank: part for rank, part in sorted(weights.items()) if part > _NOTHING}
    if territory.level == "france" or all(part >= _WHOLE for part in weights.values()):
        return (
            dict.fromkeys(weights, 1.0)
            if territory.level != "france"
            else dict.fromkeys(range(len(economy.zones)), 1.0)
        )
    if territory.level in _SHARED:
        return {rank: min(part, 1.0) for rank, part in weights.items()}
    raise _partial(economy, territory, weights)


def _part(economy: Economy, rank: int, inside: tuple[str, ...]) -> float:
    """Return the part of the people of a zone who live in these communes."""
    zone = economy.zones[rank]
    if len(inside) == len(zone.communes):
        return 1.0
    people = _people()
    whole = sum(people.get(commune, 0.0) for commune in zone.communes)
    held = sum(people.get(commune, 0.0) for commune in inside)
    return held / whole if whole else len(inside) / len(zone.communes)


@lru_cache(maxsize=1)
def _people() -> dict[str, float]:
    from rebonds.territory.tables import query

    return {code: float(people or 0.0) for code, people in query("SELECT code, population FROM communes")}


def _partial(
    economy: Economy, territory: Territory, weights: dict[int, float]
) -> UsageError | MissingDataError:
    """Say why part of a zone cannot be answered for, and what to ask for instead."""
    cut = [economy.zones[rank] for rank, part in weights.items() if part < _WHOLE]
    rest = [zone for zone in cut if zone.level == "rest"]
    if rest and territory.level in ("epci", "grouping"):
        return MissingDataError(
            Text(
                f"Les emplois par branche de {territory.name} ne sont pas dans l'entrepôt, qui ne les connaît "
                f"que dans « {rest[0].name} ».",
                f"The jobs by branch of {territory.name} are not in the warehouse, which only knows them within "
                f"“{rest[0].name}”.",
            ),
            Text(
                "Importez Flores (« rebonds data fetch insee_flores_a38 ») puis reconstruisez : tous les EPCI "
                "deviennent des zones.",
                "Import Flores ('rebonds data fetch insee_flores_a38') and build again: all EPCI become zones.",
            ),
        )
    share = number(100.0 * max(weights.values()), "fr", 0), number(100.0 * max(weights.values()), "en", 0)
    names = ", ".join(f"{zone.name} ({zone.code})" for zone in cut[:5])
    return UsageError(
        Text(
            f"Les flux d'échanges sont modélisés par EPCI : {territory.name} n'en est qu'une partie "
            f"({share[0]} % de la population).",
            f"Trade flows are modelled by EPCI: {territory.name} is only a part of one ({share[1]}% of its "
            "population).",
        ),
        Text(f"Demandez : {names}.", f"Ask for: {names}."),
    )
