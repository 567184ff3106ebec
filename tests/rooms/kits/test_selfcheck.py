"""Self-assessment: alone without a trace, in a team with small cells hidden, before and after."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from rebonds.deliberation.questionnaire import load as shipped_key
from rebonds.lenses.tables import Table
from rebonds.reporting.deliver import rendered
from rebonds.rooms.kits import selfcheck, teams
from rebonds.rooms.people.models import Member

ADDRESS = "/ou-en-est-notre-equipe/"


def texts(table: Table) -> list[list[str]]:
    return [[cell if isinstance(cell, (int, str)) else cell.fr for cell in row] for row in table.rows]


def tables(report):
    return {one.id: one for one in report.tables}


def test_the_key_of_the_content_is_the_one_of_the_core():
    core = {one.id: (one.levels, one.alternative) for one in shipped_key()}
    assert {one.id: (one.levels, one.alternative) for one in selfcheck.questions(selfcheck.kit())} == core


@pytest.mark.django_db
def test_alone_nine_questions_then_a_result_that_is_written_nowhere():
    client = Client()
    page = client.get(ADDRESS)
    assert page.content.decode().count("<fieldset") == 9
    before = Session.objects.count()
    answers = "&".join(f"{q.id}=1" for q in selfcheck.questions(selfcheck.kit()))
    shown = client.get(f"{ADDRESS}?{answers}")
    assert shown.status_code == 200 and "9 réponses sur 9" in shown.content.decode()
    assert shown["Cache-Control"] == "private, no-store" and shown["Referrer-Policy"] == "no-referrer"
    assert not shown.cookies.get("sessionid") and Session.objects.count() == before
    assert client.get(f"{ADDRESS}?{answers}&format=pdf").content.startswith(b"%PDF")
    assert client.get(f"{ADDRESS}?{answers}&format=exe").status_code == 404
    again = client.get(f"{ADDRESS}?{answers}&changer=1").content.decode()
    assert again.count(" checked") == 9


@pytest.mark.django_db
def test_answers_that_make_no_sense_are_passed_over():
    client = Client()
    assert "Répondez à une question" in client.get(f"{ADDRESS}?repondu=1&vision=9").content.decode()
    page = client.get(f"{ADDRESS}?vision=0&evaluation=-1&training=x&feedback=²").content.decode()
    assert "1 réponse sur 9" in page
    assert "<script>" not in client.get(f"{ADDRESS}?vision=<script>alert(1)</script>").content.decode()


def test_ties_are_named_and_every_reading_is_shown():
    found = selfcheck.own_report({"vision": 0, "evaluation": 1})  # a level 1 and a level 2
    assert "Départ et Chemin" in found.points[0].text.fr and "à égalité" in found.points[0].text.fr
    assert found.points[1].text.fr == "entre Départ et Chemin."
    under = texts(tables(found)["keys"])
    assert len(under) == 4
    # Data first is level 1 under the key, level 2 under the reading that takes sharing data for a method.
    found = selfcheck.own_report({"inter_territoriality": 0})
    by_key = {row[0]: row[4] for row in texts(tables(found)["keys"])}
    assert by_key["la clé"] == "Départ" and "Chemin" in by_key.values()
    assert len(found.lists[0].items) == 1


TEAM = [{"vision": 0, "conflict": 0}] * 6 + [{"vision": 1, "conflict": 0}] * 6


@pytest.mark.django_db
def test_a_team_reads_its_spread_the_most_divided_first(voted):
    ballot = voted("self-assessment", TEAM)
    found = teams.team_report(ballot)
    spread = texts(tables(found)["spread"])
    assert spread[0][0] == "Vision" and spread[0][1:4] == [6, 0, 6]
    assert "très partagés" in spread[0][-1]
    assert "Vision" in found.points[0].text.fr
    assert found.lists[0].items[0].fr.startswith("Vision – Demander")
    assert rendered(found, "pdf", "en").startswith(b"%PDF")
    assert "waves" not in tables(found)


@pytest.mark.django_db
def test_small_cells_are_hidden_and_cannot_be_worked_out(voted):
    answers = [{"vision": 0}] * 9 + [{"vision": 1}]
    row = texts(tables(teams.team_report(voted("self-assessment", answers)))["spread"])[0]
    assert row[0] == "Vision"
    assert row[1:4].count("caché") >= 2


@pytest.mark.django_db
def test_two_secret_waves_compare_groups_and_named_ones_tell_who_moved(voted, space):
    voted("self-assessment", TEAM)
    later = voted("self-assessment", [{"vision": 1}] * 12)
    found = tables(teams.team_report(later))
    waves = {row[0]: row[1:] for row in texts(found["waves"])}
    assert waves["Vision"] == ["entre Départ et Système", "Système"]
    assert "jamais les personnes" in found["waves"].note.fr and "moves" not in found
    members = [Member.objects.create(workspace=space, name=f"P{n}", role="participant") for n in range(12)]
    voted("self-assessment", [{"vision": 0}] * 12, secret=False, members=members)
    after = voted("self-assessment", [{"vision": 1}] * 6 + [{"vision": 0}] * 6, secret=False, members=members)
    moved = {row[0]: row[1:] for row in texts(tables(teams.team_report(after))["moves"])}
    assert moved["Vision"] == [12, 6, 6, 0]


@pytest.mark.django_db
def test_the_voter_alone_reads_her_own_result(voted):
    ballot = voted("self-assessment", TEAM)
    found = selfcheck.personal(ballot, {"vision": 0, "ours": 2}, "fr")
    assert "1 réponse " in found.facts.fr
