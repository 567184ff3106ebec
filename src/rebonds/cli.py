"""The command ``rebonds``: sub-commands loaded only when they are asked for, errors in clear words.

Start-up counts (``rebonds read`` answers in under half a second), so nothing else is imported here.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from rebonds.commands import light
from rebonds.errors import AmbiguousTerritoryError, RebondsError
from rebonds.text import LANGUAGES, Text

LANGUAGE_VARIABLE = "REBONDS_LANG"
INTERRUPTED = 130
UNEXPECTED = 70
USAGE = 2

#: name -> (module, attribute): a typer application, or the function of a single command.
COMMANDS: dict[str, tuple[str, str]] = {
    "read": ("rebonds.commands.read", "read"),
    "compare": ("rebonds.commands.read", "compare"),
    "flows": ("rebonds.commands.flows", "flows"),
    "shock": ("rebonds.commands.flows", "shock"),
    "negotiate": ("rebonds.commands.flows", "negotiate"),
    "models": ("rebonds.commands.models", "models"),
    "kits": ("rebonds.commands.kits", "kits"),
    "synergies": ("rebonds.commands.synergies", "synergies"),
    "tally": ("rebonds.commands.tally", "tally"),
    "lm3": ("rebonds.commands.lm3", "lm3"),
    "parcels": ("rebonds.commands.parcels", "parcels"),
    "survey": ("rebonds.commands.survey", "survey"),
    "sortition": ("rebonds.commands.sortition", "sortition"),
    "causal": ("rebonds.commands.causal", "causal"),
    "territory": ("rebonds.commands.territories", "app"),
    "data": ("rebonds.commands.data", "app"),
    "people": ("rebonds.commands.people", "app"),
    "check": ("rebonds.commands.check", "check"),
    "serve": ("rebonds.commands.serve", "serve"),
    "workshop": ("rebonds.commands.workshop", "workshop"),
}


class LazyGroup(TyperGroup):
    """A group whose commands are imported by name, when used."""

    @property
    def commands(self) -> Any:
        """Every command, imported (for whoever walks the whole tree: documentation, completion)."""
        return {name: load_command(name) for name in COMMANDS}

    @commands.setter
    def commands(self, _: Any) -> None:
        """Nothing is kept: commands are found by name."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import and return a command, or ``None``."""
        return load_command(cmd_name) if cmd_name in COMMANDS else None

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option ``--help``, explained in French."""
        return light.french_help_option(super().get_help_option(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command, or say which one is the nearest."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            raise unknown_command(name, list(COMMANDS))
        return super().resolve_command(ctx, args)


@functools.cache
def load_command(name: str) -> Any:
    """Import a command of `COMMANDS` and make it ready to run."""
    module, attribute = COMMANDS[name]
    found = getattr(importlib.import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        single = typer.Typer(add_completion=False)
        single.command(name)(found)
        found = single
    command = typer.main.get_command(found)
    command.name = name
    light.say_help_in_french(command)
    light.take_texts_as_given(command)
    return command


def unknown_command(name: str, known: list[str]) -> RebondsError:
    """Build the error of a command that does not exist, with the nearest one."""
    import difflib

    from rebonds.errors import UsageError

    near = difflib.get_close_matches(name, known, n=1)
    if near:
        hint = Text(f"Vouliez-vous dire « {near[0]} » ?", f"Did you mean '{near[0]}'?")
    else:
        listed = ", ".join(known)
        hint = Text(f"Commandes : {listed}.", f"Commands: {listed}.")
    return UsageError(Text(f"La commande « {name} » n'existe pas.", f"There is no command '{name}'."), hint)


def language(argv: list[str] | None = None) -> str:
    """Return the language: ``--lang``, else ``$REBONDS_LANG``, English on an English system, else French."""
    for rank, word in enumerate(argv or []):
        given = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and argv is not None and rank + 1 < len(argv):
            given = argv[rank + 1]
        if given in LANGUAGES:
            return given
    chosen = os.environ.get(LANGUAGE_VARIABLE, "")
    if chosen in LANGUAGES:
        return chosen
    system = next((os.environ[v] for v in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(v)), "")
    return "en" if system.lower().startswith("en") else "fr"


app = typer.Typer(cls=LazyGroup, add_completion=False, no_args_is_help=True, rich_markup_mode="rich")


def _show_version(wanted: bool) -> None:
    if wanted:
        import rebonds

        typer.echo(f"rebonds {rebonds.__version__}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    lang: str = typer.Option("", "--lang", help="Langue des messages : fr ou en.", metavar="fr|en"),
    version: bool = typer.Option(False, "--version", callback=_show_version, is_eager=True, help="Version."),
) -> None:
    """Lire un territoire à partir des données ouvertes, et décider ensemble quoi en faire."""
    if lang and lang not in LANGUAGES:
        from rebonds.errors import UsageError

        raise UsageError(
            Text(f"Langue inconnue : « {lang} ».", f"Unknown language: '{lang}'."),
            Text("fr ou en.", "fr or en."),
        )
    if lang:
        ctx.default_map = {name: {"lang": lang} for name in COMMANDS}


def main(argv: list[str] | None = None) -> None:
    """Run the command line; every error becomes a message and an exit code (``docs/commands.md``)."""
    words = list(sys.argv[1:] if argv is None else argv)
    lang = language(words)
    os.environ[LANGUAGE_VARIABLE] = lang
    sys.exit(run(words, lang))


def run(words: list[str], lang: str) -> int:
    """Run the command line and return its exit code."""
    try:
        if "--help" in words or not words:
            _speak_french_help()
        command = typer.main.get_command(app)
        light.take_texts_as_given(command, below=False)
        outcome = command.main(words, prog_name="rebonds", standalone_mode=False)
        return outcome if isinstance(outcome, int) else 0
    except RebondsError as error:
        say_error(error, lang)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        _print(Text("Interrompu.", "Interrupted.").to(lang))
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output left (`rebonds … | head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from rebonds.commands.mishaps import is_usage, say_unexpected, say_usage

        usage = is_usage(error)
        say_usage(error, lang) if usage else say_unexpected(error, lang, words)
        return USAGE if usage else UNEXPECTED


def say_error(error: RebondsError, lang: str) -> None:
    """Print an error meant for the user on the standard error."""
    label = Text("Erreur : ", "Error: ").to(lang)
    _print(label + error.message(lang))
    if isinstance(error, AmbiguousTerritoryError):
        for candidate in error.candidates:
            _print(f"  {candidate}")


def _print(text: str) -> None:
    print(text, file=sys.stderr)


def _speak_french_help() -> None:
    from rebonds.commands.mishaps import french_help

    french_help()


if __name__ == "__main__":
    main()
