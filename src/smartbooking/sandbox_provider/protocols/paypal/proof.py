"""How PayPal proves its messages: an RSA signature over ids, time and CRC-32 of the body, and its certificate."""

from __future__ import annotations

import base64
import datetime
import uuid
import zlib
from collections.abc import Mapping

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from smartbooking.sandbox_provider.bank import Bank
from smartbooking.sandbox_provider.protocols.paypal.acts import NAME, fail

CERTIFICATE = "CERT-360caa42-paysim"
COMMON_NAME = "messageverificationcerts.paypal.com"


class Notary:
    """Signs messages; its key is made when it is first needed and kept for the life of the process."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._made: tuple[rsa.RSAPrivateKey, str] | None = None

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_route("/v1/notifications/certs/{name}", self.certificate, methods=["GET"])
        return router

    def headers(self, ident: str, body: bytes, at: int) -> Mapping[str, str]:
        key, _ = self._pair()
        moment = datetime.datetime.fromtimestamp(at, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        transmission = str(uuid.uuid5(uuid.NAMESPACE_URL, ident))
        signed = f"{transmission}|{moment}|{self.bank.account(NAME)['webhook_id']}|{zlib.crc32(body)}".encode()
        return {
            "paypal-transmission-id": transmission,
            "paypal-transmission-time": moment,
            "paypal-transmission-sig": base64.b64encode(key.sign(signed, padding.PKCS1v15(), hashes.SHA256())).decode(),
            "paypal-cert-url": self.bank.url(f"/{NAME}/v1/notifications/certs/{CERTIFICATE}"),
            "paypal-auth-algo": "SHA256withRSA",
        }

    async def certificate(self, request: Request) -> Response:
        if request.path_params["name"] != CERTIFICATE:
            fail(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
        return PlainTextResponse(self._pair()[1], media_type="application/x-pem-file")

    def _pair(self) -> tuple[rsa.RSAPrivateKey, str]:
        if self._made is None:
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME)])
            today = datetime.datetime.now(datetime.UTC)
            made = (
                x509.CertificateBuilder()
                .subject_name(name)
                .issuer_name(name)
                .public_key(key.public_key())
                .serial_number(x509.random_serial_number())
                .not_valid_before(today - datetime.timedelta(days=30))
                .not_valid_after(today + datetime.timedelta(days=365))
                .sign(key, hashes.SHA256())
            )
            self._made = key, made.public_bytes(serialization.Encoding.PEM).decode()
        return self._made
