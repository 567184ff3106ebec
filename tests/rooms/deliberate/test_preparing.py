"""Preparing: sessions, run-sheets, ballots of every method written as lists, kits, and the desk."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema
import pytest
from django.test import Client
from tests.rooms.deliberate.conftest import options

from rebonds.reporting.report import Report
from rebonds.rooms.deliberate import closing, forms, kits, live
from rebonds.rooms.deliberate.models import Ballot, Session
from rebonds.rooms.deliberate.parameters import ways
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Role
from rebonds.text import Text


def test_a_session_is_prepared_then_run(visitor, space):
    desk, here = visitor(), f"/espaces/{space.slug}/ateliers/"
    assert "Aucun atelier" in desk.get(here).content.decode()
    data = {
        "title": "Premier",
        "day": "2026-11-26",
        "lines": "15 Accueil : se présenter\nVoter\n 5 min Clore",
        "seats": "2",
    }
    answer = desk.post(f"{here}nouveau/", data)
    made = Session.objects.get()
    assert answer["Location"].endswith(f"/{made.uid}/animer/")
    assert [(s["minutes"], s["title"]) for s in made.steps] == [(15, "Accueil"), (0, "Voter"), (5, "Clore")]
    run = f"{here}{made.uid}/animer/"
    assert made.invitation.code in desk.get(run).content.decode()
    desk.post(run, {"do": "start"})
    assert live.stage_of(made).running
    assert 890 <= live.stage_of(made).seconds_left <= 900
    desk.post(run, {"do": "pause"})
    assert not live.stage_of(made).running
    for asked, step in (("next", 1), ("next", 2), ("next", 2), ("back", 1)):
        desk.post(run, {"do": asked})
        assert live.stage_of(made).step == step
    for name in ("A", "B", "C"):
        Client().post(f"/a/{made.invitation.code}/", {"name": name})
    assert "joint deux fois" in desk.get(run).content.decode()
    data |= {"title": "Changé", "version": "1"}
    assert desk.post(f"{here}{made.uid}/modifier/", data).status_code == 409, "the door changed it meanwhile"
    data["version"] = str(Session.objects.get().version)
    assert desk.post(f"{here}{made.uid}/modifier/", data).status_code == 302
    desk.post(run, {"do": "end"})
    assert Client().get(f"/a/{made.invitation.code}/").status_code == 200, (
        "the code still opens the workspace"
    )
    assert "terminé" in desk.get(f"{here}{made.uid}/").content.decode()


def test_shipped_run_sheets_can_be_taken(visitor, space):
    ident = forms.sheets()[1][0]
    data = {"title": "Repris", "day": "2026-11-26", "sheet": ident}
    assert visitor().post(f"/espaces/{space.slug}/ateliers/nouveau/", data).status_code == 302
    assert Session.objects.get().minutes > 0


@pytest.mark.parametrize("method", sorted(ways()))
def test_every_method_is_prepared_by_its_form(method, visitor, space, session, founder):
    lines = {
        "questionnaire": "Où en est-on ?\n- Au début | At the start\n- En chemin\nEt après ?\n- Oui\n- Non",
        "equal-shares": "Une halle = 60\nDes outils = 40,5",
    }.get(method, "Une halle | A hall\nDes outils")
    data = {
        "question": "Que faire ?",
        "method": method,
        "lines": lines,
        "scale": "five",
        "budget": "12",
        "low": "0",
        "high": "10",
        "secret": "1",
    }
    page = f"/espaces/{space.slug}/votes/nouveau/?atelier={session.uid}"
    assert visitor().get(page).status_code == 200
    answer = visitor().post(page, data)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    made = Ballot.objects.get()
    assert made.session == session
    assert len(made.options) == 2
    edit = f"/espaces/{space.slug}/votes/{made.uid}/modifier/"
    assert visitor().get(edit).status_code == 200
    before = made.options
    shown = forms.options_text(made)
    assert forms.options_of(shown, method, before)[0] == before, "what is shown reads as what it was"
    assert closing.open_ballot(made, founder).is_open


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": ""},
        {"lines": "Une seule", "method": "pairwise"},
        {"lines": "Deux\ndeux"},
        {"lines": "A\nB", "scale": "own", "own_scale": "bien"},
        {"lines": "A\nB", "method": "cumulative", "budget": "0"},
        {"lines": "A\nB", "method": "cumulative", "budget": "beaucoup"},
        {"lines": "A\nB", "method": "slider", "low": "10", "high": "0"},
        {"lines": "A\nB", "method": "equal-shares", "budget": "10"},
        {"lines": "A\nB", "method": "questionnaire"},
        {"lines": "\n".join(f"Option {n}" for n in range(130))},
        {"lines": "x" * 300 + "\nB"},
        {"lines": "winner\nloser", "method": "approval"},
    ],
)
def test_an_incomplete_ballot_is_refused_with_the_reason(wrong, visitor, space):
    data = {"question": "?", "method": "majority-judgment", "scale": "five", "secret": "1"} | wrong
    answer = visitor().post(f"/espaces/{space.slug}/votes/nouveau/", data)
    assert answer.status_code == 422
    assert 'class="warning"' in answer.content.decode()
    assert not Ballot.objects.exists()


@pytest.fixture
def kit():
    made = kits.register(
        kits.Kit(
            name="essai",
            label=Text("Kit d’essai", "Test kit"),
            about=Text("Deux questions.", "Two questions."),
            make=lambda lang: kits.Draft(
                question={"fr": "Où en est-on ?", "en": "Where are we?"},
                method="questionnaire",
                options=options("questionnaire"),
                data={"key": "base"},
            ),
            result=lambda ballot: Report(
                "essai", Text("Résultat du kit", "Kit result"), Text("", ""), (), ()
            ),
            personal=lambda ballot, answers, lang: Report(
                "moi", Text(f"Vous : {answers}", f"You: {answers}"), Text("", ""), (), ()
            ),
        )
    )
    yield made
    kits._kits.pop("essai")


def test_a_kit_makes_ballots_and_shows_its_own_results(kit, visitor, space, session, phone, at, founder):
    page = f"/espaces/{space.slug}/votes/nouveau/?atelier={session.uid}"
    assert "Kit d’essai" in visitor().get(page).content.decode()
    assert visitor().post(page, {"kit": "essai"}).status_code == 302
    ballot = Ballot.objects.get()
    assert (ballot.kit, ballot.kit_data, ballot.session) == ("essai", {"key": "base"}, session)
    ballot = closing.open_ballot(ballot, founder)
    browser = phone()
    browser.post(at(ballot, "voter/"), {"turn": "1", "o-a": "1"})
    assert "Vous : {&#x27;a&#x27;: 1}" in browser.get(at(ballot)).content.decode()
    assert "Vous :" not in phone("Autre").get(at(ballot)).content.decode()
    ballot = closing.reveal(closing.close(ballot, founder), founder)
    assert visitor().get(at(ballot, "resultat/")).status_code == 200


def test_small_cells_of_a_questionnaire_are_hidden(make_ballot, phone, at, founder, visitor):
    ballot = make_ballot("questionnaire")
    for rank, answer in enumerate(["0", "0", "0", "0", "1"]):
        phone(f"P{rank}").post(at(ballot, "voter/"), {"turn": "1", "o-a": answer, "o-b": "2"})
    ballot = closing.reveal(closing.close(ballot, founder), founder)
    from rebonds.rooms.deliberate.questionnaires import HIDDEN, report

    first, second, third = report(ballot).tables
    assert [row[1] for row in first.rows].count(HIDDEN) >= 2
    assert [row[1] for row in second.rows] == [0, 0, 5]
    assert all(row[1] == HIDDEN for row in third.rows)
    for kind in ("pdf", "csv", "xlsx", "json"):
        assert visitor().get(at(ballot, f"resultat/?format={kind}")).status_code == 200, kind
    assert "?format=json" in visitor().get(at(ballot, "resultat/")).content.decode()
    found = visitor().get(at(ballot, "resultat/?format=json")).json()
    schema = json.loads((files("rebonds.lenses") / "schema/questionnaire.schema.json").read_text("utf-8"))
    jsonschema.validate(found, schema)
    assert found["record"] == "questionnaire" and found["ballots"] == 5
    a, b, c = found["questions"]
    # No subtraction gives back the one who answered alone: the cells shown leave at least two hidden.
    assert a["answers"] == 5 and [one["count"] for one in a["counts"]].count(None) >= 2
    assert [one["count"] for one in b["counts"]] == [0, 0, 5]
    assert c["answers"] is None and {one["count"] for one in c["counts"]} == {None}
    csv = visitor().get(at(ballot, "resultat/?format=csv")).content.decode()
    assert csv.count("caché") >= 5


def test_lists_and_pages_in_both_languages(make_ballot, visitor, space, session):
    make_ballot()
    draft = make_ballot(opened=False, question="Pas encore")
    for role in Role.values:
        text = visitor(role).get(f"/espaces/{space.slug}/votes/").content.decode()
        assert ("Pas encore" in text) is (role in ("facilitator", "investigator")), role
    for page in (
        "ateliers/",
        "votes/",
        f"ateliers/{session.uid}/",
        f"ateliers/{session.uid}/animer/",
        "votes/nouveau/",
    ):
        for lang in ("fr", "en"):
            answer = visitor().get(f"/espaces/{space.slug}/{page}?lang={lang}")
            assert answer.status_code == 200
            assert f'lang="{lang}"' in answer.content.decode()
    assert visitor().get(f"/espaces/{space.slug}/votes/{draft.uid}/").status_code == 302
    assert "Ouvert" in visitor().get(f"/espaces/{space.slug}/votes/?format=csv").content.decode("utf-8-sig")


def test_an_open_ballot_never_goes_back_to_an_earlier_version(make_ballot, at, visitor, founder, space):
    ballot = make_ballot(opened=False, question="Avant")
    ballot.question = "Après"
    changes.save(ballot, founder)
    back = f"/espaces/{space.slug}/historique/ballot/{ballot.uid}/"
    closing.open_ballot(ballot, founder)
    assert visitor().post(f"{back}revenir/", {"version": "1"}).status_code == 403
    page = visitor().get(back)
    assert page.status_code == 200 and "revenir/" not in page.content.decode()
    assert Ballot.objects.get(pk=ballot.pk).question == "Après"
    draft = make_ballot(opened=False, question="Avant")
    draft.question = "Après"
    changes.save(draft, founder)
    address = f"/espaces/{space.slug}/historique/ballot/{draft.uid}/"
    assert "revenir/" in visitor().get(address).content.decode()
    visitor().post(f"{address}revenir/", {"version": "1"})
    assert Ballot.objects.get(pk=draft.pk).question == "Avant"
