"""The memory of the room: one reading per warehouse, territories told apart, threads served together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from rebonds.rooms.observe import store

pytestmark = pytest.mark.usefixtures("installed")


def test_a_value_is_made_once_per_warehouse(monkeypatch):
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert store.remember(("test", "once"), make) == store.remember(("test", "once"), make) == 1

    class Newer:
        id = "newer"

    monkeypatch.setattr(store, "warehouse", Newer)
    assert store.remember(("test", "once"), make) == 2


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(store, "KEPT", 3)
    for i in range(10):
        store.remember(("bounded", i), lambda i=i: i)
    assert len(store._memory) == 3


def test_a_new_warehouse_takes_the_place_of_the_old_one(monkeypatch):
    first = store.warehouse()
    assert store.warehouse() is first
    monkeypatch.setattr(store, "current_version", lambda: "another")
    assert store.warehouse() is not first


def test_a_region_and_a_departement_of_the_same_code_are_told_apart(db):
    region, department = store.find("R84"), store.find("84")
    assert (region.level, department.level) == ("region", "departement")
    assert store.identity(region) != store.identity(department)
    assert store.address_code(region) == "R84"


def test_threads_read_at_the_same_time(db):
    store.forget()
    places = [store.find(code) for code in ("200040715", "243300316", "200093201", "243500139")] * 2
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(store.reading, places))
    assert [reading.territory.code for reading in found] == [place.code for place in places]
