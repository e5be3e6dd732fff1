"""A mail server on localhost that does what a test tells it: refuse, hang up, be slow, or take the mail."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class Post:
    """What the server got, and how it answers the next mails: ``ok``, ``450``, ``550``, ``hang_up`` or ``slow``."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    mails: list[Message] = field(default_factory=list)
    tries: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> str:
        with self.lock:
            self.tries += 1
            return self.answers.pop(0) if self.answers else "ok"


def _handler(post: Post) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def _say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

        def handle(self) -> None:
            answer = post.next()
            if answer == "hang_up":
                return
            if answer == "slow":
                time.sleep(0.5)
                return
            self._say("220 test")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"QUIT":
                    return self._say("221 bye")
                if word == b"RCPT" and answer != "ok":
                    self._say(f"{answer} not now")
                elif word == b"DATA":
                    self._say("354 go")
                    content = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        content += part
                    with post.lock:
                        post.mails.append(message_from_bytes(content))
                    self._say("250 taken")
                else:
                    self._say("250 fine")

    return Handler


@contextmanager
def post_office() -> Iterator[Post]:
    """The server, until the block ends."""
    post = Post()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), _handler(post)) as server:
        post.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield post
        finally:
            server.shutdown()
            thread.join()
