"""A fake OpenID issuer on localhost: discovery, authorization, token and userinfo, enough for a real code flow."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlparse

import jwt

CLIENT = "amtslotse"
SECRET = "a-secret-that-only-the-test-knows-and-that-is-long"


@dataclass
class Issuer:
    """What the issuer says about whoever comes next."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    amr: list[str] | None = None
    acr: str | None = None
    asked: list[dict[str, list[str]]] = field(default_factory=list)

    def id_token(self) -> str:
        now = int(time.time())
        token = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, "sub": self.claims.get("sub", "1")}
        token |= {key: value for key, value in (("amr", self.amr), ("acr", self.acr)) if value is not None}
        return jwt.encode(token, SECRET, algorithm="HS256")


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _say(self, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            path = urlparse(self.path).path
            if path == "/.well-known/openid-configuration":
                self._say(
                    {
                        "issuer": issuer.address,
                        "authorization_endpoint": f"{issuer.address}/authorize",
                        "token_endpoint": f"{issuer.address}/token",
                        "userinfo_endpoint": f"{issuer.address}/userinfo",
                        "jwks_uri": f"{issuer.address}/keys",
                    }
                )
            elif path == "/userinfo":
                self._say({"sub": "1", **issuer.claims})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            issuer.asked.append(parse_qs(self.rfile.read(length).decode()))
            self._say({"access_token": "t", "token_type": "Bearer", "id_token": issuer.id_token()})

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    return Handler


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """The issuer, until the block ends."""
    issuer = Issuer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(issuer))
    issuer.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
