"""The text of a policy in; a folder that loads out, with a stub of a rule for every sentence; an existing folder is
never touched."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from engine.model import Label, Place, Policy
from loader.diagnostics import Diagnostic, Diagnostics, diagnostic
from policy_check.check import words_of
from policy_check.exits import BAD_INPUT, OK, UNWRITTEN, Stop
from policy_check.inputs import read_input, shown_name
from policy_check.output import Output, complain
from policy_check.scaffold_files import About, Given, about_of, files_of
from policy_check.scaffold_text import Piece, pieces_of
from policy_check.words import Words, safe

_ID = re.compile("[a-z0-9][a-z0-9-]*")


def new(values: dict[str, Any]) -> int:
    """Make the folder. Raises Stop where it cannot be made whole; then nothing is there."""
    words = words_of(values)
    folder = Path(os.path.abspath(values["folder"]))
    given = _given(values, words)
    with Output(None, (), words) as output:
        taken = _taken(folder)
        if taken is not None:
            raise Stop(BAD_INPUT, _lines([_refused(values["folder"], taken)], words))
        if values["from"] is None:
            raise Stop(BAD_INPUT, [words("wants_option", name="--from"), words("see_help")])
        source = _source(values["from"], words)
        pieces = _pieces(source, values["from"], words)
        about = about_of(pieces, given, folder.name, date.today())
        policy = _write(folder, files_of(source, pieces, about), words)
        for line in _told(values["folder"], policy, about, words):
            output.write(line + "\n")
    return OK


def _given(values: dict[str, Any], words: Words) -> Given:
    """What the options say about the document. Raises Stop where they say what cannot be."""
    day: date | None = None
    if values["in_force"] is not None:
        try:
            day = date.fromisoformat(values["in_force"]) if len(values["in_force"]) == 10 else None
        except ValueError:
            day = None
        if day is None:
            raise Stop(BAD_INPUT, [words("bad_day", name="--in-force", value=safe(values["in_force"]))])
    if values["id"] is not None and not _ID.fullmatch(values["id"]):
        raise Stop(BAD_INPUT, [words("bad_id", value=safe(values["id"]))])
    texts = {name: _one_line(values[name], name, words) for name in ("document_number", "title")}
    issuers = tuple(one for text in values["issuer"] if (one := _one_line(text, "issuer", words)))
    return Given(values["id"], texts["document_number"], texts["title"], issuers, day)


def _one_line(text: str | None, name: str, words: Words) -> str | None:
    """A text that can stand in a file. Raises Stop for control characters."""
    if text is None:
        return None
    if not text.isprintable():
        raise Stop(BAD_INPUT, [words("not_printable", name="--" + name.replace("_", "-"), value=safe(text))])
    return text.strip() or None


def _taken(folder: Path) -> Label | None:
    """Why a folder cannot be made here; None where it can."""
    try:
        if not os.path.lexists(folder):
            return None
        if not folder.is_dir() or folder.is_symlink():
            return Label("那里已有同名的文件", "there is a file of that name")
        if folder == Path.cwd():
            return Label("那是当前文件夹", "it is the folder you are in")
        return (
            Label("那里已有文件夹，而且不是空的", "the folder exists and is not empty")
            if any(folder.iterdir())
            else None
        )
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        return Label(f"系统报告：{why}", f"the system says: {why}")


def _refused(folder: str, why: Label) -> Diagnostic:
    return diagnostic("PC522", Place(folder, 1, 1), folder=folder, reason=why)


def _source(file: str, words: Words) -> str:
    """The text of the policy, without a byte order mark. Raises Stop where it cannot be used."""
    from loader.yaml.reading import decode

    found = Diagnostics()
    text = decode(read_input(file, words), shown_name(file, words), found)
    if text is None:
        raise Stop(BAD_INPUT, _lines(found, words))
    complain(_lines(found, words))
    return text


def _pieces(source: str, file: str, words: Words) -> list[Piece]:
    """The sentences of the text. Raises Stop where there are none."""
    pieces = pieces_of(source)
    if not pieces:
        raise Stop(BAD_INPUT, _lines([diagnostic("PC523", Place(shown_name(file, words), 1, 1))], words))
    return pieces


def _write(folder: Path, files: Mapping[str, str], words: Words) -> Policy:
    """Write the files into a folder beside it, load them, and only then give it its name."""
    draft: Path | None = None
    try:
        draft = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".tmp", dir=folder.parent))
        for name, text in files.items():
            (draft / name).parent.mkdir(exist_ok=True)
            (draft / name).write_bytes(text.encode())
        policy = _loaded(draft, folder, words)
        draft.chmod(0o777 & ~_umask())
        if folder.exists():
            folder.rmdir()  # it is empty: nothing else may be here
        draft.rename(folder)
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise Stop(UNWRITTEN, [words("unwritten", file=safe(str(folder)), why=why)]) from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)
    return policy


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _loaded(draft: Path, folder: Path, words: Words) -> Policy:
    """The policy of the draft. Raises Stop where it does not load: a text may fill more than a file may hold."""
    from loader.policies import load_policy

    policy, found = load_policy([draft])
    if policy is None:
        lines = [line.replace(draft.name, folder.name) for line in _lines(found, words)]
        raise Stop(BAD_INPUT, [words("not_drafted"), *lines])
    return policy


def _told(shown: str, policy: Policy, about: About, words: Words) -> list[str]:
    """What was made, what is a placeholder in it, and what comes next."""
    from loader.rules.awaiting import awaits

    awaiting = sum(map(awaits, policy.rules))
    name = safe(shlex.quote(shown))
    counts = {"id": policy.id, "day": policy.since, "sentences": len(policy.sentences), "awaiting": awaiting}
    missing = [words("made_missing", list=words.list(list(about.missing)))] if about.missing else []
    return [words("made", folder=safe(shown), **counts), *missing, words("made_next", folder=name)]


def _lines(found: Iterable[Diagnostic], words: Words) -> list[str]:
    return [safe(one.text(words.language)) for one in found]
