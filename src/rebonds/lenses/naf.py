"""The French classification of activities (NAF rev. 2) and typologies that place every code in one class."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

from rebonds.errors import DataError
from rebonds.text import Text, day, typeset

#: Branch of A38 -> divisions of A88 (Insee, aggregated levels of NAF rev. 2).
BRANCHES: dict[str, tuple[str, ...]] = {
    code: tuple(f"{n:02d}" for n in range(first, last + 1) if n not in (4, 34, 40, 44, 48, 54, 57, 67, 76, 83))
    for code, first, last in (
        ("AZ", 1, 3), ("BZ", 5, 9), ("CA", 10, 12), ("CB", 13, 15), ("CC", 16, 18), ("CD", 19, 19),
        ("CE", 20, 20), ("CF", 21, 21), ("CG", 22, 23), ("CH", 24, 25), ("CI", 26, 26), ("CJ", 27, 27),
        ("CK", 28, 28), ("CL", 29, 30), ("CM", 31, 33), ("DZ", 35, 35), ("EZ", 36, 39), ("FZ", 41, 43),
        ("GZ", 45, 47), ("HZ", 49, 53), ("IZ", 55, 56), ("JA", 58, 60), ("JB", 61, 61), ("JC", 62, 63),
        ("KZ", 64, 66), ("LZ", 68, 68), ("MA", 69, 71), ("MB", 72, 72), ("MC", 73, 75), ("NZ", 77, 82),
        ("OZ", 84, 84), ("PZ", 85, 85), ("QA", 86, 86), ("QB", 87, 88), ("RZ", 90, 93), ("SZ", 94, 96),
        ("TZ", 97, 98), ("UZ", 99, 99),
    )
}  # fmt: skip
_BRANCH_OF = {division: branch for branch, divisions in BRANCHES.items() for division in divisions}
TYPOLOGIES = ("spheres", "foundational", "ordinary")
#: Repair, reuse, rental and recovery: divides establishments only.
LOOPS = "loops"


@dataclass(frozen=True)
class Mixed:
    """Shares of a branch that several classes divide: a convention, with its band and reason."""

    branch: str
    shares: dict[str, float]
    band: float
    reason: Text


@dataclass(frozen=True)
class Typology:
    """A partition of activities: every code in exactly one class, versioned and dated.

    ``divisions`` gives the class of each division of A88; ``exceptions`` that of longer codes (the longest
    prefix wins); ``mixed`` says, for branches of A38 that several classes divide, how much each holds.
    """

    id: str
    label: Text
    version: str
    date: date
    source: Text
    caution: Text
    classes: dict[str, Text]
    divisions: dict[str, str]
    exceptions: dict[str, str]
    mixed: dict[str, Mixed]
    by_code: bool = False  # divides what is known by activity code; says nothing of whole branches

    @property
    def told(self) -> Text:
        """Name, version, date and source, in a sentence."""
        fr = f"{self.label.fr} : version {self.version} du {day(self.date, 'fr')}. {self.source.fr}."
        return Text(
            typeset(fr), f"{self.label.en}: version {self.version}, {day(self.date, 'en')}. {self.source.en}."
        )

    def class_of(self, code: str) -> str:
        """Return the class of an activity code (``10.71C``, ``10.71`` or ``10``).

        Raises
        ------
        DataError
            The code belongs to no division of NAF.
        """
        found = self.placed(code) or self.divisions.get(code[:2])
        if found is None:
            raise DataError(
                Text(f"Code d'activité inconnu : « {code} ».", f"Unknown activity code: “{code}”."),
                Text("Un code NAF ressemble à 10.71C.", "A NAF code looks like 10.71C."),
            )
        return found

    def placed(self, code: str) -> str | None:
        """Return the class that an exception gives to a code (the longest prefix wins), if any."""
        for size in range(len(code), 2, -1):
            if code[:size] in self.exceptions:
                return self.exceptions[code[:size]]
        return None

    def classes_in(self, branch: str) -> set[str]:
        """Return the classes found among the codes of a branch of A38."""
        return {self.class_of(code) for code in codes() if branch_of(code) == branch}

    def shares(self, branch: str) -> dict[str, tuple[float, float, float]]:
        """Return, by class, the share of a branch that it holds, with the ends of its band."""
        mixed = self.mixed.get(branch)
        if mixed is None:
            only = next(iter(self.classes_in(branch)))
            return {only: (1.0, 1.0, 1.0)}
        return {
            name: (share, max(0.0, share - mixed.band), min(1.0, share + mixed.band))
            for name, share in mixed.shares.items()
        }


def branch_of(code: str) -> str:
    """Return the branch of A38 of an activity code."""
    return _BRANCH_OF[code[:2]]


@lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    """Return the 732 activity codes of NAF rev. 2 with their French labels."""
    text = resources.files("rebonds.lenses").joinpath("typologies/naf732.csv").read_text(encoding="utf-8")
    return {row["code"]: row["label"] for row in csv.DictReader(text.splitlines())}


@lru_cache(maxsize=1)
def codes() -> tuple[str, ...]:
    """Return the 732 activity codes."""
    return tuple(labels())


@lru_cache(maxsize=8)
def typology(name: str) -> Typology:
    """Return one of `TYPOLOGIES`.

    Raises
    ------
    DataError
        A file that names an unknown class, or whose shares of a mixed branch do not add up to one.
    """
    path = resources.files("rebonds.lenses").joinpath(f"typologies/{name}.toml")
    return parse(tomllib.loads(path.read_text(encoding="utf-8")))


def parse(given: Mapping[str, Any]) -> Typology:
    """Return the typology that a file describes, checked.

    Raises
    ------
    DataError
        A part that is missing or of the wrong kind; a class that is not declared; a code that is none of NAF; a
        code without a class; shares of a mixed branch that do not cover its classes or do not add up to one.
    """
    found = _described(given)
    _check_codes(found)
    if not found.by_code:
        _check_mixed(found)
    return found


def _described(given: Mapping[str, Any]) -> Typology:
    try:
        return Typology(
            id=str(given["id"]),
            label=Text.of(given["label"]),
            version=str(given["version"]),
            source=Text.of(given["source"]),
            caution=Text.of(given["caution"]) if "caution" in given else Text("", ""),
            classes={str(one["id"]): Text.of(one) for one in given["classes"]},
            divisions={str(k): str(v) for k, v in given["divisions"].items()},
            exceptions={str(k): str(v) for k, v in given.get("exceptions", {}).items()},
            mixed={
                str(one["branch"]): Mixed(
                    str(one["branch"]),
                    {str(k): float(v) for k, v in one["shares"].items()},
                    float(one["band"]),
                    Text.of(one["reason"]),
                )
                for one in given.get("mixed", ())
            },
            date=_day(given["date"]),
            by_code=bool(given.get("by_code", False)),
        )
    except KeyError as missing:
        part = str(missing.args[0])
        raise wrong(
            given,
            Text(f"il manque « {part} »", f"“{part}” is missing"),
            Text(
                "Une typologie déclare id, label, version, date, source, classes et divisions.",
                "A typology declares id, label, version, date, source, classes and divisions.",
            ),
        ) from missing
    except (TypeError, ValueError, AttributeError) as error:
        raise wrong(
            given,
            Text("une partie n'a pas la forme attendue", "a part has not the expected form"),
            Text(
                "Partez d'un fichier de rebonds/lenses/typologies.",
                "Start from a file of rebonds/lenses/typologies.",
            ),
        ) from error


def _day(given: Any) -> date:
    """Return a date written as a date of TOML or as text (ISO 8601)."""
    return given if isinstance(given, date) else date.fromisoformat(str(given))


def wrong(given: Mapping[str, Any], what: Text, hint: Text) -> DataError:
    """Return the error of a typology: which, what is wrong, what to do."""
    name = given.get("id", "?")
    return DataError(
        Text(typeset(f"Typologie « {name} » : {what.fr}."), f"Typology “{name}”: {what.en}."),
        hint,
    )


def _check_codes(found: Typology) -> None:
    given = {"id": found.id}
    used = {*found.divisions.values(), *found.exceptions.values()}
    if used - set(found.classes):
        names = ", ".join(sorted(used - set(found.classes)))
        raise wrong(
            given,
            Text(f"classe inconnue ({names})", f"unknown class ({names})"),
            Text("Déclarez-la dans « classes ».", "Declare it in 'classes'."),
        )
    strange = [k for k in found.divisions if k not in _BRANCH_OF]
    strange += [k for k in found.exceptions if not any(code.startswith(k) for code in codes())]
    if strange:
        names = ", ".join(sorted(strange)[:8])
        raise wrong(
            given,
            Text(f"code inconnu de la NAF rév. 2 ({names})", f"code that NAF rev. 2 does not know ({names})"),
            Text("Une division s'écrit 01, un code 10.71C.", "A division is written 01, a code 10.71C."),
        )
    # A division left out is no fault where longer codes place each of its activities.
    left = [code for code in codes() if code[:2] not in found.divisions and not found.placed(code)]
    if left:
        names = ", ".join(left[:8])
        raise wrong(
            given,
            Text(
                f"{len(left)} codes n'ont pas de classe ({names})",
                f"{len(left)} codes have no class ({names})",
            ),
            Text(
                "Donnez une classe à leur division dans « divisions ».",
                "Give a class to their division in 'divisions'.",
            ),
        )


def _check_mixed(found: Typology) -> None:
    for branch in BRANCHES:
        held = found.classes_in(branch)
        shares = found.mixed[branch].shares if branch in found.mixed else None
        if (shares is None and len(held) != 1) or (
            shares is not None and (set(shares) != held or abs(sum(shares.values()) - 1) > 1e-9)
        ):
            listed = ", ".join(sorted(held))
            raise wrong(
                {"id": found.id},
                Text(
                    f"branche {branch}, les parts doivent couvrir {listed} et faire 1",
                    f"branch {branch}, shares must cover {listed} and add up to 1",
                ),
                Text(
                    "Corrigez le bloc [[mixed]] de la branche.", "Correct the [[mixed]] block of the branch."
                ),
            )
