"""The driver of the C engine: what fires, its limits, facts that it confuses, and faults that it must not let pass."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Sequence
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from engine.durable import (
    MOST_CONDITIONS,
    MOST_RULES,
    MOST_TOKENS,
    STEP,
    Clause,
    EngineFault,
    Program,
    Unavailable,
    chunks,
    engine,
)
from engine.network import NEVER, Builder, Runner

durable_rules_engine = pytest.importorskip("durable_rules_engine")
resource = pytest.importorskip("resource")

CONFUSED = ((54067, 56562), (4742, 141851))
"""Tokens whose facts the C engine takes for one: a 32-bit hash of them is the same."""
CONFUSED_NEXT = (126761 - STEP, 142964 - STEP)
"""Tokens whose facts it takes for one after they have been moved once."""


def meant(clauses: Sequence[Clause], tokens: set[int]) -> set[int]:
    """The places of the clauses that fire, by going through them until nothing follows any more."""
    known, fired = {1, *tokens}, set[int]()
    while True:
        found = {place for place, clause in enumerate(clauses) if known.issuperset(clause.body)}
        if found == fired:
            return fired
        fired = found
        known |= {clauses[place].head for place in fired}


def random_clauses(rng: Random, count: int, facts: int) -> list[Clause]:
    """Clauses over the tokens 2 … facts+1 and over what those before them derive."""
    made: list[Clause] = []
    heads: list[int] = []
    for number in range(count):
        choices = [*range(2, facts + 2), *heads]
        body = tuple(rng.sample(choices, min(len(choices), rng.choice((0, 1, 1, 2, 2, 3, 6, MOST_CONDITIONS)))))
        again = heads and rng.random() < 0.3 and heads[-1] not in body
        head = heads[-1] if again else facts + 2 + number
        made.append(Clause(head, body))
        if not again:
            heads.append(head)
    return made


# --- what fires -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_it_fires_what_follows(seed: int) -> None:
    rng = Random(seed)
    for _ in range(10):
        facts = rng.choice((1, 4, 12, 40))
        clauses = random_clauses(rng, rng.choice((1, 5, 30, 120)), facts)
        program = Program(clauses)
        for _ in range(6):
            tokens = {token for token in range(2, facts + 2) if rng.random() < rng.choice((0.3, 0.8, 1.0))}
            fired = program.fire(tokens)
            assert len(fired) == len(set(fired))
            assert set(fired) == meant(clauses, tokens)


def test_each_clause_fires_after_what_it_rests_on() -> None:
    clauses = [Clause(10, (2,)), Clause(11, (10,)), Clause(12, (11, 3)), Clause(13, (12, 10))]
    assert Program(clauses).fire([2, 3]) == [0, 1, 2, 3]


def test_the_order_of_tokens_never_matters() -> None:
    rng = Random(0)
    clauses = random_clauses(rng, 60, 12)
    tokens = list(range(2, 14))
    first = Program(clauses).fire(tokens)
    for _ in range(20):
        rng.shuffle(tokens)
        assert Program(clauses).fire(tokens) == first
        assert Program(clauses).fire([*tokens, *tokens]) == first


def test_no_clauses_and_no_tokens() -> None:
    assert Program([]).fire([2, 3]) == []
    assert Program([Clause(2, ())]).fire([]) == [0]
    assert Program([Clause(3, (2,))]).fire([]) == []


def test_tokens_that_no_clause_mentions_are_none_of_the_engines_concern() -> None:
    assert Program([Clause(3, (2,))]).fire([2, 99, 10**30]) == [0]


def test_sessions_know_nothing_of_each_other() -> None:
    program = Program([Clause(4, (2, 3))])
    assert [program.fire(tokens) for tokens in ([2], [3], [2, 3], [3], [2])] == [[], [], [0], [], []]


def test_programs_know_nothing_of_each_other() -> None:
    one, other = Program([Clause(3, (2,))]), Program([Clause(4, (2,)), Clause(5, (4,))])
    assert (one.fire([2]), other.fire([]), other.fire([2]), one.fire([])) == ([0], [], [0, 1], [])


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_chunks_keep_the_limits(seed: int) -> None:
    rng = Random(seed)
    clauses = [
        Clause(5000 + number, tuple(rng.sample(range(2, rng.choice((20, 3000))), rng.randrange(MOST_CONDITIONS + 1))))
        for number in range(rng.choice((0, 1, 47, 48, 49, 500)))
    ]
    found = chunks(clauses)
    assert [place for chunk in found for place in chunk] == list(range(len(clauses)))
    for chunk in found:
        assert 0 < len(chunk) <= MOST_RULES
        assert len({token for place in chunk for token in clauses[place].body}) <= MOST_TOKENS
        if chunk.stop < len(clauses):
            more = {token for place in range(chunk.start, chunk.stop + 1) for token in clauses[place].body}
            assert len(chunk) == MOST_RULES or len(more) > MOST_TOKENS, "cut although more would have fitted"


def test_bodies_of_most_conditions_fire_and_longer_ones_are_refused() -> None:
    body = tuple(range(2, MOST_CONDITIONS + 2))
    program = Program([Clause(99, body)])
    assert program.fire(body) == [0]
    assert program.fire(body[:-1]) == []
    with pytest.raises(ValueError, match="not a clause"):
        Program([Clause(99, (*body, 50))])


@pytest.mark.parametrize("length", [15, 16, 40, 300])
def test_longer_bodies_are_cut_by_the_network(length: int) -> None:
    builder, body = Builder(), []
    body = [builder.number() for _ in range(length)]
    head = builder.derive(body)
    assert all(len(clause.body) <= MOST_CONDITIONS for clause in builder.clauses)
    run = Runner(tuple(builder.clauses))
    assert head in run(body).present
    for place in (0, length // 2, length - 1):
        assert head not in run(body[:place] + body[place + 1 :]).present


def test_what_never_holds_derives_nothing() -> None:
    builder = Builder()
    one = builder.number()
    assert builder.derive((one, NEVER)) == NEVER
    assert builder.any_of((NEVER, NEVER)) == NEVER
    assert builder.clauses == []


@pytest.mark.parametrize(
    "clauses",
    [
        [Clause(3, (4,)), Clause(4, (2,))],
        [Clause(3, (3,))],
        [Clause(3, (2,)), Clause(4, (3,)), Clause(3, (5,))],
        [Clause(1, (2,))],
        [Clause(0, (2,))],
        [Clause(3, (0,))],
        [Clause(3, (2, 2))],
        [Clause(3, (-1, 2))],
    ],
)
def test_clauses_out_of_order_or_over_no_tokens_are_refused(clauses: list[Clause]) -> None:
    with pytest.raises(ValueError, match=r"rests on what|not a clause"):
        Program(clauses)


def test_far_more_than_one_rule_set_holds() -> None:
    clauses = [Clause(3000 + number, (2 + number,)) for number in range(1200)]
    clauses += [Clause(9000 + number, (3000 + number, 3000 + (number * 7 + 1) % 1200)) for number in range(1200)]
    tokens = set(range(2, 1202)) - {5, 600}
    assert set(Program(clauses).fire(tokens)) == meant(clauses, tokens)


# --- facts that the engine confuses -----------------------------------------------------------------------------------


def confused(one: int, other: int) -> bool:
    """Whether the C engine takes the facts of two tokens for one."""
    rules = {"0": {"all": [{"m_0": {"k": 1}}]}, "1": {"all": [{"m_0": {"k": one}}, {"m_1": {"k": other}}]}}
    handle = durable_rules_engine.create_ruleset("confused", json.dumps(rules))
    codes = [durable_rules_engine.assert_fact(handle, f'{{"sid":"1","k":{token}}}')[0] for token in (1, one, other)]
    durable_rules_engine.start_action_for_state(handle, 1)
    durable_rules_engine.delete_state(handle, "1")
    durable_rules_engine.delete_ruleset(handle)
    return codes == [0, 0, 2]


@pytest.mark.parametrize(("one", "other"), CONFUSED)
def test_confused_facts_are_numbered_anew(one: int, other: int) -> None:
    assert confused(one, other)
    program = Program([Clause(200_000, (one,)), Clause(200_001, (other,)), Clause(200_002, (one, other))])
    assert program.fire([one]) == [0]
    assert set(program.fire([one, other])) == {0, 1, 2}
    assert program.fire([other]) == [1]
    assert set(program.fire([one, other])) == {0, 1, 2}
    assert program._sets[0].shift == STEP


def test_what_is_derived_may_be_confused_with_a_fact() -> None:
    one, other = CONFUSED[0]
    program = Program([Clause(other, (2,)), Clause(200_000, (other, one)), Clause(200_001, (one,))])
    for _ in range(3):
        assert program.fire([2]) == [0]
        assert program.fire([one]) == [2]
        assert set(program.fire([2, one])) == {0, 1, 2}
    assert program._sets[0].shift == STEP


def test_facts_are_numbered_anew_until_none_are_confused() -> None:
    assert confused(*(token + STEP for token in CONFUSED_NEXT))
    body = (*CONFUSED[0], *CONFUSED_NEXT)
    program = Program([Clause(200_000, body), *(Clause(200_001 + at, (token,)) for at, token in enumerate(body))])
    assert set(program.fire(body)) == set(range(5))
    assert program._sets[0].shift == 2 * STEP
    assert program.fire(body[:1]) == [1]


# --- faults -----------------------------------------------------------------------------------------------------------

CLAUSES = [Clause(10, (2,)), Clause(11, (10, 3)), Clause(12, (11,))]
Answer = Callable[[Any], Any]


def faulty(monkeypatch: pytest.MonkeyPatch, name: str, answer: Answer, at: int = 0) -> SimpleNamespace:
    """The real module, except that what its function `name` gives goes through `answer`, at the call numbered `at`."""
    real = getattr(durable_rules_engine, name)
    module = SimpleNamespace(**vars(durable_rules_engine))
    module.calls = 0

    def call(*arguments: Any) -> Any:
        given = real(*arguments)
        module.calls += 1
        return answer(given) if module.calls == at + 1 else given

    setattr(module, name, call)
    monkeypatch.setitem(sys.modules, "durable_rules_engine", module)
    return module


def changed(report: str, old: str, new: str) -> str:
    """A report with one part changed, which has to be there."""
    assert old in report
    return report.replace(old, new)


REPORTS: list[tuple[str, Answer]] = [
    ("dropped", lambda report: None),
    (
        "another rule",
        lambda report: json.dumps({str(int(n) % 3 + 1): match for n, match in json.loads(report).items()}),
    ),
    ("a rule that is not there", lambda report: json.dumps({"77": next(iter(json.loads(report).values()))})),
    ("a token that is not known", lambda report: changed(report, '"k":', '"k":9')),
    ("a token too few", lambda report: json.dumps({next(iter(json.loads(report))): {}})),
    ("nothing", lambda report: "{}"),
    ("two rules", lambda report: '{"0":{"k":1},"1":{"k":1}}'),
    ("no JSON", lambda report: "{"),
    ("a list", lambda report: "[1]"),
    ("no match", lambda report: '{"1":null}'),
    ("no fact", lambda report: '{"1":{"m_0":{}}}'),
    ("a fact that is a text", lambda report: '{"1":{"m_0":{"k":"x"}}}'),
]


@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize(("what", "answer"), REPORTS)
def test_a_wrong_report_is_a_fault(monkeypatch: pytest.MonkeyPatch, what: str, answer: Answer, at: int) -> None:
    """The three reports after the first are spoilt by turns; the program works again at once."""
    faulty(monkeypatch, "complete_and_start_action", answer, at)
    program = Program(CLAUSES)
    with pytest.raises(EngineFault):
        program.fire([2, 3])
    for _ in range(3):
        assert program.fire([2, 3]) == [0, 1, 2]
        assert program.fire([3]) == []


@pytest.mark.parametrize(("what", "answer"), REPORTS)
def test_a_wrong_first_report_is_a_fault(monkeypatch: pytest.MonkeyPatch, what: str, answer: Answer) -> None:
    def first(given: Any) -> Any:
        return (given[0], answer(given[1]), *given[2:])

    faulty(monkeypatch, "start_action_for_state", first)
    program = Program(CLAUSES)
    with pytest.raises(EngineFault):
        program.fire([2, 3])
    assert program.fire([2, 3]) == [0, 1, 2]


def test_a_report_that_comes_twice_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost by it: the same report is only given once more before the next one."""
    module = faulty(monkeypatch, "complete_and_start_action", lambda report: report)
    real, given = module.complete_and_start_action, list[Any]()

    def stuttering(*arguments: Any) -> Any:
        given.append(given[0] if len(given) == 1 else real(*arguments))
        return given[-1]

    module.complete_and_start_action = stuttering
    program = Program(CLAUSES)
    with pytest.raises(EngineFault, match="reported"):
        program.fire([2, 3])
    assert program.fire([2, 3]) == [0, 1, 2]


def test_a_report_of_a_rule_on_tokens_that_are_not_known_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule is there and the tokens are those of its body, but one of them was never given."""
    report = '{"2":{"m_0":{"sid":"1","k":1},"m_1":{"sid":"1","k":10},"m_2":{"sid":"1","k":3}}}'
    faulty(monkeypatch, "complete_and_start_action", lambda given: given or report, at=1)
    program = Program(CLAUSES)
    with pytest.raises(EngineFault, match="reported"):
        program.fire([2])
    assert program.fire([2]) == [0]


@pytest.mark.parametrize("code", [1, 3, 301, -1])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_an_unknown_code_is_a_fault(monkeypatch: pytest.MonkeyPatch, code: int, at: int) -> None:
    faulty(monkeypatch, "assert_fact", lambda given: (code, given[1]), at)
    program = Program(CLAUSES)
    with pytest.raises(EngineFault):
        program.fire([2, 3])
    assert program.fire([2, 3]) == [0, 1, 2]


@pytest.mark.parametrize("name", ["assert_fact", "start_action_for_state", "complete_and_start_action", "delete_state"])
def test_an_error_of_the_engine_is_a_fault(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def fail(given: Any) -> Any:
        raise durable_rules_engine.error("out of memory")

    faulty(monkeypatch, name, fail)
    program = Program(CLAUSES)
    with pytest.raises(EngineFault, match="out of memory"):
        program.fire([2, 3])
    assert program.fire([2, 3]) == [0, 1, 2]


def test_a_rule_set_that_cannot_be_made_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(given: Any) -> Any:
        raise durable_rules_engine.error("Could not create ruleset, error code: 101")

    faulty(monkeypatch, "create_ruleset", fail)
    with pytest.raises(EngineFault, match="error code: 101"):
        Program(CLAUSES)
    assert Program(CLAUSES).fire([2, 3]) == [0, 1, 2]


def test_a_rule_set_is_not_touched_again_after_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even to be given back; the next session has one of its own, numbered as the first."""
    module = faulty(monkeypatch, "complete_and_start_action", lambda report: "{}")
    touched: list[tuple[str, int]] = []

    def watched(name: str) -> Callable[..., Any]:
        real = getattr(module, name)

        def call(handle: int, *arguments: Any) -> Any:
            touched.append((name, handle))
            return real(handle, *arguments)

        return call

    for name in ("assert_fact", "delete_state", "delete_ruleset"):
        setattr(module, name, watched(name))
    program = Program(CLAUSES)
    spoilt = program._sets[0].handle
    with pytest.raises(EngineFault):
        program.fire([2, 3])
    touched.clear()
    assert program.fire([2, 3]) == [0, 1, 2]
    own = program._sets[0].handle
    assert program._sets[0].shift == 0
    program._sets[0].close()
    assert own != spoilt
    assert {handle for _, handle in touched} == {own}
    assert touched[-1] == ("delete_ruleset", own)
    del program
    gc.collect()
    assert touched[-1] == ("delete_ruleset", own)


def test_nothing_of_a_fault_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    faulty(monkeypatch, "complete_and_start_action", lambda report: None)
    run = Runner(tuple(CLAUSES))
    with pytest.raises(EngineFault):
        run([2, 3])
    assert run.known == {}
    assert run([2, 3]).fired == (0, 1, 2)


@pytest.mark.parametrize("name", ["assert_fact", "start_action_for_state", "complete_and_start_action"])
def test_an_interrupted_session_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def interrupt(given: Any) -> Any:
        raise KeyboardInterrupt

    faulty(monkeypatch, name, interrupt, at=0 if name == "start_action_for_state" else 1)
    program = Program(CLAUSES)
    with pytest.raises(KeyboardInterrupt):
        program.fire([2, 3])
    assert program.fire([3]) == []
    assert program.fire([2, 3]) == [0, 1, 2]


# --- memory, and where there is no engine -----------------------------------------------------------------------------


def test_sessions_leave_no_memory_behind() -> None:
    unit = 2**20 if sys.platform == "darwin" else 2**10
    rng = Random(0)
    program = Program(random_clauses(rng, 40, 12))
    most: list[float] = []
    for number in range(20_000):
        program.fire([token for token in range(2, 14) if rng.random() < 0.5])
        if number in (2_000, 19_999):
            most.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
    assert most[1] - most[0] < 4


def test_rule_sets_are_given_back() -> None:
    """Programs that are no longer used, and those numbered anew, keep no rule set."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    most: list[float] = []
    for number in range(300):
        Program([Clause(200_000 + at, (CONFUSED[0][0], 2 + at)) for at in range(40)]).fire([2, CONFUSED[0][0]])
        if number in (50, 299):
            most.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
    assert most[1] - most[0] < 8


def test_without_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    with pytest.raises(Unavailable, match="durable_rules_engine"):
        engine()
    with pytest.raises(Unavailable):
        Program([Clause(3, (2,))])
