"""Which addresses are no article's or page's own: kept, so that they are found among all."""

from __future__ import annotations

from sqlalchemy import Connection, String
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Model

IS_OLD = "(SELECT path FROM article WHERE id = {row}.article_id) IS NOT {row}.path"
NOTE = f"INSERT OR IGNORE INTO old_address SELECT NEW.path WHERE {IS_OLD.format(row='NEW')};"
FORGET = "DELETE FROM old_address WHERE path = OLD.path;"
NOTE_ALL = """
    DELETE FROM old_address WHERE path IN (SELECT path FROM address WHERE article_id = NEW.id);
    INSERT INTO old_address
    SELECT path FROM address WHERE article_id = NEW.id AND path IS NOT NEW.path;
"""
TRIGGERS = {
    "old_address_new": f"AFTER INSERT ON address BEGIN {NOTE} END",
    "old_address_changed": f"AFTER UPDATE ON address BEGIN {FORGET} {NOTE} END",
    "old_address_gone": f"AFTER DELETE ON address BEGIN {FORGET} END",
    "old_address_of_new": (
        f"AFTER INSERT ON article WHEN NEW.path IS NOT NULL BEGIN {NOTE_ALL} END"
    ),
    "old_address_of_other": f"AFTER UPDATE OF path ON article BEGIN {NOTE_ALL} END",
}


class OldAddress(Model):
    """The path of an address that leads elsewhere, or is gone. Triggers keep it."""

    __tablename__ = "old_address"
    __table_args__ = ({"sqlite_with_rowid": False},)

    path: Mapped[str] = mapped_column(String(500), primary_key=True)


def keep(connection: Connection) -> None:
    """Look at all addresses, and from now on at every change; as for months, after all
    migrations."""
    for name, does in TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {does}")
    connection.exec_driver_sql("DELETE FROM old_address")
    connection.exec_driver_sql(
        f"INSERT INTO old_address SELECT path FROM address WHERE {IS_OLD.format(row='address')}"  # noqa: S608
    )
