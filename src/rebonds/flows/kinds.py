"""Kinds of flows: what each counts, in which unit, and who holds it when the warehouse does not."""

from __future__ import annotations

from dataclasses import dataclass

from rebonds.text import Text

PEOPLE, TRADE, CONTRACTS = "people", "trade", "contracts"
FAMILIES = (PEOPLE, TRADE, CONTRACTS)

_PEOPLE = Text("personnes", "people")


@dataclass(frozen=True)
class Kind:
    """A kind of flows.

    Attributes
    ----------
    id, family : str
    label, unit : Text
    need : Text
        What the whole is, of which a dependence is a part.
    stays : bool
        Whether what stays inside is part of the need (work), or stands apart from it (moving house).
    gap : Text
        Who holds the data, and how to bring them in.
    """

    id: str
    family: str
    label: Text
    unit: Text
    need: Text
    stays: bool
    gap: Text


_ALL = (
    Kind(
        "commuting",
        PEOPLE,
        Text("Travail", "Work"),
        _PEOPLE,
        Text("actifs occupés résidents", "residents in work"),
        True,
        Text(
            "L'Insee publie les navettes domicile-travail de commune à commune (MOBPRO) : "
            "« rebonds data fetch insee_mobpro ».",
            "Insee publishes commuting flows between communes (MOBPRO): 'rebonds data fetch insee_mobpro'.",
        ),
    ),
    Kind(
        "migration",
        PEOPLE,
        Text("Installations résidentielles", "Residential moves"),
        _PEOPLE,
        Text("habitants partis en un an", "inhabitants who left within a year"),
        False,
        Text(
            "L'Insee publie les migrations résidentielles de commune à commune (MIGCOM) : importez le fichier "
            "avec la fiche insee_migcom.",
            "Insee publishes moves between communes (MIGCOM): import the file with the card insee_migcom.",
        ),
    ),
    Kind(
        "schooling",
        PEOPLE,
        Text("Études", "Schooling"),
        _PEOPLE,
        Text("élèves et étudiants résidents", "resident pupils and students"),
        True,
        Text(
            "L'Insee publie les navettes domicile-études de commune à commune (MOBSCO) : importez le fichier avec "
            "la fiche insee_mobsco.",
            "Insee publishes flows from home to place of study (MOBSCO): import the file with the card "
            "insee_mobsco.",
        ),
    ),
    Kind(
        "migration_five_years",
        PEOPLE,
        Text("Installations résidentielles sur cinq ans", "Residential moves over five years"),
        _PEOPLE,
        Text("habitants partis en cinq ans", "inhabitants who left within five years"),
        False,
        Text(
            "Anciens recensements de l'Insee (MIGCOM, résidence cinq ans plus tôt).",
            "Older censuses of Insee (MIGCOM, home five years before).",
        ),
    ),
    Kind(
        "trade",
        TRADE,
        Text("Échanges de biens et services", "Trade in goods and services"),
        Text("M€/an", "€M a year"),
        Text(
            "achats des entreprises, ménages et administrations",
            "purchases of firms, households and administrations",
        ),
        True,
        Text(
            "Les échanges se calculent de l'emploi par branche : lancez « rebonds data build ».",
            "Trade is computed from jobs by branch: run 'rebonds data build'.",
        ),
    ),
    Kind(
        "contracts",
        CONTRACTS,
        Text("Marchés publics", "Public contracts"),
        Text("M€", "€M"),
        Text(
            "marchés notifiés par les acheteurs publics du territoire",
            "contracts awarded by its public buyers",
        ),
        True,
        Text(
            "Les acheteurs publient leurs marchés (DECP, ministère de l'Économie) : « rebonds data fetch decp » ; "
            "le répertoire Sirene de l'Insee dit où sont les titulaires.",
            "Buyers publish their contracts (DECP, Ministry of the Economy): 'rebonds data fetch decp'; Insee's "
            "Sirene register says where suppliers are.",
        ),
    ),
)
KINDS: dict[str, Kind] = {kind.id: kind for kind in _ALL}
#: Needs of people that a reading always tells, be it to say that they are missing.
USUAL = ("commuting", "migration", "schooling")


def kind_of(name: str) -> Kind:
    """Return a kind by its identifier; one that a user's card names is a kind of people's flows."""
    return KINDS.get(name) or Kind(
        name, PEOPLE, Text(name, name), _PEOPLE, Text("ensemble", "the whole"), True, Text("", "")
    )
