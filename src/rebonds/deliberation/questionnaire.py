"""Questionnaires by level: one person's result under each key, a team's spread with small cells hidden, before / after.

A result is a distribution over levels, its largest level or levels (ties are named, never averaged) and its median.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from rebonds.deliberation import parameters
from rebonds.deliberation.measures import quantile, spread
from rebonds.deliberation.wording import joined
from rebonds.errors import DataError
from rebonds.text import Text, typeset

#: Question -> which option was chosen, from 0.
Answers = Mapping[str, int]
BASE = "base"


@dataclass(frozen=True)
class Question:
    """A question: the level of each of its options, and those of the other reading where there is one."""

    id: str
    levels: tuple[int, ...]
    alternative: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Key:
    """A way of reading all questions; ``name`` lists those read the other way (``base``: none)."""

    name: str
    levels: Mapping[str, tuple[int, ...]]

    @property
    def scale(self) -> tuple[int, ...]:
        """Return every level that some option has."""
        return tuple(sorted({level for levels in self.levels.values() for level in levels}))


@dataclass(frozen=True)
class Profile:
    """A distribution over levels.

    ``median_low`` and ``median_high`` differ when the two middle answers do: both are told.
    """

    key: str
    answers: int
    counts: tuple[tuple[int, int], ...]  # (level, number of answers)
    plurality: tuple[int, ...]  # several levels when they tie
    median_low: int | None
    median_high: int | None


@dataclass(frozen=True)
class PersonResult:
    """The result of one person: under the key, and under each other reading of it.

    ``differs`` names the keys that give another plurality or another median.
    """

    profile: Profile
    others: tuple[Profile, ...]
    differs: tuple[str, ...]
    text: Text


@dataclass(frozen=True)
class QuestionSpread:
    """The answers of a team to a question, the small cells hidden (``None``).

    ``spread`` (0-1) is only told where no cell is hidden, since it would give them away; ``state`` always is:
    ``agreed``, ``divided``, ``very_divided``, or ``hidden`` under the least number of answers.
    """

    question: str
    answers: int
    counts: tuple[tuple[int, int | None], ...]
    median_low: int | None
    median_high: int | None
    spread: float | None
    state: str


@dataclass(frozen=True)
class Move:
    """From before to after, over those who answered both times: how many went up, stayed, went down (``None``: hidden)."""

    question: str
    people: int
    up: int | None
    same: int | None
    down: int | None


def load(path: Path | None = None) -> tuple[Question, ...]:
    """Read a key (``questionnaire_key.toml`` by default).

    Raises
    ------
    DataError
        A question twice, without options, or whose other reading has another number of options.
    """
    file = path or Path(__file__).with_name("questionnaire_key.toml")
    try:
        declared = tomllib.loads(file.read_text(encoding="utf-8"))["question"]
        found = tuple(
            Question(q["id"], tuple(q["levels"]), tuple(q["alternative"]) if "alternative" in q else None)
            for q in declared
        )
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise _refused(file, f"clé illisible ({error})", f"unreadable key ({error})") from error
    seen: set[str] = set()
    for one in found:
        wrong = not one.levels or not all(
            isinstance(level, int) for level in (*one.levels, *(one.alternative or ()))
        )
        if wrong or one.id in seen or len(one.alternative or one.levels) != len(one.levels):
            raise _refused(
                file,
                f"question « {one.id} » en double ou mal formée",
                f"question “{one.id}” twice or malformed",
            )
        seen.add(one.id)
    return found


def _refused(file: Path, fr: str, en: str) -> DataError:
    return DataError(Text(typeset(f"{file.name} : {fr}."), f"{file.name}: {en}."))


def keys(questions: Sequence[Question]) -> Iterator[Key]:
    """Yield the key, then every combination of its other readings, the fewest first."""
    open_ = [one for one in questions if one.alternative]
    for size in range(len(open_) + 1):
        for chosen in combinations(open_, size):
            names = {one.id for one in chosen}
            levels = {q.id: q.alternative if q.id in names and q.alternative else q.levels for q in questions}
            yield Key("+".join(one.id for one in chosen) or BASE, levels)


def profile(answers: Answers, key: Key) -> Profile:
    """Return the distribution of one person's answers over levels; a question left out is not counted.

    Raises
    ------
    DataError
        A question or an option that does not exist.
    """
    return _profile(key, [level_of(question, option, key) for question, option in answers.items()])


def level_of(question: str, option: int, key: Key) -> int:
    """Return the level of an option."""
    levels = key.levels.get(question)
    if levels is None or not 0 <= option < len(levels):
        raise DataError(
            Text(
                typeset(f"La réponse {option} à la question « {question} » n'existe pas."),
                f"Answer {option} to question “{question}” does not exist.",
            )
        )
    return levels[option]


def _profile(key: Key, levels: Sequence[int]) -> Profile:
    counts = {level: levels.count(level) for level in key.scale}
    most = max(counts.values(), default=0)
    plurality = tuple(level for level, n in counts.items() if n == most) if most else ()
    low, high = _middle(counts)
    return Profile(key.name, len(levels), tuple(counts.items()), plurality, low, high)


def _middle(counts: Mapping[int, int]) -> tuple[int | None, int | None]:
    n = sum(counts.values())
    if not n:
        return None, None
    low, high = (int(quantile(dict(counts.items()), rank, n)) for rank in ((n + 1) // 2, n // 2 + 1))
    return low, high


def person(answers: Answers, questions: Sequence[Question]) -> PersonResult:
    """Return the result of one person under the key and under each of its readings."""
    found, *others = (profile(answers, key) for key in keys(questions))

    def told(one: Profile) -> tuple[object, ...]:
        return one.plurality, one.median_low, one.median_high

    differs = tuple(one.key for one in others if told(one) != told(found))
    return PersonResult(found, tuple(others), differs, _said(found, differs, len(others)))


def _said(found: Profile, differs: Sequence[str], readings: int) -> Text:
    if not found.answers:
        return Text("Aucune réponse.", "No answer.")
    levels = joined([str(level) for level in found.plurality])
    if len(found.plurality) == 1:
        first = Text(f"Niveau le plus fréquent : {levels.fr}", f"Most frequent level: {levels.en}")
    else:
        first = Text(
            f"Niveaux les plus fréquents, à égalité : {levels.fr}", f"Most frequent levels, tied: {levels.en}"
        )
    middle = str(found.median_low)
    if found.median_low != found.median_high:
        middle = f"{found.median_low}–{found.median_high}"
    after = (
        Text("la lecture de la clé n'y change rien", "the reading of the key changes nothing")
        if not differs
        else Text(
            f"{len(differs)} autres lectures de la clé sur {readings} donnent un autre résultat",
            f"{len(differs)} other readings of the key out of {readings} give another result",
        )
    )
    return Text(
        typeset(f"{first.fr} ; médiane : {middle} ; {after.fr}."),
        f"{first.en}; median: {middle}; {after.en}.",
    )


def team(people: Sequence[Answers], key: Key, least: int | None = None) -> tuple[QuestionSpread, ...]:
    """Return the answers of a team, question by question, the most divided first.

    Parameters
    ----------
    people : sequence of Answers
    key : Key
    least : int, optional
        Least count of a cell that is shown; that of `parameters.toml` by default.
    """
    bound = parameters.whole("questionnaire", "least_cell") if least is None else least
    found = []
    for question in key.levels:
        levels = [level_of(question, one[question], key) for one in people if question in one]
        counts = {level: levels.count(level) for level in key.scale}
        apart = spread(dict(counts.items()), min(key.scale), max(key.scale)) if levels else None
        # Under the least number of answers the place in the list tells nothing either.
        order = -1.0 if apart is None or len(levels) < bound else float(apart)
        found.append((order, _spread(question, counts, order, bound)))
    return tuple(one for _, one in sorted(found, key=lambda pair: -pair[0]))


def _spread(question: str, counts: Mapping[int, int], apart: float, least: int) -> QuestionSpread:
    n = sum(counts.values())
    if apart < 0:
        return QuestionSpread(
            question, n, tuple((level, None) for level in counts), None, None, None, "hidden"
        )
    shown = hidden(tuple(counts.values()), least)
    low, high = _middle(counts)
    divided, very = (parameters.real("questionnaire", name) for name in ("divided", "very_divided"))
    state = "very_divided" if apart >= very else "divided" if apart >= divided else "agreed"
    return QuestionSpread(
        question,
        n,
        tuple(zip(counts, shown, strict=True)),
        low,
        high,
        None if None in shown else apart,
        state,
    )


def hidden(counts: Sequence[int], least: int) -> tuple[int | None, ...]:
    """Return counts with the small cells hidden (``None``): those from 1 to ``least - 1``.

    As the total is known, other cells are hidden with them, the smallest first, until at least two are and they
    hold ``least`` answers together: no subtraction gives a small cell back.
    """
    out = {place for place, n in enumerate(counts) if 0 < n < least}
    rest = sorted((n, place) for place, n in enumerate(counts) if place not in out)
    while out and rest and (len(out) < 2 or sum(counts[place] for place in out) < least):
        out.add(rest.pop(0)[1])
    return tuple(None if place in out else n for place, n in enumerate(counts))


def moves(
    before: Mapping[str, Answers], after: Mapping[str, Answers], key: Key, least: int | None = None
) -> tuple[Move, ...]:
    """Return, by question, how those who answered both times moved; small cells hidden as in `hidden`.

    Parameters
    ----------
    before, after : mapping
        Person -> answers.
    """
    bound = parameters.whole("questionnaire", "least_cell") if least is None else least
    out = []
    for question in key.levels:
        both = [one for one in before if one in after and question in before[one] and question in after[one]]
        steps = [
            level_of(question, after[one][question], key) - level_of(question, before[one][question], key)
            for one in both
        ]
        counts = (sum(s > 0 for s in steps), sum(s == 0 for s in steps), sum(s < 0 for s in steps))
        shown = hidden(counts, bound) if len(both) >= bound else (None, None, None)
        out.append(Move(question, len(both), *shown))
    return tuple(out)
