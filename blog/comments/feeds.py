"""Comments as feeds give them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask_babel import gettext as _

from blog.models.article import Article
from blog.models.comment import Comment
from blog.models.site import Site
from blog.web import links
from blog.web.feeds import Answered, Entry, Feed, id_of

_BLOGGERS = re.compile(r"(tag:blogger\.com,1999:blog-[0-9]+)\.(?:post|page)-")
_BLOGGERS_ANCHOR = re.compile("c([0-9]+)")


def of_site(site: Site, comments: Sequence[Comment]) -> Feed:
    """The feed of all comments."""
    return Feed(
        id=id_of(site.feed_id, "comments"),
        title=_("Comments: %(name)s", name=site.name),
        url=links.absolute("/"),
        entries=[_entry(comment) for comment in comments],
    )


def of_article(site: Site, article: Article, comments: Sequence[Comment]) -> Feed:
    """The feed of one article's comments."""
    return Feed(
        id=id_of(article.feed_id, "comments"),
        title=_("Comments: %(name)s", name=f"{article.headline} · {site.name}"),
        url=links.absolute(article.url),
        entries=[_entry(comment) for comment in comments],
    )


def _entry(comment: Comment) -> Entry:
    article = comment.article
    return Entry(
        id=_id(comment),
        url=links.absolute(comment.permalink),
        title=_("%(name)s: “%(headline)s”", name=comment.name, headline=article.headline),
        html=links.in_full(comment.html, article.url),
        author=comment.name,
        published=comment.created_at,
        updated=comment.created_at,
        answered=Answered(article.feed_id, links.absolute(article.url)),
    )


def _id(comment: Comment) -> str:
    """A comment's permanent name: for one that came from Blogger, the name it had there."""
    whole = comment.article.feed_id
    blog, number = _BLOGGERS.match(whole), _BLOGGERS_ANCHOR.fullmatch(comment.anchor)
    return f"{blog[1]}.post-{number[1]}" if blog and number else id_of(whole, comment.anchor)
