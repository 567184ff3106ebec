"""Reading exported ballots, each defect told with its line and what to do."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from rebonds.deliberation import parameters
from rebonds.deliberation.ballots import PAIR_HEADS, Ballots, tidy
from rebonds.errors import DataError
from rebonds.formulas import unharmed
from rebonds.text import Text, typeset

_FORM = Text(
    typeset(
        "Attendu : un en-tête « voter,option,option… », puis une ligne par bulletin, une case vide sans réponse."
    ),
    "Expected: a header “voter,option,option…”, then a row per ballot, an empty cell where there is no answer.",
)


def refused(fr: str, en: str, hint: Text | None = _FORM) -> DataError:
    """Return the error of a file that cannot be counted; nothing was."""
    return DataError(Text(typeset(fr), en), hint)


def read(path: Path) -> Ballots:
    """Read a CSV of ballots.

    Parameters
    ----------
    path : Path
        UTF-8, with or without a byte order mark, ``,`` or ``;`` or tabs. Header ``voter,option...``; a row per
        ballot. With the header ``voter,winner,loser``, a row per comparison instead.

    Returns
    -------
    Ballots

    Raises
    ------
    DataError
        No file, not UTF-8, enormous, no ballots, a row of another length, a voter twice, an option twice.
    """
    return read_bytes(content_of(path), path.name)


def content_of(path: Path) -> bytes:
    """Return the content of a file of ballots.

    Raises
    ------
    DataError
        No file, one that cannot be opened, or an enormous one.
    """
    try:
        size = path.stat().st_size
        if size > parameters.whole("file", "most_bytes"):
            raise too_large(path.name, f"{size / 1e6:.0f} Mo", f"{size / 1e6:.0f} MB")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise refused(f"{path} n'existe pas.", f"{path} does not exist.", None) from error
    except OSError as error:
        raise refused(f"{path} ne s'ouvre pas.", f"{path} cannot be opened.", None) from error
    return content


def read_bytes(content: bytes, name: str) -> Ballots:
    """Read the content of a CSV of ballots (see `read`)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refused(
            f"{name}, ligne {line} : ce n'est pas de l'UTF-8.",
            f"{name}, line {line}: this is not UTF-8.",
            Text("Enregistrez-le en « CSV UTF-8 ».", "Save it as “CSV UTF-8”."),
        ) from error
    if "\0" in text:
        raise refused(f"{name} n'est pas un fichier CSV.", f"{name} is not a CSV file.")
    rows = list(_rows(text, name))
    if not rows:
        raise refused(f"{name} est vide.", f"{name} is empty.")
    options, width = _options(rows[0][1], rows[1:], name)
    pairs = tuple(one.casefold() for one in options) in PAIR_HEADS
    seen: dict[str, int] = {}
    voters, cells, lines = [], [], []
    for line, row in rows[1:]:
        if len(row) != width:
            raise refused(
                f"{name}, ligne {line} : {len(row)} cases, {width} attendues.",
                f"{name}, line {line}: {len(row)} cells, {width} expected.",
            )
        voter = row[0]
        if not voter:
            raise refused(f"{name}, ligne {line} : sans votant.", f"{name}, line {line}: no voter.")
        if voter in seen and not pairs:
            raise refused(
                f"{name} : « {voter} » vote deux fois, lignes {seen[voter]} et {line}.",
                f"{name}: “{voter}” votes twice, lines {seen[voter]} and {line}.",
                Text("Gardez un bulletin par votant.", "Keep one ballot per voter."),
            )
        seen[voter] = line
        voters.append(voter)
        cells.append(tuple(row[1 : len(options) + 1]))
        lines.append(line)
    if not voters:
        raise refused(f"{name} n'a aucun bulletin.", f"{name} holds no ballot.")
    return Ballots(options, tuple(voters), tuple(cells), name, tuple(lines))


def too_large(name: str, fr: str, en: str) -> DataError:
    """Return the error of a file that no workshop could have made."""
    return refused(
        f"{name} est trop grand ({fr}).",
        f"{name} is too large ({en}).",
        Text("Est-ce bien un fichier de bulletins ?", "Is it a file of ballots?"),
    )


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and tidy cells of the rows that hold something."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    most_rows, most_text = (parameters.whole("file", key) for key in ("most_rows", "most_text"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    count, line = 0, 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise refused(
                f"{name}, ligne {line} : un guillemet n'est pas fermé, ou est mal placé.",
                f"{name}, line {line}: a quotation mark is not closed, or out of place.",
            ) from error
        start, line = line, reader.line_num + 1
        if not any(cell.strip() for cell in row):
            continue
        count += 1
        if count > most_rows + 1:
            raise too_large(name, f"plus de {most_rows} lignes", f"over {most_rows} rows")
        if any(len(cell) > most_text for cell in row):
            raise refused(
                f"{name}, ligne {start} : une case dépasse {most_text} caractères.",
                f"{name}, line {start}: a cell is longer than {most_text} characters.",
                Text("Raccourcissez ce texte.", "Shorten this text."),
            )
        yield start, [tidy(unharmed(tidy(cell))) for cell in row]


def _options(
    header: Sequence[str], rows: Sequence[tuple[int, list[str]]], name: str
) -> tuple[tuple[str, ...], int]:
    """Return the options, and how many cells a row has (empty columns at the end are those of spreadsheets)."""
    heads = list(header)
    while (
        len(heads) > 1
        and not heads[-1]
        and all(len(r) < len(heads) or not r[len(heads) - 1] for _, r in rows)
    ):
        heads.pop()
    options = heads[1:]
    if not options:
        raise refused(f"{name} n'a pas d'option dans son en-tête.", f"{name} has no option in its header.")
    if len(options) > parameters.whole("file", "most_options"):
        raise too_large(name, f"{len(options)} options", f"{len(options)} options")
    seen: set[str] = set()
    for place, option in enumerate(options, start=2):
        if not option:
            raise refused(
                f"{name} : la colonne {place} n'a pas d'en-tête.", f"{name}: column {place} has no header."
            )
        if option.casefold() in seen:
            raise refused(
                f"{name} : l'option « {option} » y est deux fois.",
                f"{name}: option “{option}” is there twice.",
            )
        seen.add(option.casefold())
    return tuple(options), len(header)


def read_costs(path: Path) -> dict[str, int | Fraction]:
    """Read a table ``option,cost``.

    Raises
    ------
    DataError
        As `read`; or a cost that is not a positive number.
    """
    from rebonds.deliberation.values import parse

    table = read(path)
    out: dict[str, int | Fraction] = {}
    for ballot, (option, row) in enumerate(zip(table.voters, table.cells, strict=True)):
        cost = parse(row[0])
        if cost is None or cost <= 0:
            line = table.where(ballot)
            raise refused(
                f"{table.name}, ligne {line} : « {row[0][:60]} » n'est pas un coût.",
                f"{table.name}, line {line}: “{row[0][:60]}” is no cost.",
                Text("Un nombre positif.", "A positive number."),
            )
        out[option] = cost
    return out
