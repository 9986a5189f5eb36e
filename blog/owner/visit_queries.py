"""What was read, in numbers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Select, func, select

from blog.models.article import Article
from blog.models.visit import Referrals, Visits


def by_day(since: date) -> Select[str, int]:
    """The visits of each day on which there were some."""
    total = func.sum(Visits.count)
    return (
        select(Visits.day, total)
        .where(Visits.day >= since.isoformat())
        .group_by(Visits.day)
        .order_by(Visits.day)
    )


def most_read(since: date) -> Select[Article, int]:
    """The articles and pages with their visits since that day, the most read first."""
    total = func.sum(Visits.count)
    return (
        select(Article, total)
        .join(Visits, Visits.article_id == Article.id)
        .where(Visits.day >= since.isoformat())
        .group_by(Article.id)
        .order_by(total.desc(), Article.id.desc())
    )


def referrers(since: date) -> Select[str, int]:
    """The sites from which readers came since that day, those that brought most first."""
    total = func.sum(Referrals.count)
    return (
        select(Referrals.host, total)
        .where(Referrals.day >= since.isoformat())
        .group_by(Referrals.host)
        .order_by(total.desc(), Referrals.host)
    )


def of_article(article: Article) -> Select[int | None]:
    """How often an article was visited since it is counted; nothing if it never was."""
    return select(func.sum(Visits.count)).where(Visits.article_id == article.id)
