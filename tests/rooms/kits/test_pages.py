"""Pages of the room: every one renders in both languages; sheets are written, voted, adopted, compared, printed."""

from __future__ import annotations

import re

import pytest

from rebonds.content import deliberating
from rebonds.content.kits import load
from rebonds.rooms.deliberate import closing
from rebonds.rooms.deliberate.models import Ballot, Session, Vote
from rebonds.rooms.kits import archetypes, demo, frames, officials
from rebonds.rooms.kits.kinds import KINDS
from rebonds.rooms.kits.models import Sheet
from rebonds.rooms.people import access, registry, thread
from rebonds.rooms.people.demo import Demo
from rebonds.rooms.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/kits/"


@pytest.fixture
def shown(space, people):
    """The invented sheets of the demonstration, by kind."""
    demo.load(Demo(space, people, list(people.values())))
    return {kind: list(Sheet.kept.filter(kind=kind)) for kind in KINDS}


def posted(kind: str, **more) -> dict:
    """Return a whole sheet as it is typed."""
    frame = KINDS[kind]
    out = {"title": "Essai", "version": "1"} | {f"f-{one.id}": f"Texte {one.id}" for one in frame.fields}
    out |= {f"s-{one.id}": "1" for one in frame.sliders}
    if frame.choices:
        out["choice"] = frame.choices[0][0]
    if frame.day:
        out["day"] = "2026-10-01"
    return out | more


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_renders(root, shown, visitor, lang):
    client = visitor()
    pages = ["", "portraits/", "fictions/comparer/", "delegations/", "pistes/", "ateliers/", "avis/"]
    pages += [f"fiches/{kind}/" for kind in KINDS]
    pages += [f"fiches/{kind}/nouvelle/" for kind, one in KINDS.items() if not one.parent]
    mine = [one for sheets in shown.values() for one in sheets if one.kind != "position" or one.agreed]
    pages += [f"fiche/{one.uid}/" for one in mine]
    pages += [f"fiche/{shown['project'][0].uid}/cohabiter/", f"fiche/{shown['fiction'][0].uid}/modifier/"]
    for page in pages:
        response = client.get(f"{root}{page}?lang={lang}")
        assert response.status_code == 200, page
    for page in ("delegations/", "avis/", "fictions/comparer/", f"fiche/{shown['project'][0].uid}/"):
        assert client.get(f"{root}{page}?format=pdf").content.startswith(b"%PDF"), page
    assert client.get(f"{root}fiches/nothing/").status_code == 404
    assert client.get(f"{root}fiches/position/nouvelle/").status_code == 404


def test_five_cards_of_four_sections_are_read_alone(root, visitor):
    page = visitor(Role.PARTICIPANT).get(f"{root}portraits/").content.decode()
    assert page.count("<article") == 5
    for label in archetypes.SECTIONS.values():
        assert page.count(f"<h3>{label.fr}</h3>") == 5


def test_a_fiction_has_a_place_where_it_hurts_and_six_sliders(root, visitor, people):
    client = visitor(Role.PARTICIPANT)
    address = f"{root}fiches/fiction/nouvelle/"
    assert client.post(address, posted("fiction", **{"f-where_it_hurts": " "})).status_code == 422
    assert client.post(address, posted("fiction", **{"s-house": ""})).status_code == 422
    assert not Sheet.kept.exists()
    assert client.post(address, posted("fiction")).status_code == 302
    made = Sheet.kept.get()
    assert made.created_by == people[Role.PARTICIPANT] and len(made.numbers) == 6
    poster = client.get(f"{root}fiche/{made.uid}/?format=affiche")
    assert poster.content.startswith(b"%PDF")
    box = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", poster.content)
    assert box is None or round(float(box[1])) == 1191  # A3 across
    assert visitor(Role.ELECTED).get(f"{root}fiche/{made.uid}/modifier/").status_code == 403
    client.post(f"{root}fiche/{made.uid}/modifier/", posted("fiction", team="on"))
    assert visitor(Role.ELECTED).get(f"{root}fiche/{made.uid}/modifier/").status_code == 200


def test_fictions_are_compared_where_their_sliders_part_most(shown):
    found = archetypes.compared(shown["fiction"], KINDS["fiction"].plural)
    gaps = [row[-1] for row in found.tables[0].rows]
    assert gaps == sorted(gaps, reverse=True) and gaps[0] == 4
    assert len(found.tables[1].rows) == 7


def test_a_reaction_is_quoted_by_name_only_if_its_author_agrees(root, visitor, people):
    client, card = visitor(Role.PARTICIPANT), archetypes.kit().cards[0].id
    for title, more in (("Phrase sans nom", {}), ("Phrase signée", {"agreed": "on"})):
        client.post(f"{root}fiches/quote/nouvelle/", {"title": title, "choice": card, "version": "1", **more})
    for page in ("portraits/", "fiches/quote/"):
        text = visitor().get(f"{root}{page}").content.decode()
        assert "Phrase sans nom" in text and "Phrase signée" in text
        assert text.count(people[Role.PARTICIPANT].name) == 1, page


def opinion(visitor, root):
    visitor(Role.ELECTED).post(f"{root}fiches/opinion/nouvelle/", posted("opinion"))
    return Sheet.kept.get(kind="opinion")


def test_an_opinion_is_adopted_by_a_closed_vote_dated_and_then_unchanged(root, visitor, founder):
    held, client = opinion(visitor, root), visitor()
    page = f"{root}fiche/{held.uid}/"
    assert visitor(Role.ELECTED).post(f"{page}vote/").status_code == 403
    client.post(f"{page}adopter/")
    assert Sheet.objects.get().adopted_on is None
    client.post(f"{page}vote/")
    ballot = Ballot.kept.get()
    assert [step.obj.uid for step in thread.ancestors(ballot)] == [held.uid]
    client.post(f"{page}vote/")
    assert Ballot.kept.count() == 1  # one at a time
    closing.open_ballot(ballot, founder)
    client.post(f"{page}adopter/")
    assert Sheet.objects.get().adopted_on is None
    for rank, grade in enumerate((0, 0, 0, 2, 2, 3)):
        Vote.objects.create(ballot=ballot, mark=f"{rank:064d}"[::-1], turn=1, answers={"opinion": grade})
    closed = closing.close(ballot, founder)
    client.post(f"{page}adopter/")
    held = Sheet.objects.get()
    assert held.adopted_on == closed.closed_at.date()
    assert frames.verdict(held).fr == "défavorable"
    assert frames.counted(held).fr == "favorable 1 · favorable si 2 · on ne peut pas dire 0 · défavorable 3"
    assert held.data["sha256"] == Ballot.objects.get().frozen.sha256
    assert visitor(Role.ELECTED).get(f"{page}modifier/").status_code == 403
    text = client.get(page).content.decode()
    assert "Texte dissent" in text and "défavorable 3" in text
    outcomes = load(deliberating.Shadow).outcomes
    said = {"outcome": outcomes[0].id, "outcome_text": "Vendu.", "outcome_on": "2027-10-01"}
    assert visitor(Role.PARTNER).post(f"{page}suite/", said).status_code == 403
    assert client.post(f"{page}suite/", said | {"outcome_text": ""}).status_code == 422
    assert client.post(f"{page}suite/", said).status_code == 302
    assert "Vendu." in client.get(page).content.decode()
    assert "Texte dissent" in client.get(f"{root}avis/").content.decode()


def test_a_text_changed_since_the_vote_is_not_adopted(root, visitor, founder):
    held, client = opinion(visitor, root), visitor()
    client.post(f"{root}fiche/{held.uid}/vote/")
    ballot = closing.open_ballot(Ballot.kept.get(), founder)
    Vote.objects.create(ballot=ballot, mark="a" * 64, turn=1, answers={"opinion": 3})
    changed = posted("opinion", title="Autre texte", version=str(Sheet.objects.get().version))
    assert visitor(Role.ELECTED).post(f"{root}fiche/{held.uid}/modifier/", changed).status_code == 302
    closing.close(ballot, founder)
    client.post(f"{root}fiche/{held.uid}/adopter/")
    assert Sheet.objects.get().adopted_on is None


def test_a_tie_is_named(shown):
    held = shown["opinion"][0]
    held.data = {
        "vote": [{"fr": "favorable", "en": "for", "n": 2}, {"fr": "défavorable", "en": "against", "n": 2}]
    }
    assert frames.verdict(held).fr == "partagé à égalité\u00a0: favorable / défavorable"


def test_a_position_is_its_author_s_until_she_agrees(root, shown, visitor, people):
    project = shown["project"][0]
    address = f"{root}fiches/position/nouvelle/?de={project.uid}"
    client = visitor(Role.PARTICIPANT)
    wrong = posted("position", title="Nous", **{"w-jobs": "4"})
    assert client.post(address, wrong).status_code == 422
    assert (
        client.post(address, posted("position", title="Nous", **{"w-jobs": "4", "w-land": "6"})).status_code
        == 302
    )
    mine = Sheet.kept.get(title="Nous")
    for role in (Role.FACILITATOR, Role.ELECTED, Role.OBSERVER):
        other = visitor(role)
        assert other.get(f"{root}fiche/{mine.uid}/").status_code == 403
        assert other.get(f"{root}fiche/{mine.uid}/modifier/").status_code == 403
        assert "Texte position" not in other.get(f"{root}fiche/{project.uid}/").content.decode()
        assert "Texte position" not in other.get(f"{root[:-5]}recherche/?q=Texte").content.decode()
        assert "Nous</a>" not in other.get(f"{root}fiches/position/").content.decode()
        assert not access.allowed(people[role], registry.kind_of(mine).see, mine)
    assert client.get(f"{root}fiche/{mine.uid}/").status_code == 200
    before = frames.debate_file(project)
    assert "2 positions" in before.points[-1].text.fr  # hers, and one of the example
    client.post(f"{root}fiche/{mine.uid}/modifier/", posted("position", title="Nous", agreed="on"))
    assert visitor().get(f"{root}fiche/{mine.uid}/").status_code == 200
    assert visitor().get(f"{root}fiche/{mine.uid}/modifier/").status_code == 403
    assert "1 position n’y figure pas" in frames.debate_file(project).points[-1].text.fr
    assert len(frames.agreed_positions(project)) == 4


def test_compatibilities_are_argued_and_stand_in_the_debate_file(root, shown, visitor):
    project = shown["project"][0]
    a, b, *_others = frames.agreed_positions(project)
    key, page = frames.pair_key(a, b), f"{root}fiche/{project.uid}/cohabiter/"
    client = visitor()
    assert client.post(page, {f"p-{key}": "conditional"}).status_code == 422
    said = {f"p-{key}": "conditional", f"w-{key}": "Un relevé public du puits"}
    assert visitor(Role.PARTICIPANT).post(page, said).status_code == 403
    assert client.post(page, said).status_code == 302
    found = client.get(f"{root}fiche/{project.uid}/").content.decode()
    assert "Un relevé public du puits" in found and "sous condition" in found
    assert "Un relevé public du puits, chaque mois" in found  # what would change a mind, in its own words


def test_a_real_decision_is_read_under_each_model(root, visitor):
    client = visitor(Role.ELECTED)
    client.post(f"{root}fiches/decision/nouvelle/", posted("decision"))
    decision = Sheet.kept.get()
    address = f"{root}fiches/implication/nouvelle/?de={decision.uid}"
    empty = {key: "" if key.startswith("f-") else value for key, value in posted("implication").items()}
    assert client.post(address, empty).status_code == 422
    assert client.post(address, empty | {"f-cwb": "Louer, ne pas vendre"}).status_code == 302
    found = officials.decision_report(decision)
    assert len(found.tables[0].rows) == 7
    assert "Modèles que personne" in found.points[-1].lead.fr
    grid = officials.grid()
    assert len(grid.tables) == 13 and all(len(one.rows) == 7 for one in grid.tables[:12])


def test_what_ifs_are_put_to_the_vote_in_one_click_or_from_a_file(root, visitor):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = visitor()
    assert visitor(Role.PARTICIPANT).get(f"{root}pistes/").status_code == 403
    client.post(f"{root}pistes/", {"method": "majority-judgment", "source": "shipped"})
    assert len(Ballot.kept.get().options) == 14
    given = SimpleUploadedFile("pistes.csv", "piste\nPlanter\nPrêter\n".encode())
    client.post(f"{root}pistes/", {"method": "equal-shares", "source": "file", "file": given})
    mine = Ballot.kept.get(method="equal-shares")
    assert [one["fr"] for one in mine.options] == ["Planter", "Prêter"] and mine.settings["budget"] == 2
    bad = SimpleUploadedFile("pistes.csv", b"rien\nA\n")
    assert (
        client.post(f"{root}pistes/", {"method": "cumulative", "source": "file", "file": bad}).status_code
        == 422
    )
    assert client.post(f"{root}pistes/", {"method": "x"}).status_code == 404


def test_a_workshop_comes_with_its_ballots(root, visitor):
    client = visitor()
    assert client.post(f"{root}ateliers/", {"workshop": "team_mirror"}).status_code == 302
    made = Session.kept.get()
    assert made.minutes == 60 and made.invitation.usable
    assert [one.kit for one in made.ballots.all()] == ["self-assessment"]
    client.post(
        f"{root}ateliers/", {"title": "Le nôtre", "m-mirror": "20", "m-whatifs": "30", "m-shadow": "x"}
    )
    ours = Session.kept.get(title="Le nôtre")
    assert ours.minutes == 50 and {one.kit for one in ours.ballots.all()} == {"mirror", "whatifs"}
    client.post(f"{root}ateliers/", {"title": "Rien"})
    assert not Session.kept.filter(title="Rien").exists()
    assert client.post(f"{root}ateliers/", {"workshop": "nothing"}).status_code == 404


def test_scripts_in_texts_stay_texts(root, visitor):
    client, bad = visitor(Role.PARTICIPANT), "<script>alert(1)</script>"
    client.post(f"{root}fiches/fiction/nouvelle/", posted("fiction", title=bad, **{"f-vision": bad}))
    held = Sheet.kept.get()
    for page in (f"fiche/{held.uid}/", "fiches/fiction/", "fictions/comparer/"):
        assert bad not in client.get(f"{root}{page}").content.decode()
    assert client.get(f"{root}fiche/{held.uid}/?format=affiche").content.startswith(b"%PDF")
