"""Probes and verdicts: one program, many answers, and a sentence for each."""

import pytest

from course import probes
from course.probes import Answer, NotAnswered, attempt, observe
from course.verdicts import Row, Verdict, judge, render

SEED = 11


def half_of_it(answer, rng):
    """Half of a random number, twice over."""
    for x in rng.uniform(1.5, 3.0, size=2):
        yield f"half of {x:.2f}", answer.half(x)


@pytest.fixture
def halving():
    return probes.Probe("half", 2, ("a?", "b.", "c"), half_of_it, "nowhere")


def rounds(probe, f):
    return observe(probe, {"half": f} if f else {}, SEED)


def verdict_on(probe, f, mistakes=()):
    known = [{"name": n, "sentence": s, "rounds": rounds(probe, g)} for n, s, g in mistakes]
    return judge(probe, rounds(probe, lambda x: x / 2), rounds(probe, f), known)


def test_a_right_answer_has_all_points(halving):
    verdict = verdict_on(halving, lambda x: 0.5 * x)

    assert verdict.right
    assert render(halving, verdict)[0].startswith("✓ half")
    assert "2 of 2 points" in render(halving, verdict)[0]
    assert "6 observations on 3 random problems" in render(halving, verdict)[1]


def test_a_known_mistake_is_named(halving):
    mistakes = [("same", "That is x itself.", lambda x: x), ("twice", "Twice.", lambda x: 2 * x)]

    verdict = verdict_on(halving, lambda x: x + x, mistakes)

    assert (verdict.status, verdict.mistake, verdict.diagnosis) == ("wrong", "twice", "Twice.")
    text = "\n".join(render(halving, verdict))
    assert "0 of 2 points" in text and "  Twice." in text and 'hint("half")' in text


def test_an_error_is_a_known_mistake_only_if_it_says_the_same(halving):
    def untold(x):
        return x / "2"

    mistakes = [("text", "That is a text.", untold)]

    assert verdict_on(halving, untold, mistakes).mistake == "text"
    other = verdict_on(halving, lambda x: x / None, mistakes)
    assert (other.status, other.mistake) == ("wrong", "")


def test_an_unknown_mistake_is_told_with_its_ratio(halving):
    verdict = verdict_on(halving, lambda x: -x / 2)

    assert verdict.mistake == ""
    assert verdict.remarks == ("Every number is -1 times the expected one.",)


def test_a_wrong_shape_is_told(halving):
    verdict = verdict_on(halving, lambda x: [x / 2])

    assert verdict.remarks == ("Shape expected (), got (1,).",)


def test_the_rows_show_expected_and_got(halving):
    rows = verdict_on(halving, lambda x: x / 2 if x < 2 else 7.0).rows

    assert any(row.ok for row in rows) and not all(row.ok for row in rows)
    assert 7.0 in [row.got for row in rows]


@pytest.mark.parametrize("f", [lambda x: None, lambda x: None + x], ids=["None", "used"])
def test_none_in_place_of_a_result_is_told(halving, f):
    [remark] = verdict_on(halving, f).remarks

    assert "None in place of a result" in remark


def test_a_function_that_calls_itself_for_ever_is_told(halving):
    def f(x):
        return f(x)

    [remark] = verdict_on(halving, f).remarks

    assert "calls itself and comes to no end" in remark


def test_rows_that_are_left_out_never_take_the_problem_with_them(halving):
    """Where a row in the middle is wrong, the row that says what the problem is still shows."""
    def walk(answer, rng):
        yield "another problem", answer.half(1.0)
        yield "the problem", answer.half(2.0)
        for i in range(20):
            yield f"    step {i}", answer.half(i)

    probe = probes.Probe("walk", 1, ("a", "b", "c"), walk, "nowhere")
    text = "\n".join(render(probe, verdict_on(probe, lambda x: x / 2 if x != 9 else 0.0)))

    assert "the problem" in text and "another problem" not in text
    assert "    step 9" in text and "    step 5" not in text and "    step 6" in text
    assert "… and 7 more" in text
    assert text.count("expected") == 8


@pytest.mark.parametrize("f", [None, lambda x: stub()], ids=["no name", "stub"])
def test_what_is_not_filled_in_is_unanswered(halving, f):
    verdict = verdict_on(halving, f)

    assert verdict.status == "unanswered"
    assert "half" in verdict.remarks[0] or "Not filled in" in verdict.remarks[0]


def stub():
    raise NotImplementedError


@pytest.mark.parametrize("error", [ValueError, SystemExit, GeneratorExit, BaseException])
def test_whatever_an_answer_raises_is_an_observation(halving, error):
    def f(x):
        raise error("no")

    seen = rounds(halving, f)

    assert [r[-1][0] for r in seen] == ["raised"] * 3
    assert seen[0][-1][1]["error"] == error.__name__
    assert verdict_on(halving, f).status == "wrong"


def test_ctrl_c_is_the_students_own(halving):
    def f(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rounds(halving, f)


@pytest.mark.parametrize("damage", [
    lambda seen: [], lambda seen: seen[:1], lambda seen: [r[:1] for r in seen],
    lambda seen: [[] for _ in seen], lambda seen: [r + r for r in seen],
    lambda seen: [[["other label", v] for _, v in r] for r in seen],
    lambda seen: [r[::-1] for r in seen],
], ids=["nothing", "one round", "one each", "empty rounds", "twice", "other labels", "reversed"])
def test_too_little_too_much_or_something_else_earns_nothing(halving, damage):
    expected = rounds(halving, lambda x: x / 2)

    verdict = judge(halving, expected, damage(expected))

    assert not verdict.right
    assert render(halving, verdict)


def test_a_reference_without_observations_is_the_graders_fault(halving):
    with pytest.raises(ValueError, match="no observations"):
        judge(halving, [[], [], []], [[], [], []])


def test_several_right_answers_are_accepted_by_the_probes_own_rule():
    def smallest(answer, rng):
        n = int(rng.integers(2, 6))
        yield f"any number above {n}", answer.more(n)

    probe = probes.Probe("more", 1, ("a", "b", "c"), smallest, "nowhere",
                         accept=lambda expected, got: isinstance(got, int) and got >= expected)
    expected = observe(probe, {"more": lambda n: n + 1}, SEED)

    assert judge(probe, expected, observe(probe, {"more": lambda n: n + 9}, SEED)).right
    assert not judge(probe, expected, observe(probe, {"more": lambda n: n}, SEED)).right


def test_warnings_of_an_answer_stay_its_own(halving):
    import warnings

    def f(x):
        warnings.warn("loud", stacklevel=1)
        return x / 2

    assert verdict_on(halving, f).right


def test_the_same_seed_poses_the_same_problem_and_another_another(halving):
    first, again = rounds(halving, lambda x: x), rounds(halving, lambda x: x)
    other = observe(halving, {"half": lambda x: x}, SEED + 1)

    assert first == again != other
    assert first[0] != first[1]


def test_an_unknown_exercise_names_the_nearest():
    with pytest.raises(probes.UnknownExercise, match="Did you mean 'tangent_line'"):
        probes.find("tangent_lines")


def test_a_name_that_is_not_there_says_so():
    with pytest.raises(NotAnswered, match="`f` is not defined yet"):
        Answer({}).f  # noqa: B018


def test_an_exercise_has_three_hints():
    with pytest.raises(ValueError, match="3 hints, not 1"):
        probes.probe("x", points=1, hints=("only one",))


def test_attempt_gives_the_value_or_the_error():
    assert attempt(lambda x: x + 1, 2) == 3
    assert isinstance(attempt(lambda: 1 / 0), ZeroDivisionError)


@pytest.mark.parametrize(("wide", "lines"), [
    (40, ["      short" + 35 * " " + "   expected  1   got  2",
          "      " + 40 * "l" + "   expected  1   got  1   ✓"]),
    (99, ["      short   expected  1   got  2",
          "      " + 99 * "l", "              expected  1   got  1   ✓"]),
], ids=["fits", "too long"])
def test_a_label_that_is_too_long_has_a_line_of_its_own(halving, wide, lines):
    verdict = Verdict("wrong", rows=(Row("short", 1, 2, False), Row(wide * "l", 1, 1, True)))

    assert render(halving, verdict)[1:-1] == lines


def test_values_too_wide_for_columns_stand_below_each_other_and_once_where_they_agree(halving):
    many, other = "a" * 30, "b" * 30
    verdict = Verdict("wrong", rows=(Row("one", many, other, False), Row("two", many, many, True)))

    assert render(halving, verdict)[1:-1] == [
        "      one", f"              expected  '{many}'", f"              got       '{other}'",
        "      two   ✓", f"              as expected  '{many}'"]
