"""What goes with what, what a stop reaches, what is missing, how a synergy moves."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pytest

from rebonds.errors import UsageError
from rebonds.lenses import serialise_flows
from rebonds.matching.compatible import Mention, compatibility, pairs
from rebonds.matching.declared import family_of, resource_of
from rebonds.matching.links import Rules
from rebonds.matching.moves import Move, allowed, moved
from rebonds.matching.profiles import profiles
from rebonds.matching.results import STATES
from rebonds.matching.synergies import synergies
from rebonds.matching.waste import named, names
from rebonds.matching.web import Tie, exposed, leads, missing, roles
from rebonds.reporting.deliver import rendered
from rebonds.reporting.synergies import synergies_report
from tests.matching.test_synergies import FREE, every_number, firms, flow


def test_a_substitute_serves_in_its_own_unit() -> None:
    told = [
        replace(flow("A", "offer", 10, "030105"), unit="t"),
        replace(flow("B", "need", 70, "bois combustible", 4.0), unit="MWh"),
    ]
    found = synergies(firms("AB"), told, FREE)
    factor = compatibility().substitutes["030105", "bois combustible"].factor
    assert found.matches[0].quantity.value == pytest.approx(10)
    assert found.value.value == pytest.approx(10 * factor * 4)
    left = next(one for one in found.left if one.firm == "B")
    assert left.quantity.value == pytest.approx(70 - 10 * factor)
    assert "convention" in found.matches[0].reason.fr
    totals = {one.resource: one.matched.value for one in found.totals}
    assert totals == {"030105": pytest.approx(10), "bois combustible": pytest.approx(10 * factor)}
    # A need smaller than what the offer makes takes only its part.
    told[1] = replace(told[1], quantity=7.0)
    assert synergies(firms("AB"), told, FREE).matches[0].quantity.value == pytest.approx(7 / factor)
    # Other units do not go together: no factor is known.
    told[1] = replace(told[1], unit="stère")
    assert not synergies(firms("AB"), told, FREE).matches


def test_a_family_of_waste_takes_its_members_but_no_hazardous_one() -> None:
    assert resource_of("03 01") == "0301" and family_of("0301") == "0301" and not family_of("bois")
    told = [flow("A", "offer", 5, "030105"), flow("B", "offer", 5, "030104*"), flow("C", "need", 50, "0301")]
    found = [(told[one.offer].firm, told[one.need].firm) for one in pairs(firms("ABC"), told, math.inf)]
    assert found == [("A", "C")]
    told[2] = replace(told[2], authorised=True)
    assert len(list(pairs(firms("ABC"), told, math.inf))) == 1


def test_totals_of_a_substitute_give_nothing_by_difference() -> None:
    """Wood waste serves two boilers, one of which withholds: no total, nor difference, gives it."""
    known = firms("ABCD", D=False)
    told = [
        replace(flow("A", "offer", 100, "030105"), unit="t"),
        replace(flow("B", "offer", 91, "bois combustible"), unit="MWh"),
        replace(flow("C", "need", 70, "bois combustible"), unit="MWh"),
        replace(flow("D", "need", 311, "bois combustible"), unit="MWh"),
    ]
    plain = serialise_flows.to_json(synergies(known, told, FREE))
    amounts = set(every_number([plain[key] for key in ("value", "matches", "left", "totals", "missing")]))
    factor = compatibility().substitutes["030105", "bois combustible"].factor
    for a in amounts | {0.0}:
        for b in amounts | {0.0}:
            for c in amounts | {0.0}:
                for scale in (1, factor):
                    assert abs(abs(a * scale - b - c) - 311) > 1e-6


def test_who_is_exposed_and_by_which_link() -> None:
    ties = [
        Tie("A", "B", "bois", "running"),
        Tie("E", "B", "bois", "running"),
        Tie("B", "C", "chaleur", "confirmed"),
        Tie("C", "D", "eau", "presumed"),
        Tie("F", "A", "palettes", "presumed"),
    ]
    found = {one.firm: one for one in exposed(ties, "A")}
    assert {f: (e.way, e.depth, e.others) for f, e in found.items()} == {
        "B": ("supplier", 1, 1),
        "F": ("outlet", 1, 0),
        "C": ("chain", 2, 0),
        "D": ("chain", 3, 0),
    }
    assert [tie.resource for tie in found["D"].through] == ["bois", "chaleur", "eau"]
    assert exposed([Tie("A", "B", "x", "running"), Tie("B", "A", "y", "running")], "A")[0].firm == "B"
    assert exposed(ties, "Z") == ()
    held = {one.firm: one for one in roles(firms("ABCDEF"), ties)}
    assert {f for f, one in held.items() if one.cut} == {"A", "B", "C"}
    assert roles({}, []) == ()


def test_missing_suppliers_and_who_commonly_has_it() -> None:
    known = firms("ABC", B=False)
    told = [flow("A", "need", 10, "chaleur"), flow("B", "need", 20, "chaleur"), flow("C", "need", 5, "eau")]
    told = [replace(one, unit="MWh") for one in told]
    found = {one.resource: one for one in missing(known, told)}
    assert found["chaleur"].firms == 2 and found["chaleur"].needed.value is None
    assert "Énergie" in {one.fr for one in found["chaleur"].could}
    assert found["eau"].needed.value == 5 and found["eau"].could == ()
    told.append(replace(flow("C", "offer", 1, "chaleur fatale"), unit="MWh"))
    assert {one.resource for one in missing(known, told)} == {"eau"}


def test_leads_do_not_depend_on_quantities() -> None:
    told = [flow("A", "offer", 5), flow("B", "need", 5), flow("C", "need", 1)]
    found = leads(firms("ABC"), told, 50.0, frozenset({0, 1}))
    assert [(one.giver, one.receiver) for one in found] == [("A", "C")]
    again = leads(firms("ABC"), [replace(one, quantity=9e9) for one in told], 50.0, frozenset({0, 1}))
    assert again == found


def test_profiles_are_dated_conventions_and_speak_of_codes_that_exist() -> None:
    held = profiles()
    assert held.date and "convention" in held.basis.fr and "convention" in compatibility().basis.fr
    assert held.of("10.71C") is not None and held.of("10.71C").label.fr.startswith("Boulangerie")  # type: ignore[union-attr]
    assert held.of("1012Z").label.fr == "Viande"  # type: ignore[union-attr]
    assert held.of("10.39A").label.fr == "Industrie alimentaire"  # type: ignore[union-attr]
    assert held.of("99.00Z") is None and held.of("") is None and held.of("bois") is None
    codes = [code for one in held.profiles for code in one.naf]
    assert len(codes) == len(set(codes))
    units: dict[str, set[str]] = {}
    for one in held.profiles:
        assert one.flows and len({(f.side, f.resource) for f in one.flows}) == len(one.flows)
        for told in one.flows:
            units.setdefault(told.resource, set()).add(told.unit)
    for sub in compatibility().substitutes.values():
        units.setdefault(sub.offer, set()).add(sub.offer_unit)
        units.setdefault(sub.need, set()).add(sub.need_unit)
    codes = {one for one in units if one[:6].isdigit() and len(one) >= 6}
    assert codes == set(names()) and named("030105").fr.endswith("(030105)") and named("eau").fr == "eau"
    assert [resource for resource, held_ in units.items() if len(held_) > 1] == []


def test_a_synergy_moves_one_state_at_a_time_with_dates() -> None:
    today = dt.date(2026, 11, 26)
    history: tuple[Move, ...] = ()
    for rank, state in enumerate(STATES):
        history = moved(history, state, dt.date(2026, 1, 1 + rank), today)
    assert [one.state for one in history] == list(STATES)
    assert allowed("running") == ("confirmed",) and allowed("presumed") == ("discussed",)
    for state, day in (
        ("presumed", dt.date(2026, 2, 1)),
        ("running", dt.date(2026, 2, 1)),
        ("confirmed", dt.date(2025, 1, 1)),
        ("confirmed", dt.date(2027, 1, 1)),
    ):
        with pytest.raises(UsageError):
            moved(history, state, day, today)
    with pytest.raises(UsageError):
        moved((), "running", today, today)


def test_the_choice_with_factors_is_never_above_its_limits() -> None:
    told = [
        replace(flow("A", "offer", 10, "150103"), unit="t"),
        replace(flow("B", "need", 12, "bois combustible", 2.0), unit="MWh"),
        replace(flow("C", "need", 6, "palettes à réparer", 5.0), unit="t"),
    ]
    found = synergies(firms("ABC"), told, Rules(per_km=0, fixed=0, gap=0))
    # A tonne to the boiler makes 7, to be repaired 5: 12/3.5 t to the boiler, then 6 t to be repaired.
    sent = {one.receiver: one.quantity.value for one in found.matches}
    assert sent == {"B": pytest.approx(12 / 3.5), "C": pytest.approx(6)}


def test_what_is_withheld_stays_out_of_a_search_that_can_be_asked_again() -> None:
    """Whoever writes her own need and reads the answer learns nothing of a quantity that is withheld."""
    known = firms("ABC", A=False)
    told = [Mention("C", "offer", "eau", "t")]

    def answer(hidden: float, own: float, value: float) -> object:
        asked = [
            flow("A", "offer", hidden),
            flow("B", "need", own, value=value),
            flow("C", "need", 3, "vapeur"),
        ]
        return synergies(known, asked, Rules(fixed=100), told=told, open_only=True)

    for own, value in ((1, 1), (100, 2), (1000, 0.2), (1e6, 1e-3)):
        assert answer(10, own, value) == answer(500, own, value)
    found = synergies(known, [flow("A", "offer", 10), flow("B", "need", 7)], FREE, open_only=True)
    assert not found.matches and [(one.giver, one.receiver) for one in found.leads] == [("A", "B")]
    assert "pas communiquée" in {one.firm: one.reason.fr for one in found.left}["B"]


def test_unknown_quantities_are_told_not_counted() -> None:
    told = [Mention("A", "need", "froid", "MWh"), Mention("B", "need", "chaleur", "t")]
    found = {one.resource: one for one in missing(firms("ABC"), [flow("C", "need", 4, "chaleur")], told)}
    assert (found["froid"].needed.value, found["froid"].needed.state) == (None, "missing")
    assert (found["chaleur"].needed.value, found["chaleur"].needed.state) == (4, "partial")
    assert found["chaleur"].firms == 2
    report = synergies_report(synergies(firms("ABC"), [flow("C", "need", 4, "chaleur")], FREE, told=told))
    assert "au moins 4" in rendered(report, "csv").decode("utf-8-sig")
