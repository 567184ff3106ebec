"""Build the national pilot: every table of the shared data folder, through ``rebonds data import``.

Maintainer tool (``make national``). For each card of ``tests/pilot``, prepares the table that its ``[pilot]``
names, imports it with the card into the warehouse of ``REBONDS_DATA`` (``build/national`` unless said
otherwise), then builds once. Nothing of the shared data is copied into the repository.

The data are looked for in ``REBONDS_PILOT``, else in ``../shared/data`` beside the repository.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CARDS = ROOT / "tests" / "pilot"
PREPARED = ROOT / "build" / "pilot"


@dataclass(frozen=True)
class PilotCard:
    """A source card and where the pilot finds its table.

    Attributes
    ----------
    path : Path
        The card in ``tests/pilot``.
    card : str
        Its text without the ``[pilot]`` table: what ``rebonds data import`` is given.
    file, query : str
        File of the shared folder, or DuckDB query over it (``{data}`` is the folder).
    embed : bool
        False when the embedded table must not take it.
    made_by : str
        ``module:function`` of this folder that estimates the table: called with the folder of the shared data
        and the path to write.
    """

    path: Path
    card: str
    file: str
    query: str
    embed: bool
    made_by: str = ""

    @property
    def id(self) -> str:
        """Identifier of the source."""
        return self.path.stem


def shared_folder() -> Path:
    """Return the folder of the shared data, whether it exists or not."""
    return Path(os.environ.get("REBONDS_PILOT") or ROOT.parent / "shared" / "data").resolve()


def pilot_cards(folder: Path = CARDS) -> list[PilotCard]:
    """Read every pilot card.

    Raises
    ------
    ValueError
        If a card does not say where its table is.
    """
    cards = []
    for path in sorted(folder.glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        pilot = tomllib.loads(text).get("pilot", {})
        if sum(key in pilot for key in ("file", "query", "made_by")) != 1:
            raise ValueError(f"{path.name}: [pilot] takes one of file, query and made_by")
        head = text.split("[pilot]", maxsplit=1)[0].rstrip().rsplit("\n#", maxsplit=1)[0]
        cards.append(
            PilotCard(
                path,
                head + "\n",
                pilot.get("file", ""),
                pilot.get("query", ""),
                pilot.get("embed", True),
                pilot.get("made_by", ""),
            )
        )
    return cards


def prepare(card: PilotCard, data: Path, folder: Path = PREPARED) -> tuple[Path, Path]:
    """Write the card as the import wants it and its table; return both paths.

    A query repairs what the republished compilation got wrong (cities given twice, levels mixed, weights
    kept in another file); the card then describes the repaired table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    card_path = folder / f"{card.id}.toml"
    card_path.write_text(card.card, encoding="utf-8")
    if card.file:
        return data / card.file, card_path
    table = folder / f"{card.id}.parquet"
    if card.made_by:
        module, function = card.made_by.split(":")
        getattr(importlib.import_module(module), function)(data, table)
        return table, card_path
    import duckdb

    statement = card.query.strip().rstrip(";").replace("{data}", str(data))
    with duckdb.connect() as con:
        con.execute(f"COPY ({statement}) TO '{table}' (FORMAT parquet, COMPRESSION zstd)")
    return table, card_path


def _run(arguments: list[str]) -> None:
    """Run one command of Rebonds in this process, where its imports are paid once."""
    from rebonds.cli import run

    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        status = run(arguments, os.environ.get("REBONDS_LANG", "fr"))
    if status:
        print(told.getvalue(), file=sys.stderr)
        raise SystemExit(status)


def main(argv: list[str] | None = None) -> int:
    """Import every pilot table, then build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="identifiers of the cards to import")
    parser.add_argument("--no-build", action="store_true", help="import without building")
    options = parser.parse_args(argv)
    data = shared_folder()
    if not data.is_dir():
        print(
            f"Données du pilote introuvables : {data}\n"
            "Placez-les dans ../shared/data à côté du dépôt, ou indiquez leur dossier dans REBONDS_PILOT.\n"
            f"Pilot data not found: {data}\n"
            "Put them in ../shared/data beside the repository, or give their folder in REBONDS_PILOT.",
            file=sys.stderr,
        )
        return 6
    warehouse = Path(os.environ.get("REBONDS_DATA") or ROOT / "build" / "national").resolve()
    os.environ["REBONDS_DATA"] = str(warehouse)
    cards = [card for card in pilot_cards() if not options.only or card.id in options.only]
    start = time.perf_counter()
    for rank, card in enumerate(cards, start=1):
        print(f"[{rank}/{len(cards)}] {card.id}", file=sys.stderr, flush=True)
        table, description = prepare(card, data)
        _run(["data", "import", str(table), "--card", str(description), "--no-build"])
    if not options.no_build:
        print("build", file=sys.stderr, flush=True)
        _run(["data", "build"])
    print(f"{warehouse} : {len(cards)} sources, {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
