"""The documentation is tested as code: links, commands, options, files it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from rebonds.cli import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(p for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"^\s*(?:\$ )?(?:\.venv/bin/)?rebonds ([a-z][a-z0-9]*)(?: ([a-z]+))?", re.MULTILINE)


def anchors(text: str) -> set[str]:
    """Return the anchors that a Markdown text offers, as code forges make them."""
    found = set()
    for title in re.findall(r"^#+ +(.+)$", text, re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", title.strip().lower(), flags=re.UNICODE).replace(" ", "-")
        found.add(slug)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_local_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.exists(), f"{document.name}: {target}"
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text(encoding="utf-8")), f"{document.name}: {target}"


def test_docs_are_reachable_from_the_readme() -> None:
    """A page nobody links to is a page nobody reads."""
    seen: set[Path] = set()
    queue = [ROOT / "README.md", ROOT / "README.fr.md"]
    while queue:
        page = queue.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target):
                queue.append((page.parent / target.partition("#")[0]).resolve())
    missing = [
        str(p.relative_to(ROOT)) for p in DOCUMENTS if p.is_relative_to(ROOT / "docs") and p not in seen
    ]
    assert not missing


def commands() -> dict[str, list[str]]:
    """Return every command of the program with its options."""
    found: dict[str, list[str]] = {}

    def walk(command: object, name: str) -> None:
        subcommands = getattr(command, "commands", None)
        if subcommands:
            for key, sub in subcommands.items():
                walk(sub, f"{name} {key}".strip())
            return
        options = []
        for parameter in command.params:  # type: ignore[attr-defined]
            options.extend(o for o in parameter.opts if o.startswith("--"))
        found[name] = options

    walk(typer.main.get_command(app), "")
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_documented(name: str) -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"rebonds {name}" in text
    for option in commands()[name]:
        if option not in ("--help", "--install-completion", "--show-completion"):
            assert f"`{option}" in text or f" {option}" in text, f"{name} {option}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_documented_commands_exist(document: Path) -> None:
    known = commands()
    first_words = {name.split()[0] for name in known}
    text = document.read_text(encoding="utf-8")
    for block in re.findall(r"```(?:sh|console|text)?\n(.*?)```", text, re.DOTALL):
        for first, second in COMMAND.findall(block):
            assert first in first_words, f"{document.name}: rebonds {first}"
            group = {name.split()[1] for name in known if name.startswith(first + " ")}
            if group and second:
                assert second in group, f"{document.name}: rebonds {first} {second}"


def test_make_targets_named_in_the_docs_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        for name in re.findall(r"`make ([a-z-]+)", document.read_text(encoding="utf-8")):
            assert name in targets, f"{document.name}: make {name}"


def test_commands_of_the_makefile_exist_with_their_options() -> None:
    known = commands()
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    lines = re.findall(r"\$\(BIN\)/rebonds (.+)$", text, re.MULTILINE)
    assert lines
    for line in lines:
        words = line.split()
        name = next(n for n in (" ".join(words[:2]), words[0]) if n in known)
        for word in words:
            if word.startswith("--"):
                assert word.partition("=")[0] in known[name], f"Makefile: rebonds {line}"


def test_the_two_readmes_say_the_same() -> None:
    """Same pictures, same commands, in both languages."""
    english, french = (ROOT / n for n in ("README.md", "README.fr.md"))
    pick = re.compile(r"!\[[^\]]*\]\(([^)]+)\)|^((?:make|rebonds) .*?)(?:\s+#.*)?$", re.MULTILINE)
    assert pick.findall(english.read_text(encoding="utf-8")) == pick.findall(
        french.read_text(encoding="utf-8")
    )


def test_locks_have_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9][a-z0-9._-]*==", text, re.MULTILINE)
        assert pinned
        assert text.count("--hash=sha256:") >= len(pinned)


def test_run_lock_is_part_of_the_dev_lock() -> None:
    """`make test` must test the versions that `make run` installs."""

    def pins(name: str) -> set[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9][\w.-]*==[^ \\;]+)", text, re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_publiccode_agrees_with_the_project() -> None:
    text = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "([^"]+)"', project, re.MULTILINE)
    assert version is not None
    assert f"softwareVersion: {version.group(1)}" in text
    assert "AGPL-3.0-or-later" in text


def test_no_path_of_a_machine_and_no_package_index() -> None:
    pattern = re.compile(r"(/root/|/home/\w+/|/work/|pypi\.org/simple|registry\.npmjs)")
    for path in [*DOCUMENTS, *ROOT.glob("src/**/*.py"), *ROOT.glob("src/**/*.toml"), *ROOT.glob("tools/*")]:
        if path.is_file() and path.suffix in {".md", ".py", ".toml", ".sh", ".yml"}:
            assert not pattern.search(path.read_text(encoding="utf-8")), path


def test_every_case_of_bad_input_names_a_test_that_exists() -> None:
    text = (ROOT / "docs" / "bad-input.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    rows = [line for line in text.splitlines() if re.match(r"\| (?!case)[^-]", line)]
    assert len(named) >= len(rows) >= 20
    for path, name in named:
        assert f"\ndef {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{name}"
