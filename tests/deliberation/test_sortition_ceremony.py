"""The public draw: what was committed is what is drawn, and any tampering is refused."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rebonds.deliberation.sortition import ceremony, drawing, kinds
from rebonds.deliberation.sortition.records import Problem, Quota
from rebonds.errors import CheckError, DataError, UsageError
from tests.deliberation.sortition_tools import pool_of

WORDS = ["Fja", "Fma", "Fvb", "Hja", "Hmb", "Hvb", "Fjb", "Hma", "Hva", "Hjb", "Fmb", "Fva"]
QUOTAS = [Quota("sexe", "F", 2, 2), Quota("sexe", "H", 2, 2), Quota("age", "j", 1, 2), Quota("age", "m", 1, 2),
          Quota("age", "v", 1, 2), Quota("lieu", "a", 1, 3), Quota("lieu", "b", 1, 3)]  # fmt: skip
POOL = pool_of(WORDS)
Sheet = dict[str, Any]


def problem() -> Problem:
    return kinds.problem(POOL, QUOTAS, 4)


@pytest.fixture(scope="module", params=[0, 100])
def played(request: pytest.FixtureRequest) -> Sheet:
    ready = drawing.prepare(POOL, QUOTAS, 4)
    sheet, secret = ceremony.commit(ready, request.param)
    complete, _ = ceremony.reveal(ready, sheet, secret, "3 41  27")
    return json.loads(json.dumps(complete))  # type: ignore[no-any-return]


def test_a_sheet_verifies_before_and_after_the_draw(played: Sheet) -> None:
    before = {key: value for key, value in played.items() if key != "draw"}
    assert ceremony.verify(problem(), before)[1].state == "committed"
    _, found = ceremony.verify(problem(), played)
    assert [m.id for m in found.panel] == played["draw"]["panel"]
    assert played["draw"]["public"] == "3 41 27"
    seed = hashlib.sha256(f"{played['fingerprint']}|{played['draw']['secret']}|3 41 27".encode()).hexdigest()
    assert seed == played["draw"]["seed"]


def sealed(sheet: Sheet) -> Sheet:
    """Make the fingerprint of a sheet agree with it again: a forger would."""
    body = {key: value for key, value in sheet.items() if key not in ("fingerprint", "draw")}
    return {**sheet, "fingerprint": ceremony.fingerprint(body)}


def resealed(sheet: Sheet) -> Sheet:
    """Make the lottery, the sheet and the draw agree with their fingerprints again."""
    sheet["fingerprints"]["lottery"] = ceremony.fingerprint(sheet["lottery"])
    sheet = sealed(sheet)
    draw = {key: value for key, value in sheet["draw"].items() if key != "fingerprint"}
    draw["seed"] = ceremony.seed_of(sheet, draw["secret"], draw["public"])
    return {**sheet, "draw": {**draw, "fingerprint": ceremony.fingerprint(draw)}}


def _other_panel(sheet: Sheet) -> Sheet:
    draw = sheet["draw"]
    draw["panel"] = [*draw["panel"][:-1], "011" if draw["panel"][-1] != "011" else "010"]
    return resealed(sheet)


def _other_secret(sheet: Sheet) -> Sheet:
    sheet["draw"]["secret"] = "00" * 32
    return resealed(sheet)


def _other_numbers(sheet: Sheet) -> Sheet:
    sheet["draw"]["public"] = "3 41 28"
    draw = {key: value for key, value in sheet["draw"].items() if key != "fingerprint"}
    sheet["draw"]["fingerprint"] = ceremony.fingerprint(draw)
    return sheet


def _other_seed(sheet: Sheet) -> Sheet:
    sheet["draw"]["seed"] = "0" * 64
    return sheet


def _other_ticket(sheet: Sheet) -> Sheet:
    sheet["draw"]["ticket"] += 1
    return resealed(sheet)


def _favoured(sheet: Sheet) -> Sheet:
    """Put every ticket on one composition, and reseal everything."""
    lots = sheet["lottery"]
    lots["tickets"], lots["compositions"] = [sum(lots["tickets"])], lots["compositions"][:1]
    return resealed(sheet)


def _against_quotas(sheet: Sheet) -> Sheet:
    sheet["lottery"]["compositions"][0] = [[0, 1], [1, 1], [2, 1], [3, 1]]
    return resealed(sheet)


def _fewer_tickets(sheet: Sheet) -> Sheet:
    sheet["lottery"]["tickets"][0] -= 10
    return resealed(sheet)


def _negative(sheet: Sheet) -> Sheet:
    sheet["lottery"]["compositions"][0][0][1] = -1
    return resealed(sheet)


def _no_such_kind(sheet: Sheet) -> Sheet:
    sheet["lottery"]["compositions"][0][0][0] = 999
    return resealed(sheet)


@pytest.mark.parametrize(
    "tamper",
    [_other_panel, _other_secret, _other_numbers, _other_seed, _other_ticket, _favoured, _against_quotas,
     _fewer_tickets, _negative, _no_such_kind],
)  # fmt: skip
def test_a_forged_sheet_is_refused(played: Sheet, tamper: Callable[[Sheet], Sheet]) -> None:
    with pytest.raises(CheckError):
        ceremony.verify(problem(), tamper(copy.deepcopy(played)))


@pytest.mark.parametrize(
    "key", ["size", "same_address", "panels", "fingerprints", "secret_sha256", "lottery"]
)
def test_every_part_of_the_sheet_is_bound(played: Sheet, key: str) -> None:
    sheet = copy.deepcopy(played)
    sheet[key] = {"size": 5, "same_address": "x", "panels": 7, "fingerprints": {}, "secret_sha256": "0"}.get(
        key, {"tickets": [1], "compositions": [[]]}
    )
    with pytest.raises(CheckError):
        ceremony.verify(problem(), sheet)


def test_another_pool_or_other_quotas_are_refused(played: Sheet) -> None:
    moved = replace(POOL, candidates=(replace(POOL.candidates[0], id="000b"), *POOL.candidates[1:]))
    with pytest.raises(CheckError, match="vivier"):
        ceremony.verify(kinds.problem(moved, QUOTAS, 4), played)
    with pytest.raises(CheckError, match="quotas"):
        ceremony.verify(kinds.problem(POOL, [*QUOTAS[:-1], Quota("lieu", "b", 0, 3)], 4), played)


def test_the_draw_is_done_once_with_the_secret_that_was_bound(played: Sheet) -> None:
    ready = drawing.prepare(POOL, QUOTAS, 4)
    with pytest.raises(UsageError, match="déjà"):
        ceremony.reveal(ready, played, played["draw"]["secret"], "1")
    sheet, secret = ceremony.commit(ready)
    with pytest.raises(CheckError, match="secret"):
        ceremony.reveal(ready, sheet, secret[::-1], "1")
    with pytest.raises(UsageError, match="--public"):
        ceremony.reveal(ready, sheet, secret, "  ")


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": "rebonds-sortition-ceremony-1"}', "[" * 3000, "\x00"]
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sheet.json"
    path.write_text(content)
    with pytest.raises(DataError):
        ceremony.read(path)
    with pytest.raises(DataError):
        ceremony.read(tmp_path / "absent.json")
