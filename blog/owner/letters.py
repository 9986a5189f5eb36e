"""Letters: whom the blog tells what, whether that works, and what could not be sent."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blog import mail
from blog.db import db
from blog.models.letter import Letter
from blog.models.site import Site
from blog.owner import actions
from blog.owner.desk import bp
from blog.owner.letter_forms import NoticesForm
from blog.web import routing

PER_PAGE = 50


@bp.route("/owner/letters", methods=["GET", "POST"])
def letters() -> Response:
    """Show what waits and what failed, and keep where the owner is told."""
    site = db.get_or_404(Site, 1)
    form = NoticesForm(obj=site)
    if form.validate_on_submit():
        actions.change_notices(site, form)
        flash(_("Your settings are saved."))
        return redirect(url_for(".letters"), 303)
    page = render_template(
        "owner/letters.html",
        form=form,
        last=db.session.scalar(mail.sent().limit(1)),
        pagination=db.paginate(mail.unsent(), page=routing.page_number(), per_page=PER_PAGE),
        server=mail.server(),
        tries=len(mail.DELAYS) + 1,
    )
    return make_response(page, 422 if form.is_submitted() else 200)


@bp.post("/owner/letters/test")
def send_test_letter() -> Response:
    """Send the owner a letter now, and tell what the mail server says."""
    site = db.get_or_404(Site, 1)
    to = site.notices_to
    if not to:
        flash(_("Please save your e-mail address first."), category="error")
        return redirect(url_for(".letters"), 303)
    try:
        mail.try_out(to)
    except mail.NotSent as failure:
        words = _("The letter was not sent. What is said about it: %(words)s", words=failure)
        flash(words, category="error")
    else:
        flash(
            _("The mail server took the letter. Look whether it reached %(address)s.", address=to)
        )
    return redirect(url_for(".letters"), 303)


@bp.post("/owner/letters/<int:letter_id>/again")
def send_again(letter_id: int) -> Response:
    """Try a letter as if it were new."""
    with db.writing():
        mail.try_again(db.first_or_404(mail.unsent().where(Letter.id == letter_id)))
    flash(_("It is tried again within a few seconds."))
    return redirect(url_for(".letters"), 303)


@bp.post("/owner/letters/<int:letter_id>/removal")
def drop_letter(letter_id: int) -> Response:
    """Have a letter not sent at all."""
    with db.writing():
        db.session.delete(db.first_or_404(mail.unsent().where(Letter.id == letter_id)))
    flash(_("The letter is thrown away."))
    return redirect(url_for(".letters"), 303)
