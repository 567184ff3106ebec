"""Cards: read strictly from TOML, and the collection that ships with Rebonds."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from rebonds.sources import card as spec
from rebonds.sources.card import FormatSpec, KeySpec, SourceCard, VariableMap
from rebonds.sources.readers import OPTIONS, READERS
from rebonds.sources.strict import StrictTable
from rebonds.sources.words import closest, data_error, listed
from rebonds.territory.model import COG_VINTAGE
from rebonds.text import Text

CARDS_FOLDER = Path(__file__).parent / "cards"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def load_card(source: str | Path) -> SourceCard:
    """Read the card at a path, or the shipped card of that identifier.

    Parameters
    ----------
    source : str or Path
        Path of a TOML file, or identifier such as ``apl_2023``.

    Raises
    ------
    DataError
        No such card, broken TOML, a key that is unknown, missing or of the wrong type.
    """
    path = Path(source)
    if path.suffix != ".toml" and not path.is_file():
        shipped = CARDS_FOLDER / f"{source}.toml"
        if not shipped.is_file():
            known = sorted(p.stem for p in CARDS_FOLDER.glob("*.toml"))
            near = closest(str(source), known)
            raise data_error(
                f"Aucune fiche de source ne s'appelle « {source} ».",
                f"No source card is called '{source}'.",
                f"Vouliez-vous dire « {near} » ?" if near else "`rebonds data list` les énumère.",
                f"Did you mean '{near}'?" if near else "`rebonds data list` lists them.",
            )
        path = shipped
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise data_error(f"La fiche {path} n'existe pas.", f"The card {path} does not exist.") from None
    except OSError as broken:
        raise data_error(
            f"La fiche {path} ne peut pas être ouverte ({broken.strerror}).",
            f"The card {path} cannot be opened ({broken.strerror}).",
        ) from None
    except UnicodeDecodeError:
        raise data_error(
            f"La fiche {path} n'est pas écrite en UTF-8.", f"The card {path} is not written in UTF-8."
        ) from None
    except tomllib.TOMLDecodeError as broken:
        raise data_error(
            f"La fiche {path.name} n'est pas du TOML valable ({broken}).",
            f"The card {path.name} is not valid TOML ({broken}).",
        ) from None
    return parse_card(data, path)


@functools.cache
def cards() -> dict[str, SourceCard]:
    """Return the shipped cards by identifier, sorted."""
    loaded = (load_card(path) for path in sorted(CARDS_FOLDER.glob("*.toml")))
    return {card.id: card for card in loaded}


def parse_card(data: object, path: Path) -> SourceCard:
    """Build a card from parsed TOML; ``path`` is only used in messages and kept in the card."""
    top = StrictTable(data, path.name)
    identifier = _name(top, "id")
    title = top.label("title")
    if title is None:
        raise top.error("« title » est obligatoire", "'title' is required")
    reader = top.one_of("reader", tuple(READERS), "table")
    licence_in = top.text("licence_in")
    card = SourceCard(
        id=identifier,
        title=title,
        producer=top.text("producer"),
        licence_in=licence_in,
        licence_out=top.text("licence_out", licence_in),
        vintage=top.integer("vintage"),
        cog=top.integer("cog", COG_VINTAGE),
        address=top.text("address", ""),
        file=top.text("file", ""),
        next_release=top.date("next_release"),
        sha256=top.text("sha256", "").lower(),
        size=top.integer("size", 0),
        reader=reader,
        notes=top.label("notes"),
        format=_format(top.table("format")),
        keys=_keys(top.table("keys"), reader),
        variables=tuple(_variable(table, reader) for table in top.tables("variable")),
        options=top.settings("options"),
        path=str(path),
    )
    top.done()
    _check(card, top)
    return card


def _name(table: StrictTable, key: str) -> str:
    value = table.text(key)
    if not _NAME.fullmatch(value):
        raise table.error(
            f"« {key} » ({value!r}) s'écrit en minuscules sans accent, chiffres et tirets bas",
            f"'{key}' ({value!r}) is written in lower case letters, digits and underscores",
        )
    return value


def _format(table: StrictTable) -> FormatSpec:
    default = FormatSpec()
    result = FormatSpec(
        kind=table.one_of("kind", spec.FORMAT_KINDS, default.kind),
        encoding=table.one_of("encoding", spec.ENCODINGS, default.encoding),
        separator=table.text("separator", default.separator),
        decimal=table.one_of("decimal", (",", "."), default.decimal),
        sheet=table.text("sheet", ""),
        member=table.text("member", ""),
        skip_rows=table.integer("skip_rows", 0),
        missing=tuple(dict.fromkeys(("", *table.texts("missing")))),
        secret=table.texts("secret"),
    )
    table.done()
    if len(result.separator) != 1:
        raise table.error("« separator » est un seul caractère", "'separator' is a single character")
    both = set(result.missing) & set(result.secret)
    if both:
        raise table.error(
            f"{sorted(both)} ne peut pas signifier à la fois manquant et secret",
            f"{sorted(both)} cannot mean both missing and secret",
        )
    return result


def _keys(table: StrictTable, reader: str) -> KeySpec:
    result = KeySpec(
        level=table.one_of("level", spec.LEVELS, "commune"),
        code=table.text("code", ""),
        vintage=table.text("vintage", ""),
        where=table.where_clause("where"),
        pad=table.integer("pad", 0),
        not_covered=table.texts("not_covered"),
    )
    table.done()
    if not result.code and result.level != "france" and reader in ("table", "tally"):
        raise table.error(
            "« code » est obligatoire (colonne du code)", "'code' is required (column of the code)"
        )
    return result


def _variable(table: StrictTable, reader: str) -> VariableMap:
    name = _name(table, "name")
    table.where = f"variable {name}"
    result = VariableMap(
        name=name,
        kind=table.one_of("kind", spec.VARIABLE_KINDS, "count"),
        label=table.label("label") or Text(name, name),
        value=table.text("value", ""),
        numerator=table.text("numerator", ""),
        denominator=table.text("denominator", ""),
        scale=table.number("scale", 1.0),
        exact=table.boolean("exact", True),
        unit=table.text("unit", ""),
        state=table.one_of("state", spec.VARIABLE_STATES, "measured"),
        absent=table.one_of("absent", spec.ABSENT, "missing"),
        where=table.where_clause("where"),
        plus=table.texts("plus"),
        by=table.text("by", ""),
    )
    table.done()
    _check_variable(result, table, reader)
    return result


def _check_variable(variable: VariableMap, table: StrictTable, reader: str) -> None:
    if reader == "tally" and variable.kind != "count":
        raise table.error(
            "le lecteur « tally » ne fait que des « count »", "the 'tally' reader only makes 'count'"
        )
    if (variable.by or variable.plus) and reader != "tally":
        raise table.error(
            "« by » et « plus » n'ont de sens qu'avec le lecteur « tally »",
            "'by' and 'plus' only go with the 'tally' reader",
        )
    if variable.plus and not variable.value:
        raise table.error("« plus » s'ajoute à « value »", "'plus' is added to 'value'")
    if variable.scale == 0:
        raise table.error("« scale » ne peut pas être nul", "'scale' cannot be zero")
    if variable.by and variable.absent == "zero":
        raise table.error(
            '« by » ne se combine pas avec « absent = "zero" »', "'by' does not go with 'absent = \"zero\"'"
        )
    if variable.kind == "ratio":
        if not variable.denominator or not (variable.value or variable.numerator):
            raise table.error(
                "un « ratio » demande « denominator » et l'un de « value » (taux publié) ou « numerator »",
                "a 'ratio' needs 'denominator' and one of 'value' (published rate) or 'numerator'",
            )
    elif variable.numerator or variable.denominator:
        raise table.error(
            "« numerator » et « denominator » sont réservés à un « ratio »",
            "'numerator' and 'denominator' are for a 'ratio' only",
        )
    elif not variable.value and reader == "table":
        raise table.error(
            "« value » est obligatoire (colonne de la valeur)", "'value' is required (a column)"
        )
    if variable.absent == "zero" and variable.kind != "count":
        raise table.error(
            '« absent = "zero" » ne vaut que pour un « count »', "'absent = \"zero\"' is for a 'count' only"
        )


def _check(card: SourceCard, top: StrictTable) -> None:
    names = [variable.name for variable in card.variables]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise top.error(
            f"variable déclarée deux fois : {listed(twice)}", f"variable declared twice: {listed(twice)}"
        )
    if not names and card.reader in ("table", "tally"):
        raise top.error("il faut au moins une [[variable]]", "at least one [[variable]] is needed")
    if card.keys.level == "iris" and any(v.kind == "level" for v in card.variables):
        raise top.error(
            "un « level » (médiane, indice) ne se somme pas de l'IRIS à la commune",
            "a 'level' (median, index) cannot be summed from IRIS to commune",
        )
    if card.sha256 and not re.fullmatch(r"[0-9a-f]{64}", card.sha256):
        raise top.error("« sha256 » compte 64 chiffres hexadécimaux", "'sha256' has 64 hexadecimal digits")
    admitted = OPTIONS.get(card.reader, ())
    for key, _ in card.options:
        if key not in admitted:
            near = closest(key, admitted)
            raise top.error(
                f"option inconnue « {key} » du lecteur « {card.reader} »",
                f"unknown option '{key}' of the reader '{card.reader}'",
                f"La plus proche est « {near} »."
                if near
                else f"Options admises : {listed(admitted) or 'aucune'}.",
                f"The nearest is '{near}'." if near else f"Known options: {listed(admitted) or 'none'}.",
            )
