"""Search: words folded alike on both sides, ranked, marked, filtered, and never beyond what a member may see."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebonds.rooms.dossiers.models import Dossier, Reading
from rebonds.rooms.people import changes, joining
from rebonds.rooms.people.models import Account, Role
from rebonds.rooms.search import finding, index
from rebonds.rooms.search.folding import fold, folded, terms
from rebonds.rooms.search.models import SearchEntry


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Métaux", "metal"), ("travaux", "TRAVAIL"), ("eaux", "Eau"), ("bureaux", "bureau"), ("élèves", "eleve"),
        ("œuvres", "oeuvre"), ("jeux", "jeu"), ("chevaux", "cheval"), ("problèmes", "probleme"), ("Łódź", "łodz"),
    ],
)  # fmt: skip
def test_two_forms_of_a_word_are_one(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("bus", "bu"), ("gaz", "ga"), ("terre", "tertre"), ("loi", "lois de")]
)
def test_two_words_stay_two(one, other):
    assert folded(one) != folded(other)


def test_elisions_and_signs_part_words():
    assert terms("l’eau d'à côté, qu’on « boit »") == ["eau", "cote", "qu", "on", "boit"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_a_query_is_only_letters_and_digits(text):
    """Whatever people type, what the engine reads has no operator."""
    for one in terms(text):
        assert one.isalnum()


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=80), word=st.text(min_size=1, max_size=10))
def test_extracts_are_escaped(text, word):
    wanted = terms(word) or ["zz"]
    html = finding.extract(f"<script>{text}</script>", wanted)
    assert "<script" not in html


def titles(member, query, **more):
    return [str(hit.obj) for hit in finding.search(member, query, **more).hits]


def test_accents_plurals_and_beginnings_are_forgiven(dossier, people):
    member = people[Role.OBSERVER]
    for query in ("atelier", "ATELIERS", "ateliér", "ferme", "atel ferm"):
        assert titles(member, query, kind="dossier") == ["Ateliers qui ferment"], query
    assert titles(member, "ateliers introuvables") == []
    assert titles(member, "  ") == titles(member, '’-*"') == titles(member, "a OR b NOT c") == []


def test_the_title_counts_more(dossier, people):
    member = people[Role.INVESTIGATOR]
    for title, notes in (("Sur les forges", "rien"), ("Autre", "des forges partout, des forges")):
        changes.save(Reading(title=title, notes=notes), member)
    assert titles(member, "forge")[0] == "Sur les forges"


def test_the_index_follows_what_is_written(dossier, people):
    member = people[Role.INVESTIGATOR]
    dossier.title = "Moulins"
    changes.save(dossier, member)
    assert titles(member, "atelier", kind="dossier") == [] and titles(member, "moulin") == ["Moulins"]
    dossier.delete_softly(member)
    assert titles(member, "moulin") == []
    dossier.restore(member)
    assert titles(member, "moulin") == ["Moulins"]
    Dossier.objects.all().delete()
    assert not SearchEntry.objects.exists()


def test_the_index_can_be_made_again(said, space, people):
    held = set(SearchEntry.objects.values_list("object_uid", "folded_title", "folded_text", "shifts"))
    SearchEntry.objects.all().delete()
    assert titles(people[Role.FACILITATOR], "parole") == []
    assert index.rebuild(space) == len(held)
    assert set(SearchEntry.objects.values_list("object_uid", "folded_title", "folded_text", "shifts")) == held
    assert titles(people[Role.FACILITATOR], "parole")


def test_each_finds_what_she_may_see(said, people):
    def kinds(role):
        return {(hit.kind.kind, hit.obj.uid) for hit in finding.search(people[role], "parole").hits}

    quotes = {name: ("quote", one.uid) for name, one in said.quote.items()}
    hearings = {("hearing", one.uid) for one in said.hearing.values()}
    assert kinds(Role.FACILITATOR) == kinds(Role.PARTICIPANT) == {*quotes.values(), *hearings}
    assert kinds(Role.ELECTED) == kinds(Role.OBSERVER) == {quotes["Alba"], quotes["Boris"]}
    assert kinds(Role.GUEST) == set()


def test_another_workspace_finds_nothing(said, db):
    account = Account.objects.create_user("autre@exemple.fr", "x" * 20, "Autre")
    stranger = joining.open_workspace(account, "Ailleurs", "programme", purpose="x")
    assert finding.search(stranger, "parole").hits == []


def test_filters_count_what_may_be_seen(said, people, dossier):
    member = people[Role.ELECTED]
    found = finding.search(member, "parole")
    assert found.kinds == [("quote", 2)] and found.shifts == [("sobriety", 2)]
    dossier.territory_name = "Valbrune"
    changes.save(dossier, people[Role.INVESTIGATOR])
    index.rebuild()
    assert finding.search(member, "parole", territory="Valbrune").hits
    assert not finding.search(member, "parole", territory="Ailleurs").hits
    assert not finding.search(member, "parole", shift="other").hits


def test_the_page_marks_words_and_costs_few_queries(said, space, visitor, django_assert_max_num_queries):
    client = visitor(Role.PARTICIPANT)
    client.get(f"/espaces/{space.slug}/recherche/")
    with django_assert_max_num_queries(16):
        html = client.get(f"/espaces/{space.slug}/recherche/?q=paroles").content.decode()
    assert "<mark>Parole</mark>" in html and "6 résultats" in html
    part = client.get(
        f"/espaces/{space.slug}/recherche/?q=parole&type=quote",
        headers={"HX-Request": "true", "HX-Target": "trouve"},
    ).content.decode()
    assert "<html" not in part and "3 résultats" in part
