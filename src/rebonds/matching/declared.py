"""What firms declare: two tables, CSV or XLSX, checked line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rebonds.matching.results import STATES
from rebonds.sources import sheet
from rebonds.text import Text

#: Columns, and the other names that they may bear.
FIRM_COLUMNS = {
    "firm": ("firm", "id", "entreprise", "siret", "identifiant"),
    "name": ("name", "nom", "raison_sociale"),
    "naf": ("naf", "ape"),
    "lon": ("lon", "longitude", "x"),
    "lat": ("lat", "latitude", "y"),
    "consent": ("consent", "accord", "consentement"),
}
FLOW_COLUMNS = {
    "firm": FIRM_COLUMNS["firm"],
    "side": ("side", "direction", "sens", "type"),
    "resource": ("resource", "ressource", "flux", "code"),
    "quantity": ("quantity", "quantite", "quantité"),
    "unit": ("unit", "unite", "unité"),
    "value": ("value", "valeur", "price", "prix"),
    "state": ("state", "etat", "état"),
    "authorised": ("authorised", "autorise", "autorisé", "autorisation"),
}
_SIDES = {
    "offer": "offer", "offre": "offer", "supply": "offer", "out": "offer", "sortie": "offer",
    "need": "need", "besoin": "need", "demand": "need", "in": "need", "entree": "need", "entrée": "need",
}  # fmt: skip
_YES, _NO = {"1", "yes", "oui", "true", "vrai", "o", "y"}, {"0", "no", "non", "false", "faux", "n", ""}
_WASTE = re.compile(r"^(\d\d) ?(\d\d) ?(\d\d) ?(\*?)$")
_FAMILY = re.compile(r"^(\d\d) ?(\d\d)$")


@dataclass(frozen=True)
class Firm:
    """A firm; ``consent`` tells whether others may see its quantities."""

    id: str
    name: str
    naf: str
    lon: float | None
    lat: float | None
    consent: bool


@dataclass(frozen=True)
class Flow:
    """An offer or a need; ``value`` is what a unit brings to whoever needs it.

    ``authorised`` tells that whoever needs a hazardous waste may take it.
    """

    firm: str
    side: str
    resource: str
    quantity: float
    unit: str
    value: float
    state: str
    authorised: bool = False

    @property
    def hazardous(self) -> bool:
        """True for a waste that the European List marks with an asterisk."""
        return self.resource.endswith("*")


def read(
    firms: Path | sheet.Given, flows: Path | sheet.Given, *, unsaid: bool = True
) -> tuple[dict[str, Firm], list[Flow]]:
    """Read both tables.

    Parameters
    ----------
    firms : Path or Given
        Columns ``firm``, ``name`` (required); ``naf``, ``lon``, ``lat``, ``consent``.
    flows : Path or Given
        Columns ``firm``, ``side`` (offer or need), ``resource``, ``quantity``, ``unit`` (required); ``value``, ``state``,
        ``authorised`` (whoever needs a hazardous waste may take it). A waste is a code of six digits of the European
        List of Waste (2000/532/EC), ``*`` for a hazardous one; a need of four digits takes any waste of that family
        that is not hazardous.
    unsaid : bool
        Consent of firms where the table has no column ``consent``: whoever brings a file may show its quantities.

    Raises
    ------
    DataError
        A missing file, column or firm; a line that says nothing; two units for one resource.
    """
    known: dict[str, Firm] = {}
    for line, row in sheet.rows(firms, FIRM_COLUMNS, ("firm", "name")):
        ident = row["firm"]
        where = sheet.where(firms.name, line)
        if not ident:
            raise _wrong(where, Text("l'entreprise n'a pas d'identifiant", "the firm has no identifier"))
        if ident in known:
            raise _wrong(
                where, Text(f"l'entreprise « {ident} » y est déjà", f"firm “{ident}” is there already")
            )
        lon, lat = (_number(row.get(key, ""), where, key) if row.get(key) else None for key in ("lon", "lat"))
        if (lon is None) != (lat is None) or not (abs(lon or 0) <= 180 and abs(lat or 0) <= 90):
            raise _wrong(where, Text("position impossible (lon, lat)", "impossible position (lon, lat)"))
        known[ident] = Firm(
            ident, row["name"], row.get("naf", ""), lon, lat, _yes(row.get("consent"), where, unsaid)
        )
    units: dict[str, str] = {}
    found = []
    for line, row in sheet.rows(flows, FLOW_COLUMNS, ("firm", "side", "resource", "quantity", "unit")):
        where = sheet.where(flows.name, line)
        found.append(_flow(row, where, known, units))
    return known, found


def _flow(row: Mapping[str, str], where: Text, known: Mapping[str, Firm], units: dict[str, str]) -> Flow:
    if row["firm"] not in known:
        raise _wrong(
            where, Text(f"entreprise inconnue : « {row['firm']} »", f"unknown firm: “{row['firm']}”")
        )
    side = side_of(row["side"])
    if side is None:
        raise _wrong(
            where,
            Text(f"« {row['side']} » n'est ni offer ni need", f"“{row['side']}” is neither offer nor need"),
        )
    quantity = _number(row["quantity"], where, "quantity")
    if quantity <= 0:
        raise _wrong(where, Text("la quantité doit être positive", "the quantity must be positive"))
    resource = resource_of(row["resource"])
    if not resource:
        raise _wrong(where, Text("la ressource manque", "the resource is missing"))
    unit = row["unit"]
    if units.setdefault(resource, unit) != unit:
        said = Text(
            f"« {resource} » est compté en {units[resource]} plus haut, en {unit} ici",
            f"“{resource}” is counted in {units[resource]} above, in {unit} here",
        )
        raise _wrong(where, said)
    state = row.get("state") or "presumed"
    if state not in STATES:
        listed = ", ".join(STATES)
        raise _wrong(
            where, Text(f"état inconnu « {state} » ({listed})", f"unknown state “{state}” ({listed})")
        )
    value = _number(row["value"], where, "value") if row.get("value") else 1.0
    authorised = _yes(row.get("authorised"), where, False)
    return Flow(row["firm"], side, resource, quantity, unit, value, state, authorised)


def resource_of(written: str) -> str:
    """Return a resource as compared: a code of waste without spaces, other words in lower case."""
    waste = _WASTE.match(written.strip()) or _FAMILY.match(written.strip())
    return "".join(waste.groups()) if waste else " ".join(written.casefold().split())


def family_of(resource: str) -> str:
    """Return the four digits of a family of waste, or nothing for any other resource."""
    return resource if _FAMILY.match(resource) else ""


def side_of(written: str) -> str | None:
    """Return ``offer`` or ``need``, or ``None`` for a word that says neither."""
    return _SIDES.get(written.strip().casefold())


def _yes(written: str | None, where: Text, unsaid: bool) -> bool:
    if written is None:
        return unsaid
    word = written.casefold()
    if word not in _YES | _NO:
        raise _wrong(where, Text(f"« {written} » : oui ou non", f"“{written}”: yes or no"))
    return word in _YES


_HINT = Text(
    "Corrigez cette ligne ; « rebonds synergies --template DOSSIER » écrit un exemple.",
    "Correct this line; 'rebonds synergies --template FOLDER' writes an example.",
)
_wrong, _number = partial(sheet.wrong, hint=_HINT), partial(sheet.number, hint=_HINT)


#: Invented firms: they say so.
EXAMPLE = {
    "firms.csv": "firm;name;naf;lon;lat;consent\n"
    "A;Menuiserie inventée;16.23Z;5.72;45.19;oui\n"
    "B;Panneaux imaginaires;16.21Z;5.80;45.21;oui\n"
    "C;Brasserie fictive;11.05Z;5.70;45.16;oui\n"
    "D;Ferme d'exemple;01.41Z;5.60;45.25;non\n",
    "flows.csv": "firm;side;resource;quantity;unit;value\n"
    "A;offer;03 01 05;120;t;\n"
    "B;need;03 01 05;200;t;35\n"
    "C;offer;drêches;300;t;\n"
    "D;need;drêches;180;t;20\n"
    "C;need;chaleur;90;MWh;60\n",
}


def template(folder: Path) -> list[Path]:
    """Write both tables filled with invented firms; existing files are left as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in EXAMPLE.items():
        path = folder / name
        if not path.exists():
            path.write_text(text, encoding="utf-8-sig")
            written.append(path)
    return written
