"""Write the figures of the national economy, and the jobs by branch of the embedded territories.

Maintainer tool. Reads the shared data (``../shared/data``, or ``REBONDS_PILOT``) and re-types, in layouts of
our own, the official figures from which `rebonds.flows.economy` builds the national table: tables of
``src/rebonds/flows/data``. With ``--jobs`` it also estimates employment by EPCI and branch (the method is in
`rebonds.flows.economy.regional` and `tools/regional_jobs.py`) and writes the embedded tables of the
warehouse.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

import national

DATA = national.ROOT / "src" / "rebonds" / "flows" / "data"
YEAR = 2018
#: Eurostat's products by branch of A38: NACE sections and divisions are the same in both.
DIVISIONS = {
    "AZ": "A01 A02 A03", "BZ": "B", "CA": "C10-C12", "CB": "C13-C15", "CC": "C16 C17 C18", "CD": "C19",
    "CE": "C20", "CF": "C21", "CG": "C22 C23", "CH": "C24 C25", "CI": "C26", "CJ": "C27", "CK": "C28",
    "CL": "C29 C30", "CM": "C31_C32 C33", "DZ": "D35", "EZ": "E36 E37-E39", "FZ": "F", "GZ": "G45 G46 G47",
    "HZ": "H49 H50 H51 H52 H53", "IZ": "I", "JA": "J58 J59_J60", "JB": "J61", "JC": "J62_J63",
    "KZ": "K64 K65 K66", "LZ": "L68A L68B", "MA": "M69_M70 M71", "MB": "M72", "MC": "M73 M74_M75",
    "NZ": "N77 N78 N79 N80-N82", "OZ": "O84", "PZ": "P85", "QA": "Q86", "QB": "Q87_Q88",
    "RZ": "R90-R92 R93", "SZ": "S94 S95 S96", "TZ": "T",
}  # fmt: skip
CODES = tuple(DIVISIONS)
FOOTPRINTS = ("GHG", "NRG", "MAT", "WAS", "HAZ", "WAT")


def main(argv: list[str] | None = None) -> int:
    """Write the tables asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", action="store_true", help="also estimate and embed jobs by branch")
    options = parser.parse_args(argv)
    data = national.shared_folder()
    if not data.is_dir():
        return national.main([])
    DATA.mkdir(parents=True, exist_ok=True)
    folder = data / "entrees_sorties"
    supply(folder)
    use(folder)
    make(folder)
    eurostat(folder)
    footprints(folder)
    names(data)
    if options.jobs:
        import regional_jobs

        regional_jobs.embed(data)
    return 0


def supply(folder: Path) -> None:
    """Output and imports by product; output, inputs and capital consumption by branch (M EUR, 2018)."""
    rows = _rows(
        f"""
        SELECT e.produit, e.production_produits, e.importations, c.production, c.consommation_intermediaire,
               c.consommation_capital_fixe
        FROM '{folder}/insee_ere_a38_{YEAR}.csv.gz' AS e
        JOIN '{folder}/insee_comptes_production_branches_a38.csv.gz' AS c ON c.branche = e.produit
        WHERE c.annee = {YEAR} ORDER BY 1
        """
    )
    _write(
        f"insee_supply_{YEAR}",
        ("code", "product_output", "imports", "branch_output", "inputs", "fixed_capital"),
        ([row[0], *(_figure(value) for value in row[1:])] for row in rows),
    )


def use(folder: Path) -> None:
    """Intermediate consumption of products (rows) by branches (columns), purchasers' prices, M EUR."""
    columns = ", ".join(CODES)
    rows = _rows(f"SELECT produit, {columns} FROM '{folder}/insee_tei_a38_{YEAR}_meur.csv.gz' ORDER BY 1")
    _write(
        f"insee_use_{YEAR}",
        ("product", *CODES),
        ([row[0], *(_figure(value) for value in row[1:])] for row in rows),
    )


def make(folder: Path) -> None:
    """Output of each product by branch (M EUR): the cells that are not zero."""
    rows = _rows(
        f"""
        SELECT p.produit, e.production_produits, {", ".join(f"p.{code}" for code in CODES)}
        FROM '{folder}/insee_passage_produit_branche_a38_{YEAR}_parts.csv.gz' AS p
        JOIN '{folder}/insee_ere_a38_{YEAR}.csv.gz' AS e ON e.produit = p.produit ORDER BY 1
        """
    )
    _write(
        f"insee_make_{YEAR}",
        ("product", "branch", "output"),
        (
            [row[0], code, round(row[1] * share)]
            for row in rows
            for code, share in zip(CODES, row[2:], strict=True)
            if round(row[1] * share)
        ),
    )


def eurostat(folder: Path, year: int = 2010) -> None:
    """Uses of products at basic prices, and what branches bought, paid in taxes and in trade services."""
    cells = {
        (row, column): float(value)
        for row, column, value in _rows(
            f"SELECT ligne, colonne, meur FROM '{folder}/eurostat_tes_symetrique_64_france_2008_2010.parquet' "
            f"WHERE annee = {year}"
        )
    }
    members = {code: [f"CPA_{part}" for part in DIVISIONS[code].split()] for code in CODES}

    def total(rows: Sequence[str], columns: Sequence[str]) -> float:
        return sum(cells.get((row, column), 0.0) for row in rows for column in columns)

    flows = np.array([[total(members[p], members[b]) for b in CODES] for p in CODES])
    final = {
        "household": ["P3_S14"], "government": ["P3_S13"], "nonprofit": ["P3_S15"], "investment": ["P5"],
        "exports": ["P6"],
    }  # fmt: skip
    header = ("code", "intermediate", *final, "imports", "output", "inputs", "taxes", "trade", "multiplier")
    output = np.array([total(["P1"], members[b]) for b in CODES])
    imports = np.array([total(["P7"], members[p]) for p in CODES])
    bought = np.array([total(["P2PP"], members[b]) for b in CODES])
    added = np.array([total(["B1G"], members[b]) for b in CODES])
    output = np.where(output > 0, output, bought + added)
    # Output multiplier of the same year under the same rule on imports: what ours is compared to.
    share = imports / np.maximum(output + imports, 1.0)
    domestic = (1.0 - share)[:, None] * flows / np.maximum(output, 1.0)
    multiplier = np.linalg.inv(np.eye(len(CODES)) - domestic).sum(axis=0)
    trade = flows[CODES.index("GZ")]
    rows = []
    for rank, code in enumerate(CODES):
        uses = [total(members[code], columns) for columns in final.values()]
        figures = [flows[rank].sum(), *uses, imports[rank], output[rank], bought[rank]]
        figures += [total(["D21_M_D31"], members[code]), trade[rank]]
        rows.append([code, *(_figure(v) for v in figures), round(float(multiplier[rank]), 4)])
    _write(f"eurostat_use_{year}", header, rows)
    housing = total(["CPA_L68A"], ["P3_S14"]) / total(members["LZ"], ["TUBP"])
    print(f"imputed rents in real estate services, {year}: {housing:.4f}", file=sys.stderr)


def footprints(folder: Path) -> None:
    """Direct footprints per euro of net value added, by branch."""
    rows = _rows(
        f"SELECT branche, indicateur, annee, empreinte_directe_van "
        f"FROM '{folder}/lsn_intensites_directes_a38.csv.gz' WHERE annee = {YEAR}"
    )
    found = {(branch, name): value for branch, name, _, value in rows if name in FOOTPRINTS}
    _write(
        f"lsn_footprints_{YEAR}",
        ("code", *FOOTPRINTS),
        ([code, *(_figure(found[code, name]) for name in FOOTPRINTS)] for code in CODES),
    )


def names(data: Path) -> None:
    """French names of the rest of each département, with the article that its name takes."""
    links = {"0": "de ", "1": "d’", "2": "du ", "3": "de la ", "4": "des ", "5": "de l’"}
    rows = _rows(
        f"SELECT code, typeLiaison, nom FROM read_csv('{data}/cog_2026/departements.csv.gz', all_varchar = true) "
        "WHERE length(code) = 2 OR code < '976' ORDER BY code"
    )
    _write("rests", ("code", "name"), ([code, f"Reste {links[link]}{name}"] for code, link, name in rows))


def _rows(statement: str) -> list[tuple[Any, ...]]:
    return duckdb.sql(statement).fetchall()


def _figure(value: float) -> float | int:
    rounded = round(float(value), 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _write(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{name}.csv", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
