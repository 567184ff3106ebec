"""Pages ask a fixed number of questions, however much a workspace holds."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rebonds.rooms.inquire import sorting
from rebonds.rooms.inquire.models import (
    Expectation,
    ExpectationGroup,
    Family,
    Meeting,
    PaperVoter,
    Phase,
    Problem,
    ShiftPosition,
    SortVote,
    Theme,
)
from rebonds.rooms.people.models import Authority, Member, Role

#: page -> most queries; session, account, member and workspace included.
MOST = {
    "programme/": 8,
    "programme/rencontres/": 8,
    "programme/attentes/": 7,
    "programme/attentes/avant-apres/": 6,
    "programme/attentes/regrouper/": 8,
    "problemes/": 10,
    "problemes/trier/": 8,
    "problemes/resultat/": 6,
    "problemes/resultat/?par=territoire": 8,
    "problemes/papier/": 11,
    "problemes/familles/": 7,
    "problemes/familles/regrouper/": 9,
    "problemes/familles/regrouper/?propositions=1": 14,
    "problemes/familles/classement/": 8,
    "changements/": 10,
    "changements/positions/": 7,
}


def fill(space, shifts, problems, people):
    """Fill a workspace without its history: what is measured is reading."""
    chance = random.Random(3)  # noqa: S311 (a sample, not a secret)
    places = [Authority.objects.create(workspace=space, name=f"Lieu {n}") for n in range(10)]
    themes = [Theme.objects.create(workspace=space, key=f"t{n}", label_fr=f"Thème {n}") for n in range(12)]
    words = [f"mot{n}" for n in range(1500)]
    families = [Family(workspace=space, title=f"Famille {n}") for n in range(8)]
    Family.objects.bulk_create(families)
    Problem.objects.bulk_create(
        Problem(
            workspace=space,
            title_fr=" ".join(chance.sample(words, 6)),
            text_fr=" ".join(chance.sample(words, 25)),
            theme=chance.choice(themes),
            shifts=f"|{chance.choice(shifts).key}|",
            family=chance.choice([*families, None, None, None, None, None, None, None, None]),
        )
        for _ in range(problems)
    )
    members = Member.objects.bulk_create(
        Member(workspace=space, name=f"P{n}", role=Role.PARTICIPANT, authority=chance.choice(places))
        for n in range(people)
    )
    cards = list(Problem.kept.within(space))
    SortVote.objects.bulk_create(
        (
            SortVote(
                workspace=space,
                problem=card,
                member=member,
                klass=chance.choice(sorting.KEYS),
                pressing=chance.random() < 0.1,
            )
            for member in members
            for card in cards
            if chance.random() < 0.5
        ),
        batch_size=2000,
    )
    sorting.recount(card.pk for card in cards)
    ShiftPosition.objects.bulk_create(
        ShiftPosition(
            workspace=space,
            shift=s,
            member=m,
            authority=m.authority,
            now=chance.randint(1, 5),
            target=chance.randint(1, 5),
        )
        for m in members
        for s in shifts
    )
    PaperVoter.objects.bulk_create(PaperVoter(workspace=space, number=n) for n in range(1, 13))
    phase = Phase.objects.create(workspace=space, title="Phase", begins="2026-01-01", ends="2026-12-31")
    now = timezone.now()
    Meeting.objects.bulk_create(
        Meeting(workspace=space, title=f"R{n}", phase=phase, starts_at=now, ends_at=now) for n in range(30)
    )
    group = ExpectationGroup.objects.create(workspace=space, title="Groupe")
    Expectation.objects.bulk_create(
        Expectation(
            workspace=space,
            scale="individual",
            text=" ".join(chance.sample(words, 8)),
            authority=chance.choice(places),
            group=group if n % 2 else None,
        )
        for n in range(min(people, 200))
    )


def asked(client, root):
    """Return how many queries each page asks for."""
    out = {}
    for page in MOST:
        with CaptureQueriesContext(connection) as held:
            assert client.get(f"{root}{page}").status_code == 200, page
        out[page] = len(held)
    return out


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(space, shifts, visitor):
    client = visitor()
    fill(space, shifts, 30, 6)
    small = asked(client, f"/espaces/{space.slug}/")
    assert {page: n for page, n in small.items() if n > MOST[page]} == {}
    more = len(Problem.kept.within(space))
    Problem.objects.bulk_create(
        Problem(workspace=space, title_fr=f"Encore {n}", theme=Theme.objects.first()) for n in range(60)
    )
    assert len(Problem.kept.within(space)) == more + 60
    large = asked(client, f"/espaces/{space.slug}/")
    assert large == small
