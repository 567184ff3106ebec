"""Business parks and land for a gain: sums over what is told, nothing counted twice, growth that is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.flows.small import build, embedded

from rebonds import sources, territory
from rebonds.lenses import land, registry
from rebonds.lenses.parks import business_parks
from rebonds.warehouse import Warehouse

GRENOBLE, GRESIVAUDAN = "200040715", "200018166"
PARKS = (
    "site_id;pole_id;site_nom;site_vocadomi;site_etat;site_surf_brute;site_surf_utile;site_actu_date;site_epci_siren;"
    "site_comm_insee;site_uf_nbre;site_uf_vacant_nbre;site_taux_vacance;site_nb_emploi;site_nb_etab;site_surf_comm_dispo;"
    "site_type;site_identif_date;site_epci_nom;site_comm_nom;site_moa_type;site_geomsurf\n"
    "S1;P1;Zone A (inventée);mixte;existant et actif;10;9;2023-05-01;200040715;38185;20;4;;500;;2;{rest}\n"
    "S2;P1;Zone B (inventée);artisanale;existant et actif;30;25;2024-01-01;200040715;38421;;;7;;12;;{rest}\n"
    "S3;;Zone C (inventée);mixte;en projet;50;40;2024-01-01;200040715;38421;;;;;;50;{rest}\n"
    "S4;;Zone D (inventée);mixte;existant et actif;99;90;2024-01-01;200018166;38140;;;;;;;{rest}\n"
).replace("{rest}", "zone d'activité économique;2023-01-01;X;Y;EPCI;{}")
PLOTS = (
    "terr_id;site_id;terr_surf_brute;terr_etat_occup;terr_usage;terr_actu_date\n"
    "T1;S1;1.5;friche;;2024-01-01\nT2;S1;2;occupé;;2024-01-01\nT3;S2;3;occupé;;2024-01-01\n"
)
FIRMS = (
    "SIRET;terr_id;comm_insee;epci_siren;etab_actif;etab_activite_code;etab_actu_date\n"
    "11111111100011;T1|T2;38185;200040715;oui;4520B;2024-01-01\n"
    "22222222200022;T2;38185;200040715;;4520B;2024-01-01\n"
    "33333333300033;T2;38185;200040715;non;4520B;2024-01-01\n"
)
POLES = "pole_id;pole_nom;pole_surface;pole_vocadomi\nP1;Pôle inventé;40;mixte, sans dominante\n"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("parks")
    given = []
    for name, text in (
        ("site_eco", PARKS),
        ("terrain_eco", PLOTS),
        ("etablissement", FIRMS),
        ("pole_eco", POLES),
    ):
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        given.append((path, f"cnig_{name}"))
    with build(folder / "w", embedded(folder / "tables"), *given) as opened:
        yield opened


def test_sums_are_over_the_parks_that_say(held: Warehouse) -> None:
    read = business_parks(held, territory.get(GRENOBLE))
    found = read.found
    assert {name: one.value for name, one in found.items()} == {
        "business_parks_count": 2,
        "business_parks_area_ha": 40,
        "business_parks_available_ha": 2,
        "business_parks_vacancy_share": 20,
        "business_parks_jobs_per_ha": 50,
        "business_parks_brownfield_ha": 1.5,
    }
    assert found["business_parks_area_ha"].state == "measured"
    assert found["business_parks_available_ha"].state == "estimated"
    assert found["business_parks_available_ha"].method == ("renseigné pour 1 sites sur 2",)
    assert found["business_parks_count"].vintage == 2024
    assert "2 zones, 40" in read.points[0].text.fr.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_table_joins_poles_plots_and_firms_once(held: Warehouse) -> None:
    read = business_parks(held, territory.get(GRENOBLE))
    rows = {row[0]: row[1:] for row in read.tables[0].rows}
    assert rows["Zone A (inventée)"] == (
        "Grenoble", "mixte", "Pôle inventé", 10, 2, 0.2, 2, 500, 1.5, "2023-05-01",
    )  # fmt: skip
    # Twelve firms as given, none of them counted again from another table; vacancy as given.
    assert rows["Zone B (inventée)"][5:9] == (0.07, 12, None, 0)
    assert "Zone C (inventée) (en projet)" in rows
    assert set(read.sources) == {"cnig_site_eco", "cnig_terrain_eco", "cnig_etablissement", "cnig_pole_eco"}


def test_a_neighbour_has_its_own_and_another_has_none(held: Warehouse) -> None:
    assert business_parks(held, territory.get(GRESIVAUDAN)).found["business_parks_area_ha"].value == 99
    assert business_parks(held, territory.get("243500139")).found == {}


def test_an_older_warehouse_has_no_parks_and_says_so(held: Warehouse) -> None:
    class Older:
        """A warehouse built before parks had a table."""

        def query(self, sql: str, given: object = None) -> list[tuple[int, ...]]:
            assert "duckdb_tables" in sql
            return []

    assert business_parks(Older(), territory.get(GRENOBLE)).found == {}  # type: ignore[arg-type]


def test_the_lens_names_who_holds_the_inventory(warehouse) -> None:
    read = registry.read(warehouse, GRENOBLE, "land")
    assert any("cnig_site_eco" in one.fr for one in read.missing)
    assert "parks" in dict(read.groups)


def test_land_for_one_more_uses_yearly_paces() -> None:
    # 100 ha in ten years are 10 ha a year; 500 more in five years are 100 a year: 1,000 m2 each.
    assert land.efficiency(100, (2014, 1000), (2019, 1500)) == pytest.approx(1000)
    assert land.efficiency(100, (2014, 1000), (2019, 1000)) is None
    assert land.efficiency(100, (2014, 1000), (2019, 900)) is None
    with pytest.raises(ValueError, match="after"):
        land.efficiency(100, (2019, 1), (2019, 2))


ENAF = """
id = "enaf_essai"
title = { fr = "Essai", en = "Trial" }
producer = "Essai"
licence_in = "Licence Ouverte 2.0"
vintage = 2023
cog = 2026
address = "https://example.org/"
reader = "table"

[format]
kind = "csv"
separator = ";"
decimal = "."

[keys]
level = "commune"
code = "code"
vintage = "year"
"""
for _name in ("enaf_pace_2011_2020_ha", "enaf_pace_since_2021_ha", "population", "private_employees"):
    ENAF += f'[[variable]]\nname = "{_name}"\nkind = "count"\nvalue = "{_name}"\nunit = "x"\n'
    ENAF += f'label = {{ fr = "{_name} fr", en = "{_name}" }}\n'


def test_consumption_without_growth_is_an_answer_and_not_a_gap(tmp_path: Path) -> None:
    """Every commune takes 1 ha a year; jobs grow by ten a commune, people fall."""
    communes = territory.get(GRENOBLE).communes
    lines = ["code;year;enaf_pace_2011_2020_ha;enaf_pace_since_2021_ha;population;private_employees"]
    lines += [f"{c};2023;1;0.4;;110" for c in communes]
    told = ((2014, 99, 100), (2022, 90, 109))
    lines += [f"{c};{year};;;{people};{jobs}" for c in communes for year, people, jobs in told]
    card, data = tmp_path / "enaf.toml", tmp_path / "enaf.csv"
    card.write_text(ENAF, encoding="utf-8")
    data.write_text("\n".join(lines), encoding="utf-8")
    with build(tmp_path / "w", embedded(tmp_path / "tables"), (data, card)) as wh:
        made = land.trajectory(10.0 * len(communes), 1.2 * len(communes), 3, len(communes), 0.5, 1.0)
        about = {"vintage": 2023, "sources": ("enaf_essai",), "state": "measured", "method": ()}
        found, said = land._efficiencies(wh, territory.get(GRENOBLE), made, about)
    # 1 ha a year for 10 jobs in nine years, that is 10/9 a year: 9,000 m2.
    assert found["land_per_job_gained_m2"].value == pytest.approx(9000)
    assert found["land_per_inhabitant_gained_m2"].value is None
    assert "consommation sans croissance" in found["land_per_inhabitant_gained_m2"].why.fr
    assert "land_per_household_gained_m2" not in found
    assert [one.lead.fr for one in said] == ["Consommation sans croissance"]


def test_the_cards_of_parks_are_shipped() -> None:
    assert "cnig_site_eco" in sources.cards()
