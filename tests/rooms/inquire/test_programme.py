"""Programme, expectations and positions: traced, dated, told without telling who."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from rebonds.content import kits, runsheet
from rebonds.content.inquiring import Expectations
from rebonds.errors import DataError
from rebonds.rooms.inquire import positions
from rebonds.rooms.inquire.models import (
    Decision,
    Expectation,
    ExpectationGroup,
    Meeting,
    Phase,
    Shift,
    ShiftPosition,
)
from rebonds.rooms.people import changes, demo, thread
from rebonds.rooms.people.models import Authority, Member, Role


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/"


@pytest.fixture
def meeting(founder):
    start, end = (datetime(2026, 3, 5, hour, tzinfo=UTC) for hour in (9, 11))
    return changes.save(Meeting(title="Trier", starts_at=start, ends_at=end, place="Salle, bleue"), founder)


def test_a_run_sheet_of_the_kits_reads_back_to_the_minute():
    for one in runsheet.workshops().values():
        for lang in ("fr", "en"):
            steps = runsheet.read(runsheet.write(one, lang))
            assert runsheet.total(steps) == one.minutes
            assert [step.title for step in steps] == [step.title.to(lang) for step in one.steps]
            assert steps[-1].after + steps[-1].minutes == one.minutes


@pytest.mark.parametrize(
    "line", ["Accueil", "dix Accueil", "0 Accueil", "10 |", "10 : seul", "-5 Accueil", "9999 Long", "10"]
)
def test_a_line_that_is_no_step_is_refused_with_its_number(line):
    with pytest.raises(DataError, match="2"):
        runsheet.read(f"10 Accueil\n{line}")


@pytest.mark.parametrize(
    "line", ["15 Accueil : dire son nom", "15 min Accueil | dire son nom", "15 | Accueil | dire son nom"]
)
def test_a_step_is_written_as_in_workshops(line):
    assert runsheet.read(line) == [runsheet.Step(15, "Accueil", "dire son nom", 0)]


def test_a_meeting_is_called_from_a_workshop_and_a_wrong_run_sheet_is_told(root, visitor):
    client = visitor()
    page = client.get(f"{root}programme/rencontres/nouvelle/?atelier=map_causes&lang=fr")
    given = {name: page.context["form"][name].value() for name in ("title", "run_sheet", "purpose", "inputs")}
    given |= {"starts_at": "2026-03-05T09:30", "ends_at": "2026-03-05T11:00", "version": 1}
    bad = client.post(f"{root}programme/rencontres/nouvelle/", given | {"run_sheet": "Accueil"})
    assert bad.status_code == 422
    assert "Ligne 1" in bad.content.decode()
    early = client.post(f"{root}programme/rencontres/nouvelle/", given | {"ends_at": "2026-03-05T09:00"})
    assert early.status_code == 422
    assert client.post(f"{root}programme/rencontres/nouvelle/", given).status_code == 302
    held = Meeting.kept.get()
    run = client.get(f"{root}programme/rencontres/{held.uid}/deroule/").content.decode()
    assert run.count("data-minutes") == len(runsheet.read(held.run_sheet))


def test_the_calendar_is_read_by_calendars(root, meeting, visitor, founder):
    content = visitor(Role.GUEST).get(f"{root}programme/calendrier.ics").content
    event = Calendar.from_ical(content).walk("VEVENT")[0]
    assert event["summary"] == "Trier"
    assert event.decoded("dtstart") == meeting.starts_at
    assert event["location"] == "Salle, bleue"
    assert event["sequence"] == 0
    meeting.title = "Trier encore"
    changes.save(meeting, founder)
    again = Calendar.from_ical(
        visitor().get(f"{root}programme/rencontres/{meeting.uid}/rencontre.ics").content
    )
    moved = again.walk("VEVENT")[0]
    assert (moved["uid"], moved["sequence"]) == (event["uid"], 1)


def test_outputs_and_decisions_trace_to_their_meeting(root, meeting, cards, visitor):
    client = visitor()
    page = f"{root}programme/rencontres/{meeting.uid}/"
    client.post(f"{page}rattacher/", {"what": f"problem:{cards[0].uid}", "as": "output"})
    client.post(f"{page}rattacher/", {"what": f"problem:{cards[1].uid}", "as": "input"})
    client.post(f"{page}decider/", {"title": "Enquêter", "version": 1})
    decision = Decision.kept.get()
    assert [s.obj for s in thread.parents(decision)] == [meeting]
    assert [s.obj for s in thread.parents(cards[0])] == [meeting]
    assert [s.obj for s in thread.parents(meeting)] == [cards[1]]
    shown = client.get(page)
    assert [one["obj"] for one in shown.context["outputs"]] == [cards[0]]
    assert shown.context["decisions"] == [decision]
    assert cards[0] not in [one["obj"] for one in shown.context["candidates"]]
    client.post(f"{page}rattacher/", {"what": f"problem:{cards[0].uid}", "do": "detach"})
    assert thread.parents(cards[0]) == []
    alone = changes.save(Decision(title="Venue de nulle part"), meeting.created_by)
    assert thread.orphans(meeting.workspace)["decision"] == [alone]
    assert visitor(Role.PARTICIPANT).post(f"{page}rattacher/", {"what": "x"}).status_code == 403


def test_a_phase_ends_after_it_begins(root, visitor):
    client = visitor()
    given = {"title": "Phase", "begins": "2026-05-01", "ends": "2026-04-01", "version": 1}
    assert client.post(f"{root}programme/phases/nouvelle/", given).status_code == 422
    assert client.post(f"{root}programme/phases/nouvelle/", given | {"ends": "2026-06-01"}).status_code == 302
    assert Phase.kept.get().begins == date(2026, 5, 1)


def test_scales_and_verdicts_are_those_of_the_kit():
    held = kits.load(Expectations)
    assert [(one.id, one.label.fr) for one in held.scales] == [
        (v, str(n)) for v, n in Expectation.Scale.choices
    ]
    assert [(one.id, one.label.fr) for one in held.verdicts] == [
        (v, str(n)) for v, n in Expectation.Verdict.choices
    ]


def test_an_expectation_is_said_grouped_and_judged_with_a_reason(root, people, visitor):
    client = visitor(Role.PARTICIPANT)
    client.post(
        f"{root}programme/attentes/nouvelle/",
        {"scale": "individual", "text": "Trouver des mots simples", "version": 1},
    )
    mine = Expectation.kept.get()
    page = f"{root}programme/attentes/{mine.uid}/"
    bare = client.post(f"{page}verdict/", {"verdict": "met", "reason": " ", "version": mine.version})
    assert bare.status_code == 422
    assert (
        client.post(
            f"{page}verdict/", {"verdict": "met", "reason": "Essayé trois fois", "version": mine.version}
        ).status_code
        == 302
    )
    other = visitor(Role.ELECTED)
    assert (
        other.post(f"{page}verdict/", {"verdict": "unmet", "reason": "Non", "version": 2}).status_code == 403
    )
    html = other.get(f"{root}programme/attentes/avant-apres/?lang=fr").content.decode()
    assert "Trouver des mots simples" in html and "Essayé trois fois" in html and "Tenue" in html
    csv = other.get(f"{root}programme/attentes/?verdict=none&format=csv").content.decode()
    assert csv.count("\r\n") == 1


def test_expectations_are_put_together_on_a_suggestion(root, founder, space, visitor):
    for text in (
        "Trouver des mots simples pour les habitants",
        "Des mots simples, enfin",
        "Apprendre la comptabilité",
        "Voir Lyon",
    ):
        changes.save(Expectation(scale="individual", text=text), founder)
    client = visitor()
    found = client.get(f"{root}programme/attentes/regrouper/?propositions=1").context["suggestions"]
    assert len(found) == 1
    pair = [found[0]["a"].uid, found[0]["b"].uid]
    client.post(f"{root}programme/attentes/regrouper/faire/", {"do": "accept", "uid": pair})
    assert ExpectationGroup.kept.get().expectations.count() == 2
    assert client.get(f"{root}programme/attentes/regrouper/?propositions=1").context["suggestions"] == []


def place(space, shift, rows):
    for rank, (authority, now, target) in enumerate(rows):
        member = Member.objects.create(
            workspace=space, name=f"M{rank}", role=Role.PARTICIPANT, authority=authority
        )
        ShiftPosition.objects.create(
            workspace=space, shift=shift, member=member, authority=authority, now=now, target=target
        )


def test_median_and_spread_of_a_territory_and_small_ones_hidden(space, shifts):
    a, b, c = (Authority.objects.create(workspace=space, name=name) for name in "ABC")
    rows = [(a, 1, 5), (a, 2, 5), (a, 2, 4), (a, 5, 5), (b, 3, 3), (b, 3, 4), (b, 4, 4), (c, 5, 5)]
    place(space, shifts[0], rows)
    reading = positions.read(space)[0]
    assert (reading.all.now.n, reading.all.now.median) == (8, 3.0)
    by_name = {one.authority.name: one for one in reading.territories}
    assert (by_name["A"].now.median, by_name["A"].now.low, by_name["A"].now.high, by_name["A"].now.iqr) == (
        2.0,
        1,
        2,
        1,
    )
    assert by_name["C"].now.hidden and by_name["C"].now.median is None
    # C alone would be the whole minus the rest: the smallest of the others is hidden with it
    assert by_name["B"].now.hidden
    assert by_name["A"].gap == 3.0


def test_positions_are_kept_changed_and_taken_back(root, shifts, people, visitor):
    client = visitor(Role.ELECTED)
    page = f"{root}changements/positions/"
    client.post(
        page, {f"now-{shifts[0].uid}": "2", f"target-{shifts[0].uid}": "4", f"now-{shifts[1].uid}": "9"}
    )
    one = ShiftPosition.objects.get()
    assert (one.shift, one.now, one.target) == (shifts[0], 2, 4)
    client.post(page, {f"now-{shifts[0].uid}": "3"})
    one.refresh_from_db()
    assert (one.now, one.target) == (3, None)
    client.post(page, {})
    assert not ShiftPosition.objects.exists()


def test_the_page_of_shifts_shows_a_radar_once_three_answered(root, space, shifts, visitor):
    client = visitor()
    assert not client.get(f"{root}changements/").context["answered"]
    for shift in shifts:
        place(space, shift, [(None, 2, 4), (None, 3, 5), (None, 2, 3)])
    html = client.get(f"{root}changements/").content.decode()
    assert "<svg" in html and "Positions et cibles" in html


def test_a_shift_of_ones_own_and_the_problem_it_comes_from(root, cards, shifts, visitor, space):
    client = visitor()
    given = {"from_fr": "Décider seul", "to_fr": "Décider à plusieurs", "rank": "9", "version": 1}
    assert client.post(f"{root}changements/nouveau/", given).status_code == 302
    own = Shift.kept.within(space).get(ours=True, to_fr="Décider à plusieurs")
    assert own.key == own.uid
    assert client.post(f"{root}changements/nouveau/", {"rank": "9", "version": 1}).status_code == 422
    client.post(f"{root}changements/{own.uid}/problemes/", {"problem": cards[0].uid})
    assert [s.obj for s in thread.parents(own)] == [cards[0]]
    client.post(f"{root}changements/{own.uid}/problemes/", {"problem": cards[0].uid, "do": "untie"})
    assert thread.parents(own) == []


def test_the_demonstration_loads_says_it_is_invented_and_goes_away(founder):
    space = demo.load(founder.account)
    assert Meeting.kept.within(space).count() >= 4
    assert all("invent" in str(one) for one in Meeting.kept.within(space))
    assert Shift.kept.within(space).count() == 8
    assert ShiftPosition.objects.filter(workspace=space).exists()
    demo.remove(space)
    assert not Meeting.objects.filter(workspace_id=space.pk).exists()
