"""From a figure of the observatory to a claim: the link, the choice, the pin."""

from __future__ import annotations

import pytest

from rebonds.rooms.dossiers.models import Hypothesis
from rebonds.rooms.people import changes
from rebonds.rooms.people.models import Pin, Role


@pytest.fixture
def figure(installed):
    """An indicator and a territory that the warehouse of tests knows."""
    return "poverty_rate_pct", "200040715"


def test_only_who_is_signed_in_is_offered_to_pin(figure, client, visitor, dossier):
    page = f"/indicateur/{figure[0]}/"
    assert "/epingler/" not in client.get(page).content.decode()
    assert "/epingler/" in visitor(Role.INVESTIGATOR).get(page).content.decode()
    assert client.get(f"/epingler/?indicateur={figure[0]}").status_code == 302


def test_a_figure_goes_to_a_claim_that_one_may_write(figure, visitor, dossier, people):
    ident, code = figure
    held = Hypothesis(dossier=dossier, statement="Cela monte")
    changes.save(held, people[Role.INVESTIGATOR])
    client = visitor(Role.INVESTIGATOR)
    asked = {"indicateur": ident, "territoire": code}
    html = client.get("/epingler/", asked).content.decode()
    assert f"hypothesis:{held.uid}" in html and f"dossier:{dossier.uid}" in html
    assert client.post("/epingler/", {**asked, "cible": ""}).status_code == 422
    response = client.post("/epingler/", {**asked, "cible": f"hypothesis:{held.uid}"})
    assert response.status_code == 302 and held.uid in response.url
    pin = Pin.kept.get()
    assert pin.object_uid == held.uid and pin.indicator == ident and pin.value is not None and pin.source
    assert pin.territory_name in client.get(response.url).content.decode()
    other = visitor(Role.ELECTED)
    assert "aucun dossier" in other.get("/epingler/", asked).content.decode()
    assert other.post("/epingler/", {**asked, "cible": f"hypothesis:{held.uid}"}).status_code == 422
    assert Pin.kept.count() == 1


def test_what_is_no_figure_is_refused(figure, visitor, dossier):
    client = visitor(Role.INVESTIGATOR)
    assert client.get("/epingler/?indicateur=nothing").status_code == 404
    html = client.get(
        "/epingler/", {"indicateur": figure[0], "territoire": "Nullepartville"}
    ).content.decode()
    assert "Nullepartville" in html and 'role="alert"' in html


def test_a_dossier_opens_from_a_problem_and_a_shift(space, people, visitor):
    from rebonds.rooms.dossiers.models import Dossier
    from rebonds.rooms.inquire.models import Problem, Shift
    from rebonds.rooms.people import thread

    member = people[Role.FACILITATOR]
    problem, shift = Problem(title_fr="Le lit est à sec"), Shift(to_fr="la sobriété", from_fr="plus")
    for one in (problem, shift):
        changes.save(one, member)
    client = visitor(Role.INVESTIGATOR)
    for kind, one in (("problem", problem), ("shift", shift)):
        address = f"/espaces/{space.slug}/enquetes/nouveau/?depuis={kind}:{one.uid}"
        page = "problemes" if kind == "problem" else "changements"
        assert (
            f"depuis={kind}:{one.uid}"
            in client.get(f"/espaces/{space.slug}/{page}/{one.uid}/").content.decode()
        )
        assert "selected" in client.get(address).content.decode()
    team = [people[r].pk for r in (Role.INVESTIGATOR, Role.ELECTED)]
    given = {"title": "T", "question": "Q ?", "team": team, "problem": problem.uid, "shift": shift.key}
    client.post(f"/espaces/{space.slug}/enquetes/nouveau/", given)
    made = Dossier.kept.get()
    assert {step.obj.uid for step in thread.parents(made)} == {problem.uid, shift.uid}
    edit = f"/espaces/{space.slug}/enquetes/{made.uid}/modifier/"
    client.post(edit, {**given, "problem": "", "version": made.version, "state": "open"})
    assert {step.obj.uid for step in thread.parents(made)} == {shift.uid}


def test_a_territory_that_is_not_clear_is_chosen_among_candidates(figure, visitor, dossier, space):
    client = visitor(Role.FACILITATOR)
    html = client.get("/epingler/", {"indicateur": figure[0], "territoire": "saint"}).content.decode()
    assert "désigne" in html and html.count('<a href="/epingler/?') > 1
    page = f"/espaces/{space.slug}/objets/dossier/{dossier.uid}/epingler/"
    response = client.post(page, {"indicator": figure[0], "territory": "Grenobl"})
    assert response.status_code == 422
    html = response.content.decode()
    assert 'name="territory" value="38185"' in html  # a candidate, chosen by a button
    assert f'<option value="{figure[0]}" selected>' in html  # what was chosen is kept
    assert not Pin.kept.exists()
    assert client.post(page, {"indicator": figure[0], "territory": "38185"}).status_code == 302
    assert Pin.kept.get().territory_name == "Grenoble"
    assert client.post(page, {"indicator": "rien", "territory": "38185"}).status_code == 422
    assert client.post(page, {"indicator": figure[0], "territory": ""}).status_code == 422


def test_a_territory_is_suggested_as_one_types_in_every_form(visitor, dossier, space):
    client = visitor(Role.FACILITATOR)
    options = client.get("/recherche/choix/", {"n’importe": "grenob"}).content.decode()
    assert '<option value="38185">Grenoble, ' in options
    assert "<option" not in client.get("/recherche/choix/", {"territory": "g"}).content.decode()
    root = f"/espaces/{space.slug}/"
    for page in (
        f"{root}enquetes/{dossier.uid}/",
        f"{root}enquetes/{dossier.uid}/modifier/",
        f"{root}reglages/",
        f"{root}personnes/organisations/",
        "/epingler/?indicateur=poverty_rate_pct",
        "/modeles/",
    ):
        html = client.get(page).content.decode()
        assert 'hx-get="/recherche/choix/"' in html and "<datalist" in html, page


def test_the_form_of_a_dossier_names_what_a_territory_may_be(visitor, dossier, space):
    page = f"/espaces/{space.slug}/enquetes/{dossier.uid}/modifier/"
    html = visitor(Role.FACILITATOR).post(page, {"territory": "Grenobl", "version": 1}).content.decode()
    assert "Grenoble (38185)" in html


def test_a_figure_without_value_is_told_in_words_in_a_report(figure, visitor, dossier, people):
    from rebonds.rooms.dossiers import publishing, reports
    from rebonds.rooms.dossiers.models import Publication

    member = people[Role.FACILITATOR]
    changes.save(
        Pin(
            kind="dossier",
            object_uid=dossier.uid,
            indicator=figure[0],
            territory="38185",
            territory_name="Grenoble",
        ),
        member,
    )
    report = changes.save(Publication(title="Retour"), member)
    publishing.add_chapters(report, [dossier], member)
    html = visitor(Role.FACILITATOR).get(f"/espaces/{dossier.workspace.slug}/retours/{report.uid}/?lang=fr")
    assert "Grenoble : pas de donnée" in html.content.decode().replace("\u00a0", " ")
    assert reports.chapters(report)
