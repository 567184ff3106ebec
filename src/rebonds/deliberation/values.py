"""What a cell means: an exact number, a grade of a scale, a word of a short list."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from rebonds.deliberation import parameters
from rebonds.deliberation.ballot_file import refused
from rebonds.deliberation.ballots import Ballots, tidy
from rebonds.errors import RebondsError, UsageError
from rebonds.text import MINUS, Text, number, typeset

Number = int | Fraction
#: Per ballot, the value given to an option; ``None`` where it is not answered.
Values = tuple[Number | None, ...]
_WRITTEN = re.compile(r"^[+-]?\d+(?:[.,]\d+)?$")


@dataclass(frozen=True)
class Scale:
    """Grades from the worst to the best; ``numeric`` when they are numbers and not words."""

    grades: tuple[str, ...]
    numeric: bool = False

    def name(self, value: Number) -> str:
        """Return the grade of a value: words by their rank, numbers as they are."""
        return plain(value) if self.numeric else self.grades[int(value)]


@dataclass(frozen=True)
class Read:
    """Ballots as values: one column per option, and the lowest and highest value that could be given."""

    ballots: Ballots
    columns: tuple[Values, ...]
    low: Number
    high: Number
    scale: Scale


def plain(value: Number) -> str:
    """Write an exact number without loss: ``3``, ``3.5``, ``7/3``."""
    if isinstance(value, int) or value.denominator == 1:
        return str(int(value))
    short = f"{float(value):.6g}"
    return short if Fraction(short) == value else str(value)


def said(value: Number | float | None, lang: str, decimals: int | None = None) -> str:
    """Write a number as a language does."""
    return number(None if value is None else float(value), lang, decimals)


@lru_cache(maxsize=1)
def _scales() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("scales.toml").read_text(encoding="utf-8"))


def scales() -> tuple[dict[str, Any], ...]:
    """Return the scales of grades that ship: ``id``, and the grades in ``fr`` and ``en``, worst first."""
    return tuple(_scales()["grades"])


def words(method: str) -> dict[str, tuple[str, ...]]:
    """Return the words that a method reads: meaning -> ways to write it."""
    return {meaning: tuple(written) for meaning, written in _scales()[method].items()}


def parse(written: str) -> Number | None:
    """Return a written number, exactly; ``None`` where it is none."""
    given = written.replace(MINUS, "-")
    if not _WRITTEN.match(given) or len(given) > parameters.whole("file", "most_digits"):
        return None
    found = Fraction(given.replace(",", "."))
    return int(found) if found.denominator == 1 else found


def cell_error(
    ballots: Ballots, ballot: int, place: int, fr: str, en: str, hint: Text | None = None
) -> RebondsError:
    """Return the error of a cell, with its line and option."""
    line, option = ballots.where(ballot), ballots.options[place]
    name = ballots.name or "bulletins"
    shown = ballots.cells[ballot][place][:60]
    return refused(
        f"{name}, ligne {line}, « {option} » : « {shown} » {fr}.",
        f"{ballots.name or 'ballots'}, line {line}, “{option}”: “{shown}” {en}.",
        hint,
    )


def numbers(ballots: Ballots, *, whole: bool = False, least: int | None = None) -> tuple[Values, ...]:
    """Return cells as exact numbers.

    Raises
    ------
    DataError
        A text in a number, a number below ``least``, a fraction where ``whole`` is asked for.
    """
    columns = []
    for place in range(len(ballots.options)):
        column: list[Number | None] = []
        for ballot, cell in enumerate(ballots.column(place)):
            value = parse(cell) if cell else None
            if cell and value is None:
                raise cell_error(ballots, ballot, place, "n'est pas un nombre", "is not a number", _DIGITS)
            if value is not None and whole and not isinstance(value, int):
                raise cell_error(
                    ballots, ballot, place, "n'est pas un nombre entier", "is not a whole number"
                )
            if value is not None and least is not None and value < least:
                raise cell_error(ballots, ballot, place, f"est au-dessous de {least}", f"is below {least}")
            column.append(value)
        columns.append(tuple(column))
    return tuple(columns)


_DIGITS = Text(
    typeset("Écrivez un nombre (« 3 », « 3,5 ») ou laissez la case vide."),
    "Write a number (“3”, “3.5”) or leave the cell empty.",
)


def one_of(
    ballots: Ballots, known: Mapping[str, Sequence[str]], value: Mapping[str, int]
) -> tuple[Values, ...]:
    """Return cells as values of a short list of words (see `words`)."""
    meaning = {word: value[name] for name, listed in known.items() for word in listed}
    columns = []
    for place in range(len(ballots.options)):
        column: list[Number | None] = []
        for ballot, cell in enumerate(ballots.column(place)):
            found = meaning.get(_folded(cell)) if cell else None
            if cell and found is None:
                listed_words = ", ".join(word for listed in known.values() for word in listed)
                hint = Text(f"Réponses lues : {listed_words}.", f"Answers read: {listed_words}.")
                raise cell_error(
                    ballots, ballot, place, "n'est pas une réponse connue", "is no known answer", hint
                )
            column.append(found)
        columns.append(tuple(column))
    return tuple(columns)


def _folded(cell: str) -> str:
    number_ = parse(cell)
    return plain(number_) if number_ is not None else tidy(cell).casefold().replace("’", "'")


def scale_of(given: str) -> Scale | None:
    """Return the scale of ``--grades``: grades from the worst to the best, separated by commas or ``<``.

    Raises
    ------
    UsageError
        Fewer than two grades, or one twice.
    """
    if not given.strip():
        return None
    listed = tuple(tidy(one) for one in re.split(r"[<,;]", given))
    if len(listed) < 2 or not all(listed) or len({one.casefold() for one in listed}) < len(listed):
        raise UsageError(
            Text(
                "Cette échelle n'a pas deux mentions différentes.", "This scale has not two different grades."
            ),
            Text(
                typeset('Du pire au meilleur : --grades "mauvais,passable,bien".'),
                'From the worst to the best: --grades "bad,fair,good".',
            ),
        )
    return Scale(listed, numeric=False)


def graded(ballots: Ballots, grades: Scale | None = None) -> Read:
    """Return cells as grades: the scale given, else numbers, else the first known scale that holds all words.

    Raises
    ------
    DataError
        A grade that the scale does not hold.
    """
    written = {cell for row in ballots.cells for cell in row if cell}
    if grades is None:
        if all(parse(cell) is not None for cell in written):
            columns = numbers(ballots)
            low, high = _bounds(columns)
            known = sorted({v for column in columns for v in column if v is not None})
            return Read(ballots, columns, low, high, Scale(tuple(plain(v) for v in known), numeric=True))
        grades = _known_scale(written)
    rank = {grade: place for place, grade in enumerate(grades.grades)}
    columns = one_of(ballots, {grade: (_folded(grade),) for grade in rank}, rank)
    return Read(ballots, columns, 0, len(grades.grades) - 1, grades)


def _known_scale(written: set[str]) -> Scale:
    """Return the first shipped scale that holds all words, else the one that holds most of them."""
    folded = {_folded(cell) for cell in written}
    known = [tuple(one[lang]) for one in _scales()["grades"] for lang in ("fr", "en")]
    best = max(known, key=lambda grades: len(folded & set(grades)))
    if not folded & set(best):
        listed = ", ".join(sorted(written)[:5])
        raise refused(
            f"Mentions d'aucune échelle connue : {listed}.",
            f"Grades of no known scale: {listed}.",
            Text(
                typeset('Donnez la vôtre, du pire au meilleur : --grades "mauvais,passable,bien".'),
                'Give yours, from the worst to the best: --grades "bad,fair,good".',
            ),
        )
    return Scale(best)


def measured(ballots: Ballots, bounds: Scale | None = None) -> Read:
    """Return cells as numbers on a continuous scale; ``bounds`` are its lowest and highest value.

    Raises
    ------
    UsageError
        Bounds that are no numbers, or in the wrong order.
    DataError
        A text in a number, a number out of bounds.
    """
    columns = numbers(ballots)
    low, high = _bounds(columns)
    if bounds is not None:
        ends = [parse(bounds.grades[place]) for place in (0, -1)]
        if ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
            raise UsageError(
                Text(
                    "Ces bornes ne sont pas deux nombres croissants.",
                    "These bounds are not two rising numbers.",
                ),
                Text(typeset("Par exemple : --grades 0,10."), "For example: --grades 0,10."),
            )
        low, high = ends[0], ends[1]
        for place, column in enumerate(columns):
            for ballot, value in enumerate(column):
                if value is not None and not low <= value <= high:
                    ends_ = f"{plain(low)}–{plain(high)}"
                    raise cell_error(ballots, ballot, place, f"est hors de {ends_}", f"is out of {ends_}")
    known = sorted({v for column in columns for v in column if v is not None})
    return Read(ballots, columns, low, high, Scale(tuple(plain(v) for v in known), numeric=True))


def _bounds(columns: Sequence[Values]) -> tuple[Number, Number]:
    """Return the lowest and highest number written (0 and 0 on blank ballots)."""
    known = [v for column in columns for v in column if v is not None]
    return (min(known), max(known)) if known else (0, 0)
