"""What the index answers, best first, at a cost that is bounded (docs/decisions/0025)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, text

from blog.db import db, now
from blog.models.label import Label
from blog.models.search import SearchEntry, SearchTerm, SearchText
from blog.search.index import TIME, beginning, label_mark, microsecond, second, time_marks
from blog.text.folding import words
from blog.text.questions import Phrase, Question

HITS = 1_000
"""Of more hits than these, the newest are ranked, and no more are counted."""
FEW = 20
"""With fewer hits than these, words are taken for beginnings of words, too."""
WORK = 45_000
"""Entries of words that a question may read, nearly; beyond, only the newest articles are read."""
ASTRAY = 24 * 60 * 60
"""Seconds that an article's place is before its time, at the most: see ``SearchEntry``."""
JUMP = 30
"""Entries that are read in the time of one jump."""
TELLING = 30_000
"""Entries that the words of a ranking may have: counting them costs the more, and tells the less,
the more there are."""
BEGINNINGS = 32
"""Words that the beginnings of words stand for, all together: those that most articles have."""
LABELS = 100
"""Labels that a question may mean, those with short names first."""

FEW_WORDS = 3
"""Beside more words than these, none is corrected."""
ALIKE, CANDIDATES = 0.75, 200
"""How alike a word has to be to be meant (as ``difflib`` has it), and how many are compared."""

WEIGHTS = "10.0, 4.0, 4.0, 1.0"
"""What a word in the title, the standfirst, a label and the text is worth."""
FRESH = 0.05
"""How much more an article of today is worth than a very old one."""
YEAR = timedelta(days=365.25) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Found:
    """The numbers of the articles that answer a question, best first (or newest).

    ``is_more``: there are more than ``HITS``; these are the newest. ``is_partial``: only the newest
    articles with these words were looked at. ``by_date``: the words are too common to say which
    article is about them, so the newest come first, those with them in the title before.
    ``phrases`` are to be marked; of beginnings, where ``is_widened``.
    """

    articles: tuple[int, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    is_more: bool = False
    is_partial: bool = False
    is_widened: bool = False
    by_date: bool = False


class _Term(NamedTuple):
    """Folded words in a row, or a label's mark; the ``rarest`` of them, and how many articles have
    that one: as many have them all, at the most."""

    words: tuple[str, ...]
    rarest: str
    articles: int
    column: str = ""

    def __str__(self) -> str:
        """As FTS5 has it. Our words have neither quotes nor spaces in them."""
        phrase = f'"{" ".join(self.words)}"'
        return f"{self.column} : {phrase}" if self.column else phrase


class _Group(tuple[_Term, ...]):
    """Terms of which one has to be there; where there is none, nothing answers."""

    @property
    def articles(self) -> int:
        """How many of them have one, at the most."""
        return sum(term.articles for term in self)

    def __str__(self) -> str:
        """As FTS5 has it."""
        return f"({' OR '.join(map(str, self))})"


class _Label(NamedTuple):
    """A label that a question may mean."""

    mark: str
    key: str
    words: tuple[str, ...]


class _Hit(NamedTuple):
    place: int
    article_id: int
    moment: int


class _Range(NamedTuple):
    """What is looked at: the places in the index from the first to the last, and of these what was
    published since a microsecond and until another."""

    first: int
    last: int
    since: int
    until: int


def find(question: Question, zone: ZoneInfo, newest_first: bool = False) -> Found:
    """What readers can see that answers a question, as the index knows it. A year is one in
    ``zone``. What is shown of it has to be fetched with ``published()``."""
    if not question:
        return Found()
    labels = _labels(question)
    span = _span(question.year, zone)
    found = _find(question, labels, span, newest_first)
    if len(found.articles) >= FEW or found.is_partial or question.widened == question:
        return found
    widened = _find(question.widened, labels, span, newest_first)
    if len(widened.articles) <= len(found.articles):
        return found
    exact = () if newest_first else found.articles
    others = (one for one in widened.articles if one not in exact)
    return replace(widened, articles=(*exact, *others), is_widened=True)


def _find(question: Question, labels: Sequence[_Label], span: _Range, newest_first: bool) -> Found:
    groups = _groups(question, labels)
    if not all(groups):
        return Found(phrases=question.phrases)
    reach, hits = _look(groups, span) if groups else (span, _newest(span))
    shown, telling = hits[:HITS], _telling(groups)
    if newest_first or not groups:
        shown = sorted(shown, key=lambda hit: -hit.moment)
    elif len(hits) > 1:
        shown = _ranked(shown, telling) if telling else _by_title(shown, groups)
    is_more = len(hits) > HITS
    return Found(
        articles=tuple(hit.article_id for hit in shown),
        phrases=question.phrases,
        is_more=is_more,
        is_partial=reach != span and not is_more,
        by_date=bool(groups) and not telling,
    )


# -- what a question is made of --


def _labels(question: Question) -> list[_Label]:
    """The labels that are asked for, and those that may have a phrase in their name."""
    is_meant = Label.key.in_(question.labels)
    firsts = {phrase.words[0] for phrase in question.phrases if len(phrase.words[0]) > 1}
    may_be = or_(is_meant, *(Label.key.contains(one, autoescape=True) for one in firsts))
    query = select(Label.id, Label.key).where(may_be)
    query = query.order_by(is_meant.desc(), func.length(Label.key), Label.id).limit(LABELS)
    return [
        _Label(label_mark(label_id), key, tuple(word.folded for word in words(key)))
        for label_id, key in db.session.execute(query)
    ]


def _groups(question: Question, labels: Sequence[_Label]) -> list[_Group]:
    """What has to be there: a term of every group."""
    most = BEGINNINGS // max(1, sum(phrase.is_beginning for phrase in question.phrases))
    phrases = [
        _beginning_so(phrase, most) if phrase.is_beginning else [phrase.words]
        for phrase in question.phrases
    ]
    named = [[label for label in labels if _has(label.words, one)] for one in question.phrases]
    meant = [[label for label in labels if label.key == key] for key in question.labels]
    wanted = {word for some in phrases for one in some for word in one}
    known = _articles(wanted.union(label.mark for label in labels))
    return [
        *(_Group([*_terms(*one, known)]) for one in zip(phrases, named, strict=True)),
        *(_Group([*_terms([], some, known)]) for some in meant),
    ]


def _terms(
    phrases: Iterable[tuple[str, ...]], labels: Iterable[_Label], known: Mapping[str, int]
) -> Iterator[_Term]:
    """Those of the phrases and labels that are there."""
    for phrase in phrases:
        articles, rarest = min((known.get(word, 0), word) for word in phrase)
        if articles > 0:
            yield _Term(phrase, rarest, articles)
    for label in labels:
        if label.mark in known:
            yield _Term((label.mark,), label.mark, known[label.mark], "labels")


def _articles(terms: Iterable[str]) -> dict[str, int]:
    """How many articles have these words of the index."""
    counts = db.session.execute(_COUNTS, {"terms": json.dumps(list(terms))})
    return dict(counts.all())


def _beginning_so(phrase: Phrase, most: int) -> list[tuple[str, ...]]:
    """The phrase with every word that its last one may begin, the most common ones."""
    *before, start = phrase.words
    begin_so = SearchTerm.term.between(start, f"{start}\U0010ffff")
    common = select(SearchTerm.term).where(begin_so).order_by(SearchTerm.articles.desc())
    return [(*before, term) for term in db.session.scalars(common.limit(most))]


def _has(name: tuple[str, ...], phrase: Phrase) -> bool:
    """Whether a label's name has these words in a row."""
    length = len(phrase.words)
    parts = (name[first : first + length] for first in range(len(name) - length + 1))
    return any(
        part == phrase.words
        or (
            phrase.is_beginning
            and part[:-1] == phrase.words[:-1]
            and part[-1].startswith(phrase.words[-1])
        )
        for part in parts
    )


_COUNTS = text(
    "SELECT term, articles FROM search_term WHERE term IN (SELECT value FROM json_each(:terms))"
)


# -- where it is looked for --


def _span(year: int | None, zone: ZoneInfo) -> _Range:
    """What was published in a year, or at any time, until now."""
    today = now()
    if year is None:
        return _Range(0, second(today), 0, microsecond(today))
    first, after = _new_year(year, zone), _new_year(year + 1, zone)
    return _Range(
        first=max(0, second(first) - ASTRAY),
        last=min(second(after), second(today)),
        since=microsecond(first),
        until=min(microsecond(after) - 1, microsecond(today)),
    )


def _new_year(year: int, zone: ZoneInfo) -> datetime:
    return datetime(min(year, 9998), 1, 1, tzinfo=zone).astimezone(UTC)


def _look(groups: Sequence[_Group], span: _Range) -> tuple[_Range, list[_Hit]]:
    """Where it was looked, and what is there."""
    if len(groups) == 1 and all(len(term.words) == 1 for term in groups[0]):
        return span, _hits(groups, span, [])  # whatever is looked at is found
    is_month = SearchTerm.term.between(TIME, f"{TIME}\U0010ffff") & (
        func.length(SearchTerm.term) == len(time_marks(0)[1])
    )
    counted = select(SearchTerm.term, SearchTerm.articles).where(is_month)
    months = dict(db.session.execute(counted).all())
    reach = _reach(groups, span, months)
    return reach, _hits(groups, reach, _marks(reach, months) if reach.first else [])


def _reach(groups: Sequence[_Group], span: _Range, months: Mapping[str, int]) -> _Range:
    """The newest part of a range, by whole months, that can be looked through at a bounded cost.

    What costs is every article of the rarest group, and to look for it among those of every other
    word: there one reads on, or, where that is less, jumps.
    """
    rarest = min(group.articles for group in groups)
    terms = [term for group in groups for term in group]
    work = sum(len(term.words) * min(term.articles, JUMP * rarest) for term in terms)
    left = sum(months.values()) * WORK // work
    if work <= WORK * 4 // 3:
        return span
    _year, last = time_marks(span.last)
    for month in sorted((one for one in months if one <= last), reverse=True):
        left -= months[month]
        if left <= 0:
            return span._replace(first=max(span.first, beginning(month)))
    return span


def _marks(span: _Range, months: Iterable[str]) -> list[str]:
    """Those of the months of the year in which a range begins, and of the years after it."""
    year, month = time_marks(span.first)
    return [
        *(one for one in months if one.startswith(year) and one >= month),
        *sorted({one[: len(year)] for one in months if one[: len(year)] > year}),
    ]


def _hits(groups: Sequence[_Group], span: _Range, marks: Iterable[str]) -> list[_Hit]:
    """What answers, newest first, and one more than is ranked where there is more.

    FTS5 looks at the bounds of rows only when it has found something; at the end of all ``marks``
    it stops.
    """
    within = " OR ".join(f'"{one}"' for one in marks)
    terms = f"{_all(groups)} AND labels : ({within})" if within else _all(groups)
    asked = {"words": terms, "most": HITS + 1, **span._asdict()}
    return [_Hit(*row) for row in db.session.execute(_MATCHES, asked)]


def _all(groups: Sequence[_Group]) -> str:
    return " AND ".join(map(str, groups))


def _newest(span: _Range) -> list[_Hit]:
    """What was published, newest first."""
    query = (
        select(SearchEntry.place, SearchEntry.article_id, SearchEntry.moment)
        .where(SearchEntry.place.between(span.first, span.last))
        .where(SearchEntry.moment.between(span.since, span.until))
        .order_by(SearchEntry.place.desc())
        .limit(HITS + 1)
    )
    found = db.session.execute(query)
    return [_Hit(place, article_id, moment or 0) for place, article_id, moment in found]


_MATCHES = text(
    "SELECT entry.place, entry.article_id, entry.moment FROM search_words"
    " CROSS JOIN search_entry AS entry ON entry.place = search_words.rowid"
    " WHERE search_words MATCH :words AND search_words.rowid BETWEEN :first AND :last"
    " AND entry.moment BETWEEN :since AND :until ORDER BY search_words.rowid DESC LIMIT :most"
)


# -- in which order --


def _telling(groups: Sequence[_Group]) -> list[_Group]:
    """The rarest groups: they tell what an article is about. The most common ones tell nothing, and
    would be what ranking costs most for."""
    chosen, left = [], TELLING
    for group in sorted(groups, key=lambda group: group.articles):
        left -= group.articles
        if left < 0:
            break
        chosen.append(group)
    return chosen


def _ranked(hits: Sequence[_Hit], telling: Sequence[_Group]) -> list[_Hit]:
    """By what their words are worth (BM25, as FTS5 has it), and a little by their age."""
    places = json.dumps([hit.place for hit in hits])
    asked = {"words": _all(telling), "places": places, **_between(hits)}
    scores: dict[int, float] = dict(db.session.execute(_SCORES, asked).all())
    today = microsecond(now())

    def worth(hit: _Hit) -> tuple[float, int]:
        years = max(0, today - hit.moment) / YEAR
        return scores.get(hit.place, 0.0) * (1 + FRESH / (1 + years)), -hit.moment

    return sorted(hits, key=worth)


def _by_title(hits: Sequence[_Hit], groups: Sequence[_Group]) -> list[_Hit]:
    """Those with most of it in the title before, each the newest first."""
    titled: Counter[int] = Counter()
    for group in groups:
        asked = {"words": f"title : {group}", **_between(hits)}
        titled.update(db.session.scalars(_PLACES_OF, asked))
    return sorted(hits, key=lambda hit: (-titled[hit.place], -hit.moment))


def _between(hits: Sequence[_Hit]) -> dict[str, int | str]:
    return {"first": hits[-1].place, "last": hits[0].place}


_SCORES = text(
    f"SELECT rowid, bm25(search_words, {WEIGHTS}) FROM search_words"  # noqa: S608
    " WHERE search_words MATCH :words AND rowid BETWEEN :first AND :last"
    " AND +rowid IN (SELECT value FROM json_each(:places))"
)
_PLACES_OF = text(
    "SELECT rowid FROM search_words WHERE search_words MATCH :words"
    " AND rowid BETWEEN :first AND :last"
)


# -- what is shown of it --


def texts(article_ids: Collection[int]) -> dict[int, str]:
    """The words of these articles as the index knows them, on one line each."""
    said = SearchText.standfirst + " " + SearchText.body
    query = (
        select(SearchEntry.article_id, said)
        .join(SearchText, SearchText.place == SearchEntry.place)
        .where(SearchEntry.article_id.in_(article_ids))
    )
    return dict(db.session.execute(query).all())


def better(question: Question, zone: ZoneInfo) -> str | None:
    """What may have been meant where nothing was found: the same with the one word spelt otherwise
    that no article has, if that is answered by one that readers can see."""
    known = _articles({word for phrase in question.phrases for word in phrase.words})
    strange = [one for one in question.phrases if one.can_begin and one.words[0] not in known]
    if len(strange) != 1 or len(question.phrases) > FEW_WORDS:
        return None
    (word,) = strange[0].words
    for alike in get_close_matches(word, _alike(word), n=1, cutoff=ALIKE):
        phrases = (Phrase((alike,)) if one is strange[0] else one for one in question.phrases)
        meant = replace(question, phrases=tuple(phrases))
        found = _find(meant, _labels(meant), _span(meant.year, zone), newest_first=True)
        if found.articles:
            return _respelt(question.typed, word, _as_written(alike, found.articles[0]))
    return None


def _alike(word: str) -> Sequence[str]:
    """Words that begin like this one and are about as long, the most common ones."""
    begin_so = SearchTerm.term.between(word[:2], f"{word[:2]}\U0010ffff")
    length = func.length(SearchTerm.term)
    query = select(SearchTerm.term).where(begin_so, length.between(len(word) - 1, len(word) + 1))
    return db.session.scalars(query.order_by(SearchTerm.articles.desc()).limit(CANDIDATES)).all()


def _as_written(folded: str, article_id: int) -> str:
    """The word as an article has it."""
    mine = select(SearchText.title + " " + SearchText.standfirst + " " + SearchText.body).join(
        SearchEntry, SearchEntry.place == SearchText.place
    )
    said = db.session.scalar(mine.where(SearchEntry.article_id == article_id)) or ""
    written = (said[one.start : one.end] for one in words(said) if one.folded == folded)
    return next(written, folded)


def _respelt(typed: str, folded: str, written: str) -> str:
    """What was typed, with a word replaced."""
    for one in words(typed):
        if one.folded == folded:
            return f"{typed[: one.start]}{written}{typed[one.end :]}"
    return written
