"""Building a warehouse beside the one in use, then putting it in its place in one step."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rebonds
from rebonds.engine import connect
from rebonds.errors import CheckError
from rebonds.text import Text
from rebonds.warehouse import checks, core, freshness, manifest, out, parameters
from rebonds.warehouse.checks import CheckResult
from rebonds.warehouse.core import Core
from rebonds.warehouse.errors import disk_errors
from rebonds.warehouse.files import point, remove, write_json
from rebonds.warehouse.inputs import gather, read_index
from rebonds.warehouse.lock import writing
from rebonds.warehouse.paths import DATABASE, MANIFEST, UNFINISHED, Layout
from rebonds.warehouse.progress import Progress, silent
from rebonds.warehouse.steps import Derive, Step, as_steps

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Built:
    """Outcome of a build.

    Attributes
    ----------
    id : str
        Short identifier: the same inputs give the same one.
    folder : Path
        The version.
    seconds : float
    reused : bool
        True when the version in use already was what would have been built.
    rows : dict of str to int
        Rows by table.
    sources : int
    checks : list of CheckResult
    timings : dict of str to float
        Seconds spent in each part.
    """

    id: str
    folder: Path
    seconds: float
    reused: bool
    rows: dict[str, int]
    sources: int
    checks: list[CheckResult] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)


def build(
    folder: str | Path | Layout | None = None,
    *,
    derive: Iterable[Step | Derive] | None = None,
    progress: Progress | None = None,
    force: bool = False,
    wait: float = 0.0,
    embedded: Path | None = None,
) -> Built:
    """Build the warehouse from the embedded tables and the imported files, and put it in use.

    Only the sources that changed are read again. The version in use is not touched until the new one is
    whole and its checks passed; a build that fails, or is killed, leaves it answering.

    Parameters
    ----------
    folder : str, Path or Layout, optional
        See `rebonds.warehouse.folder`.
    derive : iterable of Step or callable, optional
        What to compute from the assembled tables, called with ``(con, progress)``; by default the steps of
        `rebonds.pipeline`.
    progress : Progress, optional
    force : bool
        Build even if nothing changed.
    wait : float
        Seconds to wait for another build to end.
    embedded : Path, optional
        Folder of embedded tables (tests).

    Raises
    ------
    BusyError
        Another process is building.
    DataError
        A source cannot be read.
    CheckError
        A check said stop.
    DiskError
        The disk is full.
    """
    layout = Layout.of(folder)
    steps = as_steps(derive)
    progress = progress or silent
    with disk_errors(layout.root), writing(layout, wait):
        return _Build(layout, steps, progress, embedded).run(force)


class _Build:
    """One build, under the lock."""

    def __init__(
        self, layout: Layout, steps: Sequence[Step], progress: Progress, embedded: Path | None
    ) -> None:
        self.layout = layout
        self.steps = steps
        self.progress = progress
        self.embedded = embedded
        self.start = time.perf_counter()
        self.timings: dict[str, float] = {}

    def run(self, force: bool) -> Built:
        _sweep_unfinished(self.layout)
        cores = self._timed("core", lambda: core.ensure_all(self.layout, self._inputs(), self.progress))
        watched = freshness.watched(self.steps, self.embedded)
        content = freshness.content(watched)
        identity = _identity(cores, self.steps, content)
        standing = manifest.read(self.layout.current.resolve())
        if standing is not None and standing["id"] == identity and not force:
            return self._reuse(standing, watched)
        moment = dt.datetime.now(dt.UTC)
        name = f"{moment:%Y%m%dT%H%M%S%f}-{identity}"
        draft = self.layout.versions / (name + UNFINISHED)
        draft.mkdir()
        try:
            rows, results = self._fill(draft / DATABASE, cores)
            _refuse(results)
            described = {
                "format": manifest.FORMAT,
                "id": identity,
                "rebonds": rebonds.__version__,
                "built_at": moment.isoformat(timespec="seconds"),
                "seconds": round(time.perf_counter() - self.start, 3),
                "timings": self.timings,
                "stamp": freshness.stamp(watched),
                "content": content,
                "database_size": (draft / DATABASE).stat().st_size,
                "rows": rows,
                "cores": {one.input.card.id: one.key for one in cores},
                "sources": [_source(one) for one in cores],
                "steps": [step.name for step in self.steps],
                "checks": {r.name: "ok" if r.ok else r.severity for r in results},
            }
            write_json(draft / MANIFEST, described)
            final = draft.with_name(name)
            draft.rename(final)
            point(self.layout.current, final)
        finally:
            remove(draft)
        self._prune(cores)
        seconds = time.perf_counter() - self.start
        return Built(identity, final, seconds, False, rows, len(cores), results, self.timings)

    def _inputs(self) -> list[Any]:
        return gather(self.layout, self.embedded)

    def _timed(self, name: str, task: Any) -> Any:
        start = time.perf_counter()
        result = task()
        self.timings[name] = round(time.perf_counter() - start, 3)
        return result

    def _fill(self, database: Path, cores: Sequence[Core]) -> tuple[dict[str, int], list[CheckResult]]:
        con = connect(database)
        try:
            rows: dict[str, int] = self._timed("out", lambda: out.assemble(con, cores, self.progress))
            for step in self.steps:
                self.progress(step.label, 0, 0)
                self._timed(step.name, lambda step=step: step.run(con, self.progress))
            results: list[CheckResult] = self._timed("checks", lambda: checks.run(con, self.progress))
            checks.keep(con, results)
            rows.update(_counts(con))
            self._timed("checkpoint", lambda: con.execute("CHECKPOINT"))
        finally:
            con.close()
        return rows, results

    def _reuse(self, standing: dict[str, Any], watched: Sequence[Path]) -> Built:
        folder = self.layout.current.resolve()
        stamp = freshness.stamp(watched)
        if standing["stamp"] != stamp:
            write_json(folder / MANIFEST, {**standing, "stamp": stamp})
        con = connect(folder / DATABASE, read_only=True)
        try:
            results = checks.kept(con)
        finally:
            con.close()
        seconds = time.perf_counter() - self.start
        count = len(standing["sources"])
        return Built(standing["id"], folder, seconds, True, standing["rows"], count, results, self.timings)

    def _prune(self, cores: Sequence[Core]) -> None:
        """Keep the last versions, the cores that they rest on, and the raw files in the index."""
        kept = manifest.versions(self.layout)[: parameters.load().versions_kept]
        for old in manifest.versions(self.layout)[len(kept) :]:
            remove(old)
        keys = {one.key for one in cores}
        for folder in kept:
            keys.update((manifest.read(folder) or {}).get("cores", {}).values())
        core.sweep(self.layout, keys)
        entries = read_index(self.layout).values()
        raw = {entry[part] for entry in entries for part in ("file", "card")} | {self.layout.index.name}
        for path in self.layout.raw.iterdir():
            if path.name not in raw:
                remove(path)


def _sweep_unfinished(layout: Layout) -> None:
    """Remove what a killed build left."""
    for path in (*layout.versions.glob(f"*{UNFINISHED}"), *layout.core.glob(f"*{UNFINISHED}")):
        remove(path)
    for path in layout.raw.glob("*.part"):
        remove(path)


def _identity(cores: Sequence[Core], steps: Sequence[Step], content: str) -> str:
    lines = [content, *(step.name for step in steps)]
    lines += [f"{one.input.card.id} {one.key}" for one in cores]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:10]


def _counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return the exact number of rows of every table."""
    names = [
        str(name) for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
    ]
    return {name: int(con.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0]) for name in names}


def _source(one: Core) -> dict[str, Any]:
    card = one.input.card
    return {
        "id": card.id,
        "title": card.title.as_dict(),
        "producer": card.producer,
        "licence": card.licence_in,
        "vintage": card.vintage,
        "address": card.address,
        "rows": sum(one.facts["rows"].values()),
        "levels": one.facts["levels"],
        "sha256": one.input.sha256,
        "card": Path(card.path).name,
        "imported_at": one.input.imported_at,
        "next_release": card.next_release.isoformat() if card.next_release else "",
        "embedded": one.input.embedded,
        "rejected": one.facts["rejected"],
        "unknown": one.facts["unknown"],
    }


def _refuse(results: Sequence[CheckResult]) -> None:
    stopped = [result for result in results if result.stops]
    if not stopped:
        return
    fr = " ".join(f"[{r.name}] {r.message.fr} {r.detail}".rstrip() for r in stopped)
    en = " ".join(f"[{r.name}] {r.message.en} {r.detail}".rstrip() for r in stopped)
    raise CheckError(
        Text(
            f"Un contrôle de cohérence refuse ces données. {fr}",
            f"A consistency check refuses these data. {en}",
        ),
        Text(
            "L'entrepôt précédent répond toujours. Corrigez la source ou sa fiche, puis « rebonds data "
            "build ».",
            "The previous warehouse still answers. Fix the source or its card, then 'rebonds data build'.",
        ),
    )
