"""``rebonds sortition``: files in, a panel out; bad files refused with the line and what to do."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

from rebonds import cli
from rebonds.deliberation.sortition.examples import template
from rebonds.lenses import serialise


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    template(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    code = cli.run([str(word) for word in ("sortition", *words)], "fr")
    told = capsys.readouterr()
    return code, told.out, told.err


def asked(folder: Path, *more: str | Path) -> tuple[str | Path, ...]:
    return (folder / "pool.csv", "--quotas", folder / "quotas.csv", "--size", "12", *more)


def out(folder: Path, name: str) -> Path:
    return folder / name


def test_text_says_the_panel_the_quotas_the_chances_and_what_they_rest_on(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text, _ = run(capsys, *asked(folder, "--seed", "jeu", "--same-address", "adresse"))
    assert code == 0
    for word in ("Le panel", "Les quotas", "Les chances", "LEXIMIN", "SHA-256", "8 respectés sur 8", "16,67"):
        assert word in text
    assert run(capsys, *asked(folder, "--seed", "jeu", "--same-address", "adresse"))[1] == text
    english = run(capsys, *asked(folder, "--seed", "jeu", "--lang", "en"))[1]
    assert "The panel" in english and "16.67%" in english


def test_json_follows_its_schema(folder: Path) -> None:
    for name, options in (
        ("a.json", ("--seed", "1")),
        ("b.json", ("--seed", "1", "--panels", "50", "--same-address", "adresse")),
        ("c.json", ("--commit", str(folder / "sheet.json"))),
    ):
        assert (
            cli.run(
                [
                    *map(str, ("sortition", *asked(folder, *options))),
                    "--format",
                    "json",
                    "--out",
                    str(out(folder, name)),
                ],
                "fr",
            )
            == 0
        )
        found = json.loads(out(folder, name).read_text(encoding="utf-8"))
        jsonschema.validate(found, serialise.schema("sortition"))
        assert found["record"] == "sortition"
        assert all(one["probability"] == one["tickets"] / one["out_of"] for one in found["chances"])
        assert sum(one["tickets"] / one["out_of"] for one in found["chances"]) == pytest.approx(12)
    broken = {**found, "chances": [{"id": 1}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, serialise.schema("sortition"))


def test_csv_lists_every_candidate(folder: Path) -> None:
    path = out(folder, "a.csv")
    assert (
        cli.run(
            [*map(str, ("sortition", *asked(folder, "--seed", "1", "--format", "csv", "--out", path)))], "fr"
        )
        == 0
    )
    text = path.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert sum("C60" in row for row in rows) >= 1


def test_a_ceremony_from_commit_to_verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = folder / "tirage.json"
    assert run(capsys, *asked(folder, "--commit", sheet))[0] == 0
    secret = folder / "tirage.json.secret"
    assert secret.stat().st_mode & 0o077 == 0
    assert secret.read_text().strip() not in sheet.read_text()
    assert run(capsys, *asked(folder, "--commit", sheet))[0] == 2  # never made again
    base = (folder / "pool.csv", "--quotas", folder / "quotas.csv")
    assert run(capsys, *base, "--verify", sheet)[0] == 0
    assert run(capsys, *base, "--reveal", sheet)[0] == 2  # numbers are missing
    code, text, _ = run(capsys, *base, "--reveal", sheet, "--public", "4 6 1 2")
    assert code == 0 and "Le panel" in text
    code, again, err = run(capsys, *base, "--verify", sheet)
    assert code == 0 and "Vérifié" in err and again == text
    assert run(capsys, *base, "--reveal", sheet, "--public", "5")[0] == 2  # a draw is not done twice
    pool = folder / "pool.csv"
    pool.write_text(pool.read_text(encoding="utf-8-sig").replace("C07;", "C07b;"), encoding="utf-8")
    code, _, err = run(capsys, *base, "--verify", sheet)
    assert code == 8 and "vivier" in err


def test_replacing_who_left(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = out(folder, "a.json")
    run(capsys, *asked(folder, "--seed", "1", "--format", "json", "--out", path))
    panel = [one["id"] for one in json.loads(path.read_text(encoding="utf-8"))["panel"]]
    told = folder / "panel.csv"
    told.write_text("id,status\n" + "".join(f"{one},{'out' if one == panel[0] else ''}\n" for one in panel))
    code, text, _ = run(capsys, *asked(folder, "--seed", "2", "--replace", told))
    assert code == 0 and "arrive" in text and "8 respectés sur 8" in text
    told.write_text("id,status\nC01,peut-être\n")
    code, _, err = run(capsys, *asked(folder, "--seed", "2", "--replace", told))
    assert code == 5 and "ligne 2" in err


def test_rehearsing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = asked(folder, "--rehearse", folder / "rates.csv", "--runs", "10")
    code, text, _ = run(capsys, *words)
    assert code == 0 and "hypothèses" in text and "Remplaçants" in text
    assert "\u202f% des répétitions" in text
    path = out(folder, "r.json")
    assert run(capsys, *words, "--format", "json", "--out", path)[0] == 0
    jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), serialise.schema("rehearsal"))


def test_quotas_that_cannot_be_met_say_what_to_change(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quotas = folder / "quotas.csv"
    text = quotas.read_text(encoding="utf-8-sig").replace("sexe;femme;6;6", "sexe;femme;7;8")
    quotas.write_text(text, encoding="utf-8")
    code, _, err = run(capsys, *asked(folder, "--seed", "1"))
    assert code == 12
    assert "ramener le minimum de « femme » (sexe) de 7 à 6" in err
    assert "les minimums de « sexe » font 13" in err


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("pool.csv", "", "vide"),
        ("pool.csv", "nom;sexe;age;lieu\n", "id"),
        ("pool.csv", "id;sexe;age\n1;femme;60+\n", "lieu"),
        ("pool.csv", "id;sexe;age;lieu\n1;femme;60+;ville\n1;homme;60+;ville\n", "ligne 3"),
        ("pool.csv", "id;sexe;age;lieu\n1;Femmes;60+;ville\n", "Vouliez-vous dire « femme »"),
        ("pool.csv", "id;sexe;age;lieu\n1;;60+;ville\n", "« sexe » est vide"),
        ("pool.csv", "id;sexe;age;lieu\n;femme;60+;ville\n", "identifiant manque"),
        ("pool.csv", "id;sexe;age;lieu\n1;femme;60+;ville;de trop\n", "5 cellules"),
        ("pool.csv", "id;sexe;sexe;age;lieu\n", "deux colonnes"),
        ("pool.csv", "id;sexe;age;lieu\n", "aucun candidat"),
        ("pool.csv", b"\xff\xfe\x00bad", "UTF-8"),
        ("quotas.csv", "category;value;min\n", "max"),
        ("quotas.csv", "category;value;min;max\nsexe;femme;8;6\n", "dépasse"),
        ("quotas.csv", "category;value;min;max\nsexe;femme;-1;6\n", "ligne 2"),
        ("quotas.csv", "category;value;min;max\nsexe;femme;1.5;6\n", "nombre entier"),
        ("quotas.csv", "category;value;min;max\nsexe;femme;1;6\nsexe;femme;1;6\n", "ligne 3"),
        ("quotas.csv", "category;value;min;max\n", "aucun quota"),
    ],
)  # fmt: skip
def test_bad_tables_are_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], file: str, content: str | bytes, said: str
) -> None:
    (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    code, text, err = run(capsys, *asked(folder, "--seed", "1"))
    assert code == 5 and not text
    assert said in err


def test_options_that_make_no_sense_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = (folder / "pool.csv", "--quotas", folder / "quotas.csv")
    for words in (
        (),
        (folder / "pool.csv",),
        (*base, "--seed", "1"),
        (*base, "--size", "12"),
        (*base, "--size", "12", "--verify", "a", "--reveal", "b"),
        (*base, "--size", "12", "--seed", "1", "--panels", "-3"),
        (*base, "--size", "12", "--rehearse", folder / "rates.csv", "--runs", "0"),
        (*base, "--size", "12", "--seed", "1", "--format", "docx"),
    ):
        assert run(capsys, *words)[0] == 2, words
    assert run(capsys, folder / "absent.csv", *base[1:], "--size", "3", "--seed", "1")[0] == 5
