"""A number that rises with every change that readers could notice, so that pages can be kept."""

from __future__ import annotations

from sqlalchemy import Connection, inspect
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Model

SHOWN: dict[str, set[str]] = {
    "address": set(),
    "ad": set(),
    "article": {"body", "format", "policy", "source", "version"},
    "article_label": set(),
    "comment": {
        *("body", "policy", "email", "source", "retry_key", "receipt", "network", "origin"),
        *("stood", "decided_at", "held_for", "reports", "learned", "confirmed_at", "announced_at"),
    },
    "label": {"articles"},
    "owner": {"password"},
    "picture": set(),
    "rendition": set(),
    "search_entry": set(),  # related articles are found by words
    "site": {"notices_to", "notices", "noticed_at"},
}
"""The tables that readers' pages are made from, and which of their columns those don't show."""

NOT_SHOWN = {
    *("block", "challenge", "daily_key", "follower", "freshness", "label_count"),
    *("labelled", "lease", "letter", "logged_act"),
    *("login", "month_count", "move", "move_entry", "move_picture", "old_address"),
    *("one_time_link", "passkey"),
    *("referrals", "report", "revision", "search_due", "search_term", "search_text", "seen"),
    *("share_link", "sighting", "spam_word", "standing_count", "subscriber", "tally"),
    *("visits", "working_copy"),
}
"""The others: nobody but the owner sees them, or they follow from a table that is shown."""

IF_SHOWN = {"comment": "{row}.is_shown"}
"""The rows of a table that pages have, where it isn't all: a flood of comments that wait changes
none."""


class Freshness(Model):
    """One row. Triggers raise its ``number``, whoever changes something by whatever statement, in
    the transaction of the change: who reads a number sees all that was done up to it."""

    __tablename__ = "freshness"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    number: Mapped[int]


def keep(connection: Connection) -> None:
    """Notice every change from now on; as for months, after all migrations."""
    connection.exec_driver_sql("INSERT INTO freshness VALUES (1, 1) ON CONFLICT DO NOTHING")
    for table, hidden in SHOWN.items():
        # As it is in the database: a later migration may add to it.
        columns = [str(column["name"]) for column in inspect(connection).get_columns(table)]
        shown = ", ".join(column for column in columns if column not in hidden)
        for act, rows in (
            ("INSERT", ["NEW"]),
            (f"UPDATE OF {shown}", ["OLD", "NEW"]),
            ("DELETE", ["OLD"]),
        ):
            name = f"freshen_{table}_{act.split()[0].lower()}"
            # What is gone may have been asked for by its number, were it ever so hidden.
            which = "TRUE" if act == "DELETE" else IF_SHOWN.get(table, "TRUE")
            is_shown = " OR ".join(which.format(row=row) for row in rows)
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} AFTER {act} ON {table} WHEN {is_shown}"  # noqa: S608
                " BEGIN UPDATE freshness SET number = number + 1; END"
            )
