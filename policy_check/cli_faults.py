"""What click could not understand, in; a `Stop` that says so in the language of the user, out."""

from __future__ import annotations

import click

from policy_check.exits import BAD_INPUT, Stop
from policy_check.words import Words, safe


def usage_fault(error: click.ClickException, words: Words) -> Stop:
    """The end of a run whose arguments click does not accept."""
    return Stop(BAD_INPUT, [_message(error, words), words("see_help")])


def _message(error: click.ClickException, words: Words) -> str:
    if isinstance(error, click.NoSuchOption):
        near = [safe(one) for one in error.possibilities or ()]
        also = words("did_you_mean", names=words.list(near)) if near else ""
        return words("no_option", name=safe(error.option_name)) + also
    if isinstance(error, click.MissingParameter):
        return words("missing_argument", name=_name(error))
    if isinstance(error, click.BadOptionUsage):
        return words("wants_value", name=safe(error.option_name))
    if isinstance(error, click.BadParameter) and error.param is not None and isinstance(error.param.type, click.Choice):
        return words(
            "bad_choice", name=_name(error), choices=words.list([str(one) for one in error.param.type.choices])
        )
    return words("bad_usage", why=safe(error.format_message()))


def _name(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.human_readable_name if error.param is not None else str(error.param_hint or "?")
