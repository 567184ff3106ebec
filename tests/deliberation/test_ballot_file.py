"""Files of ballots: forms that are read, defects that are told, and the one form that is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.deliberation import ballot_file, parameters
from rebonds.deliberation.ballots import Ballots
from rebonds.errors import DataError

PLAIN = "voter,Halle,Jardin\na,3,\nb,1,2\n"
SAME = [
    PLAIN,
    "\ufeff" + PLAIN,
    PLAIN.replace(",", ";"),
    PLAIN.replace(",", "\t"),
    PLAIN.replace("\n", "\r\n"),
    "votant,Halle,Jardin,,\na, 3 ,,,\n\nb,1,2,,\n,,,,\n",
    'voter,"Halle",Jardin\nb,1,2\na,3,""\n',
]


@pytest.mark.parametrize("text", SAME)
def test_the_same_ballots_however_they_are_written(text: str) -> None:
    found = ballot_file.read_bytes(text.encode(), "b.csv")
    assert found.canonical() == PLAIN
    assert found.sha256 == ballot_file.read_bytes(PLAIN.encode(), "other.csv").sha256
    assert found.options == ("Halle", "Jardin")


DEFECTS = {
    "two votes": ("voter,A\nx,1\ny,2\nx,3\n", "lignes 2 et 4", "lines 2 and 4"),
    "no voter": ("voter,A\n,1\n", "ligne 2", "line 2"),
    "short row": ("voter,A,B\nx,1\n", "2 cases, 3 attendues", "2 cells, 3 expected"),
    "long row": ("voter,A\nx,1\ny,1,2\n", "ligne 3", "line 3"),
    "no ballots": ("voter,A\n", "aucun bulletin", "no ballot"),
    "empty": ("", "vide", "empty"),
    "blank": ("\n\n", "vide", "empty"),
    "no option": ("voter\nx\n", "option", "option"),
    "option twice": ("voter,A,a\nx,1,2\n", "deux fois", "twice"),
    "nameless option": ("voter,A,,B\nx,1,2,3\n", "colonne 3", "column 3"),
    "quote": ('voter,A\nx,"1\n', "guillemet", "quotation"),
    "binary": ("voter,A\nx,\0\n", "CSV", "CSV"),
    "long text": ("voter,A\nx," + "z" * 2_001 + "\n", "2000 caractères", "2000 characters"),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_each_defect_says_what_and_where_in_both_languages(name: str) -> None:
    text, fr, en = DEFECTS[name]
    with pytest.raises(DataError) as refused:
        ballot_file.read_bytes(text.encode(), "b.csv")
    said = {lang: refused.value.message(lang).replace("\u00a0", " ") for lang in ("fr", "en")}
    assert fr in said["fr"] and en in said["en"] and "b.csv" in said["fr"]


def test_other_encodings_and_enormous_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "latin.csv"
    file.write_bytes("voter,Été\nx,1\n".encode("latin-1"))
    with pytest.raises(DataError, match="UTF-8"):
        ballot_file.read(file)
    with pytest.raises(DataError, match="n’existe pas"):
        ballot_file.read(tmp_path / "none.csv")
    with pytest.raises(DataError):
        ballot_file.read(tmp_path)
    real = parameters.whole
    monkeypatch.setattr(
        parameters, "whole", lambda t, k: 10 if k in ("most_bytes", "most_rows") else real(t, k)
    )
    with pytest.raises(DataError, match="trop grand"):
        ballot_file.read(file)
    with pytest.raises(DataError, match="trop grand"):
        ballot_file.read_bytes(("voter,A\n" + "".join(f"v{i},1\n" for i in range(11))).encode(), "b.csv")
    wide = "voter," + ",".join(f"o{i}" for i in range(501)) + "\n"
    with pytest.raises(DataError, match="trop grand"):
        ballot_file.read_bytes(wide.encode(), "b.csv")


def test_a_table_of_comparisons_may_name_a_voter_several_times() -> None:
    found = ballot_file.read_bytes(b"voter,winner,loser\nx,A,B\nx,B,C\n", "b.csv")
    assert found.pairs and found.cells == (("A", "B"), ("B", "C"))


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)
NAME = CELL.map(lambda text: "n" + " ".join(text.split()))


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.one_of(NAME, st.sampled_from(["=1+1", "-5", "+x", "@y", "'=z", "''-q"])), min_size=1, max_size=4
    ),
    st.lists(
        st.one_of(NAME, st.just("-7"), st.just("=HYPERLINK(1)")),
        min_size=1,
        max_size=4,
        unique_by=str.casefold,
    ),
    st.data(),
)
def test_what_is_written_is_read_back_and_harmless_in_a_spreadsheet(
    voters: list[str], options: list[str], data: st.DataObject
) -> None:
    import csv
    import io
    import unicodedata

    names = list(dict.fromkeys(unicodedata.normalize("NFC", v) for v in voters))
    heads = list(
        {
            unicodedata.normalize("NFC", o).casefold(): unicodedata.normalize("NFC", o) for o in options
        }.values()
    )
    if len({h.casefold() for h in heads}) < len(heads):
        return
    answers = {
        v: {o: data.draw(st.sampled_from(["", "3", "-1", "=2", "d'accord"])) for o in heads} for v in names
    }
    given = Ballots.of(heads, answers)
    text = given.canonical()
    back = ballot_file.read_bytes(text.encode(), "b.csv")
    assert back.canonical() == text and back.sha256 == given.sha256
    assert set(zip(back.voters, back.cells, strict=True)) == set(zip(given.voters, given.cells, strict=True))
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            assert not cell.startswith(("=", "@", "+", "\t")) and (
                not cell.startswith("-") or cell[1:].isdigit()
            )


def test_costs(tmp_path: Path) -> None:
    file = tmp_path / "costs.csv"
    file.write_text("option;cost\nHalle;1200,5\nJardin;300\n", encoding="utf-8")
    assert {k: float(v) for k, v in ballot_file.read_costs(file).items()} == {"Halle": 1200.5, "Jardin": 300}
    file.write_text("option,cost\nHalle,gratuit\n", encoding="utf-8")
    with pytest.raises(DataError, match="ligne 2"):
        ballot_file.read_costs(file)


def test_the_order_of_rows_tells_nothing() -> None:
    a = Ballots(("A",), ("x", "y"), (("1",), ("2",)))
    b = Ballots(("A",), ("y", "x"), (("2",), ("1",)))
    assert a.canonical() == b.canonical() and a.sha256 == b.sha256
    with pytest.raises(ValueError):
        Ballots(("A", "B"), ("x",), (("1",),))
