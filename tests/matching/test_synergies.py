"""Synergies: the best choice against brute force, bad tables refused, secrecy that subtraction does not undo."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.errors import DataError
from rebonds.lenses import serialise, serialise_flows
from rebonds.matching import declared
from rebonds.matching.declared import Firm, Flow
from rebonds.matching.distance import distance
from rebonds.matching.links import Rules, links
from rebonds.matching.synergies import synergies
from rebonds.reporting.deliver import rendered
from rebonds.reporting.synergies import synergies_report

FREE = Rules(per_km=0.0, fixed=0.0)


def firm(ident: str, *, consent: bool = True, lon: float = 5.7, lat: float = 45.2) -> Firm:
    return Firm(ident, f"Entreprise {ident}", "", lon, lat, consent)


def flow(who: str, side: str, quantity: float, resource: str = "bois", value: float = 10.0) -> Flow:
    return Flow(who, side, resource, quantity, "t", value, "presumed")


def firms(names: str, **withheld: bool) -> dict[str, Firm]:
    return {name: firm(name, consent=withheld.get(name, True)) for name in names}


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=2),
    st.lists(st.integers(1, 4), min_size=1, max_size=2),
    st.lists(st.integers(1, 20), min_size=2, max_size=2),
    st.integers(0, 15),
)
def test_the_choice_is_the_best_one(
    offers: list[int], needs: list[int], worth: list[int], fixed: int
) -> None:
    """Against every whole-number choice: with whole limits an optimum is whole."""
    known = firms("ABCD")
    told = [flow("AB"[i], "offer", s) for i, s in enumerate(offers)]
    told += [flow("CD"[j], "need", d, value=float(worth[j])) for j, d in enumerate(needs)]
    found = synergies(known, told, Rules(per_km=0.0, fixed=float(fixed), gap=0.0))
    cells = [(i, j) for i in range(len(offers)) for j in range(len(needs))]
    best = 0.0
    for picked in itertools.product(*(range(min(offers[i], needs[j]) + 1) for i, j in cells)):
        sent = dict(zip(cells, picked, strict=True))
        if any(sum(q for (a, _), q in sent.items() if a == i) > s for i, s in enumerate(offers)):
            continue
        if any(sum(q for (_, b), q in sent.items() if b == j) > d for j, d in enumerate(needs)):
            continue
        best = max(best, sum(worth[j] * q - (fixed if q else 0) for (_, j), q in sent.items()))
    assert found.value.value == pytest.approx(best, abs=1e-6)
    assert found.gap == pytest.approx(0, abs=1e-6)


def test_what_is_left_says_why_and_what_a_unit_would_bring() -> None:
    known = firms("ABC")
    told = [
        flow("A", "offer", 5),
        flow("B", "need", 8, value=30.0),
        flow("C", "offer", 4, "eau"),
        flow("C", "need", 1, "vapeur"),
    ]
    found = synergies(known, told, FREE)
    assert [(m.giver, m.receiver, m.quantity.value) for m in found.matches] == [("A", "B", 5.0)]
    left = {(one.resource, one.side): one for one in found.left}
    assert left["bois", "need"].quantity.value == pytest.approx(3)
    assert left["bois", "need"].worth == pytest.approx(0)
    assert left["eau", "offer"].worth is None and "manquant" in left["eau", "offer"].reason.fr
    assert "manquant" in left["vapeur", "need"].reason.fr


def test_no_link_with_oneself_too_far_or_at_a_loss() -> None:
    known = {"A": firm("A"), "B": firm("B", lon=7.0), "C": firm("C", lon=5.71)}
    assert distance(known["A"], known["B"]) == pytest.approx(102, abs=3)
    told = [
        flow("A", "offer", 5),
        flow("A", "need", 5),
        flow("B", "need", 5),
        flow("C", "need", 5, value=0.05),
    ]
    assert links(known, told, Rules(most_km=50, per_km=0.1)) == []


def test_a_firm_that_stops_exposes_its_partners_and_may_cut_the_web() -> None:
    known = firms("ABC")
    told = [
        flow("A", "offer", 5),
        flow("B", "need", 5),
        flow("B", "offer", 3, "eau"),
        flow("C", "need", 3, "eau"),
    ]
    roles = {role.firm: role for role in synergies(known, told, FREE).roles}
    assert roles["B"].cut and roles["B"].exposed == ("A", "C")
    assert not roles["A"].cut and roles["A"].exposed == ("B",)


def test_hazardous_waste_is_told(tmp_path: Path) -> None:
    assert declared.resource_of("16 01 07*") == "160107*"
    assert declared.resource_of("  Eau  Chaude ") == "eau chaude"
    told = [flow("A", "offer", 5, "160107*"), flow("B", "need", 5, "160107*")]
    found = synergies(firms("AB"), told, FREE)
    assert not found.matches and {"autorisé" in one.reason.fr for one in found.left} == {True}
    told[1] = replace(told[1], authorised=True)
    assert "dangereux" in synergies(firms("AB"), told, FREE).matches[0].reason.fr


def every_number(node: object) -> list[float]:
    if isinstance(node, dict):
        return [x for value in node.values() for x in every_number(value)]
    if isinstance(node, list):
        return [x for value in node for x in every_number(value)]
    return [float(node)] if isinstance(node, int | float) and not isinstance(node, bool) else []


def test_secrecy_is_not_undone_by_subtraction() -> None:
    """Neither the quantity withheld, nor two figures whose difference is it, may be in the answer."""
    known = firms("ABC", B=False)
    told = [
        flow("A", "offer", 317),
        flow("B", "need", 131),
        flow("C", "need", 59),
        flow("C", "offer", 23, "eau"),
    ]
    found = synergies(known, told, FREE)
    plain = serialise_flows.to_json(found)
    amounts = every_number([plain["value"], plain["matches"], plain["left"], plain["totals"]])
    assert 131 not in amounts
    assert all(abs(abs(a - b) - 131) > 1e-6 for a in amounts for b in amounts)
    assert all(abs(abs(a - b - c) - 131) > 1e-6 for a, b, c in itertools.permutations(set(amounts), 3))
    text = rendered(synergies_report(found), "csv").decode("utf-8-sig")
    assert "131" not in text and "non communiqué" in text


def test_a_sum_is_shown_over_three_firms_that_withhold() -> None:
    told = [flow("A", "offer", 100), *(flow(n, "need", 10) for n in "BCD")]
    two = synergies(firms("ABCD", B=False, C=False), told, FREE).totals[0]
    three = synergies(firms("ABCD", B=False, C=False, D=False), told, FREE).totals[0]
    assert two.needed.value is None and two.needed.state == "secret"
    assert three.needed.value == 30
    assert synergies(firms("ABCD"), told, FREE).totals[0].needed.value == 30


def test_json_follows_its_schema_and_every_format_is_made() -> None:
    found = synergies(firms("AB"), [flow("A", "offer", 5), flow("B", "need", 5)], FREE)
    report = synergies_report(found)
    for lang in ("fr", "en"):
        plain = json.loads(rendered(report, "json", lang))
        jsonschema.validate(plain, serialise.schema("synergies"))
        for format in ("text", "html", "pdf", "xlsx", "csv"):
            assert rendered(report, format, lang)
    assert plain["licence"] != "Licence Ouverte 2.0"


GOOD_FIRMS = "firm,name,lon,lat\nA,Un,5.7,45.2\nB,Deux,5.8,45.2\n"
GOOD_FLOWS = "firm,side,resource,quantity,unit\nA,offer,bois,10,t\nB,need,bois,5,t\n"


@pytest.mark.parametrize(
    ("firms_text", "flows_text", "says"),
    [
        ("", GOOD_FLOWS, "vide"),
        ("name\nUn\n", GOOD_FLOWS, "colonne absente (firm)"),
        (GOOD_FIRMS + "A,Encore,5,45\n", GOOD_FLOWS, "ligne 4"),
        (GOOD_FIRMS.replace("5.8", "580"), GOOD_FLOWS, "position"),
        (GOOD_FIRMS.replace("5.8,", ","), GOOD_FLOWS, "position"),
        (GOOD_FIRMS, GOOD_FLOWS + "Z,offer,bois,1,t\n", "inconnue"),
        (GOOD_FIRMS, GOOD_FLOWS + "A,donne,bois,1,t\n", "offer ni need"),
        (GOOD_FIRMS, GOOD_FLOWS + "A,offer,bois,-1,t\n", "positive"),
        (GOOD_FIRMS, GOOD_FLOWS + "A,offer,bois,beaucoup,t\n", "pas un nombre"),
        (GOOD_FIRMS, GOOD_FLOWS + "A,offer,bois,1,kg\n", "compté en t"),
        (GOOD_FIRMS, GOOD_FLOWS + "A,offer,,1,t\n", "ressource"),
    ],
)
def test_bad_tables_are_refused_with_their_line(
    tmp_path: Path, firms_text: str, flows_text: str, says: str
) -> None:
    paths = tmp_path / "firms.csv", tmp_path / "flows.csv"
    for path, text in zip(paths, (firms_text, flows_text), strict=True):
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as refused:
        declared.read(*paths)
    assert says in refused.value.message("fr")


def test_other_encodings_and_absent_files_are_said(tmp_path: Path) -> None:
    bad = tmp_path / "firms.csv"
    bad.write_bytes("firm;name\nA;Théâtre\n".encode("cp1252"))
    with pytest.raises(DataError, match="UTF-8"):
        declared.read(bad, bad)
    with pytest.raises(DataError, match="existe pas"):
        declared.read(tmp_path / "no.csv", bad)


def test_the_template_is_read_and_the_command_answers(tmp_path: Path) -> None:
    program = str(Path(sys.executable).with_name("rebonds"))
    subprocess.run([program, "synergies", "--template", str(tmp_path)], check=True, capture_output=True)
    tables = [str(tmp_path / name) for name in ("firms.csv", "flows.csv")]
    made = subprocess.run(
        [program, "synergies", *tables, "--format", "json"], check=True, capture_output=True
    )
    found = json.loads(made.stdout)
    assert len(found["matches"]) == 2
    assert {m["quantity"]["state"] for m in found["matches"]} == {"measured", "secret"}
    assert subprocess.run([program, "synergies"], capture_output=True, check=False).returncode == 2


def test_french_columns_spreadsheets_and_decimal_commas(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(tmp_path / "entreprises.xlsx")
    sheet = book.add_worksheet()
    for rank, row in enumerate(
        (["identifiant", "nom", "accord"], [12345678900011, "Un", "oui"], ["B", "Deux", "non"])
    ):
        sheet.write_row(rank, 0, row)
    book.close()
    told = tmp_path / "flux.csv"
    told.write_text(
        "entreprise;sens;ressource;quantite;unite\n12345678900011;offre;Bois;1 234,5;t\n",
        encoding="utf-8-sig",
    )
    known, found = declared.read(tmp_path / "entreprises.xlsx", told)
    assert known["12345678900011"].consent and not known["B"].consent
    assert (found[0].quantity, found[0].side, found[0].resource) == (1234.5, "offer", "bois")
