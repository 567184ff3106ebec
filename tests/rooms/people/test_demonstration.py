"""The whole demonstration: what it shows, the same at each loading, every page of it, and gone in one click."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from rebonds.rooms.deliberate import counting
from rebonds.rooms.deliberate.models import Ballot, Session
from rebonds.rooms.kits import draws, teams
from rebonds.rooms.kits.models import Draw, InfluenceMap, Sheet
from rebonds.rooms.people import access, demo
from rebonds.rooms.people.models import Account, Member, Workspace

pytestmark = pytest.mark.django_db

#: Of processor, so that a busy machine is not blamed.
SECONDS = 10
#: Pages of one kind that are opened: a few of seventy-nine problems.
ALIKE = {"fr": 2, "en": 1}


@pytest.fixture
def account(db) -> Account:
    return Account.objects.create_user("ana@exemple.fr", None, "Ana")


@pytest.fixture
def loaded(account) -> Workspace:
    return demo.load(account)


def ballot(space: Workspace, words: str) -> Ballot:
    return Ballot.kept.within(space).get(question__contains=words)


def counts(space: Workspace) -> dict[str, object]:
    """Return what is counted in each closed ballot, whatever the keys drawn for it."""
    return {
        one.question: sorted(counting.frozen_ballots(one).cells)
        for one in Ballot.kept.within(space).filter(state__in=("closed", "revealed"))
    }


def test_it_is_loaded_in_a_few_seconds_and_counts_the_same_each_time(account):
    start = time.process_time()
    first = demo.load(account)
    assert time.process_time() - start < SECONDS
    second = demo.load(account)
    assert counts(first) == counts(second)
    assert Draw.kept.within(first).get().result["panel"] == Draw.kept.within(second).get().result["panel"]


def ballots_stand_in_every_state_and_say_something(loaded: Workspace) -> None:
    states = set(Ballot.kept.within(loaded).values_list("state", flat=True))
    assert states == set(Ballot.State.values)
    assert all("invent" in one.question for one in Ballot.kept.within(loaded))
    methods = set(Ballot.kept.within(loaded).filter(state="revealed").values_list("method", flat=True))
    assert {"majority-judgment", "approval", "statements", "consent", "questionnaire"} <= methods
    mirror = ballot(loaded, "miroir")
    result = counting.result_of(mirror)
    assert len(counting.frozen_ballots(mirror).voters) == 100
    assert result.opinion is not None and len(result.opinion.groups) == 2
    founder = Member.objects.get(workspace=loaded, account__email="ana@exemple.fr")
    assert not founder.tickets.exists()  # what is open waits for who loads it


def a_workshop_is_held_to_its_minutes_and_another_is_under_way(loaded: Workspace) -> None:
    over, open_ = Session.kept.within(loaded).order_by("day")
    assert over.ended_at and over.decisions and over.ballots.filter(state="revealed").count() == 3
    assert open_.is_open and open_.invitation.usable and open_.stage.shown.is_open


def a_team_is_assessed_before_and_after(loaded: Workspace) -> None:
    tables = {one.id: one for one in teams.team_report(ballot(loaded, "Deuxième fois")).tables}
    assert {"waves", "moves"} <= set(tables)


def a_convention_goes_from_its_pool_to_its_votes(loaded: Workspace) -> None:
    draw = Draw.kept.within(loaded).get()
    assert len(draw.result["panel"]) == 12 == draw.size
    draws.verify(draw)
    held = draw.convention
    assert len(held.data["programme"]) == 7
    assert set(held.children.values_list("kind", flat=True)) == {"indicator", "measure"}
    found = {one[0].fr: one for one in counting.report_of(held.ballot).tables[0].rows}
    assert {one[2].fr for one in found.values()} == {"retenue", "non retenue"}
    assert any("à écrire" in one[4].fr for one in found.values())  # a third of rejections


def the_committee_has_adopted_an_opinion_with_its_dissent(loaded: Workspace) -> None:
    adopted = Sheet.kept.within(loaded).filter(kind="opinion").exclude(adopted_on=None).get()
    assert adopted.said["dissent"] and sum(one["n"] for one in adopted.data["vote"]) == 9
    project = Sheet.kept.within(loaded).get(kind="project")
    assert len(project.data["pairs"]) == 3


def the_influence_map_is_for_who_loads_it_and_expires(loaded: Workspace) -> None:
    held = InfluenceMap.kept.within(loaded).get()
    assert held.expires_on > timezone.localdate() and held.peers.count() == 5
    seers = [m for m in Member.objects.filter(workspace=loaded) if access.allowed(m, "influence.see", held)]
    assert [m.account.email for m in seers] == ["ana@exemple.fr"]


def test_it_shows_what_deliberation_makes(loaded):
    """One loading for all, since it is what costs."""
    ballots_stand_in_every_state_and_say_something(loaded)
    a_workshop_is_held_to_its_minutes_and_another_is_under_way(loaded)
    a_team_is_assessed_before_and_after(loaded)
    a_convention_goes_from_its_pool_to_its_votes(loaded)
    the_committee_has_adopted_an_opinion_with_its_dissent(loaded)
    the_influence_map_is_for_who_loads_it_and_expires(loaded)


class Links(HTMLParser):
    """Addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address:
            self.found.append(address)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="hundreds of pages, the same on both engines")
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_that_it_leads_to_opens(loaded, account, lang):
    client, root = Client(), f"/espaces/{loaded.slug}/"
    client.force_login(account)
    client.cookies["langue"] = lang
    todo, seen, alike = [root], {root}, {}
    while todo:
        address = todo.pop()
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        if not response["Content-Type"].startswith("text/html"):
            continue
        text = response.content.decode()
        assert f'lang="{lang}"' in text, address
        assert lang == "fr" or "données non publiques" not in text, address
        for link in Links(text).found:
            found = urldefrag(urljoin(address, link)).url
            path, _mark, query = found.partition("?")
            if not path.startswith(root) or found in seen or "lang=" in query:
                continue
            kind = re.sub(r"(?<=/)(?:\d+|[a-z0-9]{10})(?=/)", "*", path) + re.sub(r"=[^&]*", "", query)
            alike[kind] = alike.get(kind, 0) + 1
            if alike[kind] <= ALIKE[lang]:
                seen.add(found)
                todo.append(found)
    assert len(seen) > 150


def test_one_click_takes_it_all_away(account):
    def rows() -> dict[str, int]:
        held = [m for m in apps.get_models() if m.__module__.startswith(("rebonds.rooms", "tests."))]
        return {m._meta.label: m._base_manager.count() for m in held}

    before = rows()
    space = demo.load(account)
    assert rows() != before
    client = Client()
    client.force_login(account)
    page = client.get(f"/espaces/{space.slug}/").content.decode()
    action = re.search(r'action="([^"]+)"[^>]*>(?:(?!</form>).)*name="do" value="delete"', page)
    client.post(action[1], {"do": "delete"})
    left = {name: n - before[name] for name, n in rows().items() if n != before[name]}
    assert left == {}
