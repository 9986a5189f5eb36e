"""Which addresses letters can be sent to."""

from __future__ import annotations

import pytest

from blog.text.mailboxes import mailbox, veiled


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("deniz@example.org", "deniz@example.org"),
        ("  Deniz.Ak+news@Example.ORG ", "Deniz.Ak+news@example.org"),
        ("deniz@güneş.example", "deniz@xn--gne-hoa11c.example"),
        ("o'neill@a-b.example", "o'neill@a-b.example"),
    ],
)
def test_an_address_is_as_every_mail_server_takes_it(typed, address):
    assert mailbox(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("", "deniz", "@example.org", "deniz@", "deniz@localhost", "deniz@example"),
        *("a b@example.org", "a@b@example.org", "a..b@example.org", ".a@example.org"),
        *("a@example.org,b@example.org", "a@example.org b@example.org", "a@-x.org", "a@x-.org"),
        *("<a@example.org>", "Deniz <a@example.org>", "a@example.org>", "a(b)@example.org"),
        *("a@example.org\r\nBcc: b@example.org", "a\n@example.org", "a@exa\nmple.org", "a\0@x.org"),
        *('"a b"@example.org', "ü@example.org", "a@[127.0.0.1]", "a@127.0.0.1", "a@x..org"),
        *("a" * 65 + "@example.org", "a@" + "x" * 64 + ".org", "a@" + "xy." * 100 + "org"),
        *("a;b@example.org", "a:b@example.org", "a,b@example.org", "a\\b@example.org"),
    ],
)
def test_what_is_more_or_less_than_one_address_is_none(typed):
    assert mailbox(typed) == ""


def test_a_veiled_address_tells_only_who_knows_it():
    assert veiled("deniz@example.org") == "d…@example.org"
