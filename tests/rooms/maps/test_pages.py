"""Pages of the room: drawn by forms, read, compared, taken away; refused where the table of access refuses."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from rebonds.causal import exchange
from rebonds.rooms.maps import store, ties
from rebonds.rooms.maps.models import CausalMap, LinkSupport, MapLink, MapNode
from rebonds.rooms.people.models import Role

HTMX = {"HX-Request": "true"}


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/cartes/"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_renders(root, held, nodes, visitor, lang):
    client = visitor()
    link = MapLink.kept.filter(map=held).first()
    for page in (
        "", "nouvelle/", "importer/", "comparer/", f"{held.uid}/", f"{held.uid}/modifier/", f"{held.uid}/lecture/",
        f"{held.uid}/lecture/?n={nodes['Bus'].uid}&v=1", f"{held.uid}/et-si/?n={nodes['Bus'].uid}&v=1&sur=1",
        f"noeud/{nodes['Bus'].uid}/", f"lien/{link.uid}/", f"comparer/?a={held.uid}&b={held.uid}",
    ):  # fmt: skip
        response = client.get(f"{root}{page}{'&' if '?' in page else '?'}lang={lang}")
        assert response.status_code == 200, page
    assert client.get(f"{root}{held.uid}/lecture/", headers=HTMX).content.startswith(b"<h2>")


def test_an_empty_map_says_so(root, founder, visitor):
    made = store.write(exchange.from_json('{"title": "Vide", "nodes": [], "links": []}'), founder)
    client = visitor()
    assert "La carte est vide" in client.get(f"{root}{made.uid}/").content.decode()
    assert "commencera à parler" in client.get(f"{root}{made.uid}/lecture/").content.decode()
    assert client.get(f"{root}{made.uid}/fichier/png/").status_code == 404
    assert client.get(f"{root}{made.uid}/fichier/json/").status_code == 200


def test_a_map_is_drawn_by_forms_alone(root, space, visitor, people):
    client = visitor(Role.PARTICIPANT)
    client.post(f"{root}nouvelle/", {"title": "Nos liens", "version": 1})
    held = CausalMap.kept.get(title="Nos liens")
    assert held.created_by == people[Role.PARTICIPANT]
    page = f"{root}{held.uid}/"
    for label in ("Loyers", "Départs"):
        assert client.post(f"{page}noeuds/", {"label": label, "kind": "factor"}).status_code == 302
    a, b = store.nodes_of(held)
    given = {"cause": a.uid, "effect": b.uid, "sign": "-1", "weight": "3", "source": "Note inventée"}
    assert client.post(f"{page}liens/", given).status_code == 302
    link = store.core(held).links[0]
    assert (link.sign, link.weight) == (-1, 3.0)
    assert [(s.author, s.source) for s in link.support] == [("Personne participant", "Note inventée")]
    html = client.get(page).content.decode()
    assert "réduit (−)" in html and "Note inventée" in html and "<svg" in html


@pytest.mark.parametrize("htmx", [False, True])
def test_what_makes_no_sense_is_refused_and_nothing_is_written(root, held, nodes, visitor, htmx):
    client, page = visitor(), f"{root}{held.uid}/"
    headers = HTMX if htmx else {}
    bus, departs = nodes["Bus"], nodes["Départs"]
    before = (MapNode.objects.count(), MapLink.objects.count())
    for path, given, said in (
        ("noeuds/", {"label": " bus ", "kind": "factor"}, "porte déjà ce nom"),
        ("noeuds/", {"label": "", "kind": "factor"}, "obligatoire"),
        (
            "liens/",
            {"cause": bus.uid, "effect": bus.uid, "sign": "1", "weight": "1"},
            "n’agit pas sur lui-même",
        ),
        (
            "liens/",
            {"cause": bus.uid, "effect": departs.uid, "sign": "1", "weight": "1"},
            "déjà sur la carte",
        ),
        ("liens/", {"cause": "x", "effect": departs.uid, "sign": "1", "weight": "1"}, ""),
        ("liens/", {"cause": bus.uid, "effect": departs.uid, "sign": "2", "weight": "9"}, ""),
    ):
        response = client.post(page + path, given, headers=headers)
        assert response.status_code == (200 if htmx else 422)
        assert said in response.content.decode()
        assert "HX-Trigger-After-Settle" not in response
    assert (MapNode.objects.count(), MapLink.objects.count()) == before


def test_htmx_gets_the_part_that_changed(root, held, visitor):
    response = visitor().post(
        f"{root}{held.uid}/noeuds/",
        {"label": "Train", "kind": "action", "x": "12.34", "y": "-5"},
        headers=HTMX,
    )
    assert response["HX-Trigger-After-Settle"] == "map-changed"
    assert response.content.startswith(b'<script id="map-data" type="application/json">')
    node = MapNode.kept.get(label="Train")
    assert (node.x, node.y, node.kind) == (12.3, -5.0, "action")


def test_nobody_s_change_is_crushed(root, held, nodes, visitor):
    bus = nodes["Bus"]
    client = visitor()
    address = f"{root}noeud/{bus.uid}/"
    assert client.post(address, {"label": "Bus du soir", "kind": "action", "version": 1}).status_code == 302
    response = client.post(address, {"label": "Car", "kind": "factor", "version": 1})
    assert response.status_code == 409
    assert "Bus du soir" in response.content.decode() and "Car" in response.content.decode()
    bus.refresh_from_db()
    assert (bus.label, bus.version) == ("Bus du soir", 2)


def test_a_link_is_changed_and_supported(root, held, visitor, people):
    link = MapLink.kept.filter(map=held).first()
    client = visitor(Role.ELECTED)
    address = f"{root}lien/{link.uid}/"
    assert client.post(address, {"sign": "-1", "weight": "2", "version": 1}).status_code == 302
    client.post(f"{address}soutenir/", {"source": "Étude inventée"})
    core = next(one for one in store.core(held).links if one.support[-1].source == "Étude inventée")
    assert core.sign == -1 and core.weight == 2
    assert core.support[-1].author == "Personne elected"
    mine = LinkSupport.kept.get(created_by=people[Role.ELECTED])
    other = LinkSupport.kept.filter(link=link).exclude(pk=mine.pk).get()
    remove = f"{root}appui/%s/retirer/"
    client.post(remove % other.uid)
    assert LinkSupport.kept.filter(pk=other.pk).exists()  # somebody else's
    client.post(remove % mine.uid)
    assert not LinkSupport.kept.filter(pk=mine.pk).exists()
    visitor().post(remove % other.uid)
    assert LinkSupport.kept.filter(pk=other.pk).exists()  # the last one


def test_deleting_a_node_hides_its_links_and_undoing_brings_them_back(root, space, held, nodes, visitor):
    client, page = visitor(), f"{root}{held.uid}/"
    objects = f"/espaces/{space.slug}/objets/map-node/{nodes['Départs'].uid}/"
    response = client.post(f"{objects}supprimer/", {"next": page}, follow=True)
    assert "Annuler" in response.content.decode()
    assert [str(one) for one in store.links_of(held)] == ["Écoles → Loyers"]
    client.post(f"{objects}retablir/")
    assert len(store.links_of(held)) == 4


def test_a_link_drawn_again_gives_way_to_the_one_restored(space, held, nodes, visitor, founder):
    from rebonds.rooms.people import changes

    link = next(one for one in store.links_of(held) if one.cause.label == "Bus")
    link.delete_softly(founder)
    again = MapLink(map=held, cause=nodes["Bus"], effect=nodes["Départs"], sign=1, weight=2)
    changes.save(again, founder)
    visitor().post(f"/espaces/{space.slug}/objets/map-link/{link.uid}/retablir/")
    assert [one.pk for one in MapLink.kept.filter(cause=nodes["Bus"])] == [link.pk]
    again.refresh_from_db()
    assert again.deleted_at is not None


def test_places_are_kept_or_refused_whole(root, held, nodes, visitor):
    client, address = visitor(), f"{root}{held.uid}/places/"
    uid = nodes["Bus"].uid
    good = client.post(
        address, json.dumps({uid: [10, 20], "inconnu": [1, 2]}), content_type="application/json"
    )
    assert good.json() == {"moved": 1}
    nodes["Bus"].refresh_from_db()
    assert (nodes["Bus"].x, nodes["Bus"].y, nodes["Bus"].version) == (10, 20, 1)
    for bad in (
        "",
        "[1]",
        "{",
        '{"a": 3}',
        '{"a": [1]}',
        f'{{"{uid}": ["NaN", 1]}}',
        f'{{"{uid}": [1e9, 1]}}',
    ):
        assert client.post(address, bad, content_type="application/json").status_code == 400, bad
    assert visitor(Role.OBSERVER).post(address, "{}", content_type="application/json").status_code == 403


def test_every_file_reads_back_or_opens(root, held, visitor):
    client = visitor()
    core = store.core(held)
    got = {
        kind: client.get(f"{root}{held.uid}/fichier/{kind}/")
        for kind in ("liens.csv", "noeuds.csv", "gexf", "json", "svg", "png", "pdf", "xlsx")
    }
    assert all(one.status_code == 200 and "attachment" in one["Content-Disposition"] for one in got.values())
    assert exchange.from_gexf(got["gexf"].content).links == core.links
    assert exchange.from_json(got["json"].content).links == core.links
    assert got["png"].content.startswith(b"\x89PNG") and got["pdf"].content.startswith(b"%PDF")
    files = {"links": io.BytesIO(got["liens.csv"].content), "nodes": io.BytesIO(got["noeuds.csv"].content)}
    files["links"].name, files["nodes"].name = "liens.csv", "noeuds.csv"
    assert client.post(f"{root}importer/", {"title": "Copie", **files}).status_code == 302
    copy = store.core(CausalMap.kept.get(title="Copie"))
    assert {(copy.label(x.cause), copy.label(x.effect), x.sign, x.weight, x.support) for x in copy.links} == {
        (core.label(x.cause), core.label(x.effect), x.sign, x.weight, x.support) for x in core.links
    }
    assert client.get(f"{root}{held.uid}/fichier/docx/").status_code == 404


def test_a_bad_file_writes_nothing(root, space, visitor):
    file = io.BytesIO(b"cause;effect;sign\na;b;+\na;c;oui\n")
    file.name = "liens.csv"
    response = visitor().post(f"{root}importer/", {"title": "Ratée", "links": file})
    assert response.status_code == 422
    assert "ligne 3" in response.content.decode()
    assert not CausalMap.objects.within(space).exists()


def test_what_if_follows(root, held, nodes, visitor):
    client = visitor(Role.OBSERVER)
    address = f"{root}{held.uid}/et-si/"
    html = client.get(address, {"n": nodes["Bus"].uid, "v": "1"}).content.decode()
    assert f'data-effect="{nodes["Départs"].uid}" data-sign="-1"' in html
    assert "robuste" not in html
    sure = client.get(address, {"n": nodes["Bus"].uid, "v": "1", "sur": "1"}).content.decode()
    assert "robuste" in sure
    for bad in (
        {},
        {"n": "x", "v": "1"},
        {"n": nodes["Bus"].uid, "v": "9"},
        {"n": nodes["Bus"].uid, "v": "x"},
    ):
        assert client.get(address, bad).content.strip() == b""


def test_two_maps_are_compared_and_made_one(root, space, held, founder, visitor):
    other = exchange.from_json(json.dumps(exchange.to_json(store.core(held))))
    links = [
        one if rank else type(one)(one.cause, one.effect, -one.sign, one.weight, one.support)
        for rank, one in enumerate(other.links)
    ]
    second = store.write(type(other)("Autre", other.nodes, tuple(links[:3])), founder)
    client = visitor()
    html = client.get(f"{root}comparer/", {"a": held.uid, "b": second.uid}).content.decode()
    assert "signes contraires" in html and "dans A seulement" in html
    client.post(f"{root}fusionner/", {"a": held.uid, "b": second.uid})
    one = CausalMap.kept.within(space).exclude(pk__in=(held.pk, second.pk)).get()
    assert len(store.core(one).links) == 3  # four, less the one to settle
    why = client.get(f"/espaces/{space.slug}/fil/map/{one.uid}/").content.decode()
    assert "Départs" in why and "Autre" in why
    assert client.get(f"{root}comparer/", {"a": held.uid, "b": "nope"}).status_code == 404


def test_who_may_only_look_sees_no_form(root, held, visitor):
    html = visitor(Role.OBSERVER).get(f"{root}{held.uid}/").content.decode()
    assert "Ajouter un lien" not in html and "Supprimer" not in html
    assert visitor(Role.OBSERVER).post(f"{root}{held.uid}/noeuds/", {"label": "x"}).status_code == 403
    link, node = MapLink.kept.filter(map=held).first(), MapNode.kept.filter(map=held).first()
    for page in (f"{root}noeud/{node.uid}/", f"{root}lien/{link.uid}/"):
        shown = visitor(Role.OBSERVER).get(page)
        assert shown.status_code == 200 and "Enregistrer" not in shown.content.decode()
        assert visitor(Role.OBSERVER).post(page, {"label": "x", "sign": 1, "weight": 1}).status_code == 403
    guest = visitor(Role.GUEST).get(f"{root}{held.uid}/").content.decode()
    assert "Ajouter un lien" in guest


def test_reading_pages_ask_few_questions(root, held, visitor, django_assert_max_num_queries):
    client = visitor()
    client.get(f"{root}{held.uid}/")
    with django_assert_max_num_queries(13):
        client.get(f"{root}{held.uid}/")
    with django_assert_max_num_queries(11):
        client.get(f"{root}{held.uid}/lecture/", headers=HTMX)
    with django_assert_max_num_queries(12):
        client.get(root)


def test_a_node_refers_to_a_problem_that_one_may_see(root, space, held, nodes, founder, visitor, monkeypatch):
    from tests.sample_room.models import Question

    from rebonds.rooms.people import changes, registry

    monkeypatch.setitem(registry._kinds, "problem", replace(registry.kind("question"), kind="problem"))
    problem = changes.save(Question(title="Se loger"), founder)
    client, address = visitor(), f"{root}noeud/{nodes['Bus'].uid}/"
    assert "Se loger" in client.get(address).content.decode()
    given = {"label": "Bus", "kind": "problem", "about": f"problem:{problem.uid}", "version": 1}
    assert client.post(address, given).status_code == 302
    nodes["Bus"].refresh_from_db()
    assert (nodes["Bus"].about_kind, nodes["Bus"].about_uid) == ("problem", problem.uid)
    assert f">{problem.title}</a>" in client.get(address).content.decode()
    problem.delete_softly(founder)
    assert f">{problem.title}</a>" not in client.get(address).content.decode()
    bad = client.post(f"{root}{held.uid}/noeuds/", {"label": "X", "kind": "factor", "about": "problem:nope"})
    assert MapNode.objects.filter(label="X", about_uid="nope").count() == 0 and bad.status_code in (302, 422)


def test_english_pages_speak_english(root, held, nodes, visitor):
    client = visitor()
    html = client.get(f"{root}{held.uid}/?lang=en").content.decode()
    assert "Add a link" in html and "Ajouter un lien" not in html
    assert ">factor</option>" in html and "decreases (−)" in html
    read = client.get(f"{root}{held.uid}/lecture/?lang=en&n={nodes['Bus'].uid}&v=1").content.decode()
    assert "balancing" in read and "robust" in read and "robuste" not in read


def test_the_demonstration_brings_two_maps(db):
    from rebonds.rooms.people import demo
    from rebonds.rooms.people.models import Account

    space = demo.load(Account.objects.create_user("demo@exemple.fr", "un mot de passe assez long", "Démo"))
    found = list(CausalMap.kept.within(space))
    assert len(found) == 2 and all("inventé" in one.title for one in found)
    assert all(store.reading(store.core(one)).loops.items for one in found)
    (tie,) = ties.linked(space, "problem")  # two nodes of one map are cards of the example
    assert tie.map in {one.uid for one in found}
