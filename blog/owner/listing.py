"""The list of articles, and what is done with several of them at once."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_sqlalchemy.pagination import Pagination
from werkzeug.wrappers import Response

from blog.articles import labels
from blog.db import db
from blog.models.article import Article, State
from blog.owner import listing_queries as queries
from blog.owner import selection
from blog.owner.desk import bp
from blog.owner.listing_queries import Wanted
from blog.owner.selection import Act, Outcome
from blog.web import paging, routing
from blog.web.paging import Stretch

Choice = TypeVar("Choice", bound=enum.StrEnum)

PER_PAGE = 50
LONGEST = len(str(routing.LARGEST))
"""Digits of a number that no row can have any more."""
KEPT = ("q", "state", "label", "year", "page")
"""What an address of the list asks for."""


@bp.get("/owner/articles")
def articles() -> str:
    """Show articles, and where each is in its life."""
    wanted = _wanted()
    page = _page(wanted)
    counts = {state: count for state, count in db.session.execute(queries.counts()) if count}
    listed = sum(counts.values()) - counts.get(State.BINNED, 0)
    return render_template(
        "owner/articles.html",
        asked=_asked(),
        kept=_asked("page"),
        counts=counts,
        labels=[(label.slug, label.name) for label in db.session.scalars(queries.labels())],
        listed=listed,
        looked_at=queries.LOOKED_AT if wanted.words and listed > queries.LOOKED_AT else None,
        pagination=page,
        undoing=session.pop("undoing", None),
        wanted=wanted,
        years=[(year, year) for year in db.session.scalars(queries.years())],
    )


@bp.post("/owner/articles/selection")
def change_articles() -> Response:
    """Do one thing with every article that was ticked."""
    act = _one_of(Act, request.form.get("act", "")) or abort(400)
    back = redirect(url_for(".articles", **_asked()), 303)
    ticked = request.form.getlist("article")
    ids = [int(number) for number in ticked if number.isdecimal() and len(number) < LONGEST]
    line = request.form.get("labels", "")
    if not ids:
        flash(_("Nothing was ticked, so nothing was changed."), category="error")
        return back
    if act in {Act.LABEL, Act.UNLABEL} and not selection.are_labels(line):
        flash(_("Please write a label, or several with commas between them."), category="error")
        return back
    outcome = selection.apply(act, ids[:PER_PAGE], line)
    _tell(act, outcome)
    session["undoing"] = _undoing(act, outcome, line)
    return back


def _wanted() -> Wanted:
    asked = _asked()
    slug, year = asked.get("label", ""), asked.get("year", "")
    label = db.session.scalar(queries.label(slug)) if slug else None
    return Wanted(
        words=asked.get("q", ""),
        state=_one_of(State, asked.get("state", "")),
        label=label,
        typed=db.session.scalars(queries.typed(label)).all() if label else (),
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
    )


def _page(wanted: Wanted) -> Pagination:
    """The page of the list that was asked for."""
    asked = queries.asked(wanted)
    if wanted.words:
        found = db.session.scalars(queries.found(wanted), asked).all()
        counts: Iterable[tuple[int, int]] = [(queries.UNDATED, len(found))]
    else:
        counts = db.session.execute(queries.months(wanted), asked)

    def read(page: Stretch) -> list[Article]:
        if wanted.words:
            return _shown(found[page.place : page.place + page.length])
        here = {"last": page.newest, "place": page.place, "length": page.length}
        return _shown(db.session.scalars(queries.numbers(wanted), {**asked, **here}).all())

    return paging.read_page(read, counts, PER_PAGE)


def _shown(ids: Sequence[int]) -> list[Article]:
    """The articles with these numbers, in this order."""
    articles = {article.id: article for article in db.session.scalars(queries.shown(ids))}
    return [articles[one] for one in ids if one in articles]


def _asked(*without: str) -> dict[str, Any]:
    """What the list was asked for, to ask for it again."""
    return {
        name: request.args[name] for name in KEPT if request.args.get(name) and name not in without
    }


def _one_of(kind: type[Choice], value: str) -> Choice | None:
    return kind(value) if value in {member.value for member in kind} else None


def _undoing(act: Act, outcome: Outcome, line: str) -> dict[str, Any] | None:
    """What the list offers next: to take the same thing back, where that is simple."""
    names = labels.split(line)
    if act not in selection.OPPOSITES or not outcome.done or len(names) > 1:
        return None  # of several labels each article may have had another one before
    return {"act": selection.OPPOSITES[act], "ids": outcome.done, "labels": line}


def _tell(act: Act, outcome: Outcome) -> None:
    flash(_what_was_done(act, len(outcome.done)))
    if outcome.left:
        flash(_why_left(act, outcome.left), category="error")


def _what_was_done(act: Act, count: int) -> str:
    match act:
        case Act.LABEL:
            return ngettext("%(num)s article labelled.", "%(num)s articles labelled.", count)
        case Act.UNLABEL:
            return ngettext(
                "The label is off %(num)s article.", "The label is off %(num)s articles.", count
            )
        case Act.PUBLISH:
            return ngettext("%(num)s article published.", "%(num)s articles published.", count)
        case Act.WITHDRAW:
            return ngettext("%(num)s article withdrawn.", "%(num)s articles withdrawn.", count)
        case Act.RETURN:
            return ngettext("%(num)s article is back.", "%(num)s articles are back.", count)
        case Act.BIN:
            return ngettext(
                "%(num)s article is in the bin.", "%(num)s articles are in the bin.", count
            )
    return ngettext(
        "%(num)s article is out of the bin.", "%(num)s articles are out of the bin.", count
    )


def _why_left(act: Act, count: int) -> str:
    if act is Act.PUBLISH:
        return ngettext(
            "%(num)s article stayed as it was: it has no title yet, or nothing new to publish.",
            "%(num)s articles stayed as they were: they have no title yet, or nothing new to "
            "publish.",
            count,
        )
    return ngettext(
        "%(num)s article stayed as it was.", "%(num)s articles stayed as they were.", count
    )
