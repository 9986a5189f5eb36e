"""How many articles a month has: kept, so that an archive costs the same at any size."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, Integer, Select, bindparam, func, select
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import NOW, Model, now
from blog.models.article import Article, Kind

COUNTS = (
    "{row}.kind = 'article' AND {row}.month IS NOT NULL"
    " AND {row}.withdrawn_at IS NULL AND {row}.binned_at IS NULL"
)
"""Whether an article is counted. Its hour is not asked for: it would have to be again and again."""

COUNT = f"""
    INSERT INTO month_count (month, number, changed_at)
    SELECT NEW.month, 1, COALESCE(NEW.updated_at, NEW.published_at)
    WHERE {COUNTS.format(row="NEW")}
    ON CONFLICT (month) DO UPDATE SET number = number + 1,
        changed_at = MAX(COALESCE(changed_at, excluded.changed_at), excluded.changed_at);
"""
UNCOUNT = f"""
    UPDATE month_count SET number = number - 1
    WHERE month = OLD.month AND {COUNTS.format(row="OLD")};
    DELETE FROM month_count WHERE month = OLD.month AND number = 0;
"""  # noqa: S608
NOTICED = "kind, month, published_at, updated_at, withdrawn_at, binned_at"
TRIGGERS = {
    "count_new": f"AFTER INSERT ON article BEGIN {COUNT} END",
    "count_changed": f"AFTER UPDATE OF {NOTICED} ON article BEGIN {UNCOUNT} {COUNT} END",
    "count_gone": f"AFTER DELETE ON article BEGIN {UNCOUNT} END",
}
RECOUNT = f"""
    INSERT INTO month_count (month, number, changed_at)
    SELECT month, COUNT(*), MAX(COALESCE(updated_at, published_at)) FROM article
    WHERE {COUNTS.format(row="article")} GROUP BY month
"""  # noqa: S608


class MonthCount(Model):
    """The articles of a month (``yyyymm``) that readers see or, once their hour comes, will.

    Triggers keep it, whoever changes an article by whatever statement (docs/decisions/0026).
    ``changed_at`` is when the newest of its articles was published or changed.
    """

    __tablename__ = "month_count"

    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    changed_at: Mapped[datetime | None]


def keep(connection: Connection) -> None:
    """Count all articles, and from now on every change of one. Migrations begin without triggers,
    so this comes after all of them."""
    for name, does in TRIGGERS.items():
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {does}")
    connection.exec_driver_sql("DELETE FROM month_count")
    connection.exec_driver_sql(RECOUNT)


def _earliest() -> int:
    yesterday = now() - timedelta(days=1)
    return yesterday.year * 100 + yesterday.month


EARLIEST = bindparam("earliest", callable_=_earliest, type_=Integer())
"""A month before which nothing is scheduled, wherever on earth the site is."""


@cache
def seen() -> Select[int, int]:
    """What readers see of every month, the newest first: ``(yyyymm, number)``.

    Scheduled articles are taken off, read from an index; there are never many.
    """
    scheduled = (
        select(Article.month, func.count().label("number"))
        .where(
            Article.kind == Kind.ARTICLE,
            Article.month >= EARLIEST,
            Article.published_at > NOW,
            Article.withdrawn_at.is_(None),
            Article.binned_at.is_(None),
        )
        .group_by(Article.month)
        .subquery()
    )
    number = MonthCount.number - func.coalesce(scheduled.c.number, 0)
    return (
        select(MonthCount.month, number.label("number"))
        .outerjoin(scheduled, scheduled.c.month == MonthCount.month)
        .where(number > 0)
        .order_by(MonthCount.month.desc())
    )


@cache
def seen_and_changed() -> Select[int, int, datetime | None]:
    """The same, and when the newest article of a month was published or changed."""
    return seen().add_columns(MonthCount.changed_at)


def next_change(after: datetime) -> Select[datetime | None]:
    """The first change of a month that is told of after a moment."""
    return select(func.min(MonthCount.changed_at)).where(MonthCount.changed_at > after)
