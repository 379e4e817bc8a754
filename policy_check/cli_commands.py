"""The command line as click reads it: arguments in, an exit code out. Imported for all but the plainest calls.

A first argument that is no subcommand begins a call of ``check``, so that ``policy-check facts.json`` works beside
``policy-check rules``; a file named like a subcommand is given as ``./rules``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from click.shell_completion import CompletionItem

from policy_check import options
from policy_check.cli_faults import usage_fault
from policy_check.exits import BAD_INPUT, OK, ReaderGone
from policy_check.language import language
from policy_check.options import COMMANDS, Option
from policy_check.version import __version__
from policy_check.words import Words

PROGRAM = "policy-check"
DEFAULT = "check"
SHELLS = ("bash", "zsh", "fish")

Work = Callable[[dict[str, Any]], int]


class Command(click.Command):
    """A command whose help is in both languages and knows how wide Chinese is."""

    def get_help(self, ctx: click.Context) -> str:
        """The help of this command."""
        from policy_check.help import command_help

        return command_help(ctx.info_name or "")


class AnyPath(click.Path):
    """A path that is completed, and taken as it stands: what is there is looked at when it is used."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path itself."""
        return value


class DefaultGroup(click.Group):
    """The subcommands; whatever names none of them is a call of ``check``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts ``check`` before arguments that do not begin with a subcommand."""
        own = ("--help", "--version")
        if args and args[0] not in self.commands and args[0] not in own:
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        """The help of the whole program."""
        from policy_check.help import program_help

        return program_help()

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Subcommands, and whatever may begin a call of ``check``: its options and files."""
        check = self.commands[DEFAULT]
        own = check.shell_complete(click.Context(check, ctx, DEFAULT), incomplete)
        files = [] if incomplete.startswith("-") else [CompletionItem(incomplete, type="file")]
        return [*super().shell_complete(ctx, incomplete), *own, *files]


@contextmanager
def _heeding_readers() -> Iterator[None]:
    """What click would take for its own affair is told: that the reader of the output has gone."""
    try:
        yield
    except BrokenPipeError as error:
        raise ReaderGone from error


def _version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from policy_check.output import Output

        with _heeding_readers(), Output(None, (), Words(language())) as output:
            output.write(f"{PROGRAM} {__version__}\n")
        ctx.exit(OK)


def _help(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        _print_help(ctx)
        ctx.exit(OK)


def _print_help(ctx: click.Context) -> None:
    from policy_check.output import Output

    with _heeding_readers(), Output(None, (), Words(language())) as output:
        output.write(ctx.get_help() + "\n")


def _help_option() -> click.Option:
    return click.Option(["--help"], is_flag=True, is_eager=True, expose_value=False, callback=_help)


def _option(option: Option) -> click.Option:
    """An option as click wants it."""
    if option.metavar is None:
        return click.Option([option.name], is_flag=True)
    kind: Any = click.Choice(list(option.choices)) if option.choices else None
    if option.metavar in ("FOLDER", "FILE"):
        kind = AnyPath(file_okay=option.metavar == "FILE")
    complete = _COMPLETED.get(option.name)
    return click.Option([option.name], metavar=option.metavar, multiple=option.many, type=kind, shell_complete=complete)


def _decisions(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from policy_check.completion import decision_names

    return [CompletionItem(name, help=label) for name, label in decision_names(ctx.params, incomplete)]


def _platforms(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from policy_check.completion import section_ids

    files = ctx.params.get("files") or ctx.args  # an option that lacks its value keeps click from naming the arguments
    return [CompletionItem(name, help=label) for name, label in section_ids({**ctx.params, "files": files}, incomplete)]


_COMPLETED: dict[str, Any] = {"--only": _decisions, "--platform": _platforms}


def _command(name: str, table: Sequence[Option], work: Work, argument: click.Argument | None = None) -> Command:
    """A command that hands the values of its options to `work` and exits with what that returns."""

    def callback(**values: Any) -> None:
        with _heeding_readers():
            code = work(values)
        click.get_current_context().exit(code)

    parameters: list[click.Parameter] = [argument] if argument is not None else []
    parameters += [_option(option) for option in table]
    return Command(
        name,
        params=[*parameters, _help_option()],
        callback=callback,
        add_help_option=False,
        short_help=COMMANDS[name][1],
    )


def _check(values: dict[str, Any]) -> int:
    from policy_check.check import check

    return check(values)


def _watch(values: dict[str, Any]) -> int:
    from policy_check.watch import watch

    return watch(values)


def _coverage(values: dict[str, Any]) -> int:
    from policy_check.coverage import coverage

    return coverage(values)


def _rules(values: dict[str, Any]) -> int:
    from policy_check.rules_list import rules

    return rules(values)


def _lint(values: dict[str, Any]) -> int:
    from policy_check.lint import lint

    return lint(values)


def _new(values: dict[str, Any]) -> int:
    from policy_check.new import new

    return new(values)


def _test(values: dict[str, Any]) -> int:
    from policy_check.case_command import test

    return test(values)


def _schema(values: dict[str, Any]) -> int:
    from policy_check.schema_command import schema

    return schema(values)


def _import_dmn(values: dict[str, Any]) -> int:
    from policy_check.dmn_commands import import_dmn

    return import_dmn(values)


def _export_dmn(values: dict[str, Any]) -> int:
    from policy_check.dmn_commands import export_dmn

    return export_dmn(values)


def _completion(values: dict[str, Any]) -> int:
    from click.shell_completion import ShellComplete, get_completion_class

    from policy_check.cli import COMPLETE
    from policy_check.output import Output

    found = get_completion_class(values["shell"])
    if found is not None:
        with Output(None, (), Words(language())) as output:
            output.write(ShellComplete.source(found(cli, {}, PROGRAM, COMPLETE)))
    return OK


cli = DefaultGroup(
    PROGRAM,
    params=[
        click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version),
        _help_option(),
    ],
    add_help_option=False,
    no_args_is_help=False,
    invoke_without_command=True,
    callback=lambda: None,
    commands={
        DEFAULT: _command(
            DEFAULT, options.CHECK, _check, click.Argument(["files"], nargs=-1, required=True, type=AnyPath())
        ),
        "watch": _command("watch", options.WATCH, _watch, click.Argument(["file"], required=True, type=AnyPath())),
        "coverage": _command("coverage", options.COVERAGE, _coverage),
        "rules": _command("rules", options.RULES, _rules),
        "lint": _command("lint", options.LINT, _lint, click.Argument(["folders"], nargs=-1, type=AnyPath())),
        "new": _command("new", options.NEW, _new, click.Argument(["folder"], required=True, type=AnyPath())),
        "test": _command("test", options.TEST, _test, click.Argument(["cases"], nargs=-1, type=AnyPath())),
        "schema": _command("schema", options.SCHEMA, _schema),
        "import-dmn": _command(
            "import-dmn", options.IMPORT_DMN, _import_dmn, click.Argument(["file"], required=True, type=AnyPath())
        ),
        "export-dmn": _command("export-dmn", options.EXPORT_DMN, _export_dmn),
        "completion": _command(
            "completion", (), _completion, click.Argument(["shell"], required=True, type=click.Choice(SHELLS))
        ),
    },
)
"""The program as click knows it."""


def run_click(arguments: list[str]) -> int:
    """Run the program. Raises Stop for a call that cannot be understood."""
    if not arguments and not _completing():
        from policy_check.help import program_help
        from policy_check.output import complain

        complain([program_help()])
        return BAD_INPUT
    try:
        code = cli.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except click.ClickException as error:
        raise usage_fault(error, Words(language(arguments))) from error
    return code if isinstance(code, int) else OK


def _completing() -> bool:
    import os

    from policy_check.cli import COMPLETE

    return COMPLETE in os.environ
