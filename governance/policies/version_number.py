"""The number of a version, such as 1.10, and which of two is the later."""

import re

FORM = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,2}")


def in_order(number: str) -> tuple[int, int, int]:
    """A number of the form `FORM` in, what to sort it by out: 1.10 comes after 1.9, and 1 is the same as 1.0."""
    first, second, third, *_ = [*map(int, number.split(".")), 0, 0]
    return first, second, third


def following(number: str) -> str:
    """The number of the next version: 1.9 in, 1.10 out."""
    before, dot, last = number.rpartition(".")
    return f"{before}{dot}{int(last) + 1}"
