"""The client: retries, limits, time, size, redirects, memory, and what it keeps to itself."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
import traceback
from collections.abc import Iterator

import pytest

from tests.servers.clock import FakeClock
from tests.servers.http import Answer, Asked, Cut, LocalServer, Slow
from trustpub.errors import TrustpubError
from trustpub.http.addresses import base_address, origin, path_of
from trustpub.http.client import Client
from trustpub.http.errors import HttpError
from trustpub.http.secret import Secret
from trustpub.http.transport import Settings

SECRET = "ghp_" + "PlantedSecretPlantedSecret1234567890"


class EchoServer(LocalServer):
    """Answers with what it was asked, and an ETag that never changes."""

    def answer(self, asked: Asked) -> Answer:
        """200, or 304 for what is known."""
        if asked.headers.get("If-None-Match") == '"1"':
            return Answer(304)
        return Answer(200, {"line": asked.line}, {"ETag": '"1"'} if "tagged" in asked.line else {})


@pytest.fixture
def server() -> Iterator[EchoServer]:
    """A server that answers anything."""
    started = EchoServer()
    with started:
        yield started


@pytest.fixture
def clock() -> FakeClock:
    """A clock that nobody waits for."""
    return FakeClock()


def client(server: LocalServer, clock: FakeClock | None = None, **changes: float) -> Client:
    """A client with a token and short patience with connections."""
    settings = Settings(read_timeout=0.4, total_timeout=0.6)._replace(**changes)  # type: ignore[arg-type]
    return Client(server.url, "GitHub", token=Secret(SECRET), settings=settings, clock=clock or FakeClock())


def get(made: Client, path: str = "/x") -> int:
    """The status of a GET."""
    return made.request("GET", path, "look").status


def test_a_request_carries_the_token_the_version_and_no_more(server: EchoServer) -> None:
    """The token goes into one header; the user agent names the version."""
    assert get(client(server)) == 200
    (asked,) = server.asked
    assert asked.headers["Authorization"] == f"Bearer {SECRET}"
    assert asked.headers["User-Agent"].startswith("trustpub/")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failing_server_is_asked_again_with_growing_pauses(server: EchoServer, clock: FakeClock, status: int) -> None:
    """Twice as long each time; the answer says how many attempts it took."""
    server.fail(Answer(status), times=3)
    response = client(server, clock).request("GET", "/x", "look")
    assert (response.status, response.attempts) == (200, 4)
    assert clock.waits == [1.0, 2.0, 4.0]


def test_a_server_that_keeps_failing_is_given_up(server: EchoServer, clock: FakeClock) -> None:
    """The last answer is given back, for whoever asked to explain."""
    server.fail(Answer(502), times=10)
    assert get(client(server, clock)) == 502
    assert len(server.asked) == 4


@pytest.mark.parametrize("fault", [Answer(502), Cut(), Cut(after=5)], ids=["502", "cut", "cut in the middle"])
def test_what_cannot_be_done_twice_is_not_tried_twice(server: EchoServer, fault: Answer | Cut) -> None:
    """A POST is made once, whether the server failed or nothing is known of it."""
    server.fail(fault)
    made = client(server)
    if isinstance(fault, Answer):
        assert made.request("POST", "/x", "make it", body={}).status == 502
    else:
        with pytest.raises(HttpError, match=r"^cannot make it: .* GitHub.*; check the network and try again$"):
            made.request("POST", "/x", "make it", body={})
    assert len(server.asked) == 1


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("fault", [Cut(), Cut(after=5)], ids=["before", "in the middle"])
def test_a_connection_that_is_cut_is_made_again(server: EchoServer, method: str, fault: Cut) -> None:
    """Before the answer and in the middle of it."""
    server.fail(fault)
    assert client(server).request(method, "/x", "look").status == 200
    assert len(server.asked) == 2


def test_a_connection_that_keeps_being_cut_is_one_sentence(server: EchoServer) -> None:
    """The error says what was to be done, why it did not work, and what to do."""
    server.fail(Cut(after=5), times=9)
    with pytest.raises(HttpError) as raised:
        get(client(server))
    assert str(raised.value) == (
        "cannot look: the connection to GitHub was cut (tried 4 times); check the network and try again"
    )
    assert raised.value.status is None


def test_nobody_there(server: EchoServer) -> None:
    """A refused connection is tried again too, then told."""
    gone = Client("http://127.0.0.1:9", "PyPI", clock=FakeClock())
    with pytest.raises(HttpError, match=r"^cannot look: there is no connection to PyPI \(tried 4 times\); check"):
        get(gone)


def test_a_silent_server_is_not_waited_for(server: EchoServer) -> None:
    """The read timeout ends an attempt."""
    server.fail(Slow(1.0))
    with pytest.raises(HttpError, match=r"^cannot look: GitHub did not answer in time; check the network"):
        get(client(server, attempts=1))


def test_a_server_that_drips_is_not_waited_for_either(server: EchoServer) -> None:
    """A byte now and then keeps the connection alive, but not longer than an answer may take."""
    server.fail(Slow(0.1, drip=True))
    settings = Settings(read_timeout=5, total_timeout=0.5, attempts=1)
    with pytest.raises(HttpError, match="did not answer in time"):
        get(Client(server.url, "GitHub", settings=settings))


def test_a_huge_body_is_not_read(server: EchoServer) -> None:
    """More than the bound is an error, not memory."""
    server.fail(Answer(200, b"x" * 3_000_000))
    with pytest.raises(HttpError, match="more than 1 MB") as raised:
        get(client(server, max_bytes=1_000_000))
    assert raised.value.status == 200


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 100_000, b""], ids=["cut", "binary", "deep", "empty"])
def test_malformed_json_is_one_sentence(server: EchoServer, body: bytes) -> None:
    """Whatever is wrong with it."""
    server.fail(Answer(200, body))
    response = client(server).request("GET", "/x", "look")
    with pytest.raises(HttpError, match=r"^cannot look: GitHub answered with something that is no JSON; try again"):
        response.json()


def test_a_redirect_on_the_host_is_followed(server: EchoServer) -> None:
    """With the token, and for what changes something with the method and body."""
    server.fail(Answer(301, None, {"Location": "/y"}))
    assert get(client(server)) == 200
    server.fail(Answer(307, None, {"Location": f"{server.url}/z"}))
    assert client(server).request("PUT", "/x", "look", body={"a": 1}).status == 200
    assert server.lines() == ["GET /x", "GET /y", "PUT /x", "PUT /z"]
    assert server.asked[-1].body == {"a": 1}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(server: EchoServer, method: str, status: int) -> None:
    """Another port is another host: nothing is sent there, let alone the token."""
    other = EchoServer()
    with other:
        server.fail(Answer(status, None, {"Location": f"{other.url}/steal"}))
        with pytest.raises(HttpError, match="which is another host; nothing was sent there"):
            client(server).request(method, "/x", "look")
    assert other.asked == []


@pytest.mark.parametrize("target", ["//evil.example/x", "https://127.0.0.1/x", "http://127.0.0.1@evil.example/"])
def test_a_redirect_cannot_disguise_its_host(server: EchoServer, target: str) -> None:
    """Neither without a scheme, nor with another one, nor behind a user name."""
    server.fail(Answer(302, None, {"Location": target}))
    with pytest.raises(HttpError, match="which is another host"):
        get(client(server))


def test_redirects_end(server: EchoServer) -> None:
    """A loop is told after a few rounds."""
    server.fail(Answer(302, None, {"Location": "/x"}), times=20)
    with pytest.raises(HttpError, match="sends the request on and on"):
        get(client(server))
    assert len(server.asked) == 6


def test_a_change_is_not_made_elsewhere_by_a_vague_redirect(server: EchoServer) -> None:
    """301 and 302 do not say whether the method stays."""
    server.fail(Answer(301, None, {"Location": "/y"}))
    with pytest.raises(HttpError, match="says that it moved; use the new name"):
        client(server).request("DELETE", "/x", "look")


@pytest.mark.parametrize(
    ("answer", "waits"),
    [
        (Answer(429, None, {"Retry-After": "7"}), [7.0]),
        (Answer(403, None, {"Retry-After": "7"}), [7.0]),
        (Answer(403, None, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000040"}), [41.0]),
        (Answer(403, {"message": "You have exceeded a secondary rate limit."}), [60.0]),
        (Answer(429, {"message": "Too Many Requests"}), [60.0]),
        (Answer(429, None, {"Retry-After": "Fri, 15 Jan 2027 08:00:20 GMT"}), [20.0]),
    ],
    ids=["429 with seconds", "403 with seconds", "403 with the end of the window", "secondary", "429 alone", "a date"],
)
def test_a_rate_limit_is_waited_for(server: EchoServer, clock: FakeClock, answer: Answer, waits: list[float]) -> None:
    """As long as GitHub's headers say, and then the request is made again, a POST too: nothing was done."""
    server.fail(answer)
    assert client(server, clock).request("POST", "/x", "look", body={}).status == 200
    assert clock.waits == waits


def test_a_secondary_limit_is_waited_for_longer_each_time(server: EchoServer, clock: FakeClock) -> None:
    """A minute, then two."""
    server.fail(Answer(403, {"message": "You have exceeded a secondary rate limit."}), times=2)
    assert get(client(server, clock)) == 200
    assert clock.waits == [60.0, 120.0]


def test_a_403_without_signs_of_a_limit_is_an_answer(server: EchoServer, clock: FakeClock) -> None:
    """A missing permission is not waited for."""
    server.fail(Answer(403, {"message": "Forbidden"}, {"X-RateLimit-Remaining": "4999"}))
    assert get(client(server, clock)) == 403
    assert clock.waits == []


def test_patience_ends(server: EchoServer, clock: FakeClock) -> None:
    """A wait that is too long is an error that says when to come back."""
    server.fail(Answer(429, None, {"Retry-After": "1801"}))
    with pytest.raises(HttpError, match="rate limit of GitHub is used up; try again in 31 minutes") as raised:
        get(client(server, clock))
    assert raised.value.status == 429
    assert clock.waits == []


def test_a_used_up_window_is_not_asked_into(server: EchoServer, clock: FakeClock) -> None:
    """When the last answer said that nothing is left, the next request waits for the new window, and says so."""
    server.fail(Answer(200, {}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000030"}))
    told: list[tuple[float, str]] = []
    made = Client(server.url, "GitHub", clock=clock, on_wait=lambda seconds, reason: told.append((seconds, reason)))
    assert get(made) == 200 and clock.waits == []
    assert get(made) == 200
    assert clock.waits == [31.0]
    assert told == [(31.0, "GitHub asks to wait, by its rate limit")]


def test_the_window_of_the_search_is_another(server: EchoServer, clock: FakeClock) -> None:
    """A used-up search does not hold back other requests."""
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1800000030", "X-RateLimit-Resource": "search"}
    server.fail(Answer(200, {}, headers))
    made = client(server, clock)
    assert get(made, "/search/issues") == 200 and get(made) == 200 and clock.waits == []
    assert get(made, "/search/issues") == 200 and clock.waits == [31.0]


def test_what_did_not_change_is_not_sent_again(server: EchoServer) -> None:
    """The second request carries the ETag, and the answer is the first one's."""
    made = client(server)
    first, second = (made.request("GET", "/tagged", "look") for _ in range(2))
    assert server.asked[1].headers["If-None-Match"] == '"1"'
    assert second.status == 200 and second.body == first.body and made.requests == 2


@pytest.mark.parametrize("text", ["", "/", "ftp://x", "https://", "https://u:p@x", "https://x?y", "http://example.org"])
def test_an_address_that_must_not_be_asked_is_refused(text: str) -> None:
    """No host, a password in it, or no encryption to another machine."""
    with pytest.raises(TrustpubError, match="--api-url"):
        base_address(text, "--api-url")


def test_this_machine_may_be_asked_without_encryption() -> None:
    """As tests do, and proxies on the same machine."""
    assert base_address("http://127.0.0.1:80/x/", "--api-url") == "http://127.0.0.1:80/x"


@pytest.mark.parametrize("segment", ["", ".", ".."])
def test_a_name_cannot_lead_up(segment: str) -> None:
    """Paths are normalized on the way, so a name of dots would ask for something else."""
    with pytest.raises(TrustpubError):
        path_of("repos", "x", segment)


def test_names_are_taken_as_they_are() -> None:
    """A slash, a question mark or a percent sign in a name stays in it."""
    assert path_of("a b", "c/d?e#f%2F") == "/a%20b/c%2Fd%3Fe%23f%252F"


def test_ports_that_are_none_are_no_origin() -> None:
    """They equal no real one."""
    assert origin("http://x:99999/") != origin("http://x/")


def test_a_secret_shows_itself_nowhere(server: EchoServer, caplog: pytest.LogCaptureFixture) -> None:
    """Not in texts, logs at the lowest level, tracebacks with what was being handled, or pickles."""
    secret = Secret(SECRET)
    assert SECRET not in f"{secret} {secret!r} {client(server)!r} {vars(client(server))}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    caplog.set_level(logging.DEBUG)
    server.fail(Cut(), times=9)
    with pytest.raises(HttpError) as raised:
        get(client(server))
    for error in (raised.value, raised.value.__context__):
        assert SECRET not in "".join(traceback.format_exception(error)) + repr(error)
    assert caplog.records and SECRET not in caplog.text


def test_a_token_that_is_said_back_is_cut(server: EchoServer) -> None:
    """What a server repeats does not reach a message."""
    server.fail(Answer(400, {"message": f"bad {SECRET}"}))
    response = client(server).request("GET", "/x", "look")
    assert response.message == "bad ***" and SECRET.encode() not in response.body


def test_netrc_is_not_read(server: EchoServer, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A password for the host that lies in ~/.netrc is not sent."""
    import pathlib

    netrc = pathlib.Path(str(tmp_path)) / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password planted\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert get(Client(server.url, "PyPI")) == 200
    assert "Authorization" not in server.asked[0].headers


def test_a_proxy_is_asked_as_requests_finds_it(server: EchoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """``HTTP_PROXY`` and ``NO_PROXY`` count."""
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert get(Client("http://127.0.0.1:9", "PyPI")) == 200
    assert server.asked[0].headers["Host"] == "127.0.0.1:9"


@pytest.mark.parametrize(
    "proxy", ["http://[::1", "socks5://127.0.0.1:9", "gopher://proxy", f"http://u:{SECRET}@ho st:99999"]
)
def test_a_proxy_that_cannot_be_used_is_told_at_once(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another attempt would not mend it; the password in its address is not shown."""
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(HttpError, match=r"that of the proxy, cannot be used; check HTTPS_PROXY") as raised:
        get(Client("https://pypi.invalid", "PyPI", clock=FakeClock()))
    assert SECRET not in str(raised.value) and "tried" not in str(raised.value)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_certificates_that_are_not_there_are_told(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is named; it is no trouble of the network."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "/nowhere/ca.pem")
    with pytest.raises(HttpError, match=f"^cannot look: {variable} names no file; correct it, or take it out$"):
        get(Client("https://127.0.0.1:9", "PyPI", clock=FakeClock()))


def test_the_client_loads_requests_only_when_it_asks() -> None:
    """Starting the command line does not pay for it."""
    script = (
        "import sys, trustpub.http.client as c; c.Client('http://127.0.0.1', 'x'); print('requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
