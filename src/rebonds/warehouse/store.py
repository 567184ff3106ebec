"""The warehouse as everyone reads it: one DuckDB file, open for reading only."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rebonds.engine import connect
from rebonds.errors import MissingDataError, RebondsError
from rebonds.text import Text
from rebonds.warehouse import manifest
from rebonds.warehouse.paths import DATABASE, Layout
from rebonds.warehouse.steps import Derive, Step, as_steps

if TYPE_CHECKING:
    import duckdb

    from rebonds.warehouse.checks import CheckResult


class Warehouse:
    """A version of the warehouse, open for reading.

    Parameters
    ----------
    folder : Path
        The version (``versions/<name>``).
    described : dict
        Its manifest.
    """

    def __init__(self, folder: Path, described: dict[str, Any]) -> None:
        self.folder = folder
        self.manifest = described
        self._con: duckdb.DuckDBPyConnection | None = None

    @classmethod
    def open(
        cls,
        folder: str | Path | Layout | None = None,
        build: bool = True,
        *,
        derive: Iterable[Step | Derive] | None = None,
        lang: str = "fr",
        embedded: Path | None = None,
    ) -> Warehouse:
        """Open the warehouse in use, built or built again first where that is needed.

        Parameters
        ----------
        folder : str, Path or Layout, optional
            See `rebonds.warehouse.folder`.
        build : bool
            Build where there is no warehouse yet, or where this installation's cards, readers or parameters
            are not those that it was built from; the progress is shown on the standard error. When that
            build fails, the previous warehouse is opened and the reason is said.
        derive : iterable of Step or callable, optional
            Steps of that build (those of `rebonds.pipeline` by default).
        lang : str
            Language of the progress.
        embedded : Path, optional
            Folder of embedded tables (tests).

        Raises
        ------
        MissingDataError
            There is no warehouse, and ``build`` is false.
        """
        layout = Layout.of(folder)
        found = manifest.latest(layout)
        if build:
            from rebonds.warehouse.freshness import is_fresh

            steps = as_steps(derive)
            sound = found is not None and found[0] == layout.current.resolve()
            if found is None or not sound or not is_fresh(found[1], steps, embedded):
                found = _built(layout, steps, lang, embedded, found)
        if found is None:
            raise MissingDataError(
                Text(f"Aucun entrepôt dans {layout.root}.", f"No warehouse in {layout.root}."),
                Text("Lancez « rebonds data build ».", "Run 'rebonds data build'."),
            )
        return cls(*found)

    @property
    def id(self) -> str:
        """Short identifier of the build; the same data and installation give the same one."""
        return str(self.manifest["id"])

    @property
    def built_at(self) -> dt.datetime:
        """Moment of the build (UTC)."""
        return dt.datetime.fromisoformat(self.manifest["built_at"])

    @property
    def path(self) -> Path:
        """The DuckDB file."""
        return self.folder / DATABASE

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        """Read-only connection, opened by the first use. Threads take their own: ``wh.con.cursor()``."""
        if self._con is None:
            self._con = connect(self.path, read_only=True)
        return self._con

    def query(self, sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Return all rows of a query.

        Parameters
        ----------
        sql : str
        params : sequence or dict, optional
            Values bound to ``?`` or ``$name``.
        """
        cursor = self.con.execute(sql, params) if params else self.con.execute(sql)
        return cursor.fetchall()

    def sources(self) -> list[dict[str, Any]]:
        """Return the rows of the table ``source`` as dictionaries, sorted by identifier."""
        cursor = self.con.execute("SELECT * FROM source ORDER BY id")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def check_results(self) -> list[CheckResult]:
        """Return the outcome of the consistency checks run by the build."""
        from rebonds.warehouse.checks import kept

        return kept(self.con)

    def close(self) -> None:
        """Close the connection."""
        if self._con is not None:
            self._con.close()
            self._con = None

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def current_version(folder: str | Path | Layout | None = None) -> str | None:
    """Return the name of the version in use, or ``None``: two calls that agree saw the same warehouse."""
    try:
        return Layout.of(folder).current.readlink().name
    except OSError:
        return None


def _built(
    layout: Layout,
    steps: Sequence[Step],
    lang: str,
    embedded: Path | None,
    previous: tuple[Path, dict[str, Any]] | None,
) -> tuple[Path, dict[str, Any]] | None:
    """Build, and return the version; the previous one when the build fails."""
    from rebonds.warehouse import parameters
    from rebonds.warehouse.building import build
    from rebonds.warehouse.progress import on_stderr

    try:
        with on_stderr(lang) as progress:
            build(layout, derive=steps, progress=progress, wait=parameters.load().wait, embedded=embedded)
    except RebondsError as failed:
        if previous is None:
            raise
        print(failed.message(lang), file=sys.stderr)
        return previous
    return manifest.latest(layout)
