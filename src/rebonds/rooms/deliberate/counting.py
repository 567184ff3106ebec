"""From votes to ballots, result and report: the same rules as ``rebonds tally``, on the same text."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from typing import Any

from rebonds.deliberation import ballot_file, methods
from rebonds.deliberation.ballots import PAIR_HEADS, Ballots, tidy
from rebonds.deliberation.results import Result
from rebonds.deliberation.values import Scale, parse
from rebonds.reporting.report import Report
from rebonds.rooms.deliberate import added, kits
from rebonds.rooms.deliberate.answers import PAIRS
from rebonds.rooms.deliberate.models import Ballot, Vote
from rebonds.rooms.deliberate.parameters import way
from rebonds.rooms.deliberate.voting import SHORT

#: Rank of the method whose ballots are comparisons, one a row.
PAIRWISE = "pairwise"
QUESTIONNAIRE = "questionnaire"


def said(texts: dict[str, Any], lang: str) -> str:
    """Return a text of an option, a grade or a choice, in a language; French where there is no other."""
    return tidy(str(texts.get(lang) or texts.get("fr") or texts.get("en") or ""))


def voter_of(vote: Vote, length: int = SHORT) -> str:
    """Return how a line of the export is called: the voter's receipt, a member's number, or a sheet's."""
    if vote.paper is not None:
        return f"papier-{vote.paper:03d}"
    return f"membre-{vote.member_id}" if vote.member_id is not None else vote.mark[:length]


def _cell(ballot: Ballot, option: dict[str, Any], value: Any, lang: str) -> str:
    if value is None or value == "":
        return ""
    if "choices" in option:
        return said(option["choices"][int(value)], lang)
    if way(ballot.method).widget == "grades":
        return said(ballot.settings["grades"][int(value)], lang)
    return str(value)


def ballots_of(ballot: Ballot, votes: Iterable[Vote] | None = None) -> Ballots:
    """Return the ballots of a vote, in the language of its workspace, as ``rebonds tally`` reads them."""
    lang = ballot.workspace.language
    given = list(ballot.votes.all() if votes is None else votes)
    length = SHORT
    while len({vote.mark[:length] for vote in given}) < len(given) and length < 64:
        length += 2
    if ballot.method == PAIRWISE:
        names = {one["id"]: said(one, lang) for one in ballot.options}
        rows = [
            (voter_of(vote, length), (names[a], names[b]))
            for vote in given
            for a, b in vote.answers.get(PAIRS, ())
        ]
        heads = PAIR_HEADS[0]
    else:
        heads = tuple(said(one, lang) for one in ballot.options)  # type: ignore[assignment]
        rows = [  # type: ignore[misc]
            (
                voter_of(vote, length),
                tuple(_cell(ballot, one, vote.answers.get(one["id"]), lang) for one in ballot.options),
            )
            for vote in given
        ]
    rows.sort()
    return Ballots(
        heads, tuple(voter for voter, _ in rows), tuple(cells for _, cells in rows), ballot.question
    )


def settings_of(ballot: Ballot) -> methods.Settings:
    """Return what the method is given besides ballots."""
    given, lang = ballot.settings, ballot.workspace.language
    grades = None
    if "grades" in given:
        grades = Scale(tuple(said(one, lang) for one in given["grades"]))
    elif "low" in given:
        grades = Scale((str(given["low"]), str(given["high"])))
    costs = {
        said(one, lang): parse(str(given["costs"][one["id"]])) or 1
        for one in ballot.options
        if one["id"] in given.get("costs", {})
    }
    budget = parse(str(given["budget"])) if given.get("budget") is not None else None
    return methods.Settings(grades=grades, budget=budget, costs=costs or None)


def frozen_ballots(ballot: Ballot) -> Ballots:
    """Return the ballots of a closed vote, read back from the text that was signed."""
    return ballot_file.read_bytes(ballot.frozen.text.encode(), ballot.question)


def empty(ballot: Ballot) -> bool:
    """Tell whether a closed vote has no ballot to count."""
    return ballot.frozen.text.count("\n") < 2


def result_of(ballot: Ballot) -> Result:
    """Count a closed vote; kept in memory under the hash of its ballots."""
    key = json.dumps(ballot.settings, sort_keys=True, ensure_ascii=False)
    return _result(ballot.frozen.sha256, ballot.method, key, _Held(ballot))


class _Held:
    """A ballot on its way to the cache: equal to any other, so that the hash alone is the key."""

    def __init__(self, ballot: Ballot) -> None:
        self.ballot = ballot

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=32)
def _result(sha256: str, method: str, settings: str, held: _Held) -> Result:
    return methods.tally(frozen_ballots(held.ballot), method, settings_of(held.ballot))


def report_of(ballot: Ballot) -> Report:
    """Return the report of a closed vote, and what was added to it; that of its kit where it has one of its own."""
    return added.told(ballot, _report_of(ballot))


def _report_of(ballot: Ballot) -> Report:
    own = kits.named(ballot.kit)
    if own is not None and own.result is not None:
        return own.result(ballot)
    if ballot.method == QUESTIONNAIRE:
        from rebonds.rooms.deliberate.questionnaires import report

        return report(ballot)
    from rebonds.reporting.tally import tally_report

    return tally_report(result_of(ballot))
