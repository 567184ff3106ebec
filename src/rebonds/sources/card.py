"""The card of a source: who publishes it, under which licence, and how its file is laid out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from rebonds.text import Text

FORMAT_KINDS = ("csv", "xlsx", "parquet", "json")
ENCODINGS = ("utf-8", "utf-8-sig", "latin-1", "cp1252")
LEVELS = ("commune", "epci", "ept", "departement", "region", "france", "iris")
VARIABLE_KINDS = ("count", "ratio", "level")
VARIABLE_STATES = ("measured", "estimated")
ABSENT = ("missing", "zero")

#: ``column -> accepted values``, as pairs so that a card stays hashable and immutable.
Where = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class FormatSpec:
    """How the file is written.

    Attributes
    ----------
    kind : str
        One of `FORMAT_KINDS`. Compression (gzip, zip) is recognised from the file itself.
    encoding : str
        One of `ENCODINGS`; declared, never guessed.
    separator, decimal : str
        Column separator and decimal mark of a CSV.
    sheet : str
        Sheet of a workbook; the first one when empty.
    member : str
        Name of the file inside a zip archive (a pattern such as ``*data*.csv`` is fine); the only file when
        empty.
    skip_rows : int
        Rows above the row of column names.
    missing, secret : tuple of str
        Marks of a missing value and of a value withheld by statistical secrecy.
    """

    kind: str = "csv"
    encoding: str = "utf-8"
    separator: str = ";"
    decimal: str = ","
    sheet: str = ""
    member: str = ""
    skip_rows: int = 0
    missing: tuple[str, ...] = ("",)
    secret: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeySpec:
    """What a row is about.

    Attributes
    ----------
    level : str
        One of `LEVELS`; IRIS are summed to their commune.
    code : str
        Column of the code; may be empty when the level is ``france``.
    vintage : str
        Column of the year, or empty when the card's vintage holds for the whole file.
    where : tuple of (str, tuple of str)
        Rows kept: every column must hold one of its values.
    pad : int
        Width to which the producer's codes are padded with zeros on the left (0: codes are taken as they
        are). A declared repair for files whose codes were written as numbers.
    not_covered : tuple of str
        Beginnings of codes that the producer does not cover (``976``): never counted as zero.
    """

    level: str = "commune"
    code: str = ""
    vintage: str = ""
    where: Where = ()
    pad: int = 0
    not_covered: tuple[str, ...] = ()


@dataclass(frozen=True)
class VariableMap:
    """How a core variable is made from the columns of the file.

    Attributes
    ----------
    name : str
        Core variable, in snake case.
    kind : str
        ``count`` adds between territories; ``ratio`` is ``scale * numerator / denominator``; ``level`` never
        adds (a median, an index).
    value, numerator, denominator : str
        Columns. ``denominator`` may also name another variable of the card. A column may hold the year in its
        name: ``"Effectifs {year}"``, or ``"naf{yy}art{yy+1}"`` with years of two digits; every matching
        column is then read as one vintage. With the ``tally`` reader, an empty ``value`` counts rows.
    scale : float
        Factor of what is published: 100 for a percentage, 10000 for square metres read as hectares.
        A count or a level is divided by it.
    exact : bool
        False when the denominator only stands in for the true one: unions are then estimated.
    state : str
        One of `VARIABLE_STATES`.
    absent : str
        ``zero`` where the producer lists only positives: codes absent from the file count 0.
    where : tuple of (str, tuple of str)
        Rows of this variable (files in long form).
    plus : tuple of str
        More columns added to ``value`` (``tally`` only).
    by : str
        Column that breaks the variable down: one variable ``name.value`` per value of the column.
    """

    name: str
    kind: str
    label: Text
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    scale: float = 1.0
    exact: bool = True
    unit: str = ""
    state: str = "measured"
    absent: str = "missing"
    where: Where = ()
    plus: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class SourceCard:
    """A data set: its title, producer, licence, vintage and address, and how to read its file.

    Attributes
    ----------
    id : str
        Identifier, in snake case with the vintage (``apl_2023``).
    vintage, cog : int
        Year described, and vintage of the geographic codes.
    address : str
        Page or file of the producer.
    file : str
        Direct address of the file, when the producer keeps one that lasts; else empty and ``fetch`` says
        where to get it by hand.
    reader : str
        ``table`` (generic), or the reader of a particular layout.
    options : tuple of (str, str)
        Settings of a particular reader.
    path : str
        Where the card was read from (not part of the card's identity).
    """

    id: str
    title: Text
    producer: str
    licence_in: str
    licence_out: str
    vintage: int
    cog: int
    address: str
    format: FormatSpec
    keys: KeySpec
    variables: tuple[VariableMap, ...] = ()
    reader: str = "table"
    options: tuple[tuple[str, str], ...] = ()
    file: str = ""
    next_release: dt.date | None = None
    sha256: str = ""
    size: int = 0
    notes: Text | None = None
    path: str = field(default="", compare=False)

    def option(self, name: str, default: str = "") -> str:
        """Return a setting of the reader, or ``default``."""
        return dict(self.options).get(name, default)

    def variable(self, name: str) -> VariableMap | None:
        """Return the variable called ``name``, or ``None``."""
        return next((v for v in self.variables if v.name == name), None)

    def table_schema(self) -> dict[str, Any]:
        """Return the Table Schema (frictionless) of the file that the card describes."""
        from rebonds.sources.schema import table_schema

        return table_schema(self)
