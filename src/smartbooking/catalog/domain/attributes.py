"""Checks attributes against the JSON Schema of a vertical and says, field by field, what to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from smartbooking.kernel.problem import FieldError

# What each keyword of the schema means in words; `e.validator_value` is the limit that was broken.
_WORDS: Final[dict[str, tuple[str, Callable[[Any], str]]]] = {  # Any: the keyword's JSON value
    "type": ("wrong_type", lambda limit: f"Expected {_kind(limit)}."),
    "enum": ("not_one_of", lambda limit: f"Choose one of: {', '.join(map(str, limit))}."),
    "minimum": ("too_small", lambda limit: f"Must be {limit} or more."),
    "exclusiveMinimum": ("too_small", lambda limit: f"Must be more than {limit}."),
    "maximum": ("too_large", lambda limit: f"Must be {limit} or less."),
    "exclusiveMaximum": ("too_large", lambda limit: f"Must be less than {limit}."),
    "minLength": ("too_short", lambda limit: f"Write at least {limit} characters."),
    "maxLength": ("too_long", lambda limit: f"Write at most {limit} characters."),
    "minItems": ("too_few", lambda limit: f"Give at least {limit}."),
    "maxItems": ("too_many", lambda limit: f"Give at most {limit}."),
    "uniqueItems": ("repeated", lambda _limit: "The same value stands here twice."),
    "pattern": ("wrong_format", lambda limit: f"Does not have the expected form ({limit})."),
    "format": ("wrong_format", lambda limit: f"Is not a valid {limit}."),
    "multipleOf": ("wrong_step", lambda limit: f"Must be a multiple of {limit}."),
}
_KINDS: Final = {
    "integer": "a whole number",
    "number": "a number",
    "string": "text",
    "boolean": "yes or no (true or false)",
    "array": "a list",
    "object": "an object",
}


def attribute_errors(
    schema: Mapping[str, Any], attributes: Mapping[str, Any], *, at: str = "/attributes"
) -> list[FieldError]:  # Any: JSON Schema, JSON
    """One error per wrong attribute, sorted by pointer; none when all is well. `at` prefixes pointers."""
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    errors = [found for e in validator.iter_errors(attributes) for found in _explain(e, at)]
    return sorted(errors, key=lambda e: (e.pointer, e.code))


def _explain(error: ValidationError, at: str) -> list[FieldError]:
    pointer = at + "".join(f"/{_escape(part)}" for part in error.absolute_path)
    keyword, limit = str(error.validator), error.validator_value
    present = error.instance if isinstance(error.instance, Mapping) else {}
    if keyword == "required" and isinstance(limit, list):
        # The library reports each absent name on its own and names it only in the message.
        absent = [name for name in limit if name not in present and repr(name) in error.message]
        return [FieldError(f"{pointer}/{_escape(name)}", "Please fill this in.", "required") for name in absent]
    if keyword == "additionalProperties":
        known = _known_names(error.schema)
        words = f"There is no such attribute. Known here: {', '.join(known) or 'none'}."
        unknown = [name for name in present if name not in known]
        return [FieldError(f"{pointer}/{_escape(name)}", words, "unknown") for name in unknown]
    code, in_words = _WORDS.get(keyword, ("invalid", lambda _limit: error.message))
    return [FieldError(pointer, in_words(limit), code)]


def _known_names(schema: object) -> list[str]:
    return sorted(schema.get("properties", {})) if isinstance(schema, Mapping) else []


def _kind(expected: str | list[str]) -> str:
    names = [expected] if isinstance(expected, str) else expected
    return " or ".join(_KINDS.get(name, name) for name in names)


def _escape(part: str | int) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
