"""What a firm may have to give or to need, presumed from its activity, until it says so itself."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from rebonds.matching.declared import resource_of
from rebonds.text import Text

_NAF = re.compile(r"^\d{2}(\.?\d{1,2}[A-Z]?)?$")


@dataclass(frozen=True)
class Presumed:
    """An offer or a need that firms of an activity commonly have; no quantity: only the firm knows it."""

    side: str
    resource: str
    unit: str


@dataclass(frozen=True)
class Profile:
    """Activities (the beginnings of NAF codes, without points) and what they commonly offer and need."""

    naf: tuple[str, ...]
    label: Text
    flows: tuple[Presumed, ...]


@dataclass(frozen=True)
class Profiles:
    """The table: dated, with what it rests on."""

    version: str
    date: str
    basis: Text
    profiles: tuple[Profile, ...]

    def of(self, naf: str) -> Profile | None:
        """Return the profile of an activity, the most precise one; ``None`` where the table says nothing."""
        code = plain_naf(naf)
        found = [
            (len(one), profile) for profile in self.profiles for one in profile.naf if code.startswith(one)
        ]
        return max(found, key=lambda pair: pair[0])[1] if code and found else None

    def offering(self, resources_: frozenset[str]) -> tuple[Profile, ...]:
        """Return the activities that commonly offer one of some resources."""
        return tuple(
            one
            for one in self.profiles
            if any(flow.side == "offer" and flow.resource in resources_ for flow in one.flows)
        )


def plain_naf(written: str) -> str:
    """Return a NAF code without point nor spaces, or nothing where it is none."""
    code = written.strip().upper().replace(" ", "")
    return code.replace(".", "") if _NAF.match(code) else ""


@lru_cache(maxsize=1)
def profiles() -> Profiles:
    """Return the shipped table."""
    given = tomllib.loads((resources.files(__package__) / "profiles.toml").read_text(encoding="utf-8"))
    made = tuple(
        Profile(
            tuple(plain_naf(code) for code in one["naf"]),
            Text.of(one["label"]),
            tuple(
                Presumed(side, resource_of(flow["resource"]), flow["unit"])
                for side in ("offer", "need")
                for flow in one[f"{side}s"]
            ),
        )
        for one in given["profile"]
    )
    return Profiles(given["version"], given["date"].isoformat(), Text.of(given["basis"]), made)
