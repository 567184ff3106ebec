"""What ``rebonds data`` shows: tables and sentences, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rebonds.text import Text, day, number

if TYPE_CHECKING:
    from rich.table import Table

    from rebonds.warehouse import Built, CheckResult, Imported, SourceStatus


def table(title: str, columns: Sequence[str], right: Sequence[int] = ()) -> Table:
    """Return an empty table; ``right`` are the ranks of the columns aligned on the right."""
    from rich import box
    from rich.table import Table

    made = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    for rank, name in enumerate(columns):
        # The first column is an identifier: cut in pieces it could not be copied.
        made.add_column(
            name, justify="right" if rank in right else "left", overflow="fold", no_wrap=rank == 0
        )
    return made


def built_text(built: Built, lang: str) -> str:
    """Say what a build gave."""
    rows = number(sum(built.rows.get(name, 0) for name in ("observation", "flow", "contract")), lang)
    values = number(built.rows.get("value", 0), lang)
    seconds = number(built.seconds, lang, 1)
    if built.reused:
        return Text(
            f"L'entrepôt est à jour (construction {built.id}, {built.sources} sources, {values} valeurs).",
            f"The warehouse is up to date (build {built.id}, {built.sources} sources, {values} values).",
        ).to(lang)
    return Text(
        f"Entrepôt construit en {seconds} s : {built.sources} sources, {rows} lignes, {values} valeurs "
        f"d'indicateurs (construction {built.id}).",
        f"Warehouse built in {seconds} s: {built.sources} sources, {rows} rows, {values} values of "
        f"indicators (build {built.id}).",
    ).to(lang)


def imported_text(brought: Imported, lang: str) -> str:
    """Say what an import gave."""
    covered = _levels(brought.levels, lang)
    verb = Text("remplacée", "replaced") if brought.replaced else Text("importée", "imported")
    lines = [
        Text(
            f"Source {brought.source} {verb.fr} : {number(brought.rows, lang)} lignes ({covered}), "
            f"{number(brought.secret, lang)} sous secret statistique, {number(brought.missing, lang)} "
            "manquantes.",
            f"Source {brought.source} {verb.en}: {number(brought.rows, lang)} rows ({covered}), "
            f"{number(brought.secret, lang)} under statistical secrecy, {number(brought.missing, lang)} "
            "missing.",
        ).to(lang)
    ]
    if brought.unknown:
        lines.append(
            Text(
                f"  {number(brought.unknown, lang)} lignes mises de côté : leur code n'est celui d'aucun "
                "territoire.",
                f"  {number(brought.unknown, lang)} rows set aside: their code is that of no territory.",
            ).to(lang)
        )
    lines += [f"  {reason}" for reason in brought.rejected]
    return "\n".join(lines)


_LEVELS = {
    "commune": Text("communes", "communes"),
    "epci": Text("EPCI", "EPCI"),
    "ept": Text("EPT", "EPT"),
    "departement": Text("départements", "départements"),
    "region": Text("régions", "régions"),
    "france": Text("France", "France"),
}
_STATES = {
    "ready": Text("à jour", "up to date"),
    "due": Text("parution attendue", "release due"),
    "to_build": Text("à construire", "to be built"),
}


def _levels(levels: dict[str, int], lang: str) -> str:
    parts = [
        f"{number(levels[level], lang)} {label.to(lang)}" if level != "france" else label.to(lang)
        for level, label in _LEVELS.items()
        if level in levels
    ]
    return ", ".join(parts) or "–"


def status_table(lines: Sequence[SourceStatus], lang: str) -> Table:
    """Return the state of each source as a table."""
    heads = Text(
        "Source|Année|Lignes|Territoires couverts|Âge|Prochaine|État",
        "Source|Year|Rows|Territories covered|Age|Next|State",
    )
    title = Text(f"{len(lines)} sources dans l'entrepôt", f"{len(lines)} sources in the warehouse")
    shown = table(title.to(lang), heads.to(lang).split("|"), right=(1, 2, 4))
    for line in lines:
        age = Text(f"{line.age_years} an{'s' if line.age_years > 1 else ''}", f"{line.age_years} y")
        shown.add_row(
            line.id,
            str(line.vintage),
            number(line.rows, lang),
            _levels(line.levels, lang),
            age.to(lang),
            day(line.next_release, lang) if line.next_release else "–",
            _state(line, lang),
        )
    return shown


def _state(line: SourceStatus, lang: str) -> str:
    state = _STATES[line.state].to(lang)
    if line.imported_at is None:
        return f"{Text('embarquée', 'embedded').to(lang)}, {state}"
    return f"{Text('importée le', 'imported on').to(lang)} {day(line.imported_at, lang)}, {state}"


def check_dict(result: CheckResult) -> dict[str, Any]:
    """Return the outcome of a check as plain values, for JSON."""
    return {
        "name": result.name,
        "severity": result.severity,
        "ok": result.ok,
        "message": result.message.as_dict(),
        "detail": result.detail,
    }


def check_table(results: Sequence[CheckResult], lang: str) -> Table:
    """Return the outcome of checks as a table."""
    heads = Text("Contrôle|Résultat|Ce qui est constaté", "Check|Result|What was found")
    passed = sum(result.ok for result in results)
    title = Text(
        f"{passed} contrôles passés sur {len(results)}", f"{passed} checks passed out of {len(results)}"
    )
    if not passed:
        title = Text(f"{len(results)} avertissements", f"{len(results)} warnings")
    shown = table(title.to(lang), heads.to(lang).split("|"))
    for result in results:
        if result.ok:
            outcome = Text("passé", "passed")
        elif result.stops:
            outcome = Text("REFUS", "STOP")
        else:
            outcome = Text("avertit", "warns")
        detail = f"\n{result.detail}" if result.detail else ""
        shown.add_row(result.name, outcome.to(lang), result.message.to(lang) + detail)
    return shown
