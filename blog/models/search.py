"""What the search knows of articles. The index itself is a virtual table (``blog/search.py``)."""

from __future__ import annotations

from sqlalchemy import DDL, BigInteger, ForeignKey, Integer, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from blog.db import Model

INDEX = (
    "CREATE VIRTUAL TABLE search_words USING fts5("
    "title, standfirst, labels, body, content='', tokenize='ascii')"
)
"""The words themselves, by ``place``; it keeps no texts. Ours are folded and parted already: the
tokeniser ``ascii`` parts them at spaces, and leaves letters outside of ASCII alone."""


Large = BigInteger().with_variant(Integer(), "sqlite")  # there, INTEGER alone is a row's number


class SearchEntry(Model):
    """An article or page that is found, now or from its hour on.

    ``place`` is its row in the index: the second of its publication, or one before where that is
    taken, so that the index is in the order of publication. ``moment`` is the microsecond of it,
    empty where nobody shall find it any more. What refers to an article that is gone is needed to
    take its words out of the index, so there is no foreign key.
    """

    __tablename__ = "search_entry"

    place: Mapped[int] = mapped_column(Large, primary_key=True)
    article_id: Mapped[int] = mapped_column(unique=True)
    moment: Mapped[int | None] = mapped_column(Large)


class SearchText(Model):
    """What was indexed of it, as it is read: excerpts are taken from here.

    ``labels`` are words that stand for its month and its labels, such as ``¶202611 §7``: a label
    may be called otherwise.
    """

    __tablename__ = "search_text"

    place: Mapped[int] = mapped_column(
        Large, ForeignKey("search_entry.place", ondelete="CASCADE"), primary_key=True
    )
    title: Mapped[str] = mapped_column(Text)
    standfirst: Mapped[str] = mapped_column(Text)
    labels: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)


class SearchTerm(Model):
    """A word of the index, and how many articles have it."""

    __tablename__ = "search_term"
    __table_args__ = ({"sqlite_with_rowid": False},)

    term: Mapped[str] = mapped_column(Text, primary_key=True)
    articles: Mapped[int]


class SearchDue(Model):
    """An article whose entry housekeeping has to make anew, or to take away."""

    __tablename__ = "search_due"

    article_id: Mapped[int] = mapped_column(primary_key=True)


_make_index = DDL(INDEX).execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
event.listen(SearchEntry.__table__, "after_create", _make_index)
