"""Business parks in the CNIG format: what is kept, what is refused with its cell, what is told and kept."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from rebonds import sources
from rebonds.errors import DataError
from rebonds.sources.sites import layouts

SITE = {
    "site_id": "S1", "pole_id": "P1", "site_nom": "Zone inventée", "site_type": "zone d'activité économique",
    "site_vocadomi": "mixte", "site_etat": "existant et actif", "site_surf_brute": "12.5", "site_surf_utile": "10",
    "site_identif_date": "2023-01-31", "site_actu_date": "2024-02-29", "site_epci_nom": "Exemple",
    "site_epci_siren": "200040715", "site_comm_nom": "Grenoble", "site_comm_insee": "38185", "site_moa_type": "EPCI",
    "site_uf_nbre": "20", "site_uf_vacant_nbre": "3", "site_taux_vacance": "", "site_nb_emploi": "NA",
    "site_surf_comm_dispo": "1,5", "site_geomsurf": "{}",
}  # fmt: skip


def body(table: str) -> str:
    return f'[format]\nkind = "csv"\n[keys]\nlevel = "commune"\n[options]\ntable = "{table}"\n'


@pytest.fixture
def given(con: duckdb.DuckDBPyConnection, card, tmp_path: Path):
    """Read rows of a table."""

    def read(table: str, *rows: dict[str, str]):
        path = tmp_path / f"{table}.csv"
        heads = list(rows[0])
        lines = [";".join(heads), *(";".join(row[h] for h in heads) for row in rows)]
        path.write_text("\n".join(lines), encoding="utf-8")
        return sources.read_into(con, card(body(table), 'reader = "sites"\n'), path)

    return read


def test_the_layouts_are_whole() -> None:
    assert list(layouts()) == ["pole-eco", "site-eco", "terrain-eco", "etablissement"]
    for one in layouts().values():
        told = {
            *one.needed,
            *one.numbers,
            *one.days,
            *one.years,
            *one.yes_no,
            *one.addresses,
            *one.words,
            one.key,
        }
        assert told <= set(one.columns)
    assert [len(one.columns) for one in layouts().values()] == [11, 62, 19, 30]


def test_a_park_is_kept_and_what_is_absent_stays_so(con, given) -> None:
    report = given("site-eco", SITE)
    rows = con.execute(
        "SELECT kind, id, parent, commune, area_ha, available_ha, units, vacant_units, vacancy_pct, jobs, updated::VARCHAR "
        "FROM site"
    ).fetchall()
    assert rows == [("park", "S1", "P1", "38185", 12.5, 1.5, 20, 3, None, None, "2024-02-29")]
    assert (report.rows, report.territories, report.rejected) == (1, 1, [])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"site_surf_brute": "douze"}, "ligne 2, site_surf_brute : « douze » : on attend un nombre positif"),
        ({"site_uf_nbre": "-4"}, "site_uf_nbre : « -4 »"),
        ({"site_comm_insee": "3818"}, "on attend un code de commune"),
        ({"site_epci_siren": "Métropole"}, "on attend un SIREN"),
        ({"site_id": ""}, "site_id : valeur obligatoire, absente"),
    ],
)
def test_a_wrong_cell_that_counts_is_refused_with_what_is_expected(con, given, changed, said) -> None:
    with pytest.raises(DataError, match=said):
        given("site-eco", {**SITE, **changed})
    assert con.execute("SELECT count(*) FROM site").fetchall() == [(0,)]


def test_every_wrong_cell_is_said_at_once(given) -> None:
    with pytest.raises(DataError, match="3 valeur") as caught:
        given("site-eco", SITE, {**SITE, "site_surf_utile": "?", "site_comm_insee": "x"})
    assert "« S1 » y est déjà" in str(caught.value) and "ligne 3, site_surf_utile" in str(caught.value)
    assert "nothing was imported" in caught.value.message("en")


def test_what_strays_from_the_standard_is_told_and_kept(con, given) -> None:
    report = given(
        "site-eco",
        {**SITE, "site_etat": "existant actif", "site_moa_type": "", "site_identif_date": "31/01/2023"},
    )
    assert con.execute("SELECT count(*) FROM site").fetchall() == [(1,)]
    assert any("site_etat" in one and "« existant et actif » ?" in one for one in report.rejected)
    assert any("site_identif_date" in one and "AAAA-MM-JJ" in one for one in report.rejected)
    assert any("site_moa_type" in one and "absente" in one for one in report.rejected)


def test_a_missing_column_names_the_nearest(given) -> None:
    renamed = {("site_comm_inse" if key == "site_comm_insee" else key): value for key, value in SITE.items()}
    with pytest.raises(
        DataError, match=r"absente \(site_comm_insee\)\. La plus proche est « site_comm_inse »"
    ):
        given("site-eco", renamed)


def test_absent_columns_that_do_not_count_are_told_once(given) -> None:
    short = {key: value for key, value in SITE.items() if key not in {"site_type", "site_geomsurf"}}
    told = given("site-eco", short, {**short, "site_id": "S2"}).rejected
    assert told == ["colonne(s) obligatoire(s) du standard absente(s) : site_type, site_geomsurf"]


def test_an_unknown_commune_is_told(given) -> None:
    assert any("99999" in one for one in given("site-eco", {**SITE, "site_comm_insee": "99999"}).rejected)


def test_firms_lose_their_names_and_contacts(con, given) -> None:
    row = {
        "SIRET": "11111111100011", "terr_id": "T1", "etab_raison_sociale": "Dupont Jeanne", "comm_insee": "38185",
        "epci_siren": "200040715", "etab_activite_code": "4520B", "etab_contact_mail": "j@example.org", "etab_actif": "oui",
        "etab_actu_date": "2024-01-01",
    }  # fmt: skip
    given("etablissement", row)
    kept = con.execute("SELECT * FROM site").fetchall()
    assert "4520B" in kept[0] and not any("Dupont" in str(c) or "@" in str(c) for c in kept[0])


def test_a_card_must_name_its_table(con, card, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("site_id\n1\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"options\.table"):
        sources.read_into(con, card(body("parcelles"), 'reader = "sites"\n'), path)


def test_the_shipped_cards_have_their_reader() -> None:
    cards = sources.cards()
    assert {
        cards[f"cnig_{n}"].option("table") for n in ("pole_eco", "site_eco", "terrain_eco", "etablissement")
    } == set(layouts())
