"""Recording what the reference and the known mistakes answer on the public seed."""

import json

import course.expected
from course.probes import PUBLIC_SEED, find, observe
from grading import mistakes
from grading.job import reference_job
from grading.lessons import ROOT

FOLDER = ROOT / "course" / "expected"


def answers(lesson, seed):
    """`{exercise: {"reference": rounds, "mistakes": [{"name", "sentence", "rounds"}, ...]}}`."""
    return answers_of(lesson, _play(reference_job(lesson, seed)))


def answers_of(lesson, checks):
    """The same, from `{exercise: (rounds, [a variant's rounds, ...])}`."""
    known = mistakes.of(lesson.name)
    return {
        exercise: {
            "reference": rounds,
            "mistakes": [{"name": m.name, "sentence": m.sentence, "rounds": seen}
                         for m, seen in zip(known.get(exercise, []), variants, strict=True)],
        }
        for exercise, (rounds, variants) in checks.items()
    }


def record(lesson):
    """True if the lesson's file in `course/expected/` had to be changed."""
    text = json.dumps({"seed": PUBLIC_SEED, "exercises": answers(lesson, PUBLIC_SEED)},
                      indent=1, ensure_ascii=False) + "\n"
    file = FOLDER / f"{lesson.name}.json"
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    file.write_text(text, encoding="utf-8")
    course.expected.load.cache_clear()
    return True


def _play(job):
    import matplotlib

    matplotlib.use("Agg")
    namespace, checks = {"__name__": "__main__"}, {}
    for step in job["steps"]:
        if step["kind"] == "cell":
            exec(compile(step["source"], f"<{step['id']}>", "exec"), namespace)
        else:
            probe = find(step["exercise"])
            variants = []
            for source in step["variants"]:
                other = dict(namespace)
                exec(compile(source, "<mistake>", "exec"), other)
                variants.append(observe(probe, other, job["seed"]))
            checks[probe.name] = observe(probe, namespace, job["seed"]), variants
    return checks
