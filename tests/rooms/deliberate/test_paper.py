"""Paper: printed in every form, typed in row by row, counted with phones; minutes the same day."""

from __future__ import annotations

import io
import json
import zipfile

import pypdf
import pytest
from tests.rooms.deliberate.test_voting import ANSWERS, JSON

from rebonds.reporting.paper import KINDS
from rebonds.rooms.deliberate import closing, counting, paper
from rebonds.rooms.deliberate.models import Vote
from rebonds.rooms.deliberate.parameters import ways
from rebonds.rooms.people.models import Role

#: A row of the grid by method, as a hand types it, and what it must be read as.
ROWS = {
    "majority-judgment": (["1", "passable", ""], {"a": 2, "b": 1}),
    "sorting": (["3", "1", ""], {"a": 2, "b": 0}),
    "approval": (["x", "", "0"], {"a": 1, "b": 0, "c": 0}),
    "cumulative": (["2", "", "4"], {"a": 2, "b": 0, "c": 4}),
    "quadratic": (["2", "-1", ""], {"a": 2, "b": -1, "c": 0}),
    "pairwise": (None, None),
    "score": (["7,5", "", "0"], {"a": "7.5", "c": "0"}),
    "slider": (["3", "", "10"], {"a": "3", "c": "10"}),
    "consent": (["1", "2 cher", "objection: loin"], {"a": "consent", "b": "objection: cher", "c": "objection: loin"}),
    "statements": (["1", "2", "pas d'accord"], {"a": "agree", "b": "pass", "c": "disagree"}),
    "equal-shares": (["1", "0", ""], {"a": 1, "b": 0, "c": 0}),
    "questionnaire": (["1", "3", ""], {"a": 0, "b": 2}),
}  # fmt: skip


@pytest.mark.parametrize("method", sorted(ways()))
def test_a_row_is_read_and_shown_again_as_typed(method, make_ballot):
    ballot = make_ballot(method)
    cells, expected = ROWS[method]
    if method == "pairwise":
        cells = ["1" for _ in paper.columns(ballot, "fr")]
        expected = {"pairs": [["a", "b"], ["a", "c"], ["b", "c"]]}
    answers = paper.answers_of(ballot, cells, "fr")
    assert answers == expected
    paper.keep(ballot, 7, answers)
    vote = Vote.objects.get(ballot=ballot)
    again = paper.cells_of(ballot, vote, "fr")
    assert paper.answers_of(ballot, again, "fr") == expected
    assert paper.answers_of(ballot, ["", " ", ""], "fr") is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", sorted(ways()))
def test_everything_prints(kind, method, make_ballot, visitor, at):
    ballot = make_ballot(method, opened=False)
    response = visitor().get(at(ballot, f"papier.pdf?forme={kind}&feuilles=2&de=8"))
    assert response["Content-Type"] == "application/pdf"
    book = pypdf.PdfReader(io.BytesIO(response.content))
    text = "".join(page.extract_text() for page in book.pages)
    width, height = (float(v) for v in book.pages[0].mediabox[2:])
    assert (round(width), round(height)) == ((1191, 842) if kind == "poster" else (595, 842))
    assert "Ouvrir une halle" in text.replace("\n", " ")
    if kind in ("ballots", "large"):
        assert "008" in text and "009" in text and "Vote secret" in text


def test_fifty_problems_fit_on_paper(make_ballot):
    many = [{"id": f"o{n}", "fr": f"Problème numéro {n} " * 5, "en": f"Problem {n} " * 5} for n in range(50)]
    ballot = make_ballot("sorting", opened=False, options=many)
    from rebonds.reporting.paper import paper_pdf

    for kind in KINDS:
        pages = len(pypdf.PdfReader(io.BytesIO(paper_pdf(paper.printed(ballot, "fr"), kind))).pages)
        assert pages <= 12, kind


def test_grid_saves_rows_replaces_and_removes_them(make_ballot, visitor, at):
    ballot, desk = make_ballot("sorting"), visitor()
    page = at(ballot, "saisie/")
    assert desk.get(page).status_code == 200

    def save(sheet, *cells):
        data = {f"c-{sheet}-{n}": cell for n, cell in enumerate(cells)}
        return desk.post(page, data, **JSON)

    assert save(1, "1", "2", "3").json() == {"rows": {"1": {"saved": True, "message": ""}}}
    save(1, "3", "2", "3")
    save(2, "1", "", "")
    assert sorted(v.answers["a"] for v in ballot.votes.all()) == [0, 2]
    refused = save(3, "9", "", "")
    assert refused.status_code == 422
    assert "Ouvrir une halle" in refused.json()["rows"]["3"]["message"]
    save(2, "", "", "")
    assert ballot.votes.count() == 1
    shown = desk.get(page).content.decode()
    assert 'value="3"' in shown
    without_script = desk.post(page, {"c-4-0": "2", "c-5-0": "zut", "c-5-1": "1"})
    assert without_script.status_code == 422
    assert "zut" in without_script.content.decode()
    assert ballot.votes.filter(paper=4).exists() and not ballot.votes.filter(paper=5).exists()
    assert desk.post(page, {"c-6-0": "2"}).status_code == 302


def test_paper_and_phones_make_one_result(make_ballot, phone, at, founder, visitor):
    ballot = make_ballot()
    for rank, given in enumerate(ANSWERS["majority-judgment"]):
        phone(f"P{rank}").post(at(ballot, "voter/"), {"turn": "1", **given})
    ballot = closing.phones(ballot, founder, accepted=False)
    late = phone("Tard").post(at(ballot, "voter/"), {"turn": "1", "o-a": "0"}, **JSON)
    assert late.status_code == 409
    paper.keep(ballot, 1, {"a": 0})
    paper.keep(ballot, 2, {"b": 2, "c": 2})
    ballot = closing.reveal(closing.close(ballot, founder), founder)
    found = counting.result_of(ballot)
    assert found.ballots == 5
    assert "papier-001" in ballot.frozen.text
    says = json.loads(ballot.frozen.statement)
    assert (says["ballots"], says["on_paper"]) == (5, 2)
    assert visitor().post(at(ballot, "saisie/"), {"c-9-0": "1"}, **JSON).status_code == 403


def test_minutes_hold_agenda_results_decisions_and_only_the_named(
    make_ballot, session, phone, at, founder, visitor, space
):
    ballot = make_ballot()
    for rank, given in enumerate(ANSWERS["majority-judgment"]):
        phone(f"Discrète {rank}").post(at(ballot, "voter/"), {"turn": "1", **given})
    named = phone("Ginette Nommée")
    named.post(f"/espaces/{space.slug}/ateliers/{session.uid}/presence/", {"named": "1"})
    closing.reveal(closing.close(ballot, founder), founder)
    desk, page = visitor(), f"/espaces/{space.slug}/ateliers/{session.uid}/compte-rendu/"
    assert (
        desk.post(page, {"decisions": "On ouvre la halle en mars\n- On en reparle", "notes": ""}).status_code
        == 302
    )
    shown = desk.get(page).content.decode()
    pdf = desk.get(f"{page}?format=pdf").content
    printed = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    odt = zipfile.ZipFile(io.BytesIO(desk.get(f"{page}?format=odt").content))
    assert odt.read("mimetype") == b"application/vnd.oasis.opendocument.text"
    edited = odt.read("content.xml").decode()
    for text in (shown, printed, edited):
        for wanted in ("Accueil", "On ouvre la halle en mars", "Ginette Nommée", "Ouvrir une halle"):
            assert wanted in text.replace("\n", " "), wanted
        assert "Discrète" not in text
        assert "3 sans être nommés" in text.replace("\n", " ")
    assert visitor(Role.PARTICIPANT).get(page).status_code == 200
    assert visitor(Role.PARTICIPANT).post(page, {"decisions": "À moi"}).status_code == 403
    assert desk.get(f"{page}?lang=en").status_code == 200
