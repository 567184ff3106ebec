"""Whatever goes wrong, the previous warehouse still answers."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from rebonds import warehouse
from rebonds.errors import CheckError, DataError, RebondsError
from rebonds.warehouse import building, core, files, manifest
from rebonds.warehouse.lock import writing
from tests.warehouse.small import LEVEL, households, write_source

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, warehouse.Built]:
    """The warehouse that each test starts from, built once."""
    root = tmp_path_factory.mktemp("model")
    embedded = root / "embedded"
    households(embedded)
    return root, warehouse.build(root / "warehouse", derive=[], embedded=embedded)


@pytest.fixture
def standing(folder: Path, embedded: Path, model: tuple[Path, warehouse.Built]) -> warehouse.Built:
    """A warehouse in use, then a change that calls for another build."""
    root, built = model
    shutil.copytree(root / "warehouse", folder, symlinks=True)
    write_source(embedded, "income_2022", "CODE;MED\n38185;21000\n", LEVEL)
    return replace(built, folder=folder / built.folder.relative_to(root / "warehouse"))


def _still_answers(folder: Path, standing: warehouse.Built) -> None:
    with warehouse.Warehouse.open(folder, build=False) as wh:
        assert wh.id == standing.id
        assert wh.query("SELECT sum(value) FROM observation") == [(122500.0,)]
    assert not list((folder / "versions").glob("*.tmp"))


_CHILD = """
import resource, sys, time
from pathlib import Path
from rebonds import warehouse
from rebonds.errors import RebondsError

folder, embedded, mode = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def step(con, progress):
    if mode == "wait":
        con.execute("CREATE TABLE half AS SELECT * FROM observation")
        (folder / "half-way").touch()
        time.sleep(60)
    if mode == "full":
        con.execute("CREATE TABLE big AS SELECT random() AS a, random() AS b FROM range(3000000)")

if mode == "full":
    limit = 8 << 20
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    warehouse.build(folder, derive=[step], embedded=embedded)
except RebondsError as error:
    print(type(error).__name__, error.message("en"))
    sys.exit(error.exit_code)
"""


def _child(folder: Path, embedded: Path, mode: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(folder), str(embedded), mode],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_a_build_killed_half_way_leaves_the_previous_one(
    folder: Path, embedded: Path, standing: warehouse.Built
) -> None:
    child = _child(folder, embedded, "wait")
    deadline = time.monotonic() + 60
    while not (folder / "half-way").exists():
        assert child.poll() is None, child.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with pytest.raises(warehouse.BusyError, match=str(child.pid)):
        warehouse.build(folder, derive=[], embedded=embedded)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert list((folder / "versions").glob("*.tmp"))
    assert (folder / "lock").read_text(encoding="ascii") == str(child.pid)
    with warehouse.Warehouse.open(folder, build=False) as wh:
        assert wh.id == standing.id
    # The dead builder's lock is taken over, and what it left is removed.
    after = warehouse.build(folder, derive=[], embedded=embedded)
    assert after.id != standing.id
    assert not list((folder / "versions").glob("*.tmp"))


def test_a_disk_that_fills_up_under_duckdb_leaves_the_previous_one(
    folder: Path, embedded: Path, standing: warehouse.Built
) -> None:
    child = _child(folder, embedded, "full")
    said = child.communicate(timeout=120)[0]
    assert child.returncode == warehouse.DiskError.exit_code, said
    assert "DiskError" in said
    assert "The previous warehouse still answers" in said
    _still_answers(folder, standing)
    assert warehouse.build(folder, derive=[], embedded=embedded).id != standing.id


@pytest.mark.parametrize("moment", ["core", "manifest", "swap"])
def test_a_full_disk_at_any_moment_leaves_the_previous_one(
    folder: Path, embedded: Path, standing: warehouse.Built, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = {
        "core": (core, "write_json"),
        "manifest": (building, "write_json"),
        "swap": (building, "point"),
    }[moment]
    with monkeypatch.context() as patch:
        patch.setattr(*target, full)
        with pytest.raises(warehouse.DiskError) as caught:
            warehouse.build(folder, derive=[], embedded=embedded)
    assert "Le disque est plein" in caught.value.message("fr")
    assert "REBONDS_DATA" in caught.value.message("en")
    _still_answers(folder, standing)
    assert warehouse.build(folder, derive=[], embedded=embedded).id != standing.id


def test_a_swap_that_fails_half_way_leaves_the_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    link = tmp_path / "current"
    files.point(link, first)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="full"):
        files.point(link, second)
    assert link.resolve() == first
    assert sorted(p.name for p in tmp_path.iterdir()) == ["current", "first", "second"]


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, embedded: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises((warehouse.DiskError, OSError)):
        warehouse.build(blocked / "warehouse", derive=[], embedded=embedded)


def test_a_truncated_database_is_noticed_and_built_again(
    folder: Path, embedded: Path, standing: warehouse.Built
) -> None:
    latest = warehouse.build(folder, derive=[], embedded=embedded)
    database = latest.folder / "rebonds.duckdb"
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    with warehouse.Warehouse.open(folder, build=False) as wh:
        assert wh.id == standing.id, "the version before answers"
        assert wh.query("SELECT sum(value) FROM observation") == [(122500.0,)]
    with warehouse.Warehouse.open(folder, derive=[], embedded=embedded) as wh:
        assert wh.id == latest.id
        assert wh.query("SELECT count(*) FROM observation") == [(4,)]


def test_a_truncated_core_is_read_again(folder: Path, embedded: Path, standing: warehouse.Built) -> None:
    for path in (folder / "core").glob("*/observation.parquet"):
        path.write_bytes(path.read_bytes()[:40])
    built = warehouse.build(folder, derive=[], embedded=embedded)
    assert built.rows["observation"] == 4


@pytest.mark.parametrize("content", ["", "CODE;N\n38185", "CODE;N\n38185;beaucoup\n", "CODE;M\n38185;1\n"])
def test_a_bad_file_leaves_the_previous_one(
    folder: Path, embedded: Path, standing: warehouse.Built, content: str
) -> None:
    (embedded / "households_2022.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        warehouse.build(folder, derive=[], embedded=embedded)
    assert "households_2022" in caught.value.message("fr")
    _still_answers(folder, standing)


def test_opening_with_a_build_that_fails_answers_and_says_why(
    folder: Path, embedded: Path, standing: warehouse.Built, capsys: pytest.CaptureFixture[str]
) -> None:
    (embedded / "households_2022.csv").write_text("", encoding="utf-8")
    with warehouse.Warehouse.open(folder, derive=[], embedded=embedded) as wh:
        assert wh.id == standing.id
    assert "households_2022" in capsys.readouterr().err


def test_a_check_that_stops_leaves_the_previous_one(
    folder: Path, embedded: Path, standing: warehouse.Built
) -> None:
    def spoil(con: object, progress: object) -> None:
        con.execute("INSERT INTO membership VALUES ('200040715', 'epci', '38544')")  # type: ignore[attr-defined]

    with pytest.raises(CheckError) as caught:
        warehouse.build(folder, derive=[spoil], embedded=embedded)
    assert "commune_in_one_whole" in caught.value.message("fr")
    assert "38544" in caught.value.message("en")
    _still_answers(folder, standing)


def test_an_error_in_a_step_leaves_the_previous_one(
    folder: Path, embedded: Path, standing: warehouse.Built
) -> None:
    def broken(con: object, progress: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        warehouse.build(folder, derive=[broken], embedded=embedded)
    _still_answers(folder, standing)


def _build_waiting(folder: Path, embedded: Path, answers: multiprocessing.Queue[object]) -> None:
    try:
        answers.put(warehouse.build(folder, derive=[], embedded=embedded, wait=60).reused)
    except RebondsError as error:
        answers.put(error.message("en"))


def test_two_builds_at_once_do_not_collide(folder: Path, embedded: Path) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[object] = context.Queue()
    both = [context.Process(target=_build_waiting, args=(folder, embedded, answers)) for _ in range(2)]
    for one in both:
        one.start()
    found = [answers.get(timeout=60) for _ in both]
    for one in both:
        one.join()
    assert sorted(map(str, found)) == ["False", "True"], "the second finds the work done"


def test_a_lock_file_of_a_dead_process_is_taken_over(folder: Path) -> None:
    layout = warehouse.Layout.of(folder)
    layout.make()
    layout.lock.write_text("999999999", encoding="ascii")
    with writing(layout):
        assert layout.lock.read_text(encoding="ascii") == str(os.getpid())


def test_a_damaged_manifest_counts_as_no_version(
    folder: Path, embedded: Path, standing: warehouse.Built
) -> None:
    (standing.folder / "manifest.json").write_text("{", encoding="utf-8")
    assert manifest.latest(warehouse.Layout.of(folder)) is None
    assert warehouse.Warehouse.open(folder, derive=[], embedded=embedded).query(
        "SELECT count(*) FROM observation"
    )


def test_the_index_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index.json"
    files.write_json(path, {"a": 1})

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(files, "flush", full)
    with pytest.raises(OSError, match="full"):
        files.write_json(path, {"a": 2})
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["index.json"]
