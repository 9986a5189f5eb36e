"""What the owner blocks, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blog.comments import blocks
from blog.comments.forms import EMAIL
from blog.db import now
from blog.models.block import BlockKind
from blog.web.fields import AtMost, one_line, required

LASTS = (
    SelectChoice("7", _l("A week")),
    SelectChoice("30", _l("A month")),
    SelectChoice("365", _l("A year")),
    SelectChoice("", _l("For good")),
)
BY_HAND = {
    BlockKind.WORD: _l("A word, or several that stand together"),
    BlockKind.HOST: _l("Links to a site"),
    BlockKind.NAME: _l("A name"),
    BlockKind.EMAIL: _l("An e-mail address"),
}
"""What an owner can know of, and what it is called."""
SHORTEST = 3
"""Characters of a word: a shorter one would be in most comments."""


class _LastingForm(FlaskForm):
    """How long something is blocked, and why."""

    lasts = RadioField(_l("For how long"), choices=[*LASTS], default="30")
    note = StringField(_l("Note"), [AtMost(200)], filters=[one_line])

    @property
    def ends_at(self) -> datetime | None:
        """When it ends; nothing if it doesn't."""
        return now() + timedelta(days=int(self.lasts.data)) if self.lasts.data else None


class BlockForm(_LastingForm):
    """Something to block, typed by hand."""

    kind = RadioField(
        _l("What"),
        choices=[SelectChoice(kind.value, words) for kind, words in BY_HAND.items()],
        default=BlockKind.WORD.value,
    )
    value = StringField(
        _l("It reads"),
        [required(_l("Please write what to block.")), AtMost(254)],
        filters=[one_line],
    )

    @property
    def chosen(self) -> tuple[BlockKind, str]:
        """What to block, as blocks spell it."""
        kind = BlockKind(self.kind.data)
        return kind, blocks.value_of(kind, self.value.data or "")

    def validate_value(self, field: Field) -> None:
        """It is of its kind, and would not keep everybody out."""
        if self.kind.data in set(BY_HAND):
            _refuse_what_is_none(*self.chosen)


class Offer(NamedTuple):
    """Something about a comment that can be blocked. ``waiting`` is how many others that wait
    have it, where that is known beforehand."""

    kind: BlockKind
    value: str
    shown: str
    waiting: int | None = None

    @property
    def key(self) -> str:
        """What its box sends."""
        return f"{self.kind}:{self.value}"


class SenderForm(_LastingForm):
    """What of one comment to block: something ``offered``, or a word that is typed."""

    offer = RadioField(_l("What"), [required(_l("Please choose one."))])
    word = StringField(_l("The word"), [AtMost(254)], filters=[one_line])
    spam = BooleanField(
        _l("Mark this comment, and the others that wait and have it, as spam"), default=True
    )

    def __init__(self, offered: list[Offer], **kwargs: Any) -> None:
        """Offer what the comment has."""
        super().__init__(**kwargs)
        self.offered = {offer.key: offer for offer in offered}
        self.offer.choices = [SelectChoice(key) for key in (*self.offered, BlockKind.WORD.value)]

    @property
    def chosen(self) -> tuple[BlockKind, str]:
        """What to block, as blocks spell it."""
        offer = self.offered.get(self.offer.data)
        if offer:
            return offer.kind, offer.value
        return BlockKind.WORD, blocks.value_of(BlockKind.WORD, self.word.data or "")

    def validate_word(self, field: Field) -> None:
        """If a word is to be blocked, there is one."""
        if self.offer.data == BlockKind.WORD:
            _refuse_what_is_none(*self.chosen)


def _refuse_what_is_none(kind: BlockKind, value: str) -> None:
    match kind:
        case BlockKind.EMAIL if not EMAIL.fullmatch(value):
            raise ValidationError(_l("This is no e-mail address."))
        case BlockKind.HOST if "." not in value:
            raise ValidationError(_l("Please write a host. Example: casino.example"))
        case BlockKind.WORD if len(value.replace(" ", "")) < SHORTEST:
            raise ValidationError(
                _l("Please write at least three letters: fewer would be in too many comments.")
            )
        case _ if not value:
            raise ValidationError(_l("Please write what to block."))
