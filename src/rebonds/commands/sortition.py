"""``rebonds sortition``."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rebonds.commands.delivering import check_format, hand_over
from rebonds.errors import UsageError
from rebonds.text import Text

if TYPE_CHECKING:
    from rebonds.deliberation.sortition.drawing import Prepared
    from rebonds.deliberation.sortition.records import Pool, Quota, Sortition


def sortition(  # noqa: PLR0917
    pool: str = typer.Argument("", help="Les candidats (CSV ou XLSX).", metavar="POOL", show_default=False),
    quotas: str = typer.Option("", "--quotas", help="Les quotas : category,value,min,max."),
    size: int = typer.Option(0, "--size", help="Nombre de places."),
    seed: str = typer.Option("", "--seed", help="Graine : la même redonne le même panel."),
    same_address: str = typer.Option(
        "", "--same-address", help="Colonne de l'adresse : une personne au plus à chacune."
    ),
    panels: int = typer.Option(0, "--panels", help="Lister ce nombre de panels numérotés, aussi probables."),
    replacing: str = typer.Option(
        "", "--replace", help="Panel avec une colonne « status » : out pour qui part."
    ),
    commit: str = typer.Option("", "--commit", help="Écrire la feuille à publier avant un tirage public."),
    reveal: str = typer.Option("", "--reveal", help="Tirer d'après cette feuille et --public."),
    public: str = typer.Option("", "--public", help="Nombres tirés devant tous."),
    verify: str = typer.Option("", "--verify", help="Contrôler une feuille : vivier, quotas, graine, panel."),
    rehearse: str = typer.Option(
        "", "--rehearse", help="Répéter avec ces taux : category,value,accept,leave."
    ),
    runs: int = typer.Option(200, "--runs", help="Nombre de répétitions."),
    template: str = typer.Option("", "--template", help="Écrire dans ce dossier des tables d'exemple."),
    format: str = typer.Option("text", "--format", help="text, json, html, pdf, xlsx ou csv."),
    out: str = typer.Option("", "--out", help="Fichier à écrire ; sinon la sortie standard."),
    full: bool = typer.Option(False, "--full", help="PDF : toutes les lignes des tableaux."),
    lang: str = typer.Option("fr", "--lang", envvar="REBONDS_LANG", help="fr ou en."),
) -> None:
    """Tirer un panel au sort sous quotas, à chances aussi égales que possible, et le vérifier ensuite."""
    check_format(format)
    if template:
        from rebonds.deliberation.sortition.examples import template as write

        for path in write(Path(template)):
            print(Text(f"Écrit : {path}", f"Written: {path}").to(lang), file=sys.stderr)
        return
    if not pool or not quotas:
        raise UsageError(
            Text("Il faut un vivier et --quotas.", "A pool and --quotas are needed."),
            Text(
                "« rebonds sortition --template DOSSIER » en écrit des exemples.",
                "'rebonds sortition --template FOLDER' writes examples.",
            ),
        )
    if sum(map(bool, (replacing, commit, reveal, verify, rehearse))) > 1:
        raise UsageError(
            Text(
                "Une seule de ces options à la fois : --replace, --commit, --reveal, --verify, --rehearse.",
                "Only one of these options at a time: --replace, --commit, --reveal, --verify, --rehearse.",
            )
        )
    from rebonds.deliberation.sortition import ceremony, drawing, kinds
    from rebonds.deliberation.sortition import pool as pools
    from rebonds.deliberation.sortition import quotas as bounds

    known = bounds.read(Path(quotas))
    files = (Path(pool).name, Path(quotas).name)
    sheet = ceremony.read(Path(reveal or verify)) if reveal or verify else None
    if sheet is not None:
        size, same_address = sheet["size"], str(sheet["same_address"])
    candidates = pools.read(Path(pool), known, same_address)
    if size < 1:
        raise UsageError(
            Text("Il faut --size : le nombre de places.", "--size is needed: the number of seats.")
        )
    if sheet is not None and verify:
        ready, found = ceremony.verify(kinds.problem(candidates, known, size), sheet)
        print(Text("Vérifié : tout concorde.", "Verified: everything agrees.").to(lang), file=sys.stderr)
        _hand(found, ready, files, format, out, lang, full)
        return
    if replacing:
        _need_seed(seed)
        _replace(candidates, known, size, Path(replacing), seed, files, (format, out, lang, full))
        return
    ready = drawing.prepare(candidates, known, size)
    if rehearse:
        _rehearse(ready, Path(rehearse), seed or "0", runs, files, (format, out, lang, full))
        return
    if commit:
        _hand(_commit(ready, Path(commit), panels, lang), ready, files, format, out, lang, full)
        return
    if sheet is not None:
        _hand(_reveal(ready, sheet, Path(reveal), public, lang), ready, files, format, out, lang, full)
        return
    _need_seed(seed)
    _hand(drawing.drawn(ready, seed, panels), ready, files, format, out, lang, full)


def _need_seed(seed: str) -> None:
    if not seed:
        raise UsageError(
            Text("Il faut une graine (--seed).", "A seed is needed (--seed)."),
            Text(
                "Pour un tirage public : --commit, puis --reveal. Voir docs/sortition.md.",
                "For a public draw: --commit, then --reveal. See docs/sortition.md.",
            ),
        )


def _hand(
    found: Sortition, ready: Prepared, files: tuple[str, ...], format: str, out: str, lang: str, full: bool
) -> None:
    from rebonds.deliberation.sortition import ceremony
    from rebonds.reporting.sortition import sortition_report

    told = replace(found, fingerprints=ceremony.fingerprints(ready), sources=files)
    hand_over(sortition_report(told), format, out, lang, full)


def _secret_of(sheet: Path) -> Path:
    return sheet.with_name(sheet.name + ".secret")


def _commit(ready: Prepared, path: Path, panels: int, lang: str) -> Sortition:
    from rebonds.deliberation.sortition import ceremony, drawing
    from rebonds.reporting.atomic import replacing

    hidden = _secret_of(path)
    if path.exists() or hidden.exists():
        raise UsageError(
            Text(f"« {path} » ou son secret existe déjà.", f"“{path}” or its secret exists already."),
            Text("Une feuille publiée ne se refait pas.", "A published sheet is not made again."),
        )
    found = drawing.numbered(ready, panels) if panels else drawing.described(ready)
    sheet, secret = ceremony.commit(ready, panels)
    with replacing(hidden) as temporary:
        temporary.write_text(secret + "\n", encoding="utf-8")
    hidden.chmod(0o600)
    _write(path, sheet)
    said = Text(
        f"À publier : {path} (empreinte {sheet['fingerprint']}). À garder secret jusqu'au tirage : {hidden}",
        f"To publish: {path} (fingerprint {sheet['fingerprint']}). To keep secret until the draw: {hidden}",
    )
    print(said.to(lang), file=sys.stderr)
    return found


def _reveal(ready: Prepared, sheet: dict[str, object], path: Path, public: str, lang: str) -> Sortition:
    from rebonds.deliberation.sortition import ceremony

    hidden = _secret_of(path)
    try:
        secret = hidden.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            Text(f"Le secret « {hidden} » ne se lit pas.", f"The secret “{hidden}” cannot be read.")
        ) from error
    complete, found = ceremony.reveal(ready, sheet, secret, public)
    _write(path, complete)
    print(Text(f"À publier : {path}", f"To publish: {path}").to(lang), file=sys.stderr)
    return found


def _write(path: Path, sheet: dict[str, object]) -> None:
    from rebonds.reporting.atomic import replacing

    with replacing(path) as temporary:
        temporary.write_text(json.dumps(sheet, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _replace(
    candidates: Pool,
    known: tuple[Quota, ...],
    size: int,
    panel: Path,
    seed: str,
    files: tuple[str, ...],
    wanted: tuple[str, str, str, bool],
) -> None:
    from rebonds.deliberation.sortition import drawing, presence
    from rebonds.reporting.sortition import sortition_report

    staying, left = presence.read(panel)
    found = drawing.replacements(candidates, known, size, staying, left, seed)
    hand_over(sortition_report(replace(found, sources=(*files, panel.name))), *wanted)


def _rehearse(
    ready: Prepared,
    rates: Path,
    seed: str,
    runs: int,
    files: tuple[str, ...],
    wanted: tuple[str, str, str, bool],
) -> None:
    from rebonds.deliberation.sortition import rehearsal
    from rebonds.deliberation.sortition.rates import read
    from rebonds.reporting.sortition import rehearsal_report

    if not 1 <= runs <= 10_000:
        raise UsageError(Text("--runs : de 1 à 10000.", "--runs: from 1 to 10000."))
    found = rehearsal.rehearse(ready, read(rates), seed, runs)
    hand_over(rehearsal_report(replace(found, sources=(*files, rates.name))), *wanted)
