"""What is said when a command is misused, or when something that nobody foresaw happens."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from rebonds.text import Text


def is_usage(error: Exception) -> bool:
    """Whether the error is typer's own, about options and arguments."""
    return any(base.__name__ == "ClickException" for base in type(error).__mro__)


def usage_text(error: Any) -> Text:
    """Say a mistake of options or arguments in both languages."""
    english = error.format_message()
    return Text(_french(error, type(error).__name__, english) or f"Commande mal formée : {english}", english)


def _french(error: Any, kind: str, english: str) -> str:
    french = ""
    if kind == "NoSuchOption":
        options = " ou ".join(sorted(error.possibilities or []))
        hint = f" Vouliez-vous dire {options} ?" if options else ""
        french = f"Option inconnue : {error.option_name}.{hint}"
    elif kind == "MissingParameter":
        french = f"Il manque {_name(error.param)}."
    elif kind == "BadParameter":
        french = f"Valeur refusée pour {_name(error.param)} : {error.message}"
    elif kind == "BadOptionUsage":
        french = f"L'option {error.option_name} attend une valeur."
    elif english.startswith("No such command"):
        wrong, _, near = english.partition(". Did you mean")
        hint = f" Vouliez-vous dire {near.strip(' ?')} ?" if near else ""
        french = f"Commande inconnue : {wrong.partition(' command ')[2].strip('.')}.{hint}"
    elif "unexpected extra argument" in english:
        french = f"Mots en trop : {english.partition('(')[2].rstrip(')')}."
    elif english.startswith("Missing command"):
        french = "Il manque le nom d'une commande."
    return french


def _name(param: Any) -> str:
    if param is None:
        return "?"
    return str(
        (param.metavar or param.name.upper()) if param.param_type_name == "argument" else param.opts[0]
    )


def say_usage(error: Any, lang: str) -> None:
    """Print a mistake of options or arguments, and where the help is."""
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)
        return
    label = Text("Erreur : ", "Error: ").to(lang)
    print(label + usage_text(error).to(lang), file=sys.stderr)
    command = error.ctx.command_path if getattr(error, "ctx", None) else "rebonds"
    hint = Text(
        f"« {command} --help » explique cette commande.", f"'{command} --help' explains this command."
    )
    print(hint.to(lang), file=sys.stderr)


def say_unexpected(error: Exception, lang: str, words: list[str]) -> None:
    """Print an error that nobody foresaw: kindly, with a file to send; the trace itself goes to that file."""
    import rebonds

    trace = "".join(traceback.format_exception(error))
    report = (
        f"rebonds {rebonds.__version__}\nPython {platform.python_version()}\n{platform.platform()}\n"
        f"rebonds {' '.join(words)}\n\n{trace}"
    )
    if os.environ.get("REBONDS_DEBUG"):
        print(report, file=sys.stderr)
    kept = _keep(report)
    where_fr = f" Le détail est dans {kept}" if kept else ""
    where_en = f" The details are in {kept}" if kept else ""
    what = Text(
        f"Rebonds s'est arrêté sur une erreur imprévue ({type(error).__name__} : {error}). Vos données ne "
        "sont pas "
        f"touchées.{where_fr}\nPour nous aider à la corriger : ouvrez un ticket sur le dépôt du projet et "
        "joignez ce "
        "fichier, après avoir vérifié qu'il ne contient rien de confidentiel. REBONDS_DEBUG=1 affiche le "
        "détail ici.",
        f"Rebonds stopped on an unexpected error ({type(error).__name__}: {error}). Your data are not "
        "affected."
        f"{where_en}\nTo help us fix it: open an issue on the project's repository and attach this file, "
        "after "
        "checking that it holds nothing confidential. REBONDS_DEBUG=1 shows the details here.",
    )
    print(what.to(lang), file=sys.stderr)


def _keep(report: str) -> Path | None:
    try:
        handle, name = tempfile.mkstemp(prefix="rebonds-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(report)
    except OSError:
        return None
    return Path(name)


def french_help() -> None:
    """Put the headings that typer prints in English into French, like the help texts themselves."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
    rich_utils.OPTIONS_PANEL_TITLE = "Options"
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
    rich_utils.DEFAULT_STRING = "[par défaut : {}]"
    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
