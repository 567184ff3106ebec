"""What firms declare: two tables, CSV or XLSX, checked line by line."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rebonds.errors import DataError
from rebonds.matching.results import STATES
from rebonds.sources import handed
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
}
_SIDES = {
    "offer": "offer", "offre": "offer", "supply": "offer", "out": "offer", "sortie": "offer",
    "need": "need", "besoin": "need", "demand": "need", "in": "need", "entree": "need", "entrée": "need",
}  # fmt: skip
_YES, _NO = {"1", "yes", "oui", "true", "vrai", "o", "y"}, {"0", "no", "non", "false", "faux", "n", ""}
_WASTE = re.compile(r"^(\d\d) ?(\d\d) ?(\d\d) ?(\*?)$")
MOST_ROWS = 200_000


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
    """An offer or a need; ``value`` is what a unit brings to whoever needs it."""

    firm: str
    side: str
    resource: str
    quantity: float
    unit: str
    value: float
    state: str

    @property
    def hazardous(self) -> bool:
        """True for a waste that the European List marks with an asterisk."""
        return self.resource.endswith("*")


def read(firms: Path, flows: Path) -> tuple[dict[str, Firm], list[Flow]]:
    """Read both tables.

    Parameters
    ----------
    firms : Path
        Columns ``firm``, ``name`` (required); ``naf``, ``lon``, ``lat``, ``consent``. Without ``consent``, whoever
        brings the file may show its quantities.
    flows : Path
        Columns ``firm``, ``side`` (offer or need), ``resource``, ``quantity``, ``unit`` (required); ``value``, ``state``.
        A waste is a code of six digits of the European List of Waste (2000/532/EC), ``*`` for a hazardous one.

    Raises
    ------
    DataError
        A missing file, column or firm; a line that says nothing; two units for one resource.
    """
    known: dict[str, Firm] = {}
    for line, row in _rows(firms, FIRM_COLUMNS, ("firm", "name")):
        ident = row["firm"]
        where = Text(f"{firms.name}, ligne {line}", f"{firms.name}, line {line}")
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
            ident, row["name"], row.get("naf", ""), lon, lat, _consent(row.get("consent"), where)
        )
    units: dict[str, str] = {}
    found = []
    for line, row in _rows(flows, FLOW_COLUMNS, ("firm", "side", "resource", "quantity", "unit")):
        where = Text(f"{flows.name}, ligne {line}", f"{flows.name}, line {line}")
        found.append(_flow(row, where, known, units))
    return known, found


def _flow(row: Mapping[str, str], where: Text, known: Mapping[str, Firm], units: dict[str, str]) -> Flow:
    if row["firm"] not in known:
        raise _wrong(
            where, Text(f"entreprise inconnue : « {row['firm']} »", f"unknown firm: “{row['firm']}”")
        )
    side = _SIDES.get(row["side"].casefold())
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
    return Flow(row["firm"], side, resource, quantity, unit, value, state)


def resource_of(written: str) -> str:
    """Return a resource as compared: a code of waste without spaces, other words in lower case."""
    waste = _WASTE.match(written.strip())
    return "".join(waste.groups()) if waste else " ".join(written.casefold().split())


def _consent(written: str | None, where: Text) -> bool:
    if written is None:
        return True
    word = written.casefold()
    if word not in _YES | _NO:
        raise _wrong(where, Text(f"accord « {written} » : oui ou non", f"consent “{written}”: yes or no"))
    return word in _YES


def _number(written: str, where: Text, column: str) -> float:
    plain = re.sub(r"[\s\u00a0\u202f]", "", written)
    try:
        found = float(plain.replace(",", ".") if "." not in plain else plain)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise _wrong(
            where,
            Text(f"{column} : « {written} » n'est pas un nombre", f"{column}: “{written}” is no number"),
        )
    return found


def _wrong(where: Text, what: Text) -> DataError:
    return DataError(
        Text(f"{where.fr} : {what.fr}.", f"{where.en}: {what.en}."),
        Text(
            "Corrigez cette ligne ; « rebonds synergies --template DOSSIER » écrit un exemple.",
            "Correct this line; 'rebonds synergies --template FOLDER' writes an example.",
        ),
    )


def _rows(
    path: Path, columns: Mapping[str, tuple[str, ...]], needed: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells under our names of columns."""
    table = handed.table(path)
    if not table:
        raise DataError(Text(f"{path.name} est vide.", f"{path.name} is empty."))
    heads = [cell.strip().casefold() for cell in table[0]]
    places = {}
    for column, names in columns.items():
        rank = next((heads.index(name) for name in names if name in heads), None)
        if rank is not None:
            places[column] = rank
    missing = [column for column in needed if column not in places]
    if missing:
        listed, read_ = ", ".join(missing), ", ".join(head for head in heads if head)
        raise DataError(
            Text(f"{path.name} : colonne absente ({listed}).", f"{path.name}: missing column ({listed})."),
            Text(f"Colonnes lues : {read_}.", f"Columns read: {read_}."),
        )
    if len(table) > MOST_ROWS:
        raise DataError(
            Text(
                f"{path.name} a plus de {MOST_ROWS} lignes.", f"{path.name} has more than {MOST_ROWS} lines."
            )
        )
    for line, row in enumerate(table[1:], start=2):
        if any(cell.strip() for cell in row):
            yield line, {column: row[at].strip() if at < len(row) else "" for column, at in places.items()}


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
