"""Who and what is kept out of the conversations."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from blog.comments import blocks as spelling
from blog.comments import features
from blog.db import db
from blog.models.block import Block, BlockKind
from blog.models.comment import Comment, Standing
from blog.owner import block_queries, blocking, queue_queries
from blog.owner.block_forms import BlockForm, Offer, SenderForm
from blog.owner.comments import asked_of_the_queue
from blog.owner.desk import bp
from blog.web import routing

PER_PAGE = 100


@bp.get("/owner/blocks")
def blocks() -> Response:
    """Show everything that is blocked, and until when."""
    return _list(BlockForm())


@bp.post("/owner/blocks")
def create_block() -> Response:
    """Block what was typed."""
    form = BlockForm()
    if not form.validate():
        return _list(form, 422)
    blocking.block(*form.chosen, form.ends_at, form.note.data)
    flash(_("It is blocked."))
    return redirect(url_for(".blocks"), 303)


@bp.post("/owner/blocks/<int:block_id>/end")
def end_block(block_id: int) -> Response:
    """Let it in again."""
    blocking.end(db.get_or_404(Block, block_id))
    flash(_("It is not blocked any more."))
    return redirect(url_for(".blocks"), 303)


@bp.get("/owner/comments/<int:comment_id>/block")
def block_sender(comment_id: int) -> Response:
    """Offer what of a comment, or of its sender, can be blocked."""
    comment = db.first_or_404(queue_queries.comment(comment_id))
    return _offer(comment, SenderForm(_offered(comment)))


@bp.post("/owner/comments/<int:comment_id>/block")
def create_sender_block(comment_id: int) -> Response:
    """Block it; mark what waits and has it as spam, if that is wanted."""
    comment = db.first_or_404(queue_queries.comment(comment_id))
    form = SenderForm(_offered(comment))
    if not form.validate():
        return _offer(comment, form, 422)
    block = blocking.block(*form.chosen, form.ends_at, form.note.data or _reminder(form, comment))
    done = blocking.turn_away(block, comment) if form.spam.data else []
    session["undoing"] = {"was": Standing.SPAM, "ids": done} if done else None
    flash(_what_was_blocked(len(done)))
    return redirect(url_for(".comments", **asked_of_the_queue(request.args)), 303)


def _list(form: BlockForm, status: int = 200) -> Response:
    page = db.paginate(block_queries.blocks(), page=routing.page_number(), per_page=PER_PAGE)
    return make_response(render_template("owner/blocks.html", form=form, pagination=page), status)


def _offer(comment: Comment, form: SenderForm, status: int = 200) -> Response:
    page = render_template(
        "owner/blocking.html",
        asked=asked_of_the_queue(request.args),
        comment=comment,
        form=form,
    )
    return make_response(page, status)


def _offered(comment: Comment) -> list[Offer]:
    """What there is to block: as much of the sender as is known, and where the links lead."""
    sender = [
        (BlockKind.NAME, comment.name),
        (BlockKind.EMAIL, comment.email),
        (BlockKind.NETWORK, comment.origin),
    ]
    known = [
        Offer(
            kind,
            spelling.value_of(kind, value),
            value,
            db.session.scalar(block_queries.others_waiting(comment, kind)),
        )
        for kind, value in sender
        if spelling.value_of(kind, value)
    ]
    return known + [Offer(BlockKind.HOST, host, host) for host in features.hosts(comment)]


def _reminder(form: SenderForm, comment: Comment) -> str:
    """A note for a network, which nobody would know again otherwise."""
    if form.chosen[0] is not BlockKind.NETWORK:
        return ""
    return _("The network of %(name)s", name=comment.name)


def _what_was_blocked(count: int) -> str:
    if not count:
        return _("It is blocked.")
    return ngettext(
        "It is blocked, and %(num)s comment is spam now.",
        "It is blocked, and %(num)s comments are spam now.",
        count,
    )
