"""What a reader finds by words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from blog.db import db, these
from blog.models.article import Article
from blog.models.furnishing import furnish
from blog.models.site import Site
from blog.search import finding, index
from blog.site import blogger, queries
from blog.text import hits, html, questions
from blog.text.questions import Question
from blog.web import pagecache, routing

bp = Blueprint("search", __name__)

PER_PAGE = 20


class Result(NamedTuple):
    """An article, with what of it answers; hits are marked."""

    article: Article
    headline: Any
    excerpt: Any


@bp.get("/search")
def show() -> str | Answer:
    """Show what answers a question, and where else to look. Lead on who follows Blogger's "older
    posts", which have the same address."""
    if "q" not in request.args and "updated-max" in request.args:
        return blogger.older(request.args["updated-max"])
    question = questions.read(request.args.get("q", ""))
    newest_first = request.args.get("order") == "newest"
    zone, page = db.get_or_404(Site, 1).zone, routing.page_number()
    found = finding.find(question, zone, newest_first)
    pages = max(1, -(-len(found.articles) // PER_PAGE))
    if page > pages:
        abort(404)
    shown = found.articles[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "site/search.html",
        question=question,
        found=found,
        results=list(_results(shown, found)),
        better=finding.better(question, zone) if not found.articles else None,
        behind=index.behind(),
        newest_first=newest_first,
        page=page,
        pages=pages,
        at=_address,
    )


def _results(article_ids: tuple[int, ...], found: finding.Found) -> Iterator[Result]:
    """Those of the articles that readers can see still, in this order."""
    readable = furnish(db.session.scalars(queries.ALL_READABLE, these(article_ids)))
    seen = {one.id: one for one in readable}
    texts = finding.texts(article_ids)
    for article in (seen[one] for one in article_ids if one in seen):
        yield Result(
            article,
            html.marked(hits.marked(article.headline, found.phrases)),
            html.marked(hits.excerpt(texts.get(article.id, ""), found.phrases)),
        )


def _address(question: Question, page: int = 1, newest_first: bool = False) -> str:
    """Where this is answered."""
    return url_for(
        ".show",
        q=question.typed,
        order="newest" if newest_first else None,
        page=page if page > 1 else None,
    )


@bp.get("/opensearch.xml")
@pagecache.same_for_all
def description() -> Response:
    """Tell a browser how this blog is searched (OpenSearch 1.1), so that it can offer to."""
    page = render_template("site/opensearch.xml")
    return Response(page, mimetype="application/opensearchdescription+xml")
