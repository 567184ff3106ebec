"""Influence maps: their owners' and nobody else's, whoever runs the workspace; gone at their term, from everywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.rooms.kits import private
from rebonds.rooms.kits.influencing import Person, Rules, order, reach
from rebonds.rooms.kits.models import InfluenceMap, Peer
from rebonds.rooms.kits.parameters import parameter
from rebonds.rooms.people import access, joining, personal, registry, retention
from rebonds.rooms.people.models import Account, Role

RULES = Rules(open=2, weighs=2, opposed=-1, undecided_low=0, undecided_high=0)
SECRET = "Prudence Exemple"


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/kits/influence/"


@pytest.fixture
def held(db, people, space):
    """A map of the elected member, with two people."""
    made = InfluenceMap.objects.create(
        workspace=space, created_by=people[Role.ELECTED], title="Carte discrète", aim="Louer"
    )
    a = Peer.objects.create(map=made, name=SECRET, position=1, power=3, openness=3, tie=2)
    b = Peer.objects.create(map=made, name="Côme Exemple", position=0, power=1)
    b.ears.add(a)
    return made


OTHERS = [role for role in Role.values if role != Role.ELECTED]


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_sees_it_not_even_who_runs_the_workspace(root, held, visitor, people, role):
    client, peer = visitor(role), held.peers.first()
    pages = ("", "modifier/", "personne/", f"personne/{peer.pk}/")
    for page in pages:
        assert client.get(f"{root}{held.uid}/{page}").status_code == 403, page
        assert client.post(f"{root}{held.uid}/{page}", {"name": "x"}).status_code in (403, 405), page
    assert client.post(f"{root}{held.uid}/effacer/").status_code == 403
    assert client.get(f"{root}{held.uid}/?format=pdf").status_code == 403
    for action in ("influence.see", "influence.edit"):
        assert not access.allowed(people[role], action, held)
        assert not access.allowed(people[role], action)
    listed = client.get(root)
    assert listed.status_code == (403 if role in (Role.OBSERVER, Role.GUEST) else 200)
    assert "Carte discrète" not in listed.content.decode()
    assert "Carte discrète" not in client.get(f"{root}?format=csv").content.decode()
    assert held.peers.count() == 2


def test_it_stands_in_no_list_no_thread_no_history_no_news(held, visitor, space, people):
    with pytest.raises(LookupError):
        registry.kind_of(held)
    owner = visitor(Role.ELECTED)
    for path in ("", "kits/", "fil/", f"recherche/?q={SECRET.split(maxsplit=1)[0]}", "recherche/?q=discrète"):
        for client in (owner, visitor()):
            page = client.get(f"/espaces/{space.slug}/{path}")
            text = page.content.decode().replace("« Prudence »", "")
            assert page.status_code == 200, path
            assert "Carte discrète" not in text and SECRET not in text
    for kind in ("influence", "influencemap", "influence-map", "peer", "sheet"):
        for page in ("historique", "fil"):
            assert owner.get(f"/espaces/{space.slug}/{page}/{kind}/{held.uid}/").status_code == 404
    assert not hasattr(InfluenceMap, "history") and not hasattr(Peer, "history")


def test_its_owners_read_write_share_and_erase_it(root, held, visitor, people):
    owner = visitor(Role.ELECTED)
    page = owner.get(f"{root}{held.uid}/")
    assert SECRET in page.content.decode() and page["Cache-Control"] == "private, no-store"
    assert owner.get(f"{root}{held.uid}/?format=pdf").content.startswith(b"%PDF")
    assert "Carte discrète" in owner.get(root).content.decode()
    far = timezone.localdate() + timedelta(days=parameter("influence", "most_days") + 1)
    form = {"title": "Carte discrète", "expires_on": far.isoformat()}
    assert owner.post(f"{root}{held.uid}/modifier/", form).status_code == 422
    soon = timezone.localdate() + timedelta(days=7)
    form |= {"expires_on": soon.isoformat(), "owners": [people[Role.PARTNER].pk]}
    assert owner.post(f"{root}{held.uid}/modifier/", form).status_code == 302
    assert visitor(Role.PARTNER).get(f"{root}{held.uid}/").status_code == 200
    assert "Carte discrète" in visitor(Role.PARTNER).get(root).content.decode()
    assert visitor().get(f"{root}{held.uid}/").status_code == 403
    for bad in (people[Role.OBSERVER].pk, people[Role.GUEST].pk, 10**6):
        assert owner.post(f"{root}{held.uid}/modifier/", form | {"owners": [bad]}).status_code == 422
    person = {"name": "Nouveau", "position": "3", "power": "1", "openness": "1", "tie": "0"}
    assert owner.post(f"{root}{held.uid}/personne/", person).status_code == 422
    assert owner.post(f"{root}{held.uid}/personne/", person | {"position": "-2"}).status_code == 302
    added = held.peers.get(name="Nouveau")
    owner.post(f"{root}{held.uid}/personne/{added.pk}/", {"do": "remove"})
    assert held.peers.count() == 2
    assert owner.post(f"{root}{held.uid}/effacer/").status_code == 302
    assert not InfluenceMap.objects.exists() and not Peer.objects.exists()


def test_an_owner_who_left_or_of_another_workspace_sees_nothing(root, held, people, visitor):
    account = Account.objects.create_user("loin@exemple.fr", None, "Loin")
    stranger = joining.open_workspace(account, "Autre", "authority")
    held.owners.add(stranger)
    assert not access.allowed(stranger, "influence.see", held)
    joining.leave(people[Role.ELECTED])
    people[Role.ELECTED].refresh_from_db()
    assert not access.allowed(people[Role.ELECTED], "influence.see", held)


def test_it_goes_at_its_term_and_is_not_seen_in_between(root, held, visitor):
    owner = visitor(Role.ELECTED)
    assert held.expires_on == timezone.localdate() + timedelta(days=90)
    held.expires_on = timezone.localdate() - timedelta(days=1)
    held.save()
    assert owner.get(f"{root}{held.uid}/").status_code == 404
    assert "Carte discrète" not in owner.get(root).content.decode()
    assert retention.purge()["expired"] >= 1
    assert not InfluenceMap.objects.exists() and not Peer.objects.exists()


def test_a_living_map_survives_the_purge(held):
    retention.purge()
    assert InfluenceMap.objects.filter(pk=held.pk).exists()


def test_an_export_that_who_runs_the_workspace_may_ask_tells_nothing_of_it(held, people, visitor, space):
    exported = str(personal.export(people[Role.ELECTED]))
    assert "Carte discrète" not in exported and SECRET not in exported and "influence" not in exported


def test_whoever_is_erased_takes_her_maps_with_her_and_leaves_those_of_others(held, people, space):
    other = InfluenceMap.objects.create(workspace=space, created_by=people[Role.PARTNER], title="Autre")
    other.owners.add(people[Role.ELECTED])
    personal.erase(people[Role.ELECTED])
    assert list(InfluenceMap.objects.all()) == [other] and not other.owners.exists()
    assert not Peer.objects.exists()


def test_the_rule_open_first_an_opponent_early_then_whom_the_undecided_hear():
    people = [
        Person(1, 0, 1, 1, 0, ears=(3,)),  # undecided, listens to 3
        Person(2, -2, 3, 0, 0),  # opposed
        Person(3, 1, 2, 1, 1),  # heard by the undecided
        Person(4, 1, 3, 3, 2),  # open, weighs, known
        Person(5, 1, 2, 2, 1),  # likewise, less
    ]
    found = order(people, RULES)
    assert [(t.key, t.reason) for t in found] == [
        (4, "first"),
        (2, "opponent"),
        (5, "first"),
        (3, "heard"),
        (1, "rest"),
    ]
    assert order([people[1]], RULES)[0].reason == "opponent"
    assert order([], RULES) == []


def test_reach_counts_one_intermediary_by_its_weaker_step():
    a, b, c = Person(1, 0, 3, 0, 0), Person(2, 0, 1, 0, 0, ears=(1,)), Person(3, 0, 0, 0, 0, ears=(2,))
    assert reach([a, b, c]) == {1: 3 + 1, 2: 1, 3: 0}


@st.composite
def groups(draw):
    n = draw(st.integers(0, 6))
    number = st.integers
    return [
        Person(
            k,
            draw(number(-2, 2)),
            draw(number(0, 3)),
            draw(number(0, 3)),
            draw(number(0, 3)),
            tuple(draw(st.sets(number(0, 7), max_size=4))),
        )
        for k in range(n)
    ]


@given(groups())
@settings(max_examples=80, deadline=None)
def test_everyone_is_told_once_and_no_opponent_comes_first_where_someone_is_open(people):
    found = order(people, RULES)
    assert sorted(t.key for t in found) == sorted(p.key for p in people)
    assert all(t.reach >= 0 for t in found)
    if any(t.reason == "first" for t in found):
        assert found[0].reason == "first"
    direct = {p.key: sum(p.power for q in people if p.key in q.ears and q.key != p.key) for p in people}
    assert all(t.reach >= direct[t.key] for t in found)


def test_the_page_tells_the_order_and_why(held):
    found = private.report(held)
    assert [row[1].fr for row in found.tables[0].rows] == [SECRET, "Côme Exemple"]
    assert found.tables[0].rows[0][2].fr.startswith("ouverte")
