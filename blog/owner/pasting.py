"""What is pasted into a text, for the script that does it."""

from __future__ import annotations

from flask import abort, jsonify, request
from werkzeug.wrappers import Response

from blog.owner.desk import bp
from blog.text import bounds
from blog.web import security


@bp.post("/owner/markdown")
@security.admits(security.WORDS_MAX)
def make_markdown() -> Response:
    """Give Markdown for HTML of the clipboard; an empty one where its plain text is as good."""
    from blog.text import pasted  # here, for its parser takes a fifth of the blog's memory

    try:
        return jsonify(markdown=pasted.markdown(request.form.get("html", "")))
    except bounds.TooMuch:
        abort(413)
