"""Shipped cards on small files in the layout that each producer publishes. The figures are invented."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from rebonds import sources
from rebonds.errors import DataError
from tests.sources.conftest import observations


def zipped(tmp_path: Path, members: dict[str, str], encoding: str = "utf-8") -> Path:
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text.encode(encoding))
    return path


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for rank, row in enumerate(rows):
            sheet.write_row(rank, 0, row)
    book.close()
    return path


def plain(tmp_path: Path, text: str, name: str = "fichier.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def read(con, identifier: str, path: Path):
    return sources.read_into(con, sources.load_card(identifier), path)


def value(con, variable: str, code: str, vintage: int | None = None):
    rows = con.execute(
        "SELECT value FROM observation WHERE variable = ? AND code = ? AND vintage = coalesce(?, vintage)",
        [variable, code, vintage],
    ).fetchall()
    assert len(rows) == 1, rows
    return rows[0][0]


def test_cog_counts_full_communes_only(con, tmp_path):
    text = (
        "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT\n"
        "COM,01001,84,01,01D,012,5,ABERGEMENT CLEMENCIAT,Abergement-Clémenciat,L'Abergement-Clémenciat,0108,\n"
        "COMD,01015,,,,,1,ARBIGNIEU,Arbignieu,Arbignieu,,01015\n"
        "ARM,75101,11,75,75C,751,0,PARIS 1ER,Paris 1er,Paris 1er Arrondissement,,75056\n"
    )
    report = read(con, "insee_cog", zipped(tmp_path, {"v_commune_2026.csv": text, "v_region_2026.csv": "x"}))
    assert observations(con) == [("01001", "communes", 1.0, "measured")]
    assert report.rows == 1


def census_columns(identifier: str) -> list[str]:
    card = sources.load_card(identifier)
    columns = [column for variable in card.variables for column in sources.schema.columns_of(card, variable)]
    return list(dict.fromkeys(columns))


def test_dossier_complet(con, tmp_path):
    columns = census_columns("insee_dossier_complet")
    figures = {"P22_CHOM1564": "12.5", "P22_ACT1564": "100", "P22_NSCOL15P": "", "P22_RP": "s"}
    rows = ["CODGEO;" + ";".join(columns) + ";NBMENFISC21"]
    rows += [
        f"{code};" + ";".join(figures.get(column, "10") for column in columns) + ";s"
        for code in ("01001", "75056")
    ]
    rows += ["75101;" + ";".join("1" for _ in columns) + ";s"]
    path = zipped(tmp_path, {"dossier_complet.csv": "\n".join(rows), "meta_dossier_complet.csv": "COD_VAR\n"})
    report = read(con, "insee_dossier_complet", path)
    assert value(con, "unemployment_census", "01001") == 12.5
    assert value(con, "tenant_households", "01001") is None
    assert report.secret > 0
    assert report.missing == 2
    assert "arrondissements" in report.rejected[0]


@pytest.mark.parametrize(
    "identifier", ["insee_population", "insee_logement", "insee_activite", "insee_diplomes"]
)
def test_base_cc_workbooks(con, tmp_path, identifier):
    columns = census_columns(identifier)
    head = [["Base communale 2022"], ["Source : Insee"], ["Champ"], ["Mise en ligne"], ["Code", "Libellé"]]
    rows = [*head, ["CODGEO", *columns], ["01001", *range(10, 10 + len(columns))]]
    book = workbook(tmp_path / "base.xlsx", {"COM_2022": rows, "ARM_2022": rows, "Documentation": [["…"]]})
    path = tmp_path / "base_xlsx.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(book, "base-cc-2022.xlsx")
    report = read(con, identifier, path)
    assert report.rows == len(sources.load_card(identifier).variables)
    first = sources.load_card(identifier).variables[0]
    assert value(con, first.name, "01001") == 10


def test_filosofi_secrecy(con, tmp_path):
    names = "NBMENFISC21;NBPERSMENFISC21;MED21;PIMP21;TP6021;PPSOC21;D121;D921;RD21"
    text = f"CODGEO;{names}\n01001;300;800;24680;ns;7,5;s;s;s;s\n01002;90;250;23000;s;s;s;s;s;s\n01003;;;;;;;;;\n"
    path = zipped(
        tmp_path, {"cc_filosofi_2021_COM.csv": text, "cc_filosofi_2021_EPCI.csv": "x", "meta.csv": "x"}
    )
    report = read(con, "insee_filosofi_communes", path)
    rows = con.execute(
        "SELECT code, value, numerator, denominator, state FROM observation WHERE variable = 'poverty_60' ORDER BY 1"
    ).fetchall()
    assert rows == [("01001", 7.5, 60.0, 800.0, "measured"), ("01002", None, None, None, "secret")]
    assert report.missing == 9


def test_mobpro_and_mobsco(con, tmp_path):
    text = (
        "CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C22_ACTOCC15P\n"
        "01001;L'Abergement-Clémenciat;01001;L'Abergement-Clémenciat;52.385\n"
        "01001;L'Abergement-Clémenciat;69381;Lyon 1er Arrondissement;4.9\n"
        "01004;Ambérieu-en-Bugey;SU001;Suisse;10\n"
    )
    member = "base-flux-mobilite-domicile-lieu-travail-2022.csv"
    report = read(con, "insee_mobpro", zipped(tmp_path, {member: text, "meta.csv": "x"}))
    assert con.execute(
        "SELECT kind, origin, destination, vintage, value FROM flow ORDER BY ALL"
    ).fetchall() == [
        ("commuting", "01001", "01001", 2022, 52.385),
        ("commuting", "01001", "69381", 2022, 4.9),
        ("commuting", "01004", "SU001", 2022, 10.0),
    ]
    assert (report.rows, report.territories) == (3, 2)
    school = "CODGEO;LIBGEO;DCETU;L_DCETU;NBFLUX_C21_SCOL02P\n01001;x;01004;y;3\n"
    read(con, "insee_mobsco", plain(tmp_path, school))
    assert con.execute("SELECT count(*) FROM flow WHERE kind = 'schooling'").fetchall() == [(1,)]


def test_migcom_goes_from_the_former_home_to_the_present_one(con, tmp_path):
    text = "CODGEO;LIBGEO;DCRAN;L_DCRAN;NBFLUX_C22_POP01P\n38185;Grenoble;69123;Lyon;12.5\n38185;Grenoble;99999;;3\n"
    read(con, "insee_migcom", plain(tmp_path, text))
    assert con.execute("SELECT origin, destination, value FROM flow ORDER BY 3").fetchall() == [
        ("99999", "38185", 3.0),
        ("69123", "38185", 12.5),
    ]


def test_flows_refuse_doubled_pairs_and_lost_zeros(con, tmp_path):
    head = "CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C22_ACTOCC15P\n"
    with pytest.raises(DataError, match=r"01001 – 38185 est aux lignes 2, 3"):
        read(con, "insee_mobpro", plain(tmp_path, head + "01001;;38185;;1\n01001;;38185;;2\n"))
    with pytest.raises(DataError, match="1004 pour 01004"):
        read(con, "insee_mobpro", plain(tmp_path, head + "01001;;1004;;1\n"))
    with pytest.raises(DataError, match="ligne 2"):
        read(con, "insee_mobpro", plain(tmp_path, head + "01001;;01004;;1,5\n"))
    report = read(con, "insee_mobpro", plain(tmp_path, head + "01001;;;;1\n01001;;01004;;2\n"))
    assert report.rejected == ["1 ligne(s) sans « DCLT »"]


@pytest.mark.parametrize("sectors", [5, 17, 38])
def test_flores(con, tmp_path, sectors):
    text = (
        '"GEO";"GEO_OBJECT";"FLORES_MEASURE";"ACTIVITY";"TIME_PERIOD";"OBS_VALUE"\n'
        '"01004";"COM";"EMPL3112";"_T";"2024";"120"\n"01004";"COM";"EMPL3112";"BE";"2024";"40"\n'
        '"01004";"COM";"ETAB";"_T";"2024";"9"\n"01";"DEP";"EMPL3112";"_T";"2024";"999"\n'
        '"01005";"COM";"EMPL3112";"_T";"2024";"s"\n'
    )
    member = f"DS_FLORES_A{sectors}_2024_data.csv"
    read(
        con,
        f"insee_flores_a{sectors}",
        zipped(tmp_path, {member: text, member.replace("data", "metadata"): "x"}),
    )
    assert value(con, "employees", "01004", 2024) == 120
    assert value(con, f"employees_a{sectors}.BE", "01004") == 40
    assert value(con, "employees", "01005") is None


def test_urssaf_by_year_and_activity(con, tmp_path):
    text = (
        "Région;Code département;Nom commune;Code commune;Code APE;Nombre d'établissements 2023;"
        "Effectifs salariés 2023;Nombre d'établissements 2024;Effectifs salariés 2024\n"
        "Auvergne-Rhône-Alpes;38;Grenoble;38185;6203Z;2;178;2;173\n"
        "Auvergne-Rhône-Alpes;38;Grenoble;38185;1071C;4;20;5;\n"
    )
    read(con, "urssaf_communes_ape", plain(tmp_path, text))
    assert value(con, "private_employees", "38185", 2023) == 198
    assert value(con, "private_employees", "38185", 2024) == 173
    assert value(con, "private_establishments", "38185", 2024) == 7
    assert value(con, "private_establishments_ape.1071C", "38185", 2024) == 5
    assert value(con, "private_employees_ape.6203Z", "38185", 2024) == 173
    assert value(con, "private_employees", "01001", 2024) == 0
    assert con.execute("SELECT count(*) FROM observation WHERE code LIKE '976%'").fetchall() == [(0,)]
    assert con.execute("SELECT count(*) FROM observation WHERE variable LIKE '%_ape.%'").fetchall() == [(7,)]


def test_cerema_square_metres_by_year(con, tmp_path):
    years = range(11, 25)
    names = [f"{a}{y}{b}{y + 1}" for y in years for a, b in (("naf", "art"), ("art", "act"), ("art", "hab"))]
    text = "idcom,idcomtxt," + ",".join(names) + ",naf11art21,naf21art25,naf11art25\n"
    text += "38185,Grenoble," + ",".join("10000" for _ in names) + ",250000,80000,330000\n"
    read(con, "cerema_enaf", plain(tmp_path, text))
    assert value(con, "enaf_consumption_ha", "38185", 2011) == 1
    assert value(con, "enaf_activity_ha", "38185", 2024) == 1
    assert value(con, "enaf_pace_2011_2020_ha", "38185") == 2.5
    assert value(con, "enaf_pace_since_2021_ha", "38185") == 2
    assert con.execute("SELECT count(DISTINCT vintage) FROM observation").fetchall() == [(14,)]


def test_bpe_counts_by_commune_and_type(con, tmp_path):
    text = (
        "AN;NOMRS;REG;DEP;DEPCOM;DCIRIS;DOM;SDOM;TYPEQU;LAMBERT_X;LAMBERT_Y\n"
        "2024;SUPER;84;38;38185;38185_0101;B;B1;B105;1;2\n2024;ÉPICERIE;84;38;38185;38185_0102;B;B2;B202;1;2\n"
        "2024;DR X;84;38;38185;38185_0102;D;D2;D265;1;2\n2024;PHARMACIE;84;38;38421;;D;D3;D307;1;2\n"
    )
    read(con, "insee_bpe", zipped(tmp_path, {"BPE24.csv": text}))
    assert value(con, "facilities", "38185") == 3
    assert value(con, "food_shops", "38185") == 2
    assert value(con, "food_shops", "38421") == 0
    assert value(con, "facilities_by_type.D307", "38421") == 1


def test_apl_workbook(con, tmp_path):
    head = ["Code commune INSEE", "Commune", "APL aux médecins généralistes", "APL de 65 ans et moins"]
    head.append("Population standardisée 2021 pour la médecine générale ")
    rows: list[list[object]] = [
        ["APL 2023"],
        [],
        ["Millésime : 2023"],
        ["Sources"],
        ["Champ"],
        ["Lecture"],
        ["Note"],
        [],
    ]
    rows += [head, ["", "", "En nombre de consultations", "", "En habitants"]]
    rows += [["38185", "Grenoble", 4.25, 3, 1000.5], ["01001", "L'Abergement", "", "", 800]]
    read(con, "drees_apl", workbook(tmp_path / "apl.xlsx", {"Lisez-moi": [["…"]], "APL_2023": rows}))
    found = con.execute("SELECT code, value, numerator, denominator FROM observation").fetchall()
    assert found == [("38185", 4.25, 4.25 * 1000.5, 1000.5)]


def test_igt_adds_the_sectors_of_the_territory(con, tmp_path):
    text = (
        "INSEE commune,Commune,Agriculture,Autres transports,Autres transports international,"
        "CO2 biomasse hors-total,Déchets,Energie,Industrie hors-énergie,Résidentiel,Routier,Tertiaire\n"
        "01001,L'ABERGEMENT-CLEMENCIAT,3711.425991,,,432.751835,101.430476,2.354558,6.911213,309.358195,793.156501,367.036172\n"
        "01002,VIDE,,,,,,,,,,\n"
    )
    read(con, "ademe_igt", plain(tmp_path, text))
    parts = (3711.425991, 101.430476, 2.354558, 6.911213, 309.358195, 793.156501, 367.036172)
    assert value(con, "ghg_emissions_t", "01001") == pytest.approx(sum(parts), rel=1e-12)
    assert con.execute("SELECT count(*) FROM observation WHERE code = '01002'").fetchall() == [(0,)]


def test_lovac_secrecy_and_years(con, tmp_path):
    text = (
        "CODGEO_25;LIBGEO_25;pp_vacant_25;pp_vacant_plus_2ans_25;ff_pp_total_24;pp_vacant_24;pp_vacant_plus_2ans_24;"
        "ff_pp_total_23\n38185;Saint-Égrève;120;30;1000;110;25;900\n01001;L'Abergement;s;s;50;s;s;48\n"
    )
    report = read(con, "lovac", plain(tmp_path, text, encoding="cp1252"))
    assert value(con, "long_vacancy", "38185", 2025) == 3
    assert value(con, "private_dwellings", "38185", 2024) == 1000
    assert value(con, "private_vacant_dwellings", "01001", 2025) is None
    assert report.secret == 4
    with pytest.raises(DataError, match="utf-8"):
        read(con, "lovac", plain(tmp_path, text))


def test_sispea_brings_services_to_their_communes(con, tmp_path):
    head = [
        "dpt",
        "id_sispea_serv",
        "Nom_serv",
        "Communes_adh_du_serv",
        "d101_0",
        "p101_1",
        "p102_1",
        "p104_3",
    ]
    rows: list[list[object]] = [
        head,
        ["38", 1, "Métropole", "38185 - Grenoble, 38421 - Saint-Martin-d'Hères", 200000, 100, 99, 85.5],
        ["38", 2, "Régie", "38185", 1000, 50, "", 70],
        ["38", 3, "Sans commune", "?", 10, 100, 100, 90],
        ["38", 4, "Sans réponse", "38001 (Les Abrets)", 10, "", "", ""],
    ]
    report = read(con, "sispea", workbook(tmp_path / "sispea.xlsx", {"2023": rows}))
    found = dict(
        con.execute(
            "SELECT code, (numerator, denominator, value, state) FROM observation "
            "WHERE variable = 'drinking_water_conformity'"
        ).fetchall()
    )
    assert set(found) == {"38185", "38421"}
    total = sum(denominator for _, denominator, _, _ in found.values())
    assert total == pytest.approx(201_000)
    top, bottom, rate, state = found["38185"]
    assert rate == pytest.approx(100 * top / bottom)
    assert 99 < rate < 100
    assert state == "estimated"
    assert found["38421"][2] == pytest.approx(100)
    assert "1 service(s) sans commune" in report.rejected[0]


CONTRACT = {
    "id": "2024U0181",
    "acheteur": {"id": "20004071500017"},
    "nature": "Marché",
    "objet": "Mobilier — « été »",
    "codeCPV": "39100000-3",
    "lieuExecution": {"code": "38", "typeCode": "Code département"},
    "dateNotification": "2024-10-14",
    "montant": 80000.0,
    "titulaires": [
        {"titulaire": {"typeIdentifiant": "SIRET", "id": "49904513600037"}},
        {"titulaire": {"typeIdentifiant": "TVA", "id": "BE0123456789"}},
    ],
}


def contracts(tmp_path: Path, *changes: dict[str, object]) -> Path:
    marches = [CONTRACT | change for change in changes]
    text = json.dumps(
        {"marches": {"marche": marches, "contrat-concession": [{"id": "c"}]}}, ensure_ascii=False
    )
    return plain(tmp_path, text, "decp-2024.json")


def test_decp_2022(con, tmp_path):
    path = contracts(
        tmp_path,
        {},
        {},
        {
            "id": "A",
            "montant": "12311111111",
            "titulaires": [{"typeIdentifiant": "SIRET", "id": "49904513600037"}],
        },
        {
            "id": "B",
            "montant": None,
            "titulaires": None,
            "lieuExecution": {"code": "38185", "typeCode": "Code commune"},
        },
        {"id": "C", "acheteur": {"id": "12"}},
    )
    report = read(con, "decp", path)
    rows = con.execute(
        "SELECT id, supplier_siret, supplier_rank, supplier_count, amount, CAST(notified AS VARCHAR), place_code, "
        "place_level, state FROM contract ORDER BY ALL"
    ).fetchall()
    day = "2024-10-14"
    assert rows == [
        ("2024U0181", "49904513600037", 1, 2, 80000.0, day, "38", "departement", "measured"),
        ("2024U0181", None, 2, 2, 80000.0, day, "38", "departement", "measured"),
        ("A", "49904513600037", 1, 1, 12311111111.0, day, "38", "departement", "suspect"),
        ("B", None, 1, 1, None, day, "38185", "commune", "missing"),
    ]
    assert (report.rows, report.territories, report.missing) == (4, 1, 1)
    assert "1 marché(s) sans identifiant" in report.rejected[0]
    assert "2 ligne(s) publiées plusieurs fois" in report.rejected[1]


def test_decp_bad_files(con, tmp_path):
    whole = contracts(tmp_path, *({"id": str(rank)} for rank in range(50))).read_text(encoding="utf-8")
    with pytest.raises(DataError, match="tronqué"):
        read(con, "decp", plain(tmp_path, whole[: len(whole) // 2], "coupe.json"))
    with pytest.raises(DataError, match="n'a pas de liste"):
        read(con, "decp", plain(tmp_path, '{"contrats": []}', "autre.json"))
    with pytest.raises(DataError, match="aucun marché"):
        read(con, "decp", plain(tmp_path, '{"marches": {"marche": []}}', "vide.json"))
    with pytest.raises(DataError, match=r"marché 2024U0181 : le montant « beaucoup »"):
        read(con, "decp", contracts(tmp_path, {"montant": "beaucoup"}))
    assert con.execute("SELECT count(*) FROM contract").fetchall() == [(0,)]


def test_decp_longer_than_one_buffer(con, tmp_path):
    filler = "x" * 1500
    path = contracts(tmp_path, *({"id": str(rank), "objet": filler} for rank in range(1500)))
    assert path.stat().st_size > 2 << 20
    assert read(con, "decp", path).rows == 3000
