"""``rebonds data``: what the warehouse is made of, brought in, built and checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rebonds.commands import data_tables as shown
from rebonds.errors import CheckError, MissingDataError, NetworkError
from rebonds.text import Text, day

if TYPE_CHECKING:
    from rebonds.warehouse import Built, Imported

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Les données : énumérer, récupérer, importer, construire, contrôler.",
)

Lang = Annotated[str, typer.Option("--lang", metavar="fr|en", help="Langue des messages : fr ou en.")]
AsJson = Annotated[bool, typer.Option("--json", help="Écrire du JSON, pour un autre programme.")]
Folder = Annotated[
    Path | None,
    typer.Option("--data", metavar="DOSSIER", help="Entrepôt (sinon REBONDS_DATA).", show_default=False),
]
NoBuild = Annotated[bool, typer.Option("--no-build", help="Ne pas reconstruire l'entrepôt ensuite.")]
Force = Annotated[bool, typer.Option("--force", help="Construire même si rien n'a changé.")]
Source = Annotated[
    str, typer.Argument(metavar="SOURCE", help="Identifiant d'une source ; toutes par défaut.")
]
GivenFile = Annotated[
    Path, typer.Argument(metavar="FICHIER", help="CSV, XLSX, Parquet ou JSON, compressé ou non.")
]
GivenCard = Annotated[
    str, typer.Option("--card", metavar="FICHE", help="Fiche TOML, ou identifiant d'une source connue.")
]


#: Columns of a table written to a file or to another program.
_PAGE = 140


def _lang(given: str) -> str:
    from rebonds.cli import language

    return language([f"--lang={given}"])


def _tell(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _show(*things: Any) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _PAGE)
    for one in things:
        console.print(one, markup=False) if isinstance(one, str) else console.print(one)


@app.command("list")
def list_sources(as_json: AsJson = False, lang: Lang = "") -> None:
    """Énumérer les sources que Rebonds sait lire : producteur, licence, millésime, adresse."""
    from rebonds.sources import cards

    lang = _lang(lang)
    known = cards()
    if as_json:
        _tell(
            [
                {
                    "id": c.id,
                    "title": c.title.as_dict(),
                    "producer": c.producer,
                    "licence": c.licence_in,
                    "vintage": c.vintage,
                    "cog": c.cog,
                    "address": c.address,
                    "next_release": c.next_release.isoformat() if c.next_release else None,
                }
                for c in known.values()
            ]
        )
        return
    heads = Text(
        "Source|Intitulé|Producteur|Licence|Millésime|Prochaine parution",
        "Source|Title|Producer|Licence|Vintage|Next release",
    )
    title = Text(f"{len(known)} sources décrites", f"{len(known)} sources described")
    listing = shown.table(title.to(lang), heads.to(lang).split("|"), right=(4,))
    for c in known.values():
        release = day(c.next_release, lang) if c.next_release else "–"
        listing.add_row(c.id, c.title.to(lang), c.producer, c.licence_in, str(c.vintage), release)
    _show(listing)


@app.command()
def fetch(
    source: Source = "",
    folder: Folder = None,
    no_build: NoBuild = False,
    lang: Lang = "",
) -> None:
    """Récupérer une source chez son producteur : reprise, taille et empreinte vérifiées."""
    from urllib.error import HTTPError

    from rebonds import warehouse
    from rebonds.warehouse.progress import on_stderr

    lang = _lang(lang)
    wanted = [source] if source else list(warehouse.fetchable(folder))
    brought: list[Imported] = []
    failures: list[NetworkError] = []
    with on_stderr(lang) as progress:
        for one in wanted:
            try:
                brought.append(warehouse.fetch(one, folder, progress=progress))
            except NetworkError as failed:
                failures.append(failed)
                cause = failed.__cause__
                # Without a network the next ones would only fail more slowly.
                if isinstance(cause, OSError) and not isinstance(cause, HTTPError):
                    break
    for done in brought:
        _show(shown.imported_text(done, lang))
    if brought and not no_build:
        _build(folder, force=False, lang=lang)
    if failures:
        for earlier in failures[:-1]:
            typer.echo(earlier.message(lang), err=True)
        raise failures[-1]


@app.command("import")
def import_data(
    file: GivenFile,
    card: GivenCard,
    folder: Folder = None,
    no_build: NoBuild = False,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Importer un fichier que sa fiche décrit, sans écrire une ligne de code."""
    from rebonds import warehouse
    from rebonds.warehouse.progress import on_stderr

    lang = _lang(lang)
    with on_stderr(lang) as progress:
        brought = warehouse.import_file(file, card, folder, progress=progress)
    if as_json:
        _tell(
            {
                "source": brought.source,
                "rows": brought.rows,
                "territories": brought.levels,
                "secret": brought.secret,
                "missing": brought.missing,
                "unknown": brought.unknown,
                "rejected": brought.rejected,
                "replaced": brought.replaced,
            }
        )
    else:
        _show(shown.imported_text(brought, lang))
    if not no_build:
        _build(folder, force=False, lang=lang, quiet=as_json)


@app.command()
def build(
    folder: Folder = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Construire l'entrepôt : seules les sources qui ont changé sont relues."""
    lang = _lang(lang)
    built = _build(folder, force=force, lang=lang, quiet=as_json)
    if as_json:
        _tell(
            {
                "id": built.id,
                "folder": str(built.folder),
                "seconds": round(built.seconds, 3),
                "reused": built.reused,
                "sources": built.sources,
                "rows": built.rows,
                "timings": built.timings,
                "checks": [shown.check_dict(result) for result in built.checks],
            }
        )


@app.command()
def status(
    folder: Folder = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Dire où en est chaque source : millésime, lignes, territoires couverts, âge, prochaine parution."""
    from rebonds import warehouse
    from rebonds.warehouse import manifest

    lang = _lang(lang)
    layout = warehouse.Layout.of(folder)
    lines = warehouse.status(layout)
    found = manifest.latest(layout)
    if as_json:
        built = {"id": found[1]["id"], "built_at": found[1]["built_at"]} if found else None
        _tell({"folder": str(layout.root), "built": built, "sources": [line.as_dict() for line in lines]})
        return
    _show(shown.status_table(lines, lang))
    if found:
        text = Text(
            f"Entrepôt {layout.root}, construction {found[1]['id']} du {found[1]['built_at'][:10]}.",
            f"Warehouse {layout.root}, build {found[1]['id']} of {found[1]['built_at'][:10]}.",
        )
    else:
        text = Text(
            f"Aucun entrepôt dans {layout.root} : « rebonds data build ».",
            f"No warehouse in {layout.root}: 'rebonds data build'.",
        )
    _show(text.to(lang))


@app.command()
def check(
    folder: Folder = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Contrôler de nouveau la cohérence de l'entrepôt en service ; code de sortie 8 si un contrôle refuse."""
    from rebonds.warehouse import Warehouse, checks
    from rebonds.warehouse.progress import on_stderr

    lang = _lang(lang)
    with Warehouse.open(folder, build=False) as opened, on_stderr(lang) as progress:
        if not opened.query("SELECT 1 FROM duckdb_tables() WHERE table_name = 'territory'"):
            raise MissingDataError(Text("L'entrepôt est vide.", "The warehouse is empty."))
        results = checks.run(opened.con, progress)
    if as_json:
        _tell([shown.check_dict(result) for result in results])
    else:
        _show(shown.check_table(results, lang))
    refused = [result.name for result in results if result.stops]
    if refused:
        names = ", ".join(refused)
        raise CheckError(Text(f"Contrôles refusés : {names}.", f"Checks that refuse: {names}."))


def _build(folder: Path | None, *, force: bool, lang: str, quiet: bool = False) -> Built:
    from rebonds import pipeline
    from rebonds.warehouse.progress import on_stderr

    with on_stderr(lang) as progress:
        built = pipeline.build(folder, progress=progress, force=force)
    if not quiet:
        warned = [result for result in built.checks if not result.ok]
        if warned:
            _show(shown.check_table(warned, lang))
        _show(shown.built_text(built, lang))
    return built
