"""How many comments there are of each standing: kept, so that the queue costs the same at any
size."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Model
from blog.models.comment import Standing

COUNT = """
    INSERT INTO standing_count (standing, number) VALUES (NEW.standing, 1)
    ON CONFLICT (standing) DO UPDATE SET number = number + 1;
"""
UNCOUNT = """
    UPDATE standing_count SET number = number - 1 WHERE standing = OLD.standing;
    DELETE FROM standing_count WHERE standing = OLD.standing AND number = 0;
"""
TRIGGERS = {
    "standing_new": f"AFTER INSERT ON comment BEGIN {COUNT} END",
    "standing_changed": (
        "AFTER UPDATE OF standing ON comment WHEN OLD.standing <> NEW.standing"
        f" BEGIN {UNCOUNT} {COUNT} END"
    ),
    "standing_gone": f"AFTER DELETE ON comment BEGIN {UNCOUNT} END",
}


class StandingCount(Model):
    """The comments of a standing, on whatever article. Triggers keep it."""

    __tablename__ = "standing_count"

    standing: Mapped[Standing] = mapped_column(primary_key=True)
    number: Mapped[int]


def keep(connection: Connection) -> None:
    """Count all comments, and from now on every change of one; as for months, after all
    migrations."""
    for name, does in TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {does}")
    connection.exec_driver_sql("DELETE FROM standing_count")
    connection.exec_driver_sql(
        "INSERT INTO standing_count SELECT standing, COUNT(*) FROM comment GROUP BY standing"
    )
