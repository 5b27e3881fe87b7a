"""A server on this machine that stands for the publishers', and misbehaves when it is told to."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Fault = Callable[["Handler", bytes], bool]  # whether it has answered


@dataclass
class Publishers:
    """What is served under /host/path, and what was asked."""

    base: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    sent_on: dict[str, tuple[int, str]] = field(default_factory=dict)
    tables: dict[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    most_rows: int = 2_000
    validators: bool = True
    parts: bool = True
    release: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def requests(self, path: str) -> list[dict[str, str]]:
        return [headers for asked, headers in self.asked if asked == path]

    def fault(self, path: str, *faults: Fault) -> None:
        self.faults.setdefault(path, []).extend(faults)


def etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'


class Handler(BaseHTTPRequestHandler):
    publishers: Publishers
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Tests say what went wrong."""

    def do_GET(self) -> None:
        mine = self.publishers
        path = urlsplit(self.path).path
        with mine.lock:
            mine.asked.append((path, {k.lower(): v for k, v in self.headers.items()}))
            mine.at_once += 1
            mine.most_at_once = max(mine.most_at_once, mine.at_once)
            fault = mine.faults[path].pop(0) if mine.faults.get(path) else None
        try:
            if fault is None or not fault(self, mine.files.get(path, b"")):
                self.answer(path)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with mine.lock:
                mine.at_once -= 1

    def answer(self, path: str) -> None:
        mine = self.publishers
        if path in mine.sent_on:
            status, location = mine.sent_on[path]
            self.head(status, 0, {"Location": location})
        elif path in mine.tables:
            self.rows(mine.tables[path])
        elif path in mine.files:
            self.whole_or_part(mine.files[path])
        else:
            self.head(404, 0)

    def head(self, status: int, length: int, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(length), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()

    def whole_or_part(self, content: bytes, *, heed_if_range: bool = True) -> None:
        named = {"ETag": etag(content)} if self.publishers.validators else {}
        span = self.span(len(content)) if self.publishers.parts else None
        unchanged = self.headers.get("If-Range") in (None, etag(content))
        if span is None or (heed_if_range and not unchanged):
            self.head(200, len(content), named)
            self.wfile.write(content)
            return
        first, last = span
        if first >= len(content):
            self.head(416, 0, {"Content-Range": f"bytes */{len(content)}"})
            return
        part = content[first : last + 1]
        placed = {"Content-Range": f"bytes {first}-{first + len(part) - 1}/{len(content)}"}
        self.head(206, len(part), named | placed)
        self.wfile.write(part)

    def span(self, size: int) -> tuple[int, int] | None:
        asked = re.fullmatch(r"bytes=([0-9]*)-([0-9]*)", self.headers.get("Range", ""))
        if asked is None:
            return None
        if not asked[1]:
            return max(0, size - int(asked[2])), size - 1
        return int(asked[1]), int(asked[2] or size - 1)

    def rows(self, table: Sequence[Mapping[str, Any]]) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if asked.get("returnCountOnly") == "true":
            self.json({"count": len(table)})
            return
        first = int(asked["resultOffset"])
        many = min(int(asked["resultRecordCount"]), self.publishers.most_rows)
        page = table[first : first + many]
        if asked["f"] == "json":
            listed = [{"attributes": {"ObjectId": 1, **each["properties"]}} for each in page]
            self.json({"features": listed, "exceededTransferLimit": first + many < len(table)})
            return
        listed = [
            {
                "type": "Feature",
                "properties": {"FID": 1, **each["properties"]},
                "geometry": each["geometry"],
            }
            for each in page
        ]
        self.json({"type": "FeatureCollection", "features": listed})

    def json(self, answer: object) -> None:
        content = json.dumps(answer).encode()
        self.head(200, len(content))
        self.wfile.write(content)


def cut_after(how_many: int) -> Fault:
    """The connection breaks after so many bytes of the file, or of the part asked for."""

    def fault(handler: Handler, content: bytes) -> bool:
        first, last = handler.span(len(content)) or (0, len(content) - 1)
        part = content[first : last + 1]
        status = 206 if handler.headers.get("Range") else 200
        placed = {"Content-Range": f"bytes {first}-{last}/{len(content)}"} if status == 206 else {}
        handler.head(status, len(part), {"ETag": etag(content), **placed})
        handler.wfile.write(part[:how_many])
        handler.close_connection = True
        return True

    return fault


def answered(status: int, **headers: str) -> Fault:
    """Another status, such as 503, with headers such as Retry_After."""

    def fault(handler: Handler, content: bytes) -> bool:
        handler.head(status, 0, {name.replace("_", "-"): told for name, told in headers.items()})
        return True

    return fault


def content(told: bytes, status: int = 200) -> Fault:
    """Something else in its place, once."""

    def fault(handler: Handler, content: bytes) -> bool:
        handler.head(status, len(told))
        handler.wfile.write(told)
        return True

    return fault


def replaced(path: str, new: bytes) -> Fault:
    """The publisher puts another version in place, and then answers."""

    def fault(handler: Handler, content: bytes) -> bool:
        handler.publishers.files[path] = new
        return False

    return fault


def claiming(more: int) -> Fault:
    """A Content-Length that is more than there is."""

    def fault(handler: Handler, content: bytes) -> bool:
        handler.head(200, len(content) + more, {"ETag": etag(content)})
        handler.wfile.write(content)
        handler.close_connection = True
        return True

    return fault


def heedless(handler: Handler, content: bytes) -> bool:
    """A part of whatever is there now, whatever If-Range says."""
    handler.whole_or_part(content, heed_if_range=False)
    return True


def silent(handler: Handler, content: bytes) -> bool:
    """Some bytes, then nothing, until the test is over."""
    handler.head(200, len(content), {"ETag": etag(content)})
    handler.wfile.write(content[:10])
    handler.wfile.flush()
    handler.publishers.release.wait(30)
    handler.close_connection = True
    return True


@contextmanager
def serving() -> Iterator[Publishers]:
    """Such a server on a free port of this machine, while the block runs."""
    publishers = Publishers()
    handler = type("Handler", (Handler,), {"publishers": publishers})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    publishers.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield publishers
    finally:
        publishers.release.set()
        server.shutdown()
        server.server_close()
        thread.join()
