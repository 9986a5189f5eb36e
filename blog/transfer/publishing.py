"""The one step that makes a rehearsed move public.

It is one transaction, and holds nothing slow: what is published was cleaned when it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    delete,
    insert,
    null,
    select,
    update,
)

from blog import acts, addresses
from blog.articles import actions as life
from blog.articles import labels
from blog.comments import arranging
from blog.db import db, now
from blog.models.act import Verb
from blog.models.address import Address
from blog.models.article import Article, Kind
from blog.models.comment import Comment, Standing
from blog.models.label import Label, labelling
from blog.models.moving import Entry, EntryKind, Move, Outcome, Way
from blog.models.site import Site
from blog.search import index
from blog.text import html, slugs
from blog.transfer import matching
from blog.transfer.found import State
from blog.transfer.matching import MANY, WRITTEN

APPLIED = (Outcome.ADDED, Outcome.CHANGED)
UPDATED_AFTER = 3_600
"""Seconds. Blogger counts every correction of a typing error, readers need not hear of them."""

OVERWRITTEN = (
    "title", "standfirst", "body", "html", "policy", "format", "words", "byline", "picture_id",
    "picture_alt", "picture_caption", "published_at", "month", "updated_at",
)  # fmt: skip
"""The columns that bringing an article in again changes."""
MOMENTS = ("published_at", "updated_at", "created_at")

Values = dict[str, Any]


class NotNow(Exception):
    """The move is not rehearsed to its end, or is public already."""


def publish(move: Move) -> None:
    """Make everything of a move public, or nothing. Raises ``NotNow``."""
    with db.writing():
        if not move.is_rehearsed:
            raise NotNow
        site = db.get_or_404(Site, 1)
        matching.match_now(move)
        known_labels = set(db.session.scalars(select(Label.id)))
        before: Values = {"site_feed_id": site.feed_id, "replaced": [], "moved": []}

        _make_way(move, site, before)
        _add_articles(move, site, before)
        _change_articles(move, site)
        index.note(brought(move))
        with force_locale(site.language):
            _add_comments(move, _("Anonymous"))
            _change_comments(move, _("Anonymous"))
        arrange_comments(move)

        site.feed_id = _feed_id(move) or site.feed_id
        before["labels"] = sorted(set(db.session.scalars(select(Label.id))) - known_labels)
        move.before = before
        move.published_at = now()
        acts.note(Verb.MOVED_IN, name=move.name)
    _empty(move)


def entries_of(move: Move, outcome: Outcome, kinds: Iterable[EntryKind]) -> Iterator[list[Entry]]:
    """The entries of one outcome, many at a time."""
    for which in parts(move, outcome, kinds):
        if batch := list(db.session.scalars(select(Entry).where(which).order_by(Entry.number))):
            yield batch
            db.session.flush()
            for entry in batch:
                db.session.expunge(entry)


def parts(
    move: Move, outcome: Outcome, kinds: Iterable[EntryKind]
) -> Iterator[ColumnElement[bool]]:
    """Conditions that take the entries of one outcome apart into batches."""
    of_these = and_(Entry.move_id == move.id, Entry.outcome == outcome, Entry.kind.in_(list(kinds)))
    for first in range(1, move.entries + 1, MANY):
        yield and_(of_these, Entry.number.between(first, first + MANY - 1))


def brought(move: Move) -> Sequence[int]:
    """The articles that a move added or changed."""
    query = select(Entry.article_id).where(
        Entry.move_id == move.id,
        Entry.outcome.in_(APPLIED),
        Entry.kind.in_(WRITTEN),
        Entry.article_id.is_not(None),
    )
    return [one for one in db.session.scalars(query) if one]


def _make_way(move: Move, site: Site, before: Values) -> None:
    """Free the addresses that imported articles bring along."""
    wanted = select(Entry.path).where(
        Entry.move_id == move.id,
        Entry.outcome.in_(APPLIED),
        Entry.way.in_((Way.SAME, Way.DISPLACES)),
    )
    for address in db.session.scalars(select(Address).where(Address.path.in_(wanted))).all():
        ours = address.article
        if ours is None or ours.path != address.path:
            before["replaced"].append([address.path, address.article_id, address.target])
            db.session.delete(address)
        elif ours.feed_id not in _feed_ids_at(move, address.path):
            before["moved"].append(_move_away(ours, address, site))
    db.session.flush()


def _empty(move: Move) -> None:
    """Forget the texts that are articles and comments now, in steps that nobody waits for."""
    for first in range(1, move.entries + 1, MANY):
        with db.writing():
            db.session.execute(
                update(Entry)
                .where(Entry.move_id == move.id, Entry.number.between(first, first + MANY - 1))
                .where(Entry.outcome.in_((*APPLIED, Outcome.SAME)))
                .values(content=null())
                .execution_options(synchronize_session=False)
            )


def _feed_ids_at(move: Move, path: str) -> set[str]:
    query = select(Entry.feed_id).where(Entry.move_id == move.id, Entry.path == path)
    return set(db.session.scalars(query.where(Entry.kind.in_(WRITTEN))))


def _move_away(ours: Article, address: Address, site: Site) -> list[Any]:
    """Give an article of ours another address; whatever else led to it still does."""
    left, ours.path = address.path, None
    db.session.flush()
    day = (ours.published_at or now()).astimezone(site.zone)
    addresses.assign(ours, addresses.slug_of(left), day)
    db.session.delete(address)
    db.session.flush()
    return [ours.id, left, ours.path]


def _add_articles(move: Move, site: Site, before: Values) -> None:
    for batch in entries_of(move, Outcome.ADDED, WRITTEN):
        db.session.execute(insert(Article), [_article(entry, site) for entry in batch])
        names = [entry.feed_id for entry in batch]
        known = select(Article.feed_id, Article.id).where(Article.feed_id.in_(names))
        ids = {row.feed_id: row.id for row in db.session.execute(known)}
        for entry in batch:
            entry.article_id, entry.version = ids[entry.feed_id], 1
        at_home = [entry for entry in batch if entry.way in {Way.SAME, Way.DISPLACES}]
        if at_home:
            db.session.execute(
                insert(Address),
                [{"path": entry.path, "article_id": entry.article_id} for entry in at_home],
            )
        _label(batch)
        for entry in batch:
            if entry not in at_home and entry.state != State.DRAFT:
                entry.place = _settle(entry, site)


def _article(entry: Entry, site: Site) -> Values:
    """A new article's columns."""
    content = entry.content or {}
    created = read_moment(content["created"]) or entry.published or now()
    return {
        "kind": Kind(entry.kind.value),
        "path": entry.path if entry.way in {Way.SAME, Way.DISPLACES} else None,
        "slug": addresses.slug_of(entry.path)[:120],
        "created_at": created,
        "feed_id": entry.feed_id,
        "version": 1,
        "comment_count": 0,
        "source": "blogger",
        "takes_comments": entry.kind is EntryKind.ARTICLE,
        "picture_credit": "",
        "withdrawn_at": None,
        "breaking_until": None,
        **_written(entry, site),
    }


def _written(entry: Entry, site: Site) -> Values:
    """The columns that an entry brings, each time. A draft has no date."""
    content = entry.content or {}
    body = content["html"]
    is_draft = entry.state == State.DRAFT
    published = None if is_draft else entry.published or read_moment(content["created"]) or now()
    return {
        "title": content["title"],
        "standfirst": content["standfirst"],
        "body": body,
        "html": body,
        "policy": html.ARTICLE_POLICY,
        "format": "html",
        "words": content["words"],
        "byline": content["byline"],
        "picture_id": content["picture_id"],
        "picture_alt": content["picture_alt"],
        "picture_caption": content["picture_caption"],
        "published_at": published,
        "month": life.month_of(published.astimezone(site.zone)) if published else None,
        "updated_at": _noticed(published, read_moment(content["updated"])),
    }


def _noticed(published: datetime | None, updated: datetime | None) -> datetime | None:
    if not published or not updated:
        return None
    return updated if (updated - published).total_seconds() > UPDATED_AFTER else None


def _label(batch: Sequence[Entry]) -> None:
    """Give every entry's article the entry's labels, in place of those it had."""
    ids = {
        name: labels.called(name).id
        for name in dict.fromkeys(name for entry in batch for name in _labels(entry))
    }
    articles = [entry.article_id for entry in batch]
    db.session.execute(delete(labelling).where(labelling.c.article_id.in_(articles)))
    rows = [
        {"article_id": entry.article_id, "label_id": label_id}
        for entry in batch
        for label_id in dict.fromkeys(ids[name] for name in _labels(entry))
    ]
    if rows:
        db.session.execute(insert(labelling), rows)


def _labels(entry: Entry) -> list[str]:
    found: list[str] = (entry.content or {})["labels"]
    return found


def _settle(entry: Entry, site: Site) -> str | None:
    """Give a new article an address of ours, where it can't keep its old one."""
    article = db.session.get_one(Article, entry.article_id)
    wanted = addresses.slug_of(entry.path) if entry.path else article.title
    day = (article.published_at or now()).astimezone(site.zone)
    addresses.assign(article, slugs.slug(wanted, fallback=str(article.id)), day)
    return article.path


def _change_articles(move: Move, site: Site) -> None:
    for batch in entries_of(move, Outcome.CHANGED, WRITTEN):
        ids = [entry.article_id for entry in batch]
        articles = {
            article.id: article
            for article in db.session.scalars(select(Article).where(Article.id.in_(ids)))
        }
        for entry in batch:
            article = articles[entry.article_id or 0]
            entry.before = _before(article)
            written = _written(entry, site)
            if entry.state == State.DRAFT:  # what readers saw here, they go on seeing
                del written["published_at"], written["month"], written["updated_at"]
            for name, value in written.items():
                setattr(article, name, value)
            article.version += 1
            entry.version = article.version
            if entry.path and entry.way is Way.SAME and entry.path != article.path:
                db.session.merge(Address(path=entry.path, article_id=article.id))
            if article.published_at and article.path is None:
                entry.place = _settle(entry, site)
        db.session.flush()
        _label(batch)
        for article in articles.values():
            db.session.expire(article)


def _before(article: Article) -> Values:
    columns = {name: getattr(article, name) for name in OVERWRITTEN}
    moments = {name: _told(columns[name]) for name in MOMENTS if name in columns}
    return {**columns, **moments, "labels": [label.id for label in article.labels]}


def _add_comments(move: Move, anonymous: str) -> None:
    owners = _author_urls(move)
    articles = dict(_articles(move))
    columns = select(Entry.id, Entry.about, Entry.state, Entry.published, Entry.content)
    for which in parts(move, Outcome.ADDED, [EntryKind.COMMENT]):
        batch = db.session.execute(columns.where(which).order_by(Entry.number)).all()
        if not batch:
            continue
        rows = [_comment(entry, articles[entry.about], owners, anonymous) for entry in batch]
        db.session.execute(insert(Comment), rows)
        known = select(Comment.article_id, Comment.anchor, Comment.id).where(
            Comment.article_id.in_({row["article_id"] for row in rows}),
            Comment.anchor.in_([row["anchor"] for row in rows]),
        )
        ids = {(row.article_id, row.anchor): row.id for row in db.session.execute(known)}
        places = ((row["article_id"], row["anchor"]) for row in rows)
        db.session.execute(
            update(Entry),
            [
                {"id": entry.id, "comment_id": ids[place], "version": 1}
                for entry, place in zip(batch, places, strict=True)
            ],
        )
    _thread(move)


def _author_urls(move: Move) -> set[str]:
    """Where those who wrote the articles are at home: their comments are the editor's."""
    url = Entry.content["author_url"].as_string()
    query = select(url).distinct().where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN))
    return {url for url in db.session.scalars(query) if url}


def _articles(move: Move) -> Iterator[tuple[str, tuple[int, datetime | None]]]:
    query = (
        select(Entry.source, Article.id, Article.published_at)
        .join(Article, Article.id == Entry.article_id)
        .where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN))
    )
    for source, article_id, published in db.session.execute(query):
        yield source, (article_id, published)


def _comment(
    entry: Entry | Row[Any], article: tuple[int, datetime | None], owners: set[str], anonymous: str
) -> Values:
    """A new comment's columns."""
    article_id, published = article
    content = entry.content or {}
    return {
        "article_id": article_id,
        "parent_id": None,
        "anchor": content["anchor"],
        "email": "",
        "network": "",
        "created_at": entry.published or published or now(),
        "by_owner": content["url"] in owners,
        "source": "blogger",
        **_said(entry, anonymous),
    }


def _said(entry: Entry | Row[Any], anonymous: str) -> Values:
    content = entry.content or {}
    return {
        "name": content["name"] or anonymous,
        "url": content["url"],
        "body": content["body"],
        "html": content["html"],
        "policy": html.COMMENT_POLICY,
        "standing": Standing(entry.state),
    }


def _thread(move: Move) -> None:
    """Put answers under what they answer, now that both are here."""
    query = select(Entry.source, Entry.comment_id, Entry.about, Entry.answers, Entry.outcome).where(
        Entry.move_id == move.id,
        Entry.kind == EntryKind.COMMENT,
        Entry.comment_id.is_not(None),
    )
    rows = {row.source: row for row in db.session.execute(query)}
    parents = {
        source: row.answers
        for source, row in rows.items()
        if row.answers in rows and rows[row.answers].about == row.about
    }
    changes = [
        {"id": rows[source].comment_id, "parent_id": rows[parent].comment_id}
        for source, parent in _without_rings(parents)
        if rows[source].outcome is Outcome.ADDED
    ]
    if changes:
        db.session.execute(update(Comment), changes)


def _without_rings(parents: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The answers that lead to a beginning: of those that answer each other none would be seen."""
    grounded: set[str] = set()
    lost: set[str] = set()
    for start in parents:
        chain: dict[str, None] = {}
        one = start
        while one in parents and one not in grounded and one not in lost and one not in chain:
            chain[one] = None
            one = parents[one]
        (lost if one in chain or one in lost else grounded).update(chain)
    return ((one, parent) for one, parent in parents.items() if one in grounded)


def _change_comments(move: Move, anonymous: str) -> None:
    for batch in entries_of(move, Outcome.CHANGED, [EntryKind.COMMENT]):
        for entry in batch:
            comment = db.session.get_one(Comment, entry.comment_id)
            said = _said(entry, anonymous)
            entry.before = {name: getattr(comment, name) for name in said}
            entry.version = 1
            for name, value in said.items():
                setattr(comment, name, value)


def arrange_comments(move: Move) -> None:
    """Put the comments on every article that the move touched in order, and count them."""
    touched = select(Entry.article_id).where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN))
    db.session.flush()
    arranging.arrange(db.session.connection(), Article.id.in_(touched))


def _feed_id(move: Move) -> str:
    """The old blog's name in feeds, for ever: what its articles' names begin with."""
    query = select(Entry.feed_id).where(Entry.move_id == move.id, Entry.kind.in_(WRITTEN)).limit(1)
    feed_id = db.session.scalar(query) or ""
    blog, mark, _rest = feed_id.rpartition(".")
    return blog if mark and blog.startswith("tag:blogger.com,1999:blog-") else ""


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def read_moment(moment: str | None) -> datetime | None:
    """A moment as a JSON column has it."""
    return datetime.fromisoformat(moment) if moment else None
