"""What the workbench takes from its environment."""

from __future__ import annotations

import stat

import pytest

from rebonds.errors import UsageError
from rebonds.web import environment


def test_secret_key_is_drawn_once_and_readable_by_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = environment.secret_key(tmp_path)
    assert len(first) > 60
    assert environment.secret_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["secret_key"]


def test_secret_key_of_the_environment_wins_and_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert environment.secret_key(tmp_path) == "given"
    assert not list(tmp_path.iterdir())


def test_database_is_sqlite_in_the_folder_by_default(tmp_path):
    found = environment.database("", tmp_path)
    assert found["ENGINE"].endswith("sqlite3")
    assert found["NAME"] == tmp_path / "workbench.sqlite3"
    assert environment.database("sqlite:////data/x.sqlite3", tmp_path)["NAME"].as_posix() == "/data/x.sqlite3"


def test_database_address_of_postgresql_is_read_whole(tmp_path):
    found = environment.database(
        "postgresql://ana:p%40ss%2F1@db.example:5433/re%20bonds?sslmode=require", tmp_path
    )
    assert found["ENGINE"].endswith("postgresql")
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("re bonds", "ana", "p@ss/1")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("db.example", "5433", {"sslmode": "require"})


@pytest.mark.parametrize("url", ["mysql://x/y", "postgresql://host", "nonsense"])
def test_database_address_of_another_kind_is_refused_with_a_hint(url, tmp_path):
    with pytest.raises(UsageError, match="DATABASE_URL"):
        environment.database(url, tmp_path)


def test_https_is_required_as_soon_as_a_host_is_not_local(monkeypatch):
    monkeypatch.delenv("REBONDS_HTTPS", raising=False)
    monkeypatch.delenv("REBONDS_HOSTS", raising=False)
    assert not environment.https()
    monkeypatch.setenv("REBONDS_HOSTS", "rebonds.example.fr, autre.fr")
    assert environment.hosts()[-2:] == ["rebonds.example.fr", "autre.fr"]
    assert environment.https()
    monkeypatch.setenv("REBONDS_HTTPS", "non")
    assert not environment.https()
