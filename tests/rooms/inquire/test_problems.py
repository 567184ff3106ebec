"""Cards: loaded, reworded, translated, merged and unmerged, retired; put together or not."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rebonds.content import kits
from rebonds.content.inquiring import Deck
from rebonds.rooms.inquire import decks, grouping, likeness, merging
from rebonds.rooms.inquire.models import Family, Merge, Problem, Refusal
from rebonds.rooms.people import changes, registry, thread
from rebonds.rooms.people.models import Role

OWN = """
title = { fr = "Les nôtres", en = "Ours" }
about = { fr = "Écrits ici.", en = "Written here." }
[[theme]]
id = "river"
label = { fr = "Rivière", en = "River" }
[[problem]]
id = "dry_bed"
theme = "river"
shifts = ["sobriety"]
title = { fr = "Le lit est à sec", en = "The bed is dry" }
text = { fr = "En août, qui arrête ?", en = "In August, who stops?" }
"""


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/problemes/"


def test_the_whole_deck_loads_once_and_keeps_what_people_reworded(founder, space):
    deck = kits.load(Deck)
    assert len(deck.problems) >= 60
    assert decks.load_problems(founder, deck) == (len(deck.problems), 0)
    one = Problem.kept.within(space).first()
    one.title_fr = "Dit autrement"
    changes.save(one, founder)
    assert decks.load_problems(founder, deck) == (0, len(deck.problems))
    assert Problem.kept.get(pk=one.pk).title_fr == "Dit autrement"
    assert all(
        p.translated and p.theme and p.shift_keys for p in Problem.kept.within(space).select_related("theme")
    )


def test_a_file_of_ones_own_loads_and_a_bad_one_is_refused_whole(root, space, visitor):
    client = visitor()
    given = SimpleUploadedFile("nous.toml", OWN.encode())
    assert client.post(f"{root}cartes/", {"file": given}).status_code == 302
    made = Problem.kept.get(card="dry_bed")
    assert (made.title_en, made.theme.key, made.shift_keys) == ("The bed is dry", "river", ["sobriety"])
    bad = SimpleUploadedFile(
        "nous.toml", OWN.replace("sobriety", "sobrietty").replace("dry_bed", "other").encode()
    )
    response = client.post(f"{root}cartes/", {"file": bad})
    assert response.status_code == 422
    assert "sobriety" in response.content.decode()  # the nearest known word
    assert Problem.kept.within(space).count() == 1


def test_a_card_written_in_one_language_is_found_to_translate(root, space, shifts, visitor):
    client = visitor(Role.PARTICIPANT)
    given = {"title_fr": "La gare ferme", "version": 1, "shift_choices": ["sobriety", "reciprocity"]}
    assert client.post(f"{root}nouveau/", given).status_code == 302
    made = Problem.kept.get(title_fr="La gare ferme")
    assert made.shift_keys == ["sobriety", "reciprocity"]
    html = client.get(f"{root}?state=untranslated&lang=fr").content.decode()
    assert "La gare ferme" in html
    given |= {"title_en": "The station closes", "version": made.version}
    client.post(f"{root}{made.uid}/modifier/", given)
    assert "La gare ferme" not in client.get(f"{root}?state=untranslated&lang=fr").content.decode()
    assert "The station closes" in client.get(f"{root}?lang=en").content.decode()
    assert client.post(f"{root}nouveau/", {"version": 1}).status_code == 422


def test_lists_filter_by_shift_class_and_state(root, space, cards, visitor):
    client = visitor()
    wanted = [p for p in cards if "sobriety" in p.shift_keys]
    html = client.get(f"{root}?format=csv&lang=fr").content.decode()
    assert html.count("\r\n") == len(cards) + 1
    decks.load_shifts(None, workspace=space)
    csv = client.get(f"{root}?shift=sobriety&format=csv").content.decode()
    assert csv.count("\r\n") == len(wanted) + 1
    assert len(wanted) < len(cards)
    assert client.get(f"{root}?class=wicked&format=csv").content.decode().count("\r\n") == 1


def test_a_merge_keeps_links_and_history_and_is_undone(root, founder, cards, shifts, visitor):
    source, target = cards[0], cards[1]
    thread.link(shifts[0], source, founder)
    thread.link(shifts[1], source, founder)
    thread.link(shifts[1], target, founder)
    keys = target.shift_keys
    client = visitor()
    assert client.post(f"{root}{source.uid}/fusionner/", {"target": target.uid}).status_code == 302
    source, target = Problem.kept.get(pk=source.pk), Problem.kept.get(pk=target.pk)
    assert (source.state, source.merged_into) == ("merged", target)
    assert {s.obj.uid for s in thread.children(target)} == {shifts[0].uid, shifts[1].uid}
    assert {s.obj.uid for s in thread.children(source)} == {shifts[0].uid, shifts[1].uid}
    assert set(target.shift_keys) == {*keys, *source.shift_keys}
    assert len(changes.history(source)) == 2
    assert source.title_fr not in client.get(f"{root}?format=csv").content.decode()
    assert client.post(f"{root}{source.uid}/separer/").status_code == 302
    source = Problem.kept.get(pk=source.pk)
    assert (source.state, source.merged_into) == ("active", None)
    # the link that the target had before stays, the one that the merge made goes
    assert {s.obj.uid for s in thread.children(target)} == {shifts[1].uid}
    assert {s.obj.uid for s in thread.children(source)} == {shifts[0].uid, shifts[1].uid}
    assert not Merge.objects.exists()


def test_a_problem_does_not_merge_into_itself_nor_into_a_merged_one(founder, cards):
    with pytest.raises(merging.MergeError):
        merging.merge(cards[0], cards[0], founder)
    merging.merge(cards[0], cards[1], founder)
    with pytest.raises(merging.MergeError):
        merging.merge(cards[2], Problem.kept.get(pk=cards[0].pk), founder)


def test_a_retired_card_leaves_the_game_and_comes_back(root, cards, visitor):
    client = visitor(Role.INVESTIGATOR)
    page = f"{root}{cards[0].uid}/"
    client.post(f"{page}retirer/")
    assert Problem.kept.get(pk=cards[0].pk).state == "retired"
    assert cards[0].title_fr in client.get(f"{root}?state=retired&format=csv").content.decode()
    client.post(f"{page}retirer/")
    assert Problem.kept.get(pk=cards[0].pk).state == "active"
    assert visitor(Role.PARTICIPANT).post(f"{page}retirer/").status_code == 403


def items(*texts):
    return [likeness.Item(f"u{rank}", text) for rank, text in enumerate(texts)]


def test_texts_that_share_rare_words_are_near_and_plurals_and_accents_are_forgiven():
    held = items(
        "Un bâtiment vide dans la zone",
        "Des batiments vides partout",
        "La cantine achète loin",
        "Le bus ne passe pas",
    )
    found = likeness.near(tuple(held))
    assert [(one.a, one.b) for one in found] == [("u0", "u1")]
    assert set(found[0].words) == {"batiment", "vide"}
    assert 0 < found[0].score <= 1


def test_a_refused_suggestion_does_not_come_back_and_an_accepted_one_makes_a_family(
    root, founder, space, cards, visitor
):
    client = visitor()
    first = grouping.suggestions(space, "problem", cards)
    assert first, "the cards of one theme have something in common"
    pair = first[0]
    post = f"{root}familles/regrouper/faire/"
    client.post(post, {"do": "refuse", "uid": [pair.a, pair.b]})
    assert Refusal.objects.get().key == pair.key
    again = grouping.suggestions(space, "problem", cards)
    assert pair.key not in {one.key for one in again}
    other = again[0]
    client.post(post, {"do": "accept", "uid": [other.a, other.b]})
    family = Family.kept.get()
    assert {p.uid for p in family.problems.all()} == {other.a, other.b}
    held = list(Problem.kept.within(space).select_related("family"))
    assert other.key not in {one.key for one in grouping.suggestions(space, "problem", held)}
    client.post(post, {"do": "forget"})
    assert not Refusal.objects.exists()


def test_cards_move_between_families_by_the_form_and_by_dragging(root, cards, space, visitor):
    client = visitor()
    post = f"{root}familles/regrouper/faire/"
    client.post(
        post, {"do": "move", "uid": [cards[0].uid, cards[1].uid], "target": "nouvelle", "title": "Le sol"}
    )
    family = Family.kept.get(title="Le sol")
    assert set(family.problems.all()) == {cards[0], cards[1]}
    dragged = client.post(
        post, {"uid": cards[2].uid, "target": family.uid}, headers={"X-Requested-With": "fetch"}
    )
    assert dragged.status_code == 204
    client.post(post, {"uid": [cards[0].uid], "target": ""})
    assert set(family.problems.all()) == {cards[1], cards[2]}
    assert client.post(post, {"uid": [cards[0].uid], "target": "inconnue"}).status_code == 404
    assert visitor(Role.ELECTED).post(post, {"uid": [cards[0].uid]}).status_code == 403


def test_search_hooks_of_every_kind():
    from rebonds.rooms.inquire import models

    for model in (
        models.Problem, models.Shift, models.Family, models.Sorting, models.Phase, models.Meeting, models.Decision,
        models.Expectation, models.ExpectationGroup,
    ):  # fmt: skip
        one = model()
        assert isinstance(one.search_text(), str)
        assert one.search_tags()["type"] == [registry.kind_of(model).kind]
        assert set(one.search_tags()) == {"type", "shift", "territory"}
