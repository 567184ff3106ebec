"""What the database keeps for search: FTS5 on SQLite, a vector and its index on PostgreSQL.

Kept by the database itself, so that no write can forget it. A migration that alters `SearchEntry` must `unmake` first and
`make` after: SQLite makes tables again, and their triggers go.
"""

from __future__ import annotations

from typing import Any

SQLITE = (
    """CREATE VIRTUAL TABLE search_fts USING fts5(
        folded_title, folded_text, content='search_searchentry', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')""",
    """CREATE TRIGGER search_fts_insert AFTER INSERT ON search_searchentry BEGIN
        INSERT INTO search_fts(rowid, folded_title, folded_text) VALUES (new.id, new.folded_title, new.folded_text);
    END""",
    """CREATE TRIGGER search_fts_delete AFTER DELETE ON search_searchentry BEGIN
        INSERT INTO search_fts(search_fts, rowid, folded_title, folded_text)
        VALUES ('delete', old.id, old.folded_title, old.folded_text);
    END""",
    """CREATE TRIGGER search_fts_update AFTER UPDATE ON search_searchentry BEGIN
        INSERT INTO search_fts(search_fts, rowid, folded_title, folded_text)
        VALUES ('delete', old.id, old.folded_title, old.folded_text);
        INSERT INTO search_fts(rowid, folded_title, folded_text) VALUES (new.id, new.folded_title, new.folded_text);
    END""",
)
POSTGRES = (
    """ALTER TABLE search_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', folded_title), 'A') || setweight(to_tsvector('simple', folded_text), 'C')
    ) STORED""",
    "CREATE INDEX search_vector ON search_searchentry USING gin (vector)",
)
GONE = {
    "sqlite": (
        "DROP TRIGGER search_fts_insert",
        "DROP TRIGGER search_fts_delete",
        "DROP TRIGGER search_fts_update",
        "DROP TABLE search_fts",
    ),
    "postgresql": ("DROP INDEX search_vector", "ALTER TABLE search_searchentry DROP COLUMN vector"),
}


def make(apps: Any, schema_editor: Any) -> None:
    """Make the engine's index (migration)."""
    made = {"sqlite": SQLITE, "postgresql": POSTGRES}[schema_editor.connection.vendor]
    for statement in made:
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    """Drop the engine's index (migration)."""
    for statement in GONE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
