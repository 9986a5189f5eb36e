"""Filling a new blog with sample news, and taking them away in one step.

Everything that is made here bears ``SOURCE``, so that removing it touches nothing else.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from PIL import Image
from sqlalchemy import delete, exists, literal, select

from blog import acts, addresses, pictures
from blog.articles import actions as life
from blog.comments import bin as waste
from blog.comments import threads
from blog.db import db, now
from blog.demo import drawings, samples
from blog.demo.samples import Newspaper, Remark, Sample
from blog.models.act import LoggedAct, Verb
from blog.models.address import Address
from blog.models.article import Article, Kind
from blog.models.comment import Comment, Standing
from blog.models.label import Label, labelling
from blog.models.owner import Owner
from blog.models.picture import Picture
from blog.models.site import Ad, Site
from blog.search import index
from blog.text import bodies, html

SOURCE = "demo"
AD_SLOT = "header"
ABOUT_PATH = "/p/about.html"
BREAKING_FOR = timedelta(hours=12)
"""Longer than an owner would have it: whoever looks at the samples shall see it."""


class NotEmpty(Exception):  # it is no error of the program
    """The blog has articles of its own."""


def is_there() -> bool:
    """Whether the blog has sample articles."""
    # Said in the statement itself, which is what its index asks for.
    is_one = Article.source == literal(SOURCE, literal_execute=True)
    return db.session.scalar(select(exists().where(is_one))) or False


def fill(site: Site) -> int:
    """Fill a new blog in the language of the site; again, with today's dates, if it was before.

    Takes a few seconds, for it draws the pictures. Returns how many articles there are now.
    Raises ``NotEmpty`` and changes nothing on a blog that has articles of its own.
    """
    _refuse_if_not_empty()
    paper = samples.newspaper(site.language)
    drawn = {sample.picture: _drawn(sample.picture) for sample in paper.articles if sample.picture}
    banner = _prepared(drawings.advertisement(paper.ad.name, paper.ad.line), "ad")
    cleaned = {one.key: bodies.render(one.body, "markdown") for one in _texts(paper)}

    with db.writing():
        _refuse_if_not_empty()
        _take_away(site)
        started = now()
        editor = db.session.scalar(select(Owner.name)) or paper.editor
        kept = {kind: pictures.keep(picture, SOURCE) for kind, picture in drawn.items()}
        for sample in reversed(paper.articles):
            picture = kept.get(sample.picture)
            article = _publish(sample, cleaned[sample.key], picture, site, started, paper.credit)
            _discuss(article, paper.remarks.get(sample.key, []), None, editor)
        if addresses.lookup(ABOUT_PATH) is None:
            _publish(paper.about, cleaned[paper.about.key], None, site, started)
        _set_sections(paper.sections)
        _place_ad(paper, pictures.keep(banner, SOURCE))
        site.follow = [*site.follow, *paper.follow]
    return len(paper.articles)


def _refuse_if_not_empty() -> None:
    owned = exists().where(Article.kind == Kind.ARTICLE, Article.source != SOURCE)
    if db.session.scalar(select(owned)):
        raise NotEmpty


def _drawn(kind: str) -> pictures.Prepared:
    return _prepared(drawings.draw(kind), kind)


def _prepared(image: Image.Image, name: str) -> pictures.Prepared:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92)
    file.seek(0)
    return pictures.prepare(file, f"{name}.jpg")


def _texts(paper: Newspaper) -> list[Sample]:
    return [*paper.articles, paper.about]


def _publish(
    sample: Sample,
    cleaned: str,
    picture: Picture | None,
    site: Site,
    started: datetime,
    credit: str = "",
) -> Article:
    """Write and publish a sample as its author would have done."""
    is_about = sample.key == samples.ABOUT
    article = Article(
        kind=Kind.PAGE if is_about else Kind.ARTICLE,
        slug=samples.ABOUT if is_about else "",
        byline=sample.byline,
        created_at=started - sample.ago,
        source=SOURCE,
    )
    life.write(
        article,
        life.Typed(
            title=sample.title,
            standfirst=sample.standfirst,
            body=sample.body,
            labels=", ".join(sample.labels),
            picture_id=picture.id if picture else None,
            picture_alt=sample.alt,
            picture_caption=sample.caption,
            picture_credit=credit if picture else "",
            breaking_until=started + BREAKING_FOR if sample.breaking else None,
            publish_at=started - sample.ago,
            takes_comments=not is_about,
        ),
    )
    life.publish(article, cleaned, site)
    return article


def _discuss(
    article: Article, remarks: Iterable[Remark], parent: Comment | None, editor: str
) -> None:
    """Add comments and, under each, what was answered."""
    for remark in remarks:
        comment = Comment(
            article_id=article.id,
            parent_id=parent.id if parent else None,
            anchor=f"comment-{secrets.token_hex(5)}",
            name=editor if remark.by_owner else remark.name,
            body=remark.body,
            html=html.comment(remark.body),
            policy=html.COMMENT_POLICY,
            standing=Standing.WAITING,
            by_owner=remark.by_owner,
            created_at=article.created_at + remark.after,
            source=SOURCE,
        )
        threads.add(comment)
        if not remark.waiting:
            comment.decide(Standing.APPROVED)
        _discuss(article, remark.replies, comment, editor)


def _set_sections(names: list[str]) -> None:
    for position, name in enumerate(names):
        label = db.session.scalar(select(Label).where(Label.name == name))
        if label and label.position is None:
            label.position = position


def _place_ad(paper: Newspaper, picture: Picture) -> None:
    if db.session.get(Ad, AD_SLOT) is None:
        ad = Ad(slot=AD_SLOT, picture_id=picture.id, alt=paper.ad.alt, link=paper.ad.link)
        db.session.add(ad)


def remove() -> int:
    """Take the samples away again; returns how many articles that were.

    What the owner has rewritten since, or begun to, is the owner's and stays; so do the
    settings of the site.
    """
    with db.writing():
        site = Site.current()
        count = _take_away(site) if site else 0
        if count:
            acts.note(Verb.SAMPLES_REMOVED)
    pictures.sweep(grace=timedelta())
    return count


def _take_away(site: Site) -> int:
    """Undo what ``fill`` did, as far as nobody has changed it since."""
    every = db.session.scalars(select(Article).where(Article.source == SOURCE)).all()
    labels = {label.id for article in every for label in article.labels}
    rewritten = [article for article in every if article.updated_at or article.working]
    untouched = [article for article in every if article not in rewritten]
    for article in rewritten:
        article.source = ""
        _silence(article)
    for article in untouched:
        db.session.execute(delete(Address).where(Address.article_id == article.id))
        db.session.execute(delete(LoggedAct).where(LoggedAct.article_id == article.id))
        db.session.delete(article)
    index.note(article.id for article in untouched)

    ad = db.session.get(Ad, AD_SLOT)
    if ad and not ad.is_code and ad.picture and ad.picture.source == SOURCE:
        db.session.delete(ad)
    db.session.flush()
    is_borne = exists().where(labelling.c.label_id == Label.id)
    db.session.execute(delete(Label).where(Label.id.in_(labels), ~is_borne))
    pictures.discard_unused(SOURCE)

    papers = map(samples.newspaper, samples.languages())
    ours = [profile for paper in papers for profile in paper.follow]
    site.follow = [profile for profile in site.follow if profile not in ours]
    return sum(article.kind is Kind.ARTICLE for article in untouched)


def _silence(article: Article) -> None:
    """Take the sample comments from an article that is the owner's now."""
    said = select(Comment).where(Comment.article_id == article.id, Comment.source == SOURCE)
    comments = db.session.scalars(said).all()
    for comment in comments:
        comment.decide(Standing.BINNED)
    waste.erase(comments)
