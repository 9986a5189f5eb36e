"""A picture is fetched from where the public can fetch it, and from nowhere else."""

from __future__ import annotations

import gzip
import itertools
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from blog.transfer import fetching
from blog.transfer.fetching import NotFetched, Reason, fetch
from tests.transfer import internet as small
from tests.transfer.internet import RESET, SOMEWHERE, Internet

URL = "http://pictures.example/s0/a.jpg"
PICTURE = b"\xff\xd8\xff a picture"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"
SIZED = OK + b"Content-Length: %d\r\n\r\n" % len(PICTURE)
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
KEY = Path(__file__).parent / "fixtures" / "pictures.example.pem"

PRIVATE = """
    127.0.0.1 127.8.8.8 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.1.1 169.254.169.254
    100.64.0.1 100.100.100.200 168.63.129.16 192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1
    203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::127.0.0.1
    64:ff9b:1::10.0.0.1 2002:7f00:1:: 2002:a9fe:a9fe::1 2001:0:7f00:1:: 2001:db8::1 100::1 fc00::1
    fd00:ec2::254 fe80::1 fec0::1 ff02::1 ff0e::1 ::ffff:93.184.216.34 64:ff9b::93.184.216.34
""".split()
THIS_MACHINE = """
    127.0.0.1 127.1 0x7f.1 0x7f000001 2130706433 017700000001 0177.0.0.01 127.0.0.1. 0
    １２７.０.０.１ 127。0。0。1 ①②⑦.0.0.1 localhost LOCALHOST.
    [::1] [::ffff:127.0.0.1] [::FFFF:7F00:1] [0:0:0:0:0:ffff:7f00:1] [::7f00:1] [64:ff9b::7f00:1]
    [2002:7f00:1::] [fe80::1%25lo] [fe80::1%lo] [::1%1]
""".split()
NOT_OF_THE_WEB = f"""
    a.jpg //pictures.example/a.jpg http:// http:///a.jpg https:a.jpg ftp://pictures.example/a
    file:///etc/passwd data:image/png;base64,AAAA gopher://pictures.example:80/
    unix:/run/docker.sock javascript:alert(1) http://user@pictures.example/
    http://user:word@pictures.example/ http://@pictures.example/ http://pictures.example:22/ http://pictures.example:443/
    https://pictures.example:80/ http://pictures.example:0/ http://pictures.example:-1/
    http://pictures.example:99999/ http://a:b/ http://[::1 http://[pictures.example]/
    http://ho%73t/ http://a\0b/ http://a..b/ http://a\\b/ http://℀.example/
    http://{"a" * 64}.example/
""".split()


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Iterator[Internet]:
    with small.connected(monkeypatch) as internet:
        yield internet


def refusal(url: str = URL) -> NotFetched:
    """What comes instead of a picture."""
    with pytest.raises(NotFetched) as refused:
        fetch(url)
    return refused.value


def moved(to: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize(
    "answer",
    [
        SIZED + PICTURE,
        OK + b"\r\n" + PICTURE,
        CHUNKED + b"3\r\n\xff\xd8\xff\r\na\r\n a picture\r\n0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n" + PICTURE,
        b"HTTP/1.1 100 Continue\r\n\r\n" + SIZED + PICTURE,
        OK + b"Content-Encoding: identity\r\n\r\n" + PICTURE,
    ],
)
def test_a_picture_comes_byte_for_byte(internet, answer):
    internet.host("pictures.example", answer)

    assert fetch(URL) == PICTURE


def test_a_host_learns_nothing_about_who_asks_but_the_name_of_the_program(internet):
    internet.host("pictures.example", SIZED, PICTURE)

    fetch(URL)

    assert internet.asked == [
        "GET /s0/a.jpg HTTP/1.1\r\nHost: pictures.example\r\nUser-Agent: Broadsheet\r\n"
        "Accept: image/*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    ]


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("http://pictures.example", "GET / "),
        ("http://pictures.example/?a=1&b=%C3%BC#part", "GET /?a=1&b=%C3%BC "),
        ("http://pictures.example/köprü açılış.jpg", "GET /k%C3%B6pr%C3%BC%20a%C3%A7%C4%B1l%C4%B1"),
        ("http://pictures.example/a%20b%2Fc+d=s0", "GET /a%20b%2Fc+d=s0 "),
        ("http://pictures.example/a\r\nX-Sent: by us", "GET /aX-Sent:%20by%20us "),
        ("HTTP://PICTURES.Example.:80/", "GET / HTTP/1.1\r\nHost: pictures.example\r\n"),
    ],
)
def test_an_address_is_asked_for_as_a_browser_would(internet, url, line):
    internet.host("pictures.example", SIZED, PICTURE)

    fetch(url)

    assert internet.asked[0].startswith(line)


def test_a_name_may_be_in_any_script(internet):
    internet.host("xn--kpr-sna6a.example", SIZED, PICTURE)

    assert fetch("http://Köprü.example/a.jpg") == PICTURE


def test_proxies_that_the_environment_names_are_not_asked(internet, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:3128")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:3128")
    internet.host("pictures.example", SIZED, PICTURE)

    fetch(URL)

    assert internet.connected == [(SOMEWHERE, 80)]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_stands_for_a_private_address_is_not_connected_to(internet, address):
    internet.name("pictures.example", [address])

    assert refusal().reason is Reason.REFUSED
    assert internet.connected == []


@pytest.mark.parametrize("host", THIS_MACHINE)
def test_however_this_machine_is_spelled_it_is_not_connected_to(internet, host):
    internet.name("localhost", ["127.0.0.1", "::1"])

    assert refusal(f"http://{host}/").reason is Reason.REFUSED
    assert internet.connected == []


@pytest.mark.parametrize("url", ["", "http://a b/", *NOT_OF_THE_WEB])
def test_only_addresses_of_the_plain_web_are_asked(internet, url):
    internet.host("pictures.example", SIZED, PICTURE)

    assert refusal(url).reason is Reason.REFUSED
    assert internet.connected == []


def test_one_private_address_among_public_ones_is_one_too_many(internet):
    internet.host("pictures.example", SIZED, PICTURE)
    internet.name("pictures.example", [SOMEWHERE, "10.0.0.1"])

    assert refusal().reason is Reason.REFUSED
    assert internet.connected == []


def test_a_name_that_stands_for_something_else_by_now_changes_nothing(internet):
    internet.host("pictures.example", SIZED, PICTURE)
    internet.name("pictures.example", [SOMEWHERE], ["127.0.0.1"])

    assert fetch(URL) == PICTURE
    assert internet.connected == [(SOMEWHERE, 80)]


def test_a_host_may_have_several_addresses_of_which_one_answers(internet):
    internet.host("pictures.example", SIZED, PICTURE)
    internet.name("pictures.example", ["93.184.216.99", SOMEWHERE])

    assert fetch(URL) == PICTURE


def test_public_addresses_of_both_kinds_may_be_connected_to():
    assert fetching._is_public(SOMEWHERE)
    assert fetching._is_public("2a00:1450:4001:80b::2001")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "to",
    [
        "http://elsewhere.example/b.jpg",
        "//elsewhere.example/b.jpg",
        "http://elsewhere.example:80/#b",
    ],
)
def test_a_picture_that_has_moved_is_found(internet, status, to):
    internet.host("pictures.example", moved(to, status))
    internet.host("elsewhere.example", SIZED, PICTURE, at="93.184.216.35")

    assert fetch(URL) == PICTURE


def test_where_a_picture_has_moved_to_may_be_relative_and_in_any_script(internet):
    internet.host("pictures.example", moved("../köprü.jpg"))

    refusal()

    assert internet.asked[1].startswith("GET /k%C3%B6pr%C3%BC.jpg ")


@pytest.mark.parametrize(
    "to",
    """
    http://127.0.0.1/ http://[::ffff:127.0.0.1]/ http://0x7f.1/ //169.254.169.254/latest/meta-data/
    http://inside.example/ file:///etc/passwd http://pictures.example:6379/
    http://user@pictures.example/ ftp://pictures.example/
    """.split(),
)
def test_nobody_is_led_to_what_is_private(internet, to):
    internet.host("pictures.example", moved(to))
    internet.name("inside.example", ["10.0.0.1"])

    assert refusal().reason is Reason.REFUSED
    assert internet.connected == [(SOMEWHERE, 80)]


def test_a_host_that_leads_to_itself_is_judged_again(internet):
    internet.host("pictures.example", moved(URL))
    internet.name("pictures.example", [SOMEWHERE], ["127.0.0.1"])

    assert refusal().reason is Reason.REFUSED
    assert internet.connected == [(SOMEWHERE, 80)]


def test_nobody_is_led_round_in_circles(internet):
    internet.host("pictures.example", moved("/again"))

    assert refusal().reason is Reason.REFUSED
    assert len(internet.asked) == 1 + fetching.REDIRECTS


def test_redirects_bring_no_more_time(internet, monkeypatch):
    seconds = itertools.count()
    monkeypatch.setattr(fetching, "monotonic", lambda: float(next(seconds)))
    monkeypatch.setattr(fetching, "PATIENCE", 12.0)
    internet.host("pictures.example", moved("/again"))

    assert refusal().reason is Reason.TOO_SLOW


def test_moved_to_nowhere_is_asked_for_once(internet):
    internet.host("pictures.example", b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")

    assert refusal().reason is Reason.UNREACHABLE
    assert len(internet.asked) == 1


@pytest.fixture
def tls() -> ssl.SSLContext:
    """What a host shows that says it is pictures.example, and nobody confirms it."""
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(KEY)
    return shown


@pytest.fixture
def believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system believes it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(KEY))
    monkeypatch.setattr(fetching, "_tls", fetching._tls.__wrapped__)


def test_a_certificate_that_nobody_confirms_is_not_believed(internet, tls):
    internet.host("pictures.example", SIZED, PICTURE, tls=tls)

    assert "self-signed" in refusal("https://pictures.example/a.jpg").detail
    assert internet.asked == []


@pytest.mark.usefixtures("believed")
def test_a_certificate_is_of_the_name_not_of_the_address(internet, tls):
    internet.host("pictures.example", SIZED, PICTURE, tls=tls)

    assert fetch("https://pictures.example/a.jpg") == PICTURE
    assert internet.connected == [(SOMEWHERE, 443)]


@pytest.mark.usefixtures("believed")
def test_a_certificate_of_another_name_is_not_believed(internet, tls):
    internet.host("other.example", SIZED, PICTURE, tls=tls)

    assert "other.example" in refusal("https://other.example/a.jpg").detail
    assert internet.asked == []


@pytest.mark.parametrize(
    "head",
    [
        OK + b"\r\n",
        OK + b"Content-Length: 99999999999999\r\n\r\n",
        OK + b"Content-Length: -1\r\n\r\n",
        CHUNKED + b"ffffffffffff\r\n",
        CHUNKED + b"-1\r\n",
    ],
)
def test_no_more_is_read_than_a_picture_may_have(internet, monkeypatch, head):
    monkeypatch.setattr(fetching, "LIMIT", 10_000)
    internet.host("pictures.example", head, on=itertools.repeat(PICTURE * 1000))

    error = refusal()

    assert error.reason is Reason.TOO_LARGE
    assert error.is_lasting


def test_a_host_that_promises_too_much_need_not_send_it(internet):
    head = OK + b"Content-Length: %d\r\n\r\n" % (fetching.LIMIT + 1)
    internet.host("pictures.example", head, stays=True)

    assert refusal().reason is Reason.TOO_LARGE


def test_a_picture_may_be_just_as_large_as_an_upload(internet, monkeypatch):
    monkeypatch.setattr(fetching, "LIMIT", len(PICTURE))
    internet.host("pictures.example", SIZED, PICTURE)

    assert fetch(URL) == PICTURE


@pytest.mark.parametrize("head", [OK + b"\r\n", SIZED])
def test_one_byte_more_is_too_much(internet, monkeypatch, head):
    monkeypatch.setattr(fetching, "LIMIT", len(PICTURE) - 1)
    internet.host("pictures.example", head, PICTURE)

    assert refusal().reason is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "answer",
    [
        SIZED + PICTURE[:-1],
        SIZED,
        CHUNKED + b"f\r\n" + PICTURE[:-1],
        CHUNKED + b"2\r\n\xff\xd8\r\n",
    ],
)
def test_a_picture_that_broke_off_is_none_yet(internet, answer):
    internet.host("pictures.example", answer)

    assert refusal().reason is Reason.UNREACHABLE


def test_what_follows_a_picture_is_not_read(internet):
    internet.host("pictures.example", SIZED, PICTURE, b"HTTP/1.1 200 OK\r\n\r\nanother")

    assert fetch(URL) == PICTURE


@pytest.mark.parametrize("coding", [b"gzip", b"br", b"deflate, gzip", b"GZIP"])
def test_nothing_is_unpacked(internet, coding):
    bomb = gzip.compress(bytes(10_000_000))
    internet.host("pictures.example", OK, b"Content-Encoding: %b\r\n\r\n" % coding, bomb)

    assert refusal().reason is Reason.REFUSED


@pytest.mark.parametrize(
    "type_", [b"text/html; charset=utf-8", b"Text/HTML", b"application/xhtml+xml"]
)
def test_a_page_is_no_picture(internet, type_):
    internet.host("pictures.example", b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n\r\n<p>" % type_)

    assert refusal().reason is Reason.NOT_A_PICTURE


@pytest.mark.parametrize("type_", [b"application/octet-stream", b"text/plain", b"", b"\xff;;/="])
def test_hosts_may_be_mistaken_about_what_a_picture_is(internet, type_):
    internet.host(
        "pictures.example", b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n\r\n" % type_, PICTURE
    )

    assert fetch(URL) == PICTURE


@pytest.mark.parametrize(
    ("status", "reason", "is_lasting"),
    [
        (404, Reason.GONE, True),
        (410, Reason.GONE, True),
        (400, Reason.GONE, True),
        (403, Reason.UNREACHABLE, False),
        (429, Reason.UNREACHABLE, False),
        (500, Reason.UNREACHABLE, False),
        (503, Reason.UNREACHABLE, False),
        (206, Reason.UNREACHABLE, False),
        (304, Reason.UNREACHABLE, False),
    ],
)
def test_an_error_tells_whether_another_time_would_help(internet, status, reason, is_lasting):
    internet.host("pictures.example", b"HTTP/1.1 %d X\r\nContent-Length: 9\r\n\r\n" % status)

    error = refusal()

    assert (error.reason, error.detail) == (reason, f"HTTP {status}")
    assert error.is_lasting is is_lasting


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 \x1b[31m\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"x: x\r\n" * 200,
        b"HTTP/1.1 200 " + b"x" * 100_000,
        CHUNKED + b"\x1b[31m\r\n",
        CHUNKED + b"-5\r\nabc",
    ],
)
def test_of_a_host_that_does_not_speak_http_nothing_is_repeated(internet, answer):
    internet.host("pictures.example", answer)

    error = refusal()

    assert error.reason is Reason.UNREACHABLE
    assert error.detail.isalpha()


@pytest.mark.parametrize("begun", [b"", OK, SIZED, SIZED + PICTURE[:5]])
def test_a_connection_that_is_torn_off_may_hold_another_time(internet, begun):
    internet.host("pictures.example", begun, RESET)

    assert refusal().reason is Reason.UNREACHABLE


def test_a_name_that_nobody_knows_may_be_known_another_time(internet):
    assert refusal("http://unknown.example/a.jpg").reason is Reason.UNREACHABLE


def test_a_host_that_nobody_answers_at_may_be_there_another_time(internet):
    internet.name("pictures.example", [SOMEWHERE])

    assert not refusal().is_lasting


@pytest.mark.parametrize("said", [b"", OK, SIZED, SIZED + PICTURE[:5]])
def test_a_host_that_falls_silent_is_left(internet, monkeypatch, said):
    monkeypatch.setattr(fetching, "SILENCE", 0.05)
    internet.host("pictures.example", said, stays=True)

    error = refusal()

    assert error.reason is Reason.TOO_SLOW
    assert not error.is_lasting


@pytest.mark.parametrize(
    ("begun", "drip"),
    [(SIZED[:-8] + b"9999999\r\n\r\n", b"x"), (b"", b"HTTP/1.1 100 Continue\r\n\r\n")],
)
def test_a_host_that_never_falls_silent_is_left_too(internet, monkeypatch, begun, drip):
    seconds = itertools.count()
    monkeypatch.setattr(fetching, "monotonic", lambda: float(next(seconds)))
    internet.host("pictures.example", begun, on=itertools.repeat(drip))

    assert refusal().reason is Reason.TOO_SLOW
