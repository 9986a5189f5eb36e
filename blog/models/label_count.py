"""What stands under a label: kept in its order and counted, so that a label of very many articles
costs what one of a few does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, Connection, Select, func, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import NOW, Model
from blog.models import month_count

STANDS = f"{month_count.COUNTS} AND {{row}}.published_at IS NOT NULL"
"""Whether an article stands under its labels. Its hour is not asked for, as for months."""

STOOD, STANDS_NOW = STANDS.format(row="OLD"), STANDS.format(row="NEW")
MOVES = "(OLD.month IS NOT NEW.month OR OLD.published_at IS NOT NEW.published_at)"

COUNT = "ON CONFLICT (label_id, month) DO UPDATE SET number = number + 1;"
PLACE = f"""
    INSERT INTO labelled (label_id, month, published_at, article_id)
    SELECT label_id, NEW.month, NEW.published_at, NEW.id FROM article_label
    WHERE article_id = NEW.id;
    INSERT INTO label_count (label_id, month, number)
    SELECT label_id, NEW.month, 1 FROM article_label WHERE article_id = NEW.id {COUNT}
"""  # noqa: S608
DISPLACE = """
    DELETE FROM labelled WHERE article_id = OLD.id
        AND month = OLD.month AND published_at = OLD.published_at
        AND label_id IN (SELECT label_id FROM article_label WHERE article_id = OLD.id);
    UPDATE label_count SET number = number - 1 WHERE month = OLD.month
        AND label_id IN (SELECT label_id FROM article_label WHERE article_id = OLD.id);
    DELETE FROM label_count WHERE month = OLD.month AND number = 0
        AND label_id IN (SELECT label_id FROM article_label WHERE article_id = OLD.id);
"""
PUT_ON = f"""
    UPDATE label SET articles = articles + 1 WHERE id = NEW.label_id;
    INSERT INTO labelled (label_id, month, published_at, article_id)
    SELECT NEW.label_id, month, published_at, id FROM article
    WHERE id = NEW.article_id AND {STANDS.format(row="article")};
    INSERT INTO label_count (label_id, month, number)
    SELECT NEW.label_id, month, 1 FROM article
    WHERE id = NEW.article_id AND {STANDS.format(row="article")} {COUNT}
"""  # noqa: S608
TAKE_OFF = f"""
    UPDATE label SET articles = articles - 1 WHERE id = OLD.label_id;
    DELETE FROM labelled WHERE label_id = OLD.label_id AND article_id = OLD.article_id
        AND (month, published_at) IN
            (SELECT month, published_at FROM article WHERE id = OLD.article_id);
    UPDATE label_count SET number = number - 1 WHERE label_id = OLD.label_id AND month IN
        (SELECT month FROM article WHERE id = OLD.article_id AND {STANDS.format(row="article")});
    DELETE FROM label_count WHERE label_id = OLD.label_id AND number = 0 AND month IN
        (SELECT month FROM article WHERE id = OLD.article_id);
"""  # noqa: S608
NOTICED = "kind, month, published_at, withdrawn_at, binned_at"
TRIGGERS = {
    # Two, for most changes do only one of these. Which comes first does not matter: not one row
    # is of both.
    "label_placed": (
        f"AFTER UPDATE OF {NOTICED} ON article"
        f" WHEN {STANDS_NOW} AND ({MOVES} OR NOT ({STOOD})) BEGIN {PLACE} END"
    ),
    "label_displaced": (
        f"AFTER UPDATE OF {NOTICED} ON article"
        f" WHEN {STOOD} AND ({MOVES} OR NOT ({STANDS_NOW})) BEGIN {DISPLACE} END"
    ),
    # Before: after it, what would tell its labels is gone.
    "label_gone": f"BEFORE DELETE ON article WHEN {STOOD} BEGIN {DISPLACE} END",
    "label_put_on": f"AFTER INSERT ON article_label BEGIN {PUT_ON} END",
    "label_exchanged": f"AFTER UPDATE ON article_label BEGIN {TAKE_OFF} {PUT_ON} END",
    "label_taken_off": f"AFTER DELETE ON article_label BEGIN {TAKE_OFF} END",
}
ALL_AGAIN = (
    "DELETE FROM labelled",
    "DELETE FROM label_count",
    f"""
    INSERT INTO labelled (label_id, month, published_at, article_id)
    SELECT label_id, month, published_at, article_id
    FROM article_label JOIN article ON article.id = article_id
    WHERE {STANDS.format(row="article")} ORDER BY 1, 2, 3, 4
    """,  # noqa: S608
    """
    INSERT INTO label_count (label_id, month, number)
    SELECT label_id, month, COUNT(*) FROM labelled GROUP BY label_id, month
    """,
    """
    UPDATE label SET articles =
        (SELECT COUNT(*) FROM article_label WHERE article_label.label_id = label.id)
    """,
)


class Labelled(Model):
    """An article under one of its labels, where readers find it now or once its hour has come.

    Triggers keep it, and the counts, whoever changes what (docs/decisions/0031). The table is its
    own index: a part of a label's list is a range of it.
    """

    __tablename__ = "labelled"
    __table_args__ = ({"sqlite_with_rowid": False},)

    label_id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    published_at: Mapped[datetime] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(primary_key=True)


class LabelCount(Model):
    """How many articles of a month (``yyyymm``) stand under a label."""

    __tablename__ = "label_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    label_id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


def keep(connection: Connection) -> None:
    """Put everything under its labels, and from now on whatever changes; after all migrations."""
    for name, does in TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {does}")
    for statement in ALL_AGAIN:
        connection.exec_driver_sql(statement)


def seen(label_id: int | BindParameter[int]) -> Select[int, int]:
    """What readers see of every month under a label, the newest first: ``(yyyymm, number)``.

    Scheduled articles are taken off, as for all months.
    """
    scheduled = (
        select(Labelled.month, func.count().label("number"))
        .where(
            Labelled.label_id == label_id,
            Labelled.month >= month_count.EARLIEST,
            Labelled.published_at > NOW,
        )
        .group_by(Labelled.month)
        .subquery()
    )
    number = LabelCount.number - func.coalesce(scheduled.c.number, 0)
    return (
        select(LabelCount.month, number.label("number"))
        .outerjoin(scheduled, scheduled.c.month == LabelCount.month)
        .where(LabelCount.label_id == label_id, number > 0)
        .order_by(LabelCount.month.desc())
    )
