"""Pinned figures: what the warehouse says today, flagged when it says something else."""

from __future__ import annotations

import pytest
from tests.sample_room.models import Question

from rebonds import indicators
from rebonds.rooms.observe import store
from rebonds.rooms.people import changes, pins
from rebonds.rooms.people.models import Pin, Role

GRENOBLE, POVERTY = "200040715", "poverty_rate_pct"


@pytest.fixture
def question(people, installed) -> Question:
    return changes.save(Question(title="Qui est pauvre ?"), people[Role.PARTICIPANT])


def test_a_pin_is_the_figure_of_the_warehouse(question, space, visitor):
    where = f"/espaces/{space.slug}/objets/question/{question.uid}/epingler/"
    page = visitor().post(where, {"indicator": POVERTY, "territory": "Grenoble-Alpes-Métropole"}, follow=True)
    made = Pin.objects.get()
    figure = indicators.values(store.warehouse(), store.find(GRENOBLE), ids=[POVERTY])[POVERTY]
    assert (made.territory, made.value, made.vintage) == (GRENOBLE, figure.value, str(figure.vintage))
    assert made.source and made.unit == "%" and made.state == figure.state
    assert pins.stale(made) == []
    assert "a changé" not in page.content.decode() and "Grenoble" in page.content.decode()


def test_it_is_flagged_when_the_data_change(question, space, visitor, people):
    made = pins.pin(question, POVERTY, GRENOBLE, people[Role.PARTICIPANT])
    now = made.value
    Pin.objects.update(value=now + 1, vintage="2001")
    made.refresh_from_db()
    assert [(c.name, c.before, c.now) for c in pins.stale(made)] == [
        ("value", now + 1, now),
        ("vintage", "2001", pins.current(POVERTY, GRENOBLE)["vintage"]),
    ]
    text = visitor().get(f"/espaces/{space.slug}/questions/{question.uid}/").content.decode()
    assert "a changé : 2001 →" in text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("indicator", "territory"), [("nothing", GRENOBLE), (POVERTY, "Nulle Part sur Rien"), ("", "")]
)
def test_what_does_not_exist_is_not_pinned_and_it_says_so(indicator, territory, question, space, visitor):
    where = f"/espaces/{space.slug}/objets/question/{question.uid}/epingler/"
    page = visitor().post(where, {"indicator": indicator, "territory": territory})
    assert page.status_code == 422 and 'role="alert"' in page.content.decode()
    assert not Pin.objects.exists()


def test_an_indicator_that_went_away_is_said(question, people):
    made = pins.pin(question, POVERTY, GRENOBLE, people[Role.PARTICIPANT])
    made.indicator = "gone_pct"
    assert [c.name for c in pins.stale(made)] == ["gone"]
