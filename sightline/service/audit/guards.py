"""Database triggers that refuse changes to the chain from outside the service too.

They stop accidents, not a determined owner of the database: the chain of hashes shows those.
"""

from __future__ import annotations

from typing import Any

SQLITE_ADD = (
    "CREATE TRIGGER audit_event_is_never_changed BEFORE UPDATE ON audit_event "
    "BEGIN SELECT RAISE(ABORT, 'an audit event is never changed'); END",
    "CREATE TRIGGER audit_event_is_never_deleted BEFORE DELETE ON audit_event "
    "BEGIN SELECT RAISE(ABORT, 'an audit event is never deleted'); END",
)
SQLITE_REMOVE = (
    "DROP TRIGGER IF EXISTS audit_event_is_never_changed",
    "DROP TRIGGER IF EXISTS audit_event_is_never_deleted",
)
POSTGRESQL_ADD = (
    "CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'an audit event is never changed or deleted' "
    "USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER audit_event_is_append_only BEFORE UPDATE OR DELETE ON audit_event "
    "FOR EACH ROW EXECUTE FUNCTION audit_event_is_append_only()",
)
POSTGRESQL_REMOVE = (
    "DROP TRIGGER IF EXISTS audit_event_is_append_only ON audit_event",
    "DROP FUNCTION IF EXISTS audit_event_is_append_only()",
)
ADD = {"sqlite": SQLITE_ADD, "postgresql": POSTGRESQL_ADD}
REMOVE = {"sqlite": SQLITE_REMOVE, "postgresql": POSTGRESQL_REMOVE}


def add_guards(_apps: Any, editor: Any) -> None:
    """Add the triggers, in the database's own words."""
    for sql in ADD[editor.connection.vendor]:
        editor.execute(sql)


def remove_guards(_apps: Any, editor: Any) -> None:
    """Take the triggers away."""
    for sql in REMOVE[editor.connection.vendor]:
        editor.execute(sql)
