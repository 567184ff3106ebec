"""Ballots of kits: what-ifs in one click, a deck of one's own, the mirror group's verdicts, reactions to archetypes."""

from __future__ import annotations

import random

import pytest

from rebonds.content.kits import source
from rebonds.deliberation.ballot_file import read_bytes
from rebonds.deliberation.methods import tally
from rebonds.errors import DataError
from rebonds.reporting.deliver import rendered
from rebonds.rooms.deliberate import counting, kits
from rebonds.rooms.kits import archetypes, mirror
from rebonds.rooms.kits.files import read_file

pytestmark = pytest.mark.django_db


def cells(table):
    return [[c if isinstance(c, (int, float, str)) else c.fr for c in row] for row in table.rows]


@pytest.mark.parametrize("name", ["whatifs", "whatifs-dots", "whatifs-shares"])
def test_what_ifs_are_fourteen_and_their_result_is_found_again_from_the_export(voted, name):
    draft = kits.drafts(kits.named(name), "fr")[0]
    idents = [one["id"] for one in draft.options]
    assert len(idents) == 14
    votes = [{ident: (rank + place) % 2 for place, ident in enumerate(idents)} for rank in range(12)]
    ballot = voted(name, votes)
    again = tally(read_bytes(ballot.frozen.text.encode(), ""), ballot.method, counting.settings_of(ballot))
    assert again.sha256 == ballot.frozen.sha256
    assert [(p.option, p.rank) for p in again.ranking] == [
        (p.option, p.rank) for p in counting.result_of(ballot).ranking
    ]
    leads = [one.lead.fr for one in counting.report_of(ballot).points]
    assert leads[0] == "Résultat" and leads[-1] == "Jeu utilisé"  # minutes tell the first under the question


def test_a_deck_of_ones_own_comes_from_a_table_or_a_kit():
    found = read_file("whatifs", "pistes.csv", "piste\nPlanter\nPrêter\nPlanter\n".encode())
    assert [one.label.fr for one in found.kit.proposals] == ["Planter", "Prêter"]
    assert [note.fr for note in found.notes] == [
        "Ligne 4\u00a0: la même qu’à la ligne 2\u202f; prise une fois."
    ]
    for bad in (b"piste\nUne\n", b"nom\nUne\nDeux\n", b""):
        with pytest.raises(DataError):
            read_file("whatifs", "pistes.csv", bad)
    for bad in (b"title = 3", b"\xff\xfe"):
        with pytest.raises(DataError):
            read_file("whatifs", "kit.toml", bad)
    whole = read_file("whatifs", "kit.toml", source("whatifs").encode())
    assert len(whole.kit.proposals) == 14


def stances(*groups: tuple[int, dict[int, str]]):
    """Return answers of groups of people: by statement, what they all say; else they answer at random."""
    idents = [one["id"] for one in kits.drafts(kits.named("mirror"), "fr")[0].options]
    draw = random.Random(3)  # noqa: S311 (a test, not a secret)
    out = []
    for size, fixed in groups:
        for _ in range(size):
            said = {place: draw.choice(["agree", "disagree"]) for place in range(len(idents))}
            out.append({idents[place]: value for place, value in (said | fixed).items()})
    return out


def test_a_mirror_group_says_what_unites_divides_or_is_noise(voted):
    every = {0: "agree", 1: "disagree", 3: "pass"}
    one = every | dict.fromkeys(range(4, 16), "agree") | {2: "agree"}
    two = every | dict.fromkeys(range(4, 16), "disagree") | {2: "disagree"}
    ballot = voted("mirror", stances((50, one), (50, two)))
    result = counting.result_of(ballot)
    assert result.opinion.found
    names = [counting.said(o, "fr") for o in ballot.options]
    verdicts = {place.option: mirror.verdict(place, result) for place in result.ranking}
    assert [verdicts[names[n]] for n in range(4)] == ["together_for", "together_against", "apart", "noise"]
    found = mirror.report(ballot)
    assert cells(found.tables[0])[0][1] == "rassemble, pour"
    assert rendered(found, "pdf", "fr").startswith(b"%PDF")


def test_a_hundred_people_are_told_group_by_group_on_the_page_and_in_every_file(voted, visitor):
    """Sixty and forty people: agreed, opposed, passed over by one group, against in both."""
    every = {0: "agree", 1: "disagree", 5: "pass"}
    one = every | {2: "agree", 3: "agree", 4: "agree"} | dict.fromkeys(range(6, 16), "agree")
    two = every | {2: "disagree", 3: "pass", 4: "agree"} | dict.fromkeys(range(6, 16), "disagree")
    ballot = voted("mirror", stances((60, one), (40, two)))
    names = [counting.said(o, "fr") for o in ballot.options]
    found = mirror.report(ballot)
    assert [group.size for group in found.record.opinion.groups] == [60, 40]
    by_group = next(one for one in found.tables if one.id == "by_group")
    told = {(row[0], row[1]): row[2:] for row in cells(by_group)}
    assert told[names[0], "A"] == ["pour", 1.0, 0.0, 0.0, 60]
    assert told[names[1], "B"] == ["contre", 0.0, 1.0, 0.0, 40]
    assert told[names[2], "A"][0] == "pour" and told[names[2], "B"] == ["contre", 0.0, 1.0, 0.0, 40]
    assert told[names[3], "B"] == ["bruit", 0.0, 0.0, 1.0, 40]
    verdicts = {row[0]: row[1] for row in cells(found.tables[0])}
    assert verdicts[names[1]] == "rassemble, contre" and verdicts[names[2]] == "divise"
    assert verdicts[names[4]] == "rassemble, pour" and verdicts[names[5]].startswith("bruit")
    # One group for and the other silent is not a rift, nor is it noise for all.
    assert verdicts[names[3]] == "ni accord ni fracture"
    page = f"/espaces/{ballot.workspace.slug}/votes/{ballot.uid}/resultat/"
    client = visitor()
    shown = client.get(page).content.decode()
    assert "Groupe par groupe" in shown and "je passe" in shown
    assert client.get(f"{page}?format=pdf").content.startswith(b"%PDF")
    assert "by_group" in client.get(f"{page}?format=csv").content.decode()
    groups = client.get(f"{page}?format=json").json()["opinion"]["groups"]
    assert groups[1]["disagree"][names[2]] == 1.0 and groups[1]["passes"][names[3]] == 1.0


def test_no_groups_is_an_answer_and_few_answers_allow_no_conclusion(voted):
    random_people = voted("mirror", stances((60, {})))
    result = counting.result_of(random_people)
    assert not result.opinion.found
    found = mirror.report(random_people)
    said = [one.text for one in found.points if one.lead.fr == "Groupes"]
    assert said == [result.opinion.text] and "groupe" in said[0].fr
    few = voted("mirror", stances((3, {0: "agree"})))
    assert {row[1] for row in cells(mirror.report(few).tables[0])} == {"trop peu de réponses"}


def test_a_majority_against_in_one_group_only_does_not_unite(voted):
    """Two thirds of all agree, but a small group is against: that divides, it does not bring together."""
    ballot = voted(
        "mirror",
        stances(
            (80, {0: "agree"} | dict.fromkeys(range(4, 20), "agree")),
            (20, {0: "disagree"} | dict.fromkeys(range(4, 20), "disagree")),
        ),
    )
    result = counting.result_of(ballot)
    first = next(p for p in result.ranking if p.option == counting.said(ballot.options[0], "fr"))
    assert result.opinion.found
    assert mirror.verdict(first, result) == "apart"


def test_reactions_to_five_cards_of_four_sections(voted):
    ballot = voted("archetypes", [{"bifurcateur-vision": 0}] * 6 + [{"bifurcateur-vision": 1}] * 6)
    assert len(ballot.options) == 20
    row = cells(archetypes.report(ballot).tables[0])[0]
    assert row[1:] == [6, 6, 0, 12] and "Vision" in row[0]
    card = archetypes.kit().cards[0]
    assert all(archetypes.section(card, name) for name in archetypes.SECTIONS)
