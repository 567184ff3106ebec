"""Commands that start quickly and explain themselves in French."""

from __future__ import annotations

from typing import Any

_HELP = "Afficher cette aide."


class _AsGiven:
    """Coercion of a text: none."""

    def coerce(self, value: Any, **_: Any) -> Any:
        """Return the value."""
        return value


def take_texts_as_given(command: Any, below: bool = True) -> None:
    """Spare the validation library (a third of a second to load) to parameters that are plain texts.

    Typer builds the coercion of a parameter at its first use and keeps it in an attribute, filled here
    beforehand; should a later version do otherwise, the attribute is not there and its own way is followed.

    Parameters
    ----------
    command
        A command or a group.
    below : bool
        Also treat the commands of a group.
    """
    for param in command.params:
        descriptor = getattr(param, "type_descriptor", None)
        if descriptor is not None and descriptor.annotation is str:
            _take_as_given(param)
    for inner in getattr(command, "commands", {}).values() if below else ():
        take_texts_as_given(inner)


def _take_as_given(param: Any) -> None:
    if "_runtime_param" in vars(param):
        param._runtime_param = _AsGiven()


def french_help_option(option: Any) -> Any:
    """Return the option ``--help`` explained in French (and, a plain flag, taken as given)."""
    if option is not None:
        option.help = _HELP
        _take_as_given(option)
    return option


def say_help_in_french(command: Any) -> None:
    """Give ``--help`` a French explanation, in the command and those below it."""
    inner = command.get_help_option
    command.get_help_option = lambda ctx: french_help_option(inner(ctx))
    for below in getattr(command, "commands", {}).values():
        say_help_in_french(below)
