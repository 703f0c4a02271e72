"""Freedom Pay (PayBox) signatures and XML: md5 over the script's name, the values in the order of their names, the
secret, joined with semicolons. Nested values are named by their path and place.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.sax.saxutils import escape

from smartbooking.payments.ports import BadSignature

SIGNATURE: Final = "pg_sig"
Tree = Mapping[str, Any]  # Any: text or a tree below


def sign(script: str, fields: Mapping[str, str], secret: str) -> dict[str, str]:
    """The fields with a fresh salt and their signature."""
    salted = {**fields, "pg_salt": secrets.token_hex(8)}
    return {**salted, SIGNATURE: signature(script, salted, secret)}


def signature(script: str, fields: Tree, secret: str) -> str:
    """The signature of a request, an answer or a message of `script`."""
    flat = _flat(fields)
    values = [script, *(flat[name] for name in sorted(flat)), secret]
    return hashlib.md5(";".join(values).encode(), usedforsecurity=False).hexdigest()


def verify(script: str, fields: Tree, secret: str) -> None:
    """Raises BadSignature, in constant time, unless the fields are signed with the secret."""
    given = str(fields.get(SIGNATURE, ""))
    if not secret or not hmac.compare_digest(given.encode(), signature(script, fields, secret).encode()):
        raise BadSignature("the signature does not fit")


def read_xml(text: bytes) -> dict[str, Any]:  # Any: text or a tree below
    """`<response>` or `<request>` as a tree; raises ValueError for what is no XML."""
    # Entities are defined in a document type; without one there is nothing to expand.
    if b"<!" in text:
        raise ValueError("a document type or a comment is not expected")
    parser = XMLParser()  # noqa: S314
    try:
        parser.feed(text)
        root = parser.close()
    except ParseError as error:
        raise ValueError("not XML") from error
    found = _tree(root)
    return found if isinstance(found, dict) else {}


def write_xml(fields: Mapping[str, str]) -> bytes:
    """A signed answer."""
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return f'<?xml version="1.0" encoding="utf-8"?><response>{inner}</response>'.encode()


def _tree(element: Element) -> Any:  # Any: text or a tree
    children = list(element)
    if not children:
        return (element.text or "").strip()
    tree: dict[str, Any] = {}
    for child in children:
        # Several children of one name are a list.
        value = _tree(child)
        if child.tag in tree:
            before = tree[child.tag]
            tree[child.tag] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            tree[child.tag] = value
    return tree


def _flat(fields: Any, parent: str = "") -> dict[str, str]:  # Any: a tree or a list of trees
    pairs = fields.items() if isinstance(fields, Mapping) else ((str(n), one) for n, one in enumerate(fields))
    flat: dict[str, str] = {}
    for place, (key, value) in enumerate(pairs, start=1):
        if key == SIGNATURE:
            continue
        name = f"{parent}{key}{place:03d}"
        if isinstance(value, Mapping | list):
            flat |= _flat(value, name)
        else:
            flat[name] = str(value)
    return flat
