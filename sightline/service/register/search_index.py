"""The index of words in each database's own way, kept in step with its table by the database.

SQLite: a table of FTS5 over `register_searchentry`, with triggers. PostgreSQL: a generated column
of weighted words, A for the name, B for the organisation, C for what all may see, D for the rest.
Words were folded before they are stored, so neither needs a language or a way with accents.
"""

from __future__ import annotations

from typing import Any

_PUT = (
    "INSERT INTO register_searchtext(rowid, name, organisation, open_text, shared_text) "
    "VALUES (new.id, new.name, new.organisation, new.open_text, new.shared_text);"
)
_TAKE = (
    "INSERT INTO register_searchtext"
    "(register_searchtext, rowid, name, organisation, open_text, shared_text) "
    "VALUES ('delete', old.id, old.name, old.organisation, old.open_text, old.shared_text);"
)
SQLITE_ADD = (
    "CREATE VIRTUAL TABLE register_searchtext USING fts5("
    "name, organisation, open_text, shared_text, "
    "content='register_searchentry', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0', prefix='1 2 3')",
    "CREATE TRIGGER register_searchentry_is_put AFTER INSERT ON register_searchentry "
    "BEGIN " + _PUT + " END",
    "CREATE TRIGGER register_searchentry_is_taken AFTER DELETE ON register_searchentry "
    "BEGIN " + _TAKE + " END",
    "CREATE TRIGGER register_searchentry_is_changed AFTER UPDATE ON register_searchentry "
    "BEGIN " + _TAKE + " " + _PUT + " END",
)
SQLITE_REMOVE = (
    "DROP TRIGGER IF EXISTS register_searchentry_is_put",
    "DROP TRIGGER IF EXISTS register_searchentry_is_taken",
    "DROP TRIGGER IF EXISTS register_searchentry_is_changed",
    "DROP TABLE IF EXISTS register_searchtext",
)
POSTGRESQL_ADD = (
    "ALTER TABLE register_searchentry ADD COLUMN words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple'::regconfig, name), 'A') || "
    "setweight(to_tsvector('simple'::regconfig, organisation), 'B') || "
    "setweight(to_tsvector('simple'::regconfig, open_text), 'C') || "
    "setweight(to_tsvector('simple'::regconfig, shared_text), 'D')) STORED",
    "CREATE INDEX register_searchentry_words ON register_searchentry USING gin (words)",
)
POSTGRESQL_REMOVE = ("ALTER TABLE register_searchentry DROP COLUMN IF EXISTS words",)
ADD = {"sqlite": SQLITE_ADD, "postgresql": POSTGRESQL_ADD}
REMOVE = {"sqlite": SQLITE_REMOVE, "postgresql": POSTGRESQL_REMOVE}


def add_index(_apps: Any, editor: Any) -> None:
    """Add the index, in the database's own words."""
    for sql in ADD[editor.connection.vendor]:
        editor.execute(sql)


def remove_index(_apps: Any, editor: Any) -> None:
    """Take the index away."""
    for sql in REMOVE[editor.connection.vendor]:
        editor.execute(sql)
