"""Telling how far a long task is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rebonds.text import Text


class Progress(Protocol):
    """What a long task calls as it goes."""

    def __call__(self, label: Text | str, done: float = 0, total: float = 0) -> None:
        """Say what is being done, and how much of how much is done (``total`` 0: not known)."""


def silent(label: Text | str, done: float = 0, total: float = 0) -> None:
    """Say nothing."""


@contextmanager
def on_stderr(lang: str = "fr") -> Iterator[Progress]:
    """Show a progress bar on the standard error, one line per task; plain lines where it is not a terminal.

    Parameters
    ----------
    lang : str
        ``fr`` or ``en``.
    """
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    if not console.is_terminal:
        seen: set[str] = set()

        def line(label: Text | str, done: float = 0, total: float = 0) -> None:
            text = label.to(lang) if isinstance(label, Text) else label
            if text not in seen:
                seen.add(text)
                console.print(text, highlight=False, markup=False)

        yield line
        return

    bars = Bars(
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=console,
    )
    tasks: dict[str, object] = {}

    def tell(label: Text | str, done: float = 0, total: float = 0) -> None:
        text = label.to(lang) if isinstance(label, Text) else label
        if text not in tasks:
            for earlier in bars.tasks:
                if not earlier.finished:
                    bars.update(earlier.id, total=1, completed=1)
            tasks[text] = bars.add_task(text, total=total or None)
        bars.update(tasks[text], completed=done, total=total or None)  # type: ignore[arg-type]

    with bars:
        yield tell
        for task in bars.tasks:
            if not task.finished:
                bars.update(task.id, total=1, completed=1)
