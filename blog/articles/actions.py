"""The life of an article: written, published, withdrawn. Belongs inside ``db.writing()``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from blog import addresses
from blog.articles import labels
from blog.db import db, now
from blog.models.address import Address
from blog.models.article import BREAKING_FOR, Article, State, WorkingCopy
from blog.models.site import Site
from blog.text import excerpts, html, slugs

PICTURE = ("picture_id", "picture_alt", "picture_caption", "picture_credit")
NOTICED = ("title", "standfirst", "html", *PICTURE)
"""The columns of which a reader would notice a change."""


@dataclass(kw_only=True)
class Typed:
    """What an owner typed into the article form. Labels are parted by commas."""

    title: str = ""
    standfirst: str = ""
    body: str = ""
    format: str = "markdown"
    picture_id: int | None = None
    picture_alt: str = ""
    picture_caption: str = ""
    picture_credit: str = ""
    labels: str = ""
    wants_breaking: bool = False
    breaking_until: datetime | None = None
    publish_at: datetime | None = None
    takes_comments: bool = True


def write(article: Article, typed: Typed) -> WorkingCopy:
    """Keep what was typed in the article's working copy; readers see nothing of it."""
    db.session.add(article)
    db.session.flush()
    if article.working is None:
        article.working = WorkingCopy()
    copy = article.working
    for name, value in vars(typed).items():
        setattr(copy, name, value)
    copy.saved_at = now()
    article.version += 1
    return copy


def publish(article: Article, cleaned: str, site: Site) -> None:
    """Make the working copy the public text, from its ``publish_at`` on (now, if it has none).

    ``cleaned`` is its body as readers see it; cleaning is too slow for a transaction. An
    article that readers saw before keeps its address for ever, and its date unless it is given
    another.
    """
    copy = article.working
    if copy is None:
        raise ValueError(f"article {article.id} has nothing written to publish")
    was_seen = article.state in {State.PUBLISHED, State.WITHDRAWN}
    before = _noticed(article)

    for name in ("title", "standfirst", "body", "format", "takes_comments", *PICTURE):
        setattr(article, name, getattr(copy, name))
    article.html, article.policy = cleaned, html.ARTICLE_POLICY
    article.words = excerpts.words(html.plain(cleaned))
    article.labels = labels.named(copy.labels)

    _date(article, copy.publish_at or article.published_at or now(), site)
    article.breaking_until = copy.breaking_until
    if copy.wants_breaking and not copy.breaking_until and article.published_at:
        article.breaking_until = max(article.published_at, now()) + BREAKING_FOR
    if was_seen and _noticed(article) != before:
        article.updated_at = now()
    article.withdrawn_at = None
    article.working = None
    article.version += 1


def withdraw(article: Article) -> None:
    """Take an article from its readers; its address says that it is gone."""
    article.withdrawn_at = now()
    article.version += 1


def bring_back(article: Article) -> None:
    """Show a withdrawn article again, where and as it was."""
    article.withdrawn_at = None
    article.version += 1


def _noticed(article: Article) -> list[object]:
    return [getattr(article, name) for name in NOTICED]


def _date(article: Article, moment: datetime, site: Site) -> None:
    """Date the article, and give it an address if no reader has seen one yet."""
    day = moment.astimezone(site.zone)
    month = _month(day)
    if article.state is State.SCHEDULED and article.month != month:
        _forget_address(article)
    article.published_at, article.month = moment, month
    if article.path is None:
        slug = article.slug or slugs.slug(article.title, fallback=str(article.id))
        addresses.assign(article, slug, day)


def _month(day: datetime) -> int:
    return day.year * 100 + day.month


def _forget_address(article: Article) -> None:
    address = db.session.get(Address, article.path)
    article.path = None
    if address:
        db.session.delete(address)
        db.session.flush()


def redate(site: Site) -> None:
    """Count every article to the month that the site's zone, after a change, puts it in.

    Addresses stay: they never change by themselves.
    """
    dated = select(Article.id, Article.published_at).where(Article.published_at.is_not(None))
    for article_id, moment in db.session.execute(dated).all():
        month = _month(moment.astimezone(site.zone)) if moment else None
        db.session.execute(update(Article).where(Article.id == article_id).values(month=month))
