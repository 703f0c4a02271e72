"""Kaspi's standard and enhanced schemes want a client certificate: shown when configured, and nothing works without."""

from __future__ import annotations

import asyncio
import dataclasses
import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from smartbooking.infra.settings import Settings
from smartbooking.payments.domain import AttemptStatus
from smartbooking.payments.gateways.kaspi_qr import KaspiQr, client_context
from smartbooking.payments.ports import OutcomeUnknown
from tests.payments.factory import make_order

ANSWER = b'{"StatusCode": 0, "Message": null, "Data": {"Status": "Processed", "Amount": 12000.00}}'


class Authority:
    """A certificate authority of this test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.file = self.issue("authority", own=True)[0]

    def issue(self, name: str, *, own: bool = False) -> tuple[Path, Path]:
        """A certificate and its key as files."""
        key = self.key if own else ec.generate_private_key(ec.SECP256R1())
        now = datetime.now(UTC)
        called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        by = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
        local = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        made = (
            x509.CertificateBuilder()
            .subject_name(called)
            .issuer_name(by)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=own, path_length=None), critical=True)
            .add_extension(local, critical=False)
            .sign(self.key, hashes.SHA256())
        )
        files = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
        files[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return files


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(ANSWER)}\r\n\r\n"
    writer.write(head.encode() + ANSWER)
    await writer.drain()
    writer.close()


async def test_the_certificate_is_shown_to_the_provider_and_its_authority_is_checked(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    server_file, server_key = authority.issue("server")
    client_file, client_key = authority.issue("client")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority.file))
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(server_file, server_key)
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, ssl=context)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    order = dataclasses.replace(make_order(token=None), reference="12800000000")

    def gateway(**files: str) -> KaspiQr:
        return KaspiQr(url=url, device_token="d", verify=client_context(Settings(**files)), timeout_seconds=20.0)  # type: ignore[arg-type]

    trusted = {"kaspi_qr_authority_file": str(authority.file)}
    shown = {"kaspi_qr_certificate_file": str(client_file), "kaspi_qr_key_file": str(client_key)}
    whole = gateway(**trusted, **shown)
    without = [gateway(**trusted), gateway(**shown), gateway()]

    report = await whole.find_payment(order)
    for lacking in without:
        with pytest.raises(OutcomeUnknown):
            await lacking.find_payment(order)
    for one in (whole, *without):
        await one.close()
    server.close()

    assert report is not None
    assert report.status is AttemptStatus.CAPTURED
