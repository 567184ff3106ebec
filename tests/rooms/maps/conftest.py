"""A workspace with a map in it."""

from __future__ import annotations

import pytest
from tests.rooms.people.conftest import founder, people, quick_passwords, space, visitor

from rebonds.causal.tables import read_tables
from rebonds.rooms.maps import store

__all__ = ["founder", "people", "quick_passwords", "space", "visitor"]

TABLE = (
    "cause;effect;sign;weight;author;source\n"
    "Loyers;Départs;+;3;Ada (inventée);Note inventée\n"
    "Départs;Écoles;-;2;;\n"
    "Écoles;Loyers;+;1;Noé (inventé);\n"
    "Bus;Départs;-;1;Noé (inventé);\n"
)


@pytest.fixture
def held(founder):
    """A map of four nodes and four links."""
    core = read_tables(("liens.csv", TABLE.encode()), title="Départs", author="Ada (inventée)")
    return store.write(core, founder, group="Groupe A")


@pytest.fixture
def nodes(held):
    """Its nodes by label."""
    return {node.label: node for node in store.nodes_of(held)}
