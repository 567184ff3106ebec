"""``rebonds tally``."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from rebonds.commands.delivering import check_format, hand_over
from rebonds.errors import UsageError
from rebonds.text import Text, typeset


def tally(  # noqa: PLR0917
    ballots: str = typer.Argument(
        ..., help="Bulletins exportés (CSV).", metavar="BALLOTS", show_default=False
    ),
    method: str = typer.Option(
        "", "--method", help="Méthode de vote ; majority-judgment par défaut (docs/deliberation.md)."
    ),
    grades: str = typer.Option(
        "", "--grades", help="Mentions ou classes, du pire au meilleur, ou deux bornes."
    ),
    budget: str = typer.Option("", "--budget", help="Points par bulletin, ou somme à répartir."),
    costs: str = typer.Option("", "--costs", help="Table option,cost (equal-shares)."),
    seed: int = typer.Option(-1, "--seed", help="Graine de la recherche de groupes.", show_default=False),
    signature: str = typer.Option(
        "", "--signed", help="Signature (JSON) à vérifier ; elle dit la méthode et ses réglages."
    ),
    key: str = typer.Option("", "--key", help="Clé publique qui doit avoir signé."),
    canonical: str = typer.Option(
        "", "--canonical", help="Écrire aussi les bulletins sous leur forme unique."
    ),
    format: str = typer.Option("text", "--format", help="text, json, html, pdf, xlsx ou csv."),
    out: str = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard."),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Dépouiller des bulletins : résultat, égalités, désaccords, et ce qui changerait l'ordre."""
    check_format(format)
    from rebonds.deliberation import ballot_file
    from rebonds.deliberation.methods import Settings, method_name
    from rebonds.deliberation.methods import tally as count
    from rebonds.deliberation.values import parse, scale_of
    from rebonds.reporting.tally import tally_report

    signed = None
    if signature:
        from rebonds.deliberation import signed as signatures

        signed = signatures.read(Path(signature))
        content = ballot_file.content_of(Path(ballots))
        signatures.check(content, signed, key)
        good = Text(
            f"Signature vérifiée : clé {signed.public_key}", f"Good signature: key {signed.public_key}"
        )
        print(good.to(lang), file=sys.stderr)
        method = method or signed.method
    elif key:
        raise UsageError(
            Text("--key va avec --signed.", "--key goes with --signed."),
            Text("Donner aussi la signature.", "Give the signature too."),
        )
    name = method_name(method or "majority-judgment")
    amount = parse(budget.strip()) if budget.strip() else None
    if budget.strip() and (amount is None or amount <= 0):
        raise UsageError(
            Text(typeset(f"« {budget} » n'est pas un budget."), f"“{budget}” is no budget."),
            Text("Un nombre positif.", "A positive number."),
        )
    announced = signed.settings if signed is not None else Settings()
    settings = Settings(
        grades=scale_of(grades) or announced.grades,
        budget=announced.budget if amount is None else amount,
        costs=ballot_file.read_costs(Path(costs)) if costs else announced.costs,
        seed=None if seed < 0 else seed,
    )
    given = ballot_file.read(Path(ballots))
    found = count(given, name, settings)
    if canonical:
        from rebonds.reporting.atomic import replacing

        with replacing(Path(canonical)) as temporary:
            temporary.write_text(given.canonical(), encoding="utf-8", newline="")
        print(Text(f"Écrit : {canonical}", f"Written: {canonical}").to(lang), file=sys.stderr)
    hand_over(tally_report(found), format, out, lang, True)
