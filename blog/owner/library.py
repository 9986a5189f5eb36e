"""The library: every picture, what is said of it, and where it is placed."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import (
    abort,
    flash,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from blog import pictures as service
from blog.db import db
from blog.models.article import Article
from blog.models.picture import Picture
from blog.owner import actions, picture_actions
from blog.owner import picture_queries as queries
from blog.owner.desk import bp
from blog.owner.picture_forms import PictureForm, UploadForm
from blog.text import names
from blog.web import routing, security

UPLOAD_MAX = 1024 * 1024 * 1024
"""Bytes of a form; without a script, a whole holiday comes in one."""
PER_PAGE = 24

bp.add_app_template_test(names.is_file_name, "file_name")


class Unread(NamedTuple):
    """A file that was no picture, and why."""

    name: str
    reason: LazyString


@bp.get("/owner/pictures")
def pictures() -> Response:
    """Show every picture, or those of which something is said; to a script, as JSON."""
    article = _article(request.args.get("article", type=int))
    return _library(UploadForm(article=article.id if article else None), article)


@bp.post("/owner/pictures")
@security.admits(UPLOAD_MAX)
def upload_pictures() -> Response:
    """Keep those of the files that are pictures, and name the others; of a script's, the first."""
    form = UploadForm()
    article = _article(form.article.data)
    files = [file for file in form.pictures.data or [] if file and file.filename]
    if _is_for_a_script():
        return _answer(files)

    taken, unread = _take(files)
    if not files:
        form.pictures.errors = [_("Please choose a picture.")]
    if taken:
        flash(ngettext("One picture is here now.", "%(num)s pictures are here now.", len(taken)))
    if taken and not unread:
        return redirect(url_for(".pictures", article=form.article.data), 303)
    return _library(form, article, unread, 422)


@bp.route("/owner/pictures/<int:picture_id>", methods=["GET", "POST"])
def picture(picture_id: int) -> Response:
    """Show one picture, and keep what was said of it."""
    picture = db.get_or_404(Picture, picture_id)
    form = PictureForm(picture)
    if form.validate_on_submit():
        with db.writing():
            form.populate_obj(picture)
        flash(_("The picture is saved."))
        return redirect(url_for(".picture", picture_id=picture.id), 303)
    return _page(picture, form, 422 if form.is_submitted() else 200)


@bp.get("/owner/pictures/<int:picture_id>/original")
def original_picture(picture_id: int) -> Response:
    """Hand out the file as it came, to its owner alone."""
    picture = db.get_or_404(Picture, picture_id)
    path = service.original_of(picture)
    if not path.is_file():
        abort(404, _("Its file is not there any more."))
    answer = send_file(
        path,
        mimetype=f"image/{picture.format}",
        as_attachment=True,
        download_name=picture.name or f"{picture.digest[:12]}.{picture.format}",
    )
    answer.headers["Content-Security-Policy"] = security.FILE_POLICY
    return answer


@bp.post("/owner/pictures/<int:picture_id>/removal")
def remove_picture(picture_id: int) -> Response:
    """Forget a picture, unless it is placed somewhere."""
    picture = db.get_or_404(Picture, picture_id)
    try:
        picture_actions.forget(picture)
    except picture_actions.Placed:
        return _page(picture, PictureForm(picture), 409)
    flash(_("The picture is gone."))
    return redirect(url_for(".pictures"), 303)


@bp.post("/owner/articles/<int:article_id>/picture")
def choose_picture(article_id: int) -> Response:
    """Have a picture of the library lead an article, in what is being written on it."""
    article = db.get_or_404(Article, article_id)
    picture = actions.known_picture(request.form.get("picture_id", type=int))
    if picture is None:
        abort(404, _("This picture is not in the library any more."))
    picture_actions.lead_with(article, picture)
    flash(_("The picture is placed. Readers see it when you publish."))
    return redirect(url_for(".edit_article", article_id=article.id), 303)


def _article(article_id: int | None) -> Article | None:
    """The article for which a picture is chosen."""
    if article_id is None or abs(article_id) > routing.LARGEST:
        return None
    return db.session.get(Article, article_id)


def _library(
    form: UploadForm,
    article: Article | None = None,
    unread: list[Unread] | None = None,
    status: int = 200,
) -> Response:
    words = request.args.get("q", "")
    found = db.paginate(queries.pictures(words), page=routing.page_number(), per_page=PER_PAGE)
    if _is_for_a_script():
        return jsonify(pictures=[_told(picture) for picture in found.items], next=found.next_num)
    page = render_template(
        "owner/pictures/library.html",
        article=article,
        form=form,
        limit=service.LIMIT,
        pagination=found,
        places=queries.places(found.items),
        reasons=service.WORDS,
        unread=unread or [],
        words=words,
    )
    return make_response(page, status)


def _page(picture: Picture, form: PictureForm, status: int = 200) -> Response:
    places = queries.places([picture]).get(picture.id, [])
    page = render_template(
        "owner/pictures/picture.html",
        form=form,
        is_refused=status == 409,
        picture=picture,
        places=places,
        revisions=queries.revisions(picture),
    )
    return make_response(page, status)


def _take(files: list[FileStorage]) -> tuple[list[Picture], list[Unread]]:
    """Keep file after file: one that can't be read harms no other."""
    taken, unread = [], []
    for file in files:
        try:
            picture = actions.take_picture(file)
        except service.Refused as refusal:
            unread.append(Unread(names.clean_name(file.filename or ""), refusal.words))
        else:
            taken += [picture] if picture else []
    return taken, unread


def _answer(files: list[FileStorage]) -> Response:
    taken, unread = _take(files[:1])
    if taken:
        return make_response(jsonify(_told(taken[0])), 201)
    reason = unread[0].reason if unread else _("Please choose a picture.")
    return make_response(jsonify(error=str(reason)), 422)


def _told(picture: Picture) -> dict[str, Any]:
    """What a script has to know of a picture to show it and to place it."""
    small = picture.at_least(1)
    return {
        "id": picture.id,
        "name": picture.name,
        "alt": picture.placed_alt,
        "caption": picture.caption,
        "credit": picture.credit,
        "lacks_alt": picture.lacks_alt,
        "url": picture.placed.url,
        "width": picture.placed.width,
        "height": picture.placed.height,
        "small": {"url": small.url, "width": small.width, "height": small.height},
        "page": url_for(".picture", picture_id=picture.id),
        "markdown": picture.markdown,
        "html": picture.markup,
    }


def _is_for_a_script() -> bool:
    kinds = ("text/html", "application/json")
    return request.accept_mimetypes.best_match(kinds) == "application/json"
