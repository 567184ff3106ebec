"""A convention: from the pool to a panel drawn in public, verified by anyone, rehearsed; the programme; the vote."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.rooms.kits.test_pages import posted

from rebonds.deliberation.sortition import ceremony, kinds, pool, quotas
from rebonds.deliberation.sortition.examples import EXAMPLE
from rebonds.errors import RebondsError
from rebonds.rooms.deliberate import closing, counting
from rebonds.rooms.deliberate.models import Ballot, Session, Vote
from rebonds.rooms.kits import committee, draw_reports, draws
from rebonds.rooms.kits.models import Draw, Sheet
from rebonds.rooms.people import retention
from rebonds.rooms.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/kits/"


@pytest.fixture
def convention(root, visitor):
    visitor().post(f"{root}fiches/convention/nouvelle/", posted("convention"))
    return Sheet.kept.get(kind="convention")


def files(pool_text: str = "", quotas_text: str = ""):
    return {
        "pool": SimpleUploadedFile("pool.csv", (pool_text or EXAMPLE["pool.csv"]).encode()),
        "quotas": SimpleUploadedFile("quotas.csv", (quotas_text or EXAMPLE["quotas.csv"]).encode()),
    }


@pytest.fixture
def announced(root, convention, visitor):
    form = {"title": "Panel", "size": "12", "same_address": "adresse", **files()}
    response = visitor().post(f"{root}fiche/{convention.uid}/tirage/", form)
    assert response.status_code == 302, response.content.decode()[-2000:]
    return Draw.kept.get()


def test_verifying_is_not_done_without_end(root, announced, visitor, monkeypatch):
    """Each verification redoes the draw: past the limit nothing is computed, and the page says to wait."""
    done = []
    monkeypatch.setattr(draws, "verify", done.append)
    cache.clear()
    try:
        address, anyone = f"{root}tirage/{announced.uid}/verifier/", visitor(Role.PARTICIPANT)
        assert [anyone.post(address).status_code for _ in range(22)] == [302] * 20 + [429] * 2
        assert len(done) == 20
    finally:
        cache.clear()


def test_announced_drawn_and_verified_by_anyone(root, announced, visitor, tmp_path):
    page, runs, anyone = f"{root}tirage/{announced.uid}/", visitor(), visitor(Role.PARTICIPANT)
    assert announced.secret not in anyone.get(page).content.decode()
    assert announced.secret not in anyone.get(f"{page}?fichier=feuille").content.decode()
    assert "Exemple" not in anyone.get(page).content.decode().replace(
        "Exemple inventé", ""
    )  # no name of the pool
    assert anyone.get(f"{page}?fichier=vivier").status_code == 403
    assert anyone.post(f"{page}tirer/", {"numbers": "1 2"}).status_code == 403
    assert "concordent avec la feuille" in anyone.post(f"{page}verifier/", follow=True).content.decode()
    runs.post(f"{page}tirer/", {"numbers": "  "})
    assert Draw.objects.get().is_open
    runs.post(f"{page}tirer/", {"numbers": "4 8 15"})
    done = Draw.objects.get()
    assert len(done.result["panel"]) == 12
    runs.post(f"{page}tirer/", {"numbers": "9 9 9"})
    assert Draw.objects.get().result == done.result  # not drawn twice
    assert "panel concordent" in anyone.post(f"{page}verifier/", follow=True).content.decode()
    text = anyone.get(page).content.decode()
    assert all(one in text for one in done.result["panel"])
    # Outside, with the files that the page gives.
    given = {}
    for name in ("feuille", "quotas", "vivier"):
        given[name] = tmp_path / f"{name}.csv"
        given[name].write_bytes(runs.get(f"{page}?fichier={name}").content)
    known = quotas.read(given["quotas"])
    problem = kinds.problem(pool.read(given["vivier"], known, "adresse"), known, 12)
    _, again = ceremony.verify(problem, json.loads(given["feuille"].read_text(encoding="utf-8")))
    assert [one.id for one in again.panel] == done.result["panel"]
    quota_rows = draw_reports.report(done, {}).tables[1].rows
    assert all(least <= seats <= most for _, _, least, most, seats in quota_rows)
    assert len(draw_reports.report(done, {}).tables[2].rows) == 60  # everyone's chance
    assert runs.get(f"{page}?format=pdf").content.startswith(b"%PDF")


def test_a_sheet_that_was_touched_is_told(announced):
    announced.published["size"] = 11
    with pytest.raises(RebondsError):
        draws.verify(announced)


def test_only_the_columns_that_the_draw_needs_are_kept(root, convention, visitor):
    lines = EXAMPLE["pool.csv"].splitlines()
    wide = "\n".join([lines[0] + ";telephone", *(f"{line};0600000000" for line in lines[1:])])
    form = {"title": "Panel", "size": "12", **files(wide)}
    visitor().post(f"{root}fiche/{convention.uid}/tirage/", form)
    held = Draw.kept.get()
    assert "0600000000" not in held.pool and "adresse" not in held.pool.splitlines()[0]


def test_quotas_that_no_panel_meets_are_explained(root, convention, visitor):
    impossible = EXAMPLE["quotas.csv"].replace("femme;6;6", "femme;13;13")
    response = visitor().post(
        f"{root}fiche/{convention.uid}/tirage/", {"title": "Panel", "size": "12", **files("", impossible)}
    )
    assert response.status_code == 422 and "femme" in response.content.decode()
    bad = visitor().post(
        f"{root}fiche/{convention.uid}/tirage/", {"title": "P", "size": "12", **files("rien\n")}
    )
    assert bad.status_code == 422 and not Draw.objects.exists()


def test_a_rehearsal_tells_what_refusals_do(root, announced, visitor):
    page = f"{root}tirage/{announced.uid}/repeter/"
    assert visitor(Role.PARTICIPANT).get(f"{page}?accept=50&leave=10").status_code == 403
    text = visitor().get(f"{page}?accept=50&leave=10").content.decode()
    assert "Les quotas tiennent" in text and "200 répétitions" in text
    assert visitor().get(f"{page}?accept=x").status_code == 302


def test_the_pool_goes_at_its_term_here_and_in_the_history(root, announced, visitor):
    Draw.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert retention.purge()["expired"] >= 1
    held = Draw.objects.get()
    assert held.pool == "" and set(Draw.history.values_list("pool", flat=True)) == {""}
    page = f"{root}tirage/{held.uid}/"
    assert visitor().get(page).status_code == 200
    assert "effacé à son terme" in visitor().post(f"{page}verifier/", follow=True).content.decode()


def test_the_programme_says_who_is_heard_and_makes_workshops(root, convention, visitor):
    page = f"{root}fiche/{convention.uid}/programme/"
    form = {"d-welcome": "2027-02-06", "h-welcome": "Deux personnes inventées", "d-vote": "pas une date"}
    assert visitor(Role.PARTICIPANT).post(page, form).status_code == 403
    client = visitor()
    client.post(page, form | {"d-needs": "2027-13-45"})
    text = visitor(Role.PARTICIPANT).get(page).content.decode()
    assert "Deux personnes inventées" in text and "06/02/2027" in text
    client.post(page, {"prepare": "welcome"})
    made = Session.kept.get()
    assert made.minutes == 360 and made.day.isoformat() == "2027-02-06"
    assert made.steps[0]["instruction"] == "Deux personnes inventées"
    assert client.get(f"{page}?format=pdf").content.startswith(b"%PDF")


def test_proposals_are_voted_and_many_rejections_ask_for_dissent(root, convention, visitor, founder):
    client = visitor()
    client.post(f"{root}fiche/{convention.uid}/vote/")
    assert not Ballot.objects.exists()  # nothing to vote yet
    for kind, title in (("indicator", "Sols gardés"), ("measure", "Louer"), ("measure", "Fermer")):
        address = f"{root}fiches/{kind}/nouvelle/?de={convention.uid}"
        visitor(Role.PARTICIPANT).post(address, posted(kind, title=title))
    client.post(f"{root}fiche/{convention.uid}/vote/")
    ballot = closing.open_ballot(Ballot.kept.get(), founder)
    soils, lease, shut = (one["id"] for one in ballot.options)
    for rank in range(9):
        answers = {soils: 5, lease: 4 if rank < 5 else 0, shut: 3}
        Vote.objects.create(ballot=ballot, mark=f"{rank:064d}"[::-1], turn=1, answers=answers)
    ballot = closing.close(ballot, founder)
    found = {
        one["option"]: (one["kept"], one["dissent"])
        for one in committee.kept(counting.result_of(ballot), ballot.settings["grades"], "fr")
    }
    assert found == {"Sols gardés": (True, False), "Louer": (True, True), "Fermer": (False, False)}
    first = counting.report_of(ballot).tables[0]
    assert first.id == "kept" and "2 propositions sur 3" in counting.report_of(ballot).points[0].text.fr
