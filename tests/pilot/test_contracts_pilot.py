"""Real contracts of 2018-2019: every euro once, every supplier known once, whatever registers are joined."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import pytest
from tests.flows.small import build, embedded

from rebonds import territory
from rebonds.lenses.procurement import procurement

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import pilot_contracts

import national

FOLDER = national.shared_folder() / "commande_publique"
HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared pilot data are absent")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("contracts")
    contracts = folder / "decp.json"
    pilot_contracts.write(FOLDER.parent, contracts)
    given = []
    for name, file in (
        ("decp_2018_2019", contracts),
        ("sirene_suppliers_2019", FOLDER / "sirene_extrait_titulaires.parquet"),
        ("sirene_sizes_2019", FOLDER / "sirene_categorie_entreprise.parquet"),
    ):
        card = folder / f"{name}.toml"
        card.write_text(
            (HERE / f"{name}.toml").read_text(encoding="utf-8").split("# Where the")[0], encoding="utf-8"
        )
        given.append((file, card))
    with build(folder / "w", embedded(folder / "tables"), *given) as opened:
        yield opened


def test_no_euro_appears_nor_is_lost(held) -> None:
    """The sum of what is placed is that of the published table, each contract counted once."""
    with duckdb.connect() as con:
        published = con.execute(
            f"""
            SELECT sum(montant) FROM (
                SELECT DISTINCT id, acheteur_siret, nature, code_cpv, date_notification, montant, lieu_code, lieu_type,
                       list(titulaire_id ORDER BY titulaire_id) AS who
                FROM '{FOLDER}/decp_2018_2019.parquet' WHERE length(acheteur_siret) = 14 AND montant IS NOT NULL
                GROUP BY ALL
            )
            """
        ).fetchall()[0][0]
    rows = dict(held.query("SELECT state, sum(amount) FROM contract_place GROUP BY 1"))
    assert sum(rows.values()) == pytest.approx(published, rel=1e-6)
    told = held.query("SELECT count(*) FROM contract")[0][0]
    assert held.query("SELECT count(*) FROM contract_place")[0][0] == told


@pytest.mark.parametrize("code", ["200046977", "200054781", "44"])
def test_every_division_of_the_euros_adds_up(held, code) -> None:
    found = procurement(held, territory.get(code))
    assert found is not None and found.total > 1e6
    for parts in (found.buyers, found.sectors, found.years, found.sizes, found.social):
        assert sum(one.euros for one in parts) == pytest.approx(found.total)
    assert sum(found.heads.values()) == pytest.approx(found.total)
    low, high = found.bounds
    assert 0 <= low <= high <= 1


def test_most_sizes_are_known_and_nobody_is_of_the_social_economy_by_default(held) -> None:
    found = procurement(held, territory.get("200046977"))
    least, most = found.share(found.sizes, "PME")
    assert 0 < least < most < 0.5
    assert found.share(found.social, "yes") == pytest.approx((0, 1))
