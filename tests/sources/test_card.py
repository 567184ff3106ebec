"""Cards are read strictly: an error says where, what, and what is near."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from rebonds import sources
from rebonds.errors import DataError
from rebonds.sources.readers import READERS

TABLES = """
[keys]
code = "CODE"
[[variable]]
name = "births"
value = "NAIS"
"""


def test_a_card_is_read_with_its_defaults(card):
    read = card(TABLES, "next_release = 2027-03-01\n")
    assert read.id == "essai"
    assert read.licence_out == read.licence_in
    assert read.next_release == dt.date(2027, 3, 1)
    assert (read.format.separator, read.format.decimal, read.format.encoding) == (";", ",", "utf-8")
    assert read.variables[0].label.fr == "births"
    assert read.reader == "table"


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        (TABLES, "licence = 'x'\n", ["clé inconnue « licence »", "licence_in"]),
        (TABLES + "valeur = 'x'\n", "", ["variable births", "« valeur »", "value"]),
        ("[format]\nseparateur = ';'\n" + TABLES, "", ["[format]", "« separateur »", "separator"]),
        ("[format]\nencoding = 'utf8'\n" + TABLES, "", ["'utf8'", "utf-8"]),
        ("[format]\nkind = 'csvs'\n" + TABLES, "", ["'csvs'", "csv"]),
        ("[format]\nsecret = ['']\n" + TABLES, "", ["manquant et secret"]),
        ("[format]\nseparator = ';;'\n" + TABLES, "", ["un seul caractère"]),
        ("[format]\nskip_rows = '2'\n" + TABLES, "", ["skip_rows", "nombre entier"]),
        (TABLES.replace("births", "Births"), "", ["minuscules"]),
        (TABLES.replace('code = "CODE"', 'level = "canton"'), "", ["'canton'"]),
        (TABLES.replace('code = "CODE"', 'level = "epci"'), "", ["« code » est obligatoire"]),
        (TABLES + "[[variable]]\nname = 'births'\nvalue = 'X'\n", "", ["deux fois", "births"]),
        ("[keys]\ncode = 'CODE'\n", "", ["au moins une [[variable]]"]),
        (TABLES.replace("value", "kind = 'ratio'\nvalue"), "", ["denominator"]),
        (TABLES + "denominator = 'POP'\n", "", ["réservés à un « ratio »"]),
        (TABLES + "kind = 'level'\nabsent = 'zero'\n", "", ["absent"]),
        (TABLES + "by = 'SEXE'\n", "", ["tally"]),
        (TABLES + "scale = 0\n", "", ["nul"]),
        (TABLES.replace("[keys]", "[keys]\nlevel = 'iris'") + "kind = 'level'\n", "", ["IRIS"]),
        (TABLES, "reader = 'tabel'\n", ["'tabel'", "'table'"]),
        (TABLES, "sha256 = 'abc'\n", ["64"]),
        (TABLES, "next_release = 'mars'\n", ["AAAA-MM-JJ"]),
        ("[options]\nkinds = 'x'\n" + TABLES, "reader = 'flow'\n", ["kinds", "kind"]),
    ],
)
def test_a_wrong_card_is_refused_clearly(card, body, head, expected):
    with pytest.raises(DataError) as caught:
        card(body, head)
    for words in expected:
        assert words in caught.value.message("fr")
    assert "essai.toml" in caught.value.message("en")


def test_broken_toml_and_missing_card(tmp_path: Path):
    broken = tmp_path / "casse.toml"
    broken.write_text("id = ", encoding="utf-8")
    with pytest.raises(DataError, match="TOML"):
        sources.load_card(broken)
    with pytest.raises(DataError, match="n'existe pas"):
        sources.load_card(tmp_path / "absent.toml")
    with pytest.raises(DataError, match="drees_apl"):
        sources.load_card("dress_apl")


def test_every_shipped_card_is_complete_and_bilingual():
    cards = sources.cards()
    assert len(cards) >= 20
    for identifier, shipped in cards.items():
        assert shipped.id == identifier == Path(shipped.path).stem
        assert shipped.address.startswith("https://")
        assert shipped.licence_in
        assert shipped.notes is not None
        assert shipped.notes.fr != shipped.notes.en
        for variable in shipped.variables:
            assert variable.label.fr != variable.name
            assert variable.label.en
        for lang in ("fr", "en"):
            described = sources.describe(shipped, lang)
            assert shipped.title.to(lang) in described
            assert shipped.producer in described
        assert sources.reader_version(shipped)


def test_table_schema_of_a_card(card):
    schema = card(
        "[format]\nmissing = ['nd']\nsecret = ['s']\n"
        "[keys]\nlevel = 'epci'\ncode = 'SIREN'\nvintage = 'AN'\nwhere = { SEXE = 'T' }\n"
        "[[variable]]\nname = 'tax_persons'\nvalue = 'NB'\nlabel = 'Personnes'\n"
        "[[variable]]\nname = 'poverty'\nkind = 'ratio'\nvalue = 'TP'\ndenominator = 'tax_persons'\nscale = 100\n"
    ).table_schema()
    fields = {field["name"]: field for field in schema["fields"]}
    assert list(fields) == ["SIREN", "AN", "SEXE", "NB", "TP"]
    assert fields["SIREN"]["constraints"] == {"required": True, "pattern": r"^\d{9}$"}
    assert fields["SEXE"]["constraints"] == {"enum": ["T"]}
    assert fields["NB"] == {"name": "NB", "type": "number", "title": "Personnes", "decimalChar": ","}
    assert schema["missingValues"] == ["", "nd", "s"]
    assert schema["primaryKey"] == ["SIREN", "AN"]


def test_the_card_of_the_documentation_is_valid(tmp_path: Path):
    text = (Path(__file__).parents[2] / "docs" / "add-a-source.md").read_text(encoding="utf-8")
    path = tmp_path / "doc.toml"
    path.write_text(text.split("```toml")[1].split("```")[0], encoding="utf-8")
    assert sources.load_card(path).variables[0].kind == "ratio"
    for reader in READERS:
        assert f"| `{reader}` |" in text
