"""Texts that a spreadsheet would run: marked, and read back as they were, whatever they hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebonds.formulas import STARTS, harmless, unharmed

RISKY = st.text(alphabet="'=+-@\t\r0,1.a", max_size=8)


@given(RISKY, st.booleans())
def test_what_is_marked_is_read_back(text, numbers):
    assert unharmed(harmless(text, numbers=numbers)) == text


@given(RISKY)
def test_nothing_that_is_written_begins_as_a_formula(text):
    assert not harmless(text).startswith(STARTS)


@pytest.mark.parametrize("text", ["-3", "+2,5", "-0.1"])
def test_a_plain_number_stays_one_where_numbers_are_answers(text):
    assert harmless(text, numbers=True) == text
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["-3+4", "=1", "@a", "-", "-3\n=1"])
def test_what_only_begins_as_a_number_is_marked(text):
    assert harmless(text, numbers=True) == "'" + text
