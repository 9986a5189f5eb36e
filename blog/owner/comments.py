"""The queue: what visitors sent, and what the owner decides of it."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, TypeVar

from flask import (
    abort,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_babel.speaklater import LazyString
from werkzeug.wrappers import Response

from blog import signin
from blog.comments import bin as waste
from blog.comments import reasons
from blog.db import db
from blog.models.article import Article
from blog.models.comment import Comment, Standing
from blog.models.report import Report
from blog.owner import deciding
from blog.owner import queue_queries as queries
from blog.owner.comment_forms import AnswerForm
from blog.owner.deciding import Act, Outcome
from blog.owner.desk import bp
from blog.owner.queue_queries import Shelf, Wanted
from blog.web import routing

Choice = TypeVar("Choice", bound=enum.StrEnum)

PER_PAGE = 50
MOST = 500
"""How many are changed by one press, where "all in this list" was ticked."""
LONGEST = len(str(routing.LARGEST))
"""Digits of a number that no row can have any more."""
KEPT = ("standing", "q", "article", "like", "by", "page")
"""What an address of the queue asks for."""
CHANGED = _l("Its author has just changed these words. Please read them again.")
ACTS = ", ".join(act.value for act in Act)


@bp.get("/owner/comments")
def comments() -> Response | str:
    """Show the comments of one standing, those that wait first of all."""
    asked = asked_of_the_queue(request.args)
    wanted = _wanted(asked)
    number = routing.page_number()
    page = db.paginate(
        queries.comments(wanted), page=number, per_page=PER_PAGE, error_out=False, count=False
    )
    counts = _counts(wanted)
    page.total = counts.get(wanted.shelf, 0)
    if number > max(1, page.pages):  # what was on it was decided
        return redirect(url_for(".comments", **{**asked, "page": str(page.pages or 1)}))
    newest = db.session.scalar(queries.newest()) or 0
    is_searched = bool(wanted.words or wanted.like)
    return render_template(
        "owner/comments.html",
        asked=asked,
        complaints=_complaints(page.items),
        counts=counts,
        goes_at=waste.goes_at,
        groups=list(_groups(page.items, wanted)),
        kept={name: value for name, value in asked.items() if name != "page"},
        looked_at=queries.LOOKED_AT if is_searched and newest > queries.LOOKED_AT else None,
        newest=newest,
        most=MOST,
        pagination=page,
        undoing=session.pop("undoing", None),
        wanted=wanted,
        why=_why,
    )


@bp.post(f"/owner/comments/<int:comment_id>/<any({ACTS}):act>")
def decide_comment(comment_id: int, act: str) -> Response:
    """Do one thing with one comment."""
    db.first_or_404(queries.comment(comment_id))
    return _apply(Act(act), [comment_id])


@bp.post("/owner/comments/selection")
def decide_comments() -> Response:
    """Do one thing with every comment that was ticked, or with all in the list."""
    act = _one_of(Act, request.form.get("act", "")) or abort(400)
    ids = _everything() if request.form.get("every") else _ticked()
    if not ids:
        flash(_("Nothing was ticked, so nothing was changed."), category="error")
        return _back_to_the_queue()
    return _apply(act, ids[:MOST])


@bp.get("/owner/comments/<int:comment_id>/answer")
def answering(comment_id: int) -> Response:
    """Offer a form for the owner's answer."""
    return _answer(db.first_or_404(queries.comment(comment_id)), AnswerForm())


@bp.post("/owner/comments/<int:comment_id>/answer")
def answer_comment(comment_id: int) -> Response:
    """Let the owner answer; the answer is public at once, and so is what it answers."""
    comment = db.first_or_404(queries.comment(comment_id))
    form = AnswerForm()
    if not form.validate():
        return _answer(comment, form, 422)
    owner = signin.owner() or abort(401)
    try:
        deciding.answer(comment, form.body.data or "", owner, seen_at())
    except deciding.Unread:
        return _answer(comment, form, 409, CHANGED)
    flash(_("Your answer is published."))
    return _back_to_the_queue()


def _apply(act: Act, ids: Sequence[int]) -> Response:
    was = _one_of(Standing, request.form.get("was", ""))
    outcome = deciding.apply(act, ids, was, seen_at())
    told = _what_was_done(act, len(outcome.done)) if outcome.done else ""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(told=told or _why_left(act, outcome.left), is_done=bool(outcome.done))
    if told:
        flash(told)
    if outcome.left:
        flash(_why_left(act, outcome.left), category="error")
    session["undoing"] = _undoing(act, outcome)
    return _back_to_the_queue()


def _wanted(asked: Mapping[str, Any]) -> Wanted:
    shelf = _one_of(Shelf, asked.get("standing", Shelf.WAITING)) or abort(404)
    article, number = _number(asked.get("article")), _number(asked.get("like"))
    like = db.first_or_404(queries.comment(number)) if number else None
    return Wanted(
        shelf=shelf,
        words=asked.get("q", ""),
        article=db.get_or_404(Article, article) if article else None,
        like=like,
        alike=db.session.scalars(queries.alike(like)).all() if like else (),
        by_article=asked.get("by") == "article",
    )


def asked_of_the_queue(given: Mapping[str, str]) -> dict[str, Any]:
    """What the queue was asked for, to ask for it again."""
    return {name: given[name] for name in KEPT if given.get(name)}


def _number(typed: str | None) -> int | None:
    """The number of a row that an address has; 404 for what is none."""
    if not typed:
        return None
    return int(typed) if _is_number(typed) else abort(404)


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdecimal() and len(typed) < LONGEST


def _ticked() -> list[int]:
    """The comments whose numbers were sent, one in a field or all in one."""
    numbers = " ".join(request.form.getlist("comment")).split()
    return [int(number) for number in numbers if _is_number(number)]


def _everything() -> Sequence[int]:
    """What was in the list when it was shown; what came since then, nobody has seen."""
    up_to = _number(request.form["every"]) or 0
    return db.session.scalars(
        queries.found(_wanted(asked_of_the_queue(request.form)), up_to).limit(MOST)
    ).all()


def _one_of(kind: type[Choice], value: str) -> Choice | None:
    return kind(value) if value in {member.value for member in kind} else None


def _counts(wanted: Wanted) -> dict[str, int]:
    """How many comments each list has."""
    found: dict[str, int] = dict(db.session.execute(queries.counts(wanted)).all())
    found[Shelf.ALL] = sum(found.values())
    found[Shelf.REPORTED] = db.session.scalar(queries.reported(wanted)) or 0
    return found


def _complaints(comments: Sequence[Comment]) -> dict[int, list[Report]]:
    """What readers complain of, by comment."""
    found: dict[int, list[Report]] = {}
    for report in db.session.scalars(queries.complaints(comments)):
        found.setdefault(report.comment_id, []).append(report)
    return found


def _groups(comments: Sequence[Comment], wanted: Wanted) -> Iterator[tuple[Any, list[Comment]]]:
    """Comments with what stands above them: their article, or whether the sender is the same."""
    if wanted.like:
        same = set(db.session.scalars(queries.from_the_same_hand(wanted.like, comments)))
        headings: dict[int, Any] = {comment.id: comment.id in same for comment in comments}
    else:
        headings = {comment.id: comment.article for comment in comments if wanted.by_article}
    for heading, some in groupby(comments, lambda comment: headings.get(comment.id)):
        yield heading, list(some)


def _why(comment: Comment) -> str:
    """Why it was not shown at once."""
    return ", ".join(map(reasons.words, comment.held_for))


def seen_at() -> datetime | None:
    """When the page was made that this form was on."""
    try:
        return datetime.fromtimestamp(float(request.form["seen"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def _answer(
    comment: Comment, form: AnswerForm, status: int = 200, problem: LazyString | None = None
) -> Response:
    page = render_template(
        "owner/answer.html",
        asked=asked_of_the_queue(request.values),
        comment=comment,
        form=form,
        problem=problem,
    )
    return make_response(page, status)


def _back_to_the_queue() -> Response:
    """Where the owner was in the queue, if need be at the comment that came next."""
    after = request.form.get("next", "")
    anchor = f"comment-{after}" if _is_number(after) else None
    return redirect(url_for(".comments", **asked_of_the_queue(request.form), _anchor=anchor), 303)


def _undoing(act: Act, outcome: Outcome) -> dict[str, Any] | None:
    """What the queue offers next: to take the same thing back."""
    standing = deciding.STANDINGS.get(act)
    return {"was": standing, "ids": outcome.done} if standing and outcome.done else None


def _what_was_done(act: Act, count: int) -> str:
    match act:
        case Act.APPROVAL:
            return ngettext("%(num)s comment approved.", "%(num)s comments approved.", count)
        case Act.REJECTION:
            return ngettext("%(num)s comment rejected.", "%(num)s comments rejected.", count)
        case Act.SPAM:
            return ngettext("%(num)s comment is spam now.", "%(num)s comments are spam now.", count)
        case Act.BINNING:
            return ngettext(
                "%(num)s comment is in the bin.", "%(num)s comments are in the bin.", count
            )
        case Act.RETURN:
            return ngettext(
                "%(num)s comment is as it was before.",
                "%(num)s comments are as they were before.",
                count,
            )
    return ngettext(
        "%(num)s comment is gone for good.", "%(num)s comments are gone for good.", count
    )


def _why_left(act: Act, count: int) -> str:
    if act is Act.APPROVAL:
        return ngettext(
            "%(num)s comment was changed by its author just now. Please read it again.",
            "%(num)s comments were changed by their authors just now. Please read them again.",
            count,
        )
    return ngettext(
        "%(num)s comment stayed as it is.", "%(num)s comments stayed as they are.", count
    )
