"""Signed ballots: what a workbench states of the ballots of a closed vote, and checking it (Ed25519, RFC 8032)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from rebonds.deliberation.ballot_file import refused
from rebonds.deliberation.methods import Settings
from rebonds.deliberation.values import Scale, parse, plain
from rebonds.text import Text, typeset


@dataclass(frozen=True)
class Signed:
    """A statement in its one form, its signature and the public key, both in hexadecimal; ``claims`` is what it says."""

    statement: str
    signature: str
    public_key: str
    claims: dict[str, Any] = field(repr=False)

    @property
    def method(self) -> str:
        """The method that was announced."""
        return str(self.claims["method"])

    @property
    def settings(self) -> Settings:
        """What the method was given besides ballots."""
        grades, budget, costs = (self.claims.get(name) for name in ("grades", "budget", "costs"))
        return Settings(
            grades=Scale(tuple(grades)) if grades else None,
            budget=parse(budget) if budget else None,
            costs={option: parse(cost) or 1 for option, cost in costs.items()} if costs else None,
        )


def claimed_settings(settings: Settings) -> dict[str, Any]:
    """Return settings as a statement holds them."""
    out: dict[str, Any] = {}
    if settings.grades is not None:
        out["grades"] = list(settings.grades.grades)
    if settings.budget is not None:
        out["budget"] = plain(Fraction(settings.budget))
    if settings.costs:
        out["costs"] = {option: plain(Fraction(cost)) for option, cost in settings.costs.items()}
    return out


def written(claims: dict[str, Any]) -> str:
    """Return a statement in its one form: JSON, sorted keys, no spaces."""
    return json.dumps(claims, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def good(statement: str, signature: str, key: str) -> bool:
    """Tell whether a statement was signed, as it is, with the private half of a key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), statement.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def read(path: Path) -> Signed:
    """Read the signature that a workbench gives beside the ballots.

    Raises
    ------
    DataError
        No file, or one that is no signature.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        statement, signature, key = (str(raw[name]) for name in ("statement", "signature", "public_key"))
        claims = json.loads(statement)
        if not isinstance(claims, dict) or not {"method", "sha256"} <= set(claims):
            raise ValueError("no claims")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refused(
            f"{path.name} n'est pas une signature de bulletins.",
            f"{path.name} is no signature of ballots.",
            Text(
                typeset("C'est le fichier « Signature (JSON) » de la page du résultat."),
                "It is the file “Signature (JSON)” of the page of the result.",
            ),
        ) from error
    return Signed(statement, signature, key, claims)


def check(content: bytes, signed: Signed, key: str = "") -> None:
    """Check ballots against a signature.

    Parameters
    ----------
    content : bytes
        The exported CSV, as it is.
    signed : Signed
    key : str, optional
        Public key, in hexadecimal, that must have signed; by default whichever the file names.

    Raises
    ------
    DataError
        The signature is not that of this statement, or not by this key; or the ballots are not those signed.
    """
    if key and key.strip().lower() != signed.public_key.lower():
        raise refused(
            "Ce n'est pas la clé attendue qui a signé.", "Another key than the one expected has signed.", _ASK
        )
    if not good(signed.statement, signed.signature, signed.public_key):
        raise refused("La signature n'est pas bonne.", "The signature is not good.", _ASK)
    if hashlib.sha256(content).hexdigest() != signed.claims["sha256"]:
        raise refused(
            "Ces bulletins ne sont pas ceux qui ont été signés.",
            "These ballots are not those that were signed.",
            _ASK,
        )


_ASK = Text(
    typeset("Reprenez les deux fichiers sur la page du résultat."),
    "Take both files again from the page of the result.",
)
