"""Moving in: an old blog's files are handed in, rehearsed, made public, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import Any

from flask import flash, make_response, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response

from blog.db import db, now
from blog.models.article import Article
from blog.models.moving import Move, Step
from blog.models.picture import Picture
from blog.owner import moving_account as account
from blog.owner import moving_words as words
from blog.owner import previewing
from blog.owner.desk import bp
from blog.owner.moving_forms import ChoiceForm, MoveForm
from blog.text import excerpts, html
from blog.transfer import old_pictures, publishing, reports, staging, undoing, uploads
from blog.transfer.found import NotReadable
from blog.transfer.uploads import Upload
from blog.web import routing, security

UPLOAD_MAX = 2 * 1024 * 1024 * 1024
"""Bytes. Who has more is at home on the command line, or finds somebody who is."""
PER_PAGE = 100
AT_A_GLANCE = 10
"""How much of a list stands on the page of the move itself."""
LOOK_AGAIN = 2
"""Seconds after which a browser asks how far the work is; it needs no script for that."""
IN_MEMORY = 1_000_000
"""Bytes of a report; a larger one is written to the disk first."""

bp.add_app_template_filter(words.megabytes, "megabytes")


@bp.get("/owner/moving")
def moving() -> Response:
    """Tell how to move in, offer the form for it, and show the moves there were."""
    return _beginning(MoveForm())


@bp.post("/owner/moving")
@security.admits(UPLOAD_MAX)
def begin_move() -> Response:
    """Take files in to be rehearsed. What is wrong with the form costs no second upload."""
    form = MoveForm()
    upload = _handed_in(form)
    is_right = form.validate()
    if upload is None:
        form.files.errors = [*form.files.errors, _("Please choose the file that Google gave you.")]
        return _beginning(form, status=422)
    try:
        upload.check()
        if not is_right:
            return _beginning(form, upload, 422)
        move = staging.begin(upload.files, form.hosts)
    except NotReadable as error:
        upload.discard()
        form.files.errors = [*form.files.errors, words.explanation(error)]
        return _beginning(form, status=422)
    return _to(move)


@bp.get("/owner/moving/<int:move_id>")
def move(move_id: int) -> Response:
    """Show how far a move is, what it would bring, or what it brought."""
    return _page(db.get_or_404(Move, move_id))


@bp.post("/owner/moving/<int:move_id>/choice")
def choose_blog(move_id: int) -> Response:
    """Take one of the blogs that the files hold."""
    move = db.get_or_404(Move, move_id)
    form = ChoiceForm(move.choices or [""])
    if move.step is not Step.CHOOSING:
        return _to(move)
    if not form.validate_on_submit():
        return _page(move, form=form, status=422)
    staging.choose(move, form.blog.data)
    return _to(move)


@bp.get("/owner/moving/<int:move_id>/addresses")
def move_addresses(move_id: int) -> str:
    """Show what becomes of every old address."""
    return _list("addresses", move_id, reports.addresses)


@bp.get("/owner/moving/<int:move_id>/left-out")
def move_left_out(move_id: int) -> str:
    """Show what is not brought in, or not as it was, and why."""
    return _list("left_out", move_id, reports.left_out)


@bp.get("/owner/moving/<int:move_id>/pictures")
def move_pictures(move_id: int) -> str:
    """Show the pictures that are not here."""
    return _list("pictures", move_id, reports.missing_pictures)


@bp.get("/owner/moving/<int:move_id>/samples/<int:entry_id>")
def move_sample(move_id: int, entry_id: int) -> Response:
    """Show an article of a rehearsal as readers would see it."""
    move = db.get_or_404(Move, move_id)
    entry = db.first_or_404(reports.sample(move, entry_id))
    content = entry.content or {}
    article = Article(
        title=content["title"],
        standfirst=content["standfirst"],
        picture_alt=content["picture_alt"],
        picture_caption=content["picture_caption"],
        html=content["html"],
        words=excerpts.words(html.plain(content["html"])),
        byline=content["byline"],
        published_at=entry.published or now(),
    )
    if content["picture_id"]:
        article.picture = db.session.get(Picture, content["picture_id"])
    return previewing.answer(
        render_template("owner/preview.html", article=article, is_rehearsed=True)
    )


@bp.get("/owner/moving/<int:move_id>/report.csv")
def move_report(move_id: int) -> Response:
    """Give every entry of the files, and what becomes of it, as a table for a spreadsheet."""
    move = db.get_or_404(Move, move_id)
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    for line in reports.table(move):  # all at once: a slow line must not hold a connection
        file.write(line.encode())
    file.seek(0)
    name = _("report-%(number)s.csv", number=move.id)
    answer = send_file(file, "text/csv", as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/owner/moving/<int:move_id>/publication")
def publish_move(move_id: int) -> Response:
    """Make everything of a rehearsal public."""
    move = db.get_or_404(Move, move_id)
    try:
        publishing.publish(move)
    except publishing.NotNow:
        flash(_("This can’t be made public now."), category="error")
        return _to(move)
    for upload in uploads.of(move):
        upload.discard()
    flash(_("It is done: your old blog is public here."))
    return _to(move)


@bp.post("/owner/moving/<int:move_id>/fetching")
def fetch_pictures(move_id: int) -> Response:
    """Ask the web for the pictures that no album has."""
    move = db.get_or_404(Move, move_id)
    old_pictures.ask_for(move)
    return _to(move)


@bp.post("/owner/moving/<int:move_id>/reversal")
def undo_move(move_id: int) -> Response:
    """Take everything of a move back, or say why that would lose something."""
    move = db.get_or_404(Move, move_id)
    try:
        undoing.undo(move)
    except publishing.NotNow:
        flash(_("There is nothing to take back."), category="error")
        return _to(move)
    except undoing.Refused as refusal:
        return _page(move, obstacles=refusal.obstacles, status=409)
    flash(_("It is taken back: the blog is as it was before."))
    return _to(move)


@bp.post("/owner/moving/<int:move_id>/removal")
def remove_move(move_id: int) -> Response:
    """Throw a rehearsal away, files and all."""
    move = db.get_or_404(Move, move_id)
    uploaded = uploads.of(move)
    try:
        undoing.discard(move)
    except publishing.NotNow:
        flash(_("It is public. Take it back first."), category="error")
        return _to(move)
    for upload in uploaded:
        upload.discard()
    flash(_("It is thrown away. Nobody but you ever saw it."))
    return redirect(url_for(".moving"), 303)


def _handed_in(form: MoveForm) -> Upload | None:
    """The files that came with the form, or with an earlier one that had to be corrected."""
    before = uploads.find(form.token.data or "")
    if not form.files.data:
        return before
    if before:
        before.discard()
    return uploads.keep((file.filename or "", file.stream) for file in form.files.data)


def _beginning(form: MoveForm, upload: Upload | None = None, status: int = 200) -> Response:
    form.token.data = upload.token if upload else ""
    moves = db.session.scalars(reports.moves()).all()
    page = render_template(
        "owner/moving/index.html", form=form, moves=moves, upload=upload, words=words
    )
    return make_response(page, status)


def _page(move: Move, status: int = 200, **shown: Any) -> Response:
    """A move, where it is now."""
    if move.step is Step.CHOOSING:
        name, shown = "choosing", {"form": ChoiceForm(move.choices), **shown}
    elif move.problem:
        name = "problem"
    elif move.is_busy:
        name, shown = "busy", {"part": reports.part_done(move), "account": account.of(move)}
    elif move.undone_at:
        name = "undone"
    else:
        name = "public" if move.is_public else "rehearsed"
        addresses = db.session.scalars(reports.addresses(move).limit(AT_A_GLANCE)).all()
        samples = db.session.scalars(reports.samples(move)).all()
        shown |= {"account": account.of(move), "addresses": addresses, "samples": samples}
    page = render_template(f"owner/moving/{name}.html", move=move, words=words, **shown)
    answer = make_response(page, status)
    if name == "busy":
        here = url_for(".move", move_id=move.id)  # with a fragment, nothing would be asked again
        answer.headers["Refresh"] = f"{LOOK_AGAIN}; url={here}"
    return answer


def _list(name: str, move_id: int, query: Callable[[Move], Select[Any]]) -> str:
    """A long list of a move, some at a time."""
    move = db.get_or_404(Move, move_id)
    page = db.paginate(query(move), page=routing.page_number(), per_page=PER_PAGE)
    return render_template(f"owner/moving/{name}.html", move=move, pagination=page, words=words)


def _to(move: Move) -> Response:
    return redirect(url_for(".move", move_id=move.id), 303)
