"""Pages of the room answer, in both languages, to whom they should."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from rebonds.content import runsheet
from rebonds.rooms.inquire import sorting
from rebonds.rooms.inquire.models import (
    Decision,
    Expectation,
    ExpectationGroup,
    Family,
    Meeting,
    PaperVoter,
    Phase,
    Sorting,
)
from rebonds.rooms.people import changes, thread


@pytest.fixture
def root(space):
    return f"/espaces/{space.slug}/"


@pytest.fixture
def made(founder, space, cards, shifts, people):
    """One object of each kind, tied."""
    phase = changes.save(Phase(title="Phase", begins=date(2026, 1, 1), ends=date(2026, 6, 1)), founder)
    start = timezone.now()
    sheet = runsheet.write(runsheet.workshops()["start_from_problems"], "fr")
    meeting = changes.save(
        Meeting(title="Rencontre", phase=phase, starts_at=start, ends_at=start, run_sheet=sheet), founder
    )
    decision = changes.save(Decision(title="Décision"), founder)
    thread.link(decision, meeting, founder)
    thread.link(cards[0], meeting, founder)
    group = changes.save(ExpectationGroup(title="Groupe"), founder)
    expectation = changes.save(Expectation(scale="individual", text="Apprendre", group=group), founder)
    family = changes.save(Family(title="Famille"), founder)
    live = changes.save(Sorting(title="En direct", current=cards[0]), founder)
    PaperVoter.objects.create(workspace=space, number=1)
    for member in people.values():
        for card in cards[:3]:
            sorting.answer(member, card, "wicked" if member.pk % 2 else "simple", True)
    return {
        "phase": phase, "meeting": meeting, "decision": decision, "group": group, "expectation": expectation,
        "family": family, "live": live, "card": cards[0], "shift": shifts[0],
    }  # fmt: skip


def pages_of(made):
    uid = {name: obj.uid for name, obj in made.items()}
    return (
        "programme/", "programme/calendrier.ics", "programme/phases/nouvelle/", f"programme/phases/{uid['phase']}/",
        f"programme/phases/{uid['phase']}/modifier/", "programme/rencontres/", "programme/rencontres/nouvelle/",
        "programme/rencontres/nouvelle/?atelier=map_causes", f"programme/rencontres/{uid['meeting']}/",
        f"programme/rencontres/{uid['meeting']}/modifier/", f"programme/rencontres/{uid['meeting']}/deroule/",
        f"programme/rencontres/{uid['meeting']}/rencontre.ics", f"programme/rencontres/{uid['meeting']}/decider/",
        "programme/decisions/", f"programme/decisions/{uid['decision']}/",
        f"programme/decisions/{uid['decision']}/modifier/", "programme/attentes/", "programme/attentes/nouvelle/",
        "programme/attentes/avant-apres/", "programme/attentes/regrouper/",
        f"programme/attentes/groupes/{uid['group']}/", f"programme/attentes/groupes/{uid['group']}/modifier/",
        f"programme/attentes/{uid['expectation']}/", f"programme/attentes/{uid['expectation']}/modifier/",
        f"programme/attentes/{uid['expectation']}/verdict/", "problemes/", "problemes/nouveau/", "problemes/cartes/",
        "problemes/options.csv", "problemes/trier/", "problemes/resultat/", "problemes/resultat/?par=territoire",
        "problemes/resultat/?par=role", "problemes/resultat/bulletins/class/",
        "problemes/resultat/bulletins/pressing/", "problemes/resultat/compte/class/",
        "problemes/resultat/compte/pressing/", "problemes/papier/", "problemes/tris/", "problemes/tris/nouveau/",
        f"problemes/tris/{uid['live']}/", "problemes/familles/", "problemes/familles/regrouper/",
        "problemes/familles/classement/", f"problemes/familles/{uid['family']}/",
        f"problemes/familles/{uid['family']}/modifier/", f"problemes/{uid['card']}/",
        f"problemes/{uid['card']}/modifier/", f"problemes/{uid['card']}/fusionner/",
        "changements/", "changements/nouveau/", "changements/positions/",
        f"changements/{uid['shift']}/", f"changements/{uid['shift']}/modifier/",
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_page_renders(root, made, visitor, lang):
    client = visitor()
    for page in pages_of(made):
        response = client.get(f"{root}{page}{'&' if '?' in page else '?'}lang={lang}")
        assert response.status_code == 200, page


def test_an_empty_workspace_says_so_everywhere(root, founder, visitor):
    client = visitor()
    for page in (
        "programme/", "programme/rencontres/", "programme/decisions/", "programme/attentes/",
        "programme/attentes/avant-apres/", "programme/attentes/regrouper/", "problemes/", "problemes/trier/",
        "problemes/resultat/", "problemes/papier/", "problemes/tris/", "problemes/familles/",
        "problemes/familles/regrouper/", "problemes/familles/classement/", "changements/", "changements/positions/",
    ):  # fmt: skip
        response = client.get(f"{root}{page}")
        assert response.status_code == 200, page
        assert 'class="empty"' in response.content.decode(), page


@pytest.mark.parametrize("what", ["cartes", "feuille"])
def test_what_is_printed_is_a_pdf(root, cards, visitor, what):
    response = visitor("participant").get(f"{root}problemes/imprimer/{what}/")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
