"""A file comes whole, or goes on where it stood, or one clear message says why not."""

from __future__ import annotations

import json
import socket
import ssl
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import publishers_server as server
from factories.publishers_server import Publishers, serving
from factories.watched_world import Watched

from sightline.errors import BadInput, NotFound, Refused
from sightline.evidence.fetch import Client, Limits
from sightline.evidence.fetch.saving import Part, Wanted, save_part

ADDRESS = "https://files.example.org/table.csv"
PATH = "/files.example.org/table.csv"
PAGE = "https://files.example.org/about"
FILE = bytes(range(256)) * 4_000  # about a megabyte


@pytest.fixture
def publishers() -> Iterator[Publishers]:
    with serving() as running:
        running.files[PATH] = FILE
        yield running


@pytest.fixture
def world() -> Watched:
    return Watched()


@pytest.fixture
def client(publishers, world) -> Client:
    return Client(world.surroundings(), Limits(attempts=3), base=publishers.base)


@pytest.fixture
def part(tmp_path) -> Part:
    return Part(tmp_path / "table.csv.part")


def wanted(**given) -> Wanted:
    return Wanted(ADDRESS, PAGE, **{"largest_bytes": 10**8, **given})


def save(client: Client, part: Part, **given) -> bytes:
    save_part(client, wanted(**given), part)
    return part.path.read_bytes()


def test_a_file_comes_whole_with_what_names_its_version(client, part, publishers):
    version = save_part(client, wanted(), part)
    assert part.path.read_bytes() == FILE
    assert (version.address, version.etag, version.size) == (ADDRESS, server.etag(FILE), len(FILE))
    (asked,) = publishers.requests(PATH)
    assert "Sightline" in asked["user-agent"]
    assert asked["accept-encoding"] == "identity"


def test_a_connection_cut_off_is_gone_on_with_from_there(client, part, publishers, world):
    publishers.fault(PATH, server.cut_after(300_000), server.cut_after(200_000))
    assert save(client, part) == FILE
    asked = publishers.requests(PATH)
    assert [each.get("range") for each in asked] == [None, "bytes=300000-", "bytes=500000-"]
    assert {each.get("if-range") for each in asked[1:]} == {server.etag(FILE)}
    assert world.waits == [1.0, 1.0]
    assert publishers.most_at_once == 1


def test_another_run_goes_on_where_one_was_stopped(client, part, publishers, world):
    publishers.fault(PATH, *[server.cut_after(1_000)] + [server.answered(503)] * 3)
    with pytest.raises(Refused, match=r"found a busy server \(status 503\) after 3 tries"):
        save(client, part)
    assert part.size == 1_000
    assert save(client, Part(part.path)) == FILE
    assert publishers.requests(PATH)[-1]["range"] == "bytes=1000-"


def test_a_part_that_is_already_whole_is_not_asked_for_again(client, part, publishers):
    save(client, part)
    assert save(client, part) == FILE
    assert len(publishers.requests(PATH)) == 1


def test_a_part_of_another_file_is_not_gone_on_with(client, part, publishers):
    publishers.fault(PATH, *[server.cut_after(1_000)] + [server.answered(503)] * 3)
    with pytest.raises(Refused):
        save(client, part)
    part.note.write_text(part.note.read_text().replace("table.csv", "other.csv"))
    assert save(client, part) == FILE
    assert "range" not in publishers.requests(PATH)[-1]


@pytest.mark.parametrize("note", ["", "{}", "[1]", '{"version": {}, "address": 1, "span": null}'])
def test_a_part_whose_note_is_damaged_is_started_again(client, part, note):
    part.path.write_bytes(b"something")
    part.note.write_text(note)
    assert save(client, part) == FILE


def test_a_version_that_changes_between_parts_starts_again(client, part, publishers, world):
    newer = FILE[::-1] + b"more"
    publishers.fault(PATH, server.cut_after(1_000), server.replaced(PATH, newer))
    assert save(client, part) == newer
    assert world.notes == ["files.example.org: found another version; starting again"]


def test_a_server_that_does_not_heed_if_range_is_caught_by_its_etag(client, part, publishers):
    newer = FILE[::-1]

    def changes_and_does_not_heed(handler, content):
        handler.publishers.files[PATH] = newer
        return server.heedless(handler, newer)

    publishers.fault(PATH, server.cut_after(1_000), changes_and_does_not_heed)
    assert save(client, part) == newer


def test_a_file_that_has_become_shorter_starts_again(client, part, publishers):
    shorter = FILE[:500]

    def shortened(handler, content):
        handler.publishers.files[PATH] = shorter
        return server.answered(416)(handler, shorter)

    publishers.fault(PATH, server.cut_after(1_000), shortened)
    assert save(client, part) == shorter


def test_without_anything_that_names_a_version_there_are_no_parts(client, part, publishers):
    publishers.validators = False

    def cut(handler, content):
        handler.head(200, len(content))
        handler.wfile.write(content[:1_000])
        handler.close_connection = True
        return True

    publishers.fault(PATH, cut)
    assert save(client, part) == FILE
    assert all("range" not in asked for asked in publishers.requests(PATH))


def test_a_weak_etag_does_not_tie_parts_together(client, part, publishers):
    def weak(handler, content):
        handler.head(200, len(content), {"ETag": 'W/"about the same"'})
        handler.wfile.write(content[:1_000])
        handler.close_connection = True
        return True

    publishers.fault(PATH, weak)
    assert save(client, part) == FILE
    assert "range" not in publishers.requests(PATH)[-1]


def test_another_part_than_was_asked_for_is_not_put_behind_what_is_here(client, part, publishers):
    def elsewhere(handler, content):
        placed = {"Content-Range": f"bytes 0-9/{len(content)}", "ETag": server.etag(content)}
        handler.head(206, 10, placed)
        handler.wfile.write(content[:10])
        return True

    publishers.fault(PATH, server.cut_after(1_000), elsewhere)
    assert save(client, part) == FILE


def test_a_length_that_is_never_reached_ends_though_bytes_come(client, part, publishers, world):
    """Each round brings all there is, which is not more than the round before."""
    whole = [server.claiming(5), server.answered(416)]
    publishers.fault(PATH, *whole * 5)
    with pytest.raises(Refused, match="after 3 tries, wanted the file"):
        save(client, part)
    assert len(publishers.requests(PATH)) == 3
    assert "1,024,000 of 1,024,005 bytes" in world.said[0]


def test_a_busy_server_is_given_the_time_it_asks_for(client, part, publishers, world):
    until = "Tue, 24 Nov 2026 12:01:30 GMT"
    publishers.fault(
        PATH, server.answered(503, Retry_After="7"), server.answered(429, Retry_After=until)
    )
    assert save(client, part) == FILE
    assert world.waits == [7.0, 90.0]


def test_waits_double_and_are_shaken(part, publishers):
    world = Watched()
    limits = Limits(attempts=9, longest_wait_s=20)
    dice = iter([0.0, 0.5, 0.999, 0.5, 0.5, 0.5, 0.5])
    surroundings = world.surroundings()
    object.__setattr__(surroundings, "dice", lambda: next(dice))
    publishers.fault(PATH, *[server.answered(500, Retry_After="soon")] * 6)
    assert save(Client(surroundings, limits, base=publishers.base), part) == FILE
    assert world.waits == pytest.approx([0.5, 2.0, 5.996, 8.0, 16.0, 20.0])


def test_a_server_that_wants_us_back_another_day_is_left_in_peace(client, part, publishers):
    publishers.fault(PATH, server.answered(503, Retry_After="86400"))
    with pytest.raises(Refused, match="asks us to come back in 1,440 minutes"):
        save(client, part)
    assert len(publishers.requests(PATH)) == 1


def test_a_silent_connection_is_given_up_and_gone_on_with(part, publishers, world):
    limits = Limits(attempts=2, silent_s=0.3)
    publishers.fault(PATH, server.silent)
    assert save(Client(world.surroundings(), limits, base=publishers.base), part) == FILE
    assert "a silent connection" in world.said[0]
    assert publishers.requests(PATH)[1]["range"] == "bytes=10-"


def test_a_line_that_is_too_slow_keeps_what_has_come(client, part, world):
    world.seconds_a_look = 9_000.0
    with pytest.raises(Refused, match="after 360 minutes, wanted the whole file"):
        save(client, part)
    assert 0 < part.size < len(FILE)
    world.seconds_a_look = 0.0
    assert save(client, part) == FILE


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_that_has_moved_is_told_with_the_page_to_look_at(
    client, part, publishers, status
):
    publishers.fault(PATH, server.answered(status))
    with pytest.raises(NotFound) as told:
        save(client, part)
    assert str(told.value) == (
        f"{ADDRESS}: found nothing there (status {status}), wanted a file. It may have moved: look "
        f"at {PAGE}, and bring the list of publishers up to date."
    )


def test_a_server_that_refuses_is_not_asked_again(client, part, publishers):
    publishers.fault(PATH, server.answered(403))
    with pytest.raises(Refused, match=r"it refuses \(status 403\)"):
        save(client, part)
    assert len(publishers.requests(PATH)) == 1


def test_a_file_larger_than_such_files_are_is_not_kept(client, part):
    with pytest.raises(BadInput, match="found more than 1 MB, wanted less"):
        save(client, part, largest_bytes=1_000_000)
    assert part.size == 0


def test_more_bytes_than_stated_are_not_kept_without_an_end(client, part, publishers):
    def endless(handler, content):
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(content)
        handler.close_connection = True
        return True

    publishers.fault(PATH, endless, endless)
    assert save(client, part) == FILE
    with pytest.raises(BadInput, match="wanted less"):
        save(client, Part(part.path.with_name("b.part")), largest_bytes=1_000)


def test_a_full_disk_is_told_before_it_is_full(client, part, world):
    world.free = 1_000_000
    with pytest.raises(BadInput, match="found 1 MB free on this disk, wanted 51 MB"):
        save(client, part)


def test_redirects_within_a_host_and_to_hosts_vouched_for_are_followed(
    client, part, publishers, world
):
    real = "https://store.example.net/kept/table.csv"
    publishers.files["/store.example.net/kept/table.csv"] = FILE
    publishers.sent_on[PATH] = (302, "/now/here.csv")
    publishers.sent_on["/files.example.org/now/here.csv"] = (302, real)
    version = save_part(client, wanted(hands_on_to=("store.example.net",)), part)
    assert part.path.read_bytes() == FILE
    assert version.address == real
    assert world.notes == ["files.example.org hands its files on from store.example.net."]


def test_a_redirect_to_a_host_nobody_vouched_for_is_refused_by_name(client, part, publishers):
    publishers.sent_on[PATH] = (302, "https://elsewhere.example.com/table.csv")
    publishers.files["/elsewhere.example.com/table.csv"] = FILE
    with pytest.raises(Refused, match=r"sends us on to https://elsewhere\.example\.com"):
        save(client, part)
    client.also_trusted = ["elsewhere.example.com"]
    assert save(client, part) == FILE


def test_a_redirect_away_from_https_is_refused(client, part, publishers):
    publishers.sent_on[PATH] = (302, "http://files.example.org/table.csv")
    with pytest.raises(Refused, match=r"sends us on to http://files\.example\.org"):
        save(client, part)


def test_a_move_for_good_is_followed_and_told(client, part, publishers, world):
    publishers.sent_on[PATH] = (301, "/new.csv")
    publishers.files["/files.example.org/new.csv"] = FILE
    assert save(client, part) == FILE
    assert world.notes == [f"{ADDRESS} has moved for good to https://files.example.org/new.csv."]


def test_being_sent_round_in_circles_ends(client, part, publishers):
    publishers.sent_on[PATH] = (302, "/table.csv")
    with pytest.raises(Refused, match="sends one on more than 5 times"):
        save(client, part)


def test_an_address_without_https_is_never_asked(world, part):
    here = Client(world.surroundings())
    with pytest.raises(BadInput, match="found http, wanted https"):
        save_part(here, Wanted("http://files.example.org/a", PAGE, 10), part)


def test_without_a_base_the_publisher_itself_is_asked(world, part, monkeypatch):
    asked = []

    def offline(request, **_: object):
        asked.append(request.full_url)
        raise urllib.error.URLError(socket.gaierror(-2, "Name or service not known"))

    here = Client(world.surroundings())
    monkeypatch.setattr(here._opener, "open", offline)
    with pytest.raises(Refused, match="seems to be offline"):
        save(here, part)
    assert asked == [ADDRESS]


def test_a_base_that_is_no_address_is_refused(world):
    with pytest.raises(BadInput, match=r"--from: found 'mirror\.example\.org'"):
        Client(world.surroundings(), base="mirror.example.org")


def test_being_offline_is_told_at_once(client, part, monkeypatch, world):
    def no_name(*_: object, **__: object):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    with pytest.raises(Refused, match="This computer seems to be offline"):
        save(client, part)
    assert world.waits == []


def test_a_certificate_that_is_not_the_publishers_is_told_at_once(client, part, monkeypatch):
    def not_theirs(*_: object, **__: object):
        raise urllib.error.URLError(ssl.SSLCertVerificationError(1, "self-signed"))

    monkeypatch.setattr(client._opener, "open", not_theirs)
    with pytest.raises(Refused, match="found a certificate that cannot be trusted"):
        save(client, part)


def test_a_server_that_hangs_up_without_a_word_is_asked_again(client, part, publishers, world):
    def hangs_up(handler, content):
        handler.close_connection = True
        return True

    publishers.fault(PATH, hangs_up)
    assert save(client, part) == FILE
    assert "no whole answer (RemoteDisconnected)" in world.said[0]


def test_a_server_that_is_not_there_is_tried_a_few_times(part, world):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(Refused, match=r"no connection \(.*refused.*\); this computer may be off"):
        save(Client(world.surroundings(), Limits(attempts=3), base=base), part)
    assert world.waits == [1.0, 2.0]


def test_something_small_is_read_whole_or_not_at_all(client, publishers):
    publishers.files[PATH] = b'{"count": 3}'
    publishers.fault(PATH, server.claiming(4), server.cut_after(3))
    assert json.loads(client.read(ADDRESS, page=PAGE, largest_bytes=100)) == {"count": 3}
    with pytest.raises(BadInput, match="wanted less"):
        client.read(ADDRESS, page=PAGE, largest_bytes=5)


def test_nothing_but_the_part_and_its_note_is_left(client, part, tmp_path: Path):
    save(client, part)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "table.csv.part",
        "table.csv.part.json",
    ]
    part.clear()
    assert list(tmp_path.iterdir()) == []
