"""What can be wrong with an expression: in, a stable code, a place and the texts found and expected; out, an exception.

Only a text that is no expression, or that names what does not exist, is an error. A value that cannot be worked out (a
division by zero, a wrong type) is never one: FEEL gives null there.
"""

from __future__ import annotations


class FeelError(ValueError):
    """An expression that cannot be used.

    Attributes:
        code: a stable short word; a front end translates it (see the subclasses for the codes that exist).
        at: offset in the expression's text, in code points; -1 where there is no text.
        found: the piece of text at that place.
        expected: what could have stood there, for display; may be empty.
    """

    def __init__(self, code: str, at: int, found: str = "", expected: str = "") -> None:
        self.code = code
        self.at = at
        self.found = found
        self.expected = expected
        super().__init__(self.__str__())

    def __str__(self) -> str:
        found = f": {self.found!r}" if self.found else ""
        expected = f", expected {self.expected}" if self.expected else ""
        return f"{self.code} at {self.at}{found}{expected}"


class FeelSyntaxError(FeelError):
    """A text that is no expression.

    Codes: ``unexpected_token``, ``unexpected_end``, ``unexpected_character``, ``unterminated_string``,
    ``unterminated_comment``, ``bad_literal`` (a number too large, an @-literal that is no date, time or duration),
    ``duplicate_key``, ``too_deep``.
    """


class FeelNameError(FeelError):
    """An expression that uses what does not exist.

    Codes: ``unknown_name``, ``unknown_function``, ``unknown_type``, ``unknown_form``.
    """
