"""The list that every room uses: filters in the address, sort, pages, CSV, empty states, few queries."""

from __future__ import annotations

import csv
import io

import pytest
from tests.sample_room.models import Question

from rebonds.rooms.people import changes, registry
from rebonds.rooms.people.listing import cell_of
from rebonds.rooms.people.models import Role


@pytest.fixture
def listed(space) -> str:
    return f"/espaces/{space.slug}/questions/"


@pytest.fixture
def many(people) -> list[Question]:
    author = people[Role.INVESTIGATOR]
    return [
        changes.save(Question(title=f"Question {n:02d}", theme="work" if n % 3 == 0 else "water"), author)
        for n in range(25)
    ]


def test_empty_list_says_so_and_shows_no_tools(visitor, listed):
    text = visitor().get(listed).content.decode()
    assert "Aucune question." in text
    assert "listing-tools" not in text


def test_filter_search_sort_and_page_live_in_the_address(visitor, listed, many):
    browser = visitor()
    state = browser.get(f"{listed}?theme=work&tri=-title").context["listing"]
    assert (state.count, state.total) == (9, 25)
    assert [q.title for q in state.page][:2] == ["Question 24", "Question 21"]
    state = browser.get(f"{listed}?q=question+1").context["listing"]
    assert state.count == 12
    state = browser.get(f"{listed}?page=3").context["listing"]
    assert [q.title for q in state.page] == [f"Question {n}" for n in range(20, 25)]
    assert "page=2" in state.previous_link and state.next_link == ""
    state = browser.get(f"{listed}?theme=work&q=2&tri=title").context["listing"]
    assert "theme=work" in state.link(page=2) and "q=2" in state.link(page=2)


@pytest.mark.parametrize(
    "query", ["theme=xyz", "tri=created_by__account__password", "page=999", "page=-1", "page=x", "tri=id"]
)
def test_what_an_address_invents_is_left_out(visitor, listed, many, query):
    response = visitor().get(f"{listed}?{query}")
    assert response.status_code == 200
    assert response.context["listing"].count == 25


def test_no_answer_to_the_filters_says_so_and_offers_all(visitor, listed, many):
    text = visitor().get(f"{listed}?q=introuvable").content.decode()
    assert "Rien ne répond à ces filtres." in text and f'href="{listed}"' in text


def test_sorted_column_says_its_way(visitor, listed, many):
    text = visitor().get(f"{listed}?tri=-title").content.decode()
    assert text.count('aria-sort="descending"') == 1


def test_htmx_gets_the_list_only_and_it_is_that_of_the_page(visitor, listed, many):
    browser = visitor()
    full = browser.get(f"{listed}?theme=work").content.decode()
    part = browser.get(f"{listed}?theme=work", headers={"HX-Request": "true", "HX-Target": "liste"})
    text = part.content.decode()
    assert text.lstrip().startswith('<div id="liste"')
    assert text.strip() in full


def test_csv_holds_every_page_of_the_selection(visitor, listed, many):
    response = visitor().get(f"{listed}?theme=water&format=csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Titre", "Thème", "Version", "Par", "Modifiée"]
    assert len(rows) == 1 + 16
    assert rows[1][:4] == ["Question 01", "Eau", "1", "Personne investigator"]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@x", "\t=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_quoted(text):
    assert cell_of(text) == f"'{text}"
    assert cell_of(-2) == "-2"
    assert cell_of(-2.5) == "-2,5"
    assert cell_of(None) == ""


def test_queries_do_not_grow_with_the_list(visitor, listed, many, django_assert_num_queries):
    browser = visitor()
    browser.get(listed)
    # session, account, member and workspace, count, page
    with django_assert_num_queries(5):
        browser.get(listed)
    with django_assert_num_queries(6):
        browser.get(f"{listed}?theme=water")


def test_queries_of_members_and_log(visitor, space, people, django_assert_num_queries):
    browser = visitor()
    # session, account, member, organisations as choices, count, page, invitations
    with django_assert_num_queries(7):
        browser.get(f"/espaces/{space.slug}/personnes/")
    with django_assert_num_queries(5):
        browser.get(f"/espaces/{space.slug}/journal/")


def test_queries_of_the_home_of_a_workspace(visitor, space, many, django_assert_max_num_queries):
    browser = visitor()
    # Each room counts what it holds; what is new takes one query, whatever the number of rooms.
    doors = sum(1 for one in registry.entries(space.members.get(role=Role.FACILITATOR)) if one.count)
    with django_assert_max_num_queries(6 + 2 + doors):
        browser.get(f"/espaces/{space.slug}/")
