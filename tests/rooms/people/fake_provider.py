"""A tiny OpenID Connect provider on the loopback: discovery, authorise, token, userinfo, keys."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "rebonds-essai", "un-secret-de-test"


@functools.cache
def new_key(name: str) -> rsa.RSAPrivateKey:
    """Return a key, drawn once for all tests."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    """What a test may change: who signs in, how the person is told of, and what is wrong.

    ``signed`` answers about the person as a signed token, as ProConnect does. ``forge`` signs with a key that
    is not published; ``audience`` names another client.
    """

    def __init__(self) -> None:
        self.person: dict[str, Any] = {
            "sub": "agent-1",
            "email": "Agathe@Exemple.fr",
            "given_name": "Agathe",
            "usual_name": "Martin-Test",
        }
        self.signed = True
        self.forge = False
        self.audience = CLIENT
        self.refuse = False
        self.codes: dict[str, dict[str, str]] = {}
        self.key, self.other = new_key("published"), new_key("other")
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def jwks(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "k1", "alg": "RS256", "use": "sig"}]}

    def token(self, claims: dict[str, Any]) -> str:
        now = int(time.time())
        whole = {"iss": self.issuer, "aud": self.audience, "iat": now, "exp": now + 60} | claims
        key = self.other if self.forge else self.key
        return jwt.encode(whole, key, algorithm="RS256", headers={"kid": "k1"})

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser is sent after the person has agreed, as the provider's page would."""
        if self.refuse:
            return f"{query['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': query['state']})}"
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return None
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        challenge = asked.get("code_challenge")
        if challenge:
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
                return None
        return {
            "access_token": "access-1",
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self.token({"sub": self.person["sub"], "nonce": asked.get("nonce", "")}),
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

            def answer(self, body: Any, kind: str = "application/json", status: int = 200) -> None:
                data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                if parts.path == "/.well-known/openid-configuration":
                    self.answer(provider.discovery())
                elif parts.path == "/jwks":
                    self.answer(provider.jwks())
                elif parts.path == "/authorize":
                    query = {k: v[0] for k, v in parse_qs(parts.query).items()}
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(query))
                    self.end_headers()
                elif parts.path == "/userinfo" and self.headers["Authorization"] == "Bearer access-1":
                    if provider.signed:
                        self.answer(provider.token(provider.person), "application/jwt")
                    else:
                        self.answer(provider.person)
                else:
                    self.answer({"error": "not_found"}, status=404)

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                found = provider.exchange({k: v[0] for k, v in parse_qs(raw).items()})
                self.answer(found or {"error": "invalid_grant"}, status=200 if found else 400)

        return Handler
