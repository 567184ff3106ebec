"""Files of decks: what ships comes back byte for byte; everything wrong is told at once, with its line."""

from __future__ import annotations

import csv
import io

import pytest

from rebonds.content import kits as content
from rebonds.errors import DataError
from rebonds.rooms.kits import own
from rebonds.rooms.kits.files import FileError, read_file
from rebonds.rooms.kits.lines import parts, shape, word, written

QUESTIONNAIRE = """fiche;identifiant;rubrique;valeur;français;anglais
jeu;;titre;;Le nôtre;
niveau;;;1;Départ;
niveau;;;2;Chemin;
niveau;;;3;Système;
question;eau;nom;;L'eau;
question;eau;texte;;Qui décide de l'eau ?;Who decides about water?
question;eau;réponse;3;Nous tous;
question;eau;réponse;1;Personne;
question;eau;réponse;2;=SOMME(A1);
question;eau;suite possible;;Un;
question;eau;suite possible;;Deux;
question;eau;suite possible;;Trois;
"""


def told(kind: str, text: str | bytes, name: str = "jeu.csv") -> list[tuple[int, str]]:
    """Return what is told of a file: line and sentence."""
    with pytest.raises(FileError) as caught:
        read_file(kind, name, text.encode() if isinstance(text, str) else text)
    return [(one.line, plainly(one.what)) for one in caught.value.slips]


def plainly(text) -> str:
    """Return a French text with plain spaces."""
    return text.fr.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", list(own.KINDS))
def test_what_ships_comes_back_byte_for_byte(kind, lang):
    shipped = own.KINDS[kind].shipped()
    text = written(shipped, lang)
    found = read_file(kind, "jeu.csv", text.encode())
    assert found.kit == shipped and found.notes == ()
    assert written(found.kit, lang) == text
    assert own._kit(kind, own.content_of(found.kit)) == shipped


@pytest.mark.parametrize("kind", list(own.KINDS))
def test_a_file_opens_in_a_spreadsheet_and_comes_back_from_its_other_formats(kind):
    from openpyxl import Workbook

    text = written(own.KINDS[kind].shipped())
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert {len(row) for row in rows} == {6}
    book = Workbook()
    for row in rows:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    assert read_file(kind, "jeu.xlsx", out.getvalue()).kit == own.KINDS[kind].shipped()
    commas = io.StringIO()
    csv.writer(commas).writerows(rows)
    assert read_file(kind, "jeu.csv", commas.getvalue().encode()).kit == own.KINDS[kind].shipped()


@pytest.mark.parametrize("kind", [name for name in own.KINDS if name != "whatifs"])
def test_a_toml_kit_is_taken_as_well(kind):
    assert read_file(kind, "kit.toml", content.source(kind).encode()).kit == own.KINDS[kind].shipped()


def test_one_language_stands_for_both_and_formulas_stay_texts():
    found = read_file("self_assessment", "jeu.csv", QUESTIONNAIRE.encode())
    (question,) = found.kit.questions
    assert question.label.fr == question.label.en == "L’eau"
    assert question.text.en == "Who decides about water?"
    assert question.options[2].text.fr == "=SOMME(A1)" and found.kit.alternatives == ()
    assert "Textes en une seule langue" in found.notes[-1].fr
    assert {plainly(note).split(" n’est")[0] for note in found.notes[:-1]} == {
        "« présentation »",
        "« consigne »",
    }
    text = written(found.kit)
    assert "'=SOMME(A1)" in text  # neutralised in the export, and read back as it was
    assert written(read_file("self_assessment", "jeu.csv", text.encode()).kit) == text


def test_everything_wrong_is_told_at_once_with_its_line():
    bad = (
        QUESTIONNAIRE.replace("niveau;;;2", "niveau;;;deux")
        .replace("question;eau;nom", "question;Eau vive;nom")
        .replace("eau;réponse;1;Personne", "eau;réponse;1;nous TOUS")
        .replace(
            "question;eau;texte;;Qui décide de l'eau ?;Who decides about water?", "question;eau;texte;;;"
        )
        + "quesion;eau;texte;;Encore;\n"
        + "question;eau;reponce;2;Encore;\n"
        + f"question;eau;suite possible;;{'x' * 2000};\n"
        + "question;eau;texte;;Encore;\n"
    )
    found = told("self_assessment", bad)
    lines = [line for line, _what in found]
    assert lines == sorted(lines)
    assert dict(found)[4] == "colonne « valeur » : « deux » ne se lit pas."
    assert dict(found)[6] == "l’identifiant « Eau vive » ne convient pas."
    assert (7, "il n’y a pas de texte.") in found
    assert (7, "question « eau » : il manque la rubrique « nom ».") in found
    assert dict(found)[9] == "« nous TOUS » est déjà le texte de la ligne 8."
    assert dict(found)[14] == "fiche « quesion » inconnue."
    assert dict(found)[15] == "rubrique « reponce » inconnue."
    assert dict(found)[16] == "texte trop long : 2000 caractères, 1200 au plus."
    assert dict(found)[17] == "« texte » est déjà dit à la ligne 7."
    with pytest.raises(FileError) as caught:
        read_file("self_assessment", "jeu.csv", bad.encode())
    assert all(one.hint.fr and one.hint.en for one in caught.value.slips)
    assert "« eau_vive »" in plainly(caught.value.slips[1].hint)


def test_what_a_kit_refuses_is_told_at_the_line_of_its_card():
    levels = QUESTIONNAIRE.replace("réponse;2;", "réponse;3;")
    assert told("self_assessment", levels) == [
        (6, "« eau » : trois options, une par niveau, et trois suites.")
    ]
    text = written(own.KINDS["officials"].shipped())
    rows = text.split("\r\n")
    first = next(n for n, row in enumerate(rows) if row.startswith("débat;") and ";modèles;" in row)
    rows[first] = rows[first].replace("doughnut", "donut")
    found = told("officials", "\r\n".join(rows))
    assert (
        len(found) == 1
        and "« donut »" in found[0][1]
        and rows[found[0][0] - 1].startswith("débat;refuse_jobs")
    )
    other = written(own.KINDS["mirror"].shipped()).replace("purpose;Notre", "propose;Notre")
    assert "« no_more_attract » : thème « propose » non déclaré." in told("mirror", other)[0][1]
    needed = ";where_it_hurts;obligatoire;oui"
    cards = written(own.KINDS["archetypes"].shipped()).replace(needed, needed[:-3] + "non")
    assert "where_it_hurts" in told("archetypes", cards)[0][1]


def test_two_cards_of_one_name_are_refused_in_either_language():
    text = (
        "fiche;identifiant;valeur;français;anglais\nthème;t;;T;\nénoncé;a;t;Un;Same\nénoncé;b;t;Deux;same\n"
    )
    assert told("mirror", text) == [(4, "« same » est déjà le texte de la ligne 3.")]


def test_a_list_of_one_column_is_a_deck():
    found = read_file("mirror", "liste.csv", "Énoncé\nVendre.\nLouer.\nvendre.\n\n-1 pour tous\n".encode())
    assert [one.text.fr for one in found.kit.statements] == ["Vendre.", "Louer.", "-1 pour tous"]
    assert [plainly(note) for note in found.notes] == ["Ligne 4 : la même qu’à la ligne 2 ; prise une fois."]
    text = written(found.kit)
    assert written(read_file("mirror", "jeu.csv", text.encode()).kit) == text
    assert told("mirror", "énoncé\n" + "x" * 300 + "\nCourt\n" + "y" * 241)[1][0] == 4


def test_control_characters_are_left_out():
    found = read_file("mirror", "liste.csv", "énoncé\nVen\x00dre.\x07\nLouer.\n".encode())
    assert [one.text.fr for one in found.kit.statements] == ["Vendre.", "Louer."]


def test_a_workbook_that_unpacks_to_far_more_than_it_weighs_is_refused(monkeypatch):
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", "0" * 2_000_000)
    monkeypatch.setattr("rebonds.sources.sheet.MOST_UNPACKED", 1_000_000)
    with pytest.raises(DataError, match="décompressé"):
        read_file("mirror", "liste.xlsx", out.getvalue())


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("mirror", b""),
        ("mirror", b"\xff\xfe\x00"),
        ("mirror", b"fiche;identifiant\nx;y\n"),
        ("mirror", b"PK\x03\x04 not a workbook"),
        ("archetypes", b"portrait\nUn\n"),
        ("officials", b"x" * 500_001),
        ("mirror", b"\xc3\xa9nonc\xc3\xa9\n" + b"a\n" * 3001),
        ("mirror", "énoncé\n".encode() + b"".join(b"n%d\n" % n for n in range(121))),
    ],
)
def test_what_cannot_be_read_or_is_too_large_is_refused_with_something_to_do(kind, given):
    with pytest.raises(DataError) as caught:
        read_file(kind, "jeu.csv", given)
    assert caught.value.message("fr") != caught.value.message("en")


def test_bounds_hold_for_a_toml_kit_too():
    toml = content.source("mirror").replace("Un emploi de plus", "Un emploi" + " très" * 60)
    assert told("mirror", toml, "kit.toml")[0][1].startswith("texte trop long")


def test_each_word_of_a_file_names_one_thing():
    """Two fields of one card, or two cards of one kit, never share a name."""
    for one in own.KINDS.values():
        top, lists = parts(one.kit)
        for names in ([p.name for p in top], ["kit", *(p.key for p in lists)]):
            for lang in ("fr", "en"):
                assert len({word(name).to(lang) for name in names}) == len(names), one.name
        for place in lists:
            fields = [p.name for p in shape(place.hint).places]
            assert len({word(name).fr for name in fields}) == len(fields), place.key
        assert set(one.raw["most"]) <= {p.key for p in lists}
        known = {f"{p.key}.{f.name}" for p in lists for f in shape(p.hint).places}
        assert set(one.raw.get("limits", {})) <= known
