"""Mending: a damaged submission brought back into the master's shape.

From a submission only the source of the student's own cells is believed. Which cells there are,
their order, what is locked and what it is worth come from the master. Nothing that a student
wrote is thrown away: what is not the lesson's stays as a cell of its own, where it stood, so what
the notebook did in the student's hands from top to bottom, it does here.
"""

import copy
from functools import cached_property

from grading.lessons import grade_id, is_solution
from grading.mend_notes import SENTENCES, sentence
from grading.notebook_file import MERGE
from grading.recognise import (
    Master,
    bound_names,
    defined_names,
    joined,
    light,
    names_of,
    own_cell,
    plain,
    taken_apart,
    unique_ids,
)

__all__ = ["defined_names", "mend", "survey"]


def mend(submitted, master):
    """`(notebook, notes)`: the submission in the master's shape, and a sentence per repair.

    The master's nbgrader cells come in the master's order, with the master's metadata, and, if
    they are not the student's to fill in, the master's source. The lesson's other cells come in
    its order too, as far as they are there, and as the student left them. The student's own cells
    stay behind the cell that they followed. Neither argument is changed; mending what was mended
    changes nothing.
    """
    work = _Work(submitted, Master(master))
    notebook = copy.deepcopy(master)
    notebook.cells = work.assembled(notebook.cells)
    unique_ids(notebook.cells)
    return notebook, work.sentences()


def survey(submitted, master):
    """`(known, filled)`: how many exercises and checks of `master` are there, and are answered."""
    work = _Work(submitted, Master(master))
    known = {n for n in work.chosen if n in work.master.cells
             and (is_solution(work.master.cells[n]) or n in work.master.check_of.values())}
    return len(known), len(work.answers)


class _Work:
    """One submission on its way: its cells, what they are, and what has to be told."""

    def __init__(self, submitted, master):
        self.master = master
        self.told = {}  # {kind of damage: what it befell}
        cells = [light(c) for c in submitted.cells]
        cells, merged = taken_apart(cells, master)
        self.cells, split = joined(cells, master)
        self.names = names_of(self.cells, master)
        self.told["merged"], self.told["split"] = [""] * merged, [""] * split
        self._tell_of_marks(submitted.cells)
        self._take_written_answers()
        self.copies = {}
        for i, name in enumerate(self.names):
            if name is not None:
                self.copies.setdefault(name, []).append(i)
        self.chosen, self.shown = self._chosen(), self._shown()
        self.answers = self._answers()

    def tell(self, kind, what):
        self.told.setdefault(kind, []).append(what)

    def sentences(self):
        """What was mended, a sentence for each kind of damage."""
        return [sentence(kind, self.told[kind]) for kind in SENTENCES if self.told.get(kind)]

    def _tell_of_marks(self, before):
        lost = [n for n in self.names if n is not None]
        if lost and not any(grade_id(c) in self.master.cells for c in before):
            self.tell("marks", "")

    # --- which copy of a cell counts

    def _chosen(self):
        """`{name: position}` of the copy that counts of each of the lesson's cells."""
        chosen = {}
        for name, copies in self.copies.items():
            if not is_solution(self.master.cells[name]):
                chosen[name] = self._verbatim(name, copies, after=-1)
        for name, check in self.master.check_of.items():
            filled = self._filled(name)
            if check in chosen and filled:
                chosen[check] = self._verbatim(check, self.copies[check], after=filled[0])
        for name, copies in self.copies.items():
            if is_solution(self.master.cells[name]):
                chosen[name] = self._answer(name, copies, chosen)
        return chosen

    def _verbatim(self, name, copies, after):
        """The first copy of a locked cell that is as it was released, best after `after`."""
        text = self.master.cells[name].source.strip()
        same = [i for i in copies if self.cells[i].source.strip() == text] or copies
        return next((i for i in same if i > after), same[0])

    def _filled(self, name):
        return [i for i in self.copies.get(name, ())
                if not self.master.is_blank(name, self.cells[i])]

    def _answer(self, name, copies, chosen):
        """The last copy that was filled in before the check, as the check itself saw it."""
        filled = self._filled(name)
        check = chosen.get(self.master.check_of.get(name))
        before = [i for i in filled if check is None or i < check] or filled
        defining = [i for i in before if set(self.master.defines.get(name, ()))
                    & bound_names(self.cells[i].source)]
        return (defining or before or copies)[-1 if filled else 0]

    # --- the answers

    def _answers(self):
        """`{name: source}` of everything that was filled in; elsewhere too, if its cell is not."""
        found = {}
        for name, cell in self.master.cells.items():
            if not is_solution(cell):
                continue
            position = self.chosen.get(name)
            if position is not None and not self.master.is_blank(name, self.cells[position]):
                found[name] = self.cells[position].source
                if MERGE.search(found[name]):
                    self.tell("conflict", name)
            elif name in self.master.defines:
                source = self._elsewhere(name)
                if source:
                    found[name] = source
                    self.tell("elsewhere", name)
        return found

    def _elsewhere(self, name):
        """The source of the student's cells that define what the exercise `name` asks for; or ''.

        Else the stub, put back, would take the place of their definition.
        """
        wanted = set(self.master.defines[name])
        found = [i for i, c in enumerate(self.cells) if c.cell_type == "code"
                 and not self.master.is_plain(c) and self.names[i] != name
                 and c.source.strip() not in self.master.texts and wanted & self._bound[i]]
        check = self.chosen.get(self.master.check_of[name])
        found = [i for i in found if check is None or i < check] or found
        whole = [i for i in found if wanted <= self._bound[i]]
        return "\n\n".join(self.cells[i].source for i in (whole[-1:] or found))

    @cached_property
    def _bound(self):
        return [bound_names(c.source) for c in self.cells]

    def _take_written_answers(self):
        """Take what was written beside a written answer's cell, if that is empty or missing."""
        for name, statement in self.master.statement_of.items():
            places = [i for i, n in enumerate(self.names) if n == name]
            if any(not self.master.is_blank(name, self.cells[i]) for i in places) or (
                    statement not in self.names):
                continue
            beside = self._beside(self.names.index(statement) + 1, name)
            if not beside:
                continue
            first = self.cells[beside[0]]
            text = "\n\n".join(self.cells[i].source for i in beside)
            pictures = {k: v for i in beside
                        for k, v in self.cells[i].get("attachments", {}).items()}
            self.cells[beside[0]] = own_cell(first.cell_type, text, name, pictures)
            self.names[beside[0]] = name
            gone = {*beside[1:], *places}
            self.cells = [c for i, c in enumerate(self.cells) if i not in gone]
            self.names = [n for i, n in enumerate(self.names) if i not in gone]
            if places:
                self.tell("beside", name)

    def _beside(self, start, name):
        """The positions from `start` on of the student's own texts, as far as they go."""
        found = []
        for i in range(start, len(self.cells)):
            cell = self.cells[i]
            if self.names[i] == name:
                continue
            if self.names[i] is not None or cell.cell_type == "code" or self.master.is_plain(cell):
                break
            if cell.source.strip():
                found.append(i)
        return found

    # --- putting it together

    def assembled(self, originals):
        """The notebook's cells: the lesson's `originals` in order, the student's own among them."""
        before, after = self._own_cells()
        cells, order = list(after.get(None, [])), []
        for original in originals:
            name = grade_id(original)
            key = name or original.get("id")
            if name:
                cells += [*before.get(name, []), self._restored(name, original)]
            elif key in self.shown:
                cells.append(plain(self.cells[self.shown[key]], key))
            cells += after.get(key, [])
            order.append(self.chosen.get(name) if name else self.shown.get(key))
        order = [position for position in order if position is not None]
        if sorted(order) != order:
            self.tell("order", "")
        return cells

    def _shown(self):
        """`{id: position}` of the lesson's demonstrations, which a student may change."""
        scores = {}
        for i, cell in enumerate(self.cells):
            if self.names[i] is not None:
                continue
            text = self.master.plain_texts.get(cell.source.strip())
            key = text["id"] if text else cell.get("id")
            if key in self.master.plain_ids:
                score = 2 * bool(text) + (cell.get("id") == key)
                if key not in scores or score > scores[key][0]:
                    scores[key] = score, i
        return {key: i for key, (_, i) in scores.items()}

    def _own_cells(self):
        """`({name: [cells]}, {name: [cells]})`: the student's own before and behind each cell."""
        shown = {i: key for key, i in self.shown.items()}
        before, after, last = {}, {}, None
        for i, (cell, name) in enumerate(zip(self.cells, self.names, strict=True)):
            if i in shown:
                last = shown[i]
                continue
            if name is None:
                after.setdefault(last, []).append(self._own(cell))
                continue
            kept = self._kept(i, cell, name)
            if i == self.chosen[name]:
                last = name
                self._tell_of_copies(name)
            if kept and kept.cell_type == "code" and i == self.chosen[name]:
                before.setdefault(name, []).append(kept)
            elif kept:
                after.setdefault(last, []).append(kept)
        return before, after

    def _own(self, cell):
        """A student's own cell: without an id that is the lesson's."""
        own = plain(cell)
        if own.get("id") in self.master.plain_ids:
            del own["id"]
        return own

    def _kept(self, position, cell, name):
        """The cell of the student's own that a copy or a changed locked cell becomes, or None."""
        original = self.master.cells[name]
        if is_solution(original):
            same = cell.source == self.cells[self.chosen[name]].source
            return None if same or self.master.is_blank(name, cell) else self._own(cell)
        if cell.source.strip() == original.source.strip():
            return None
        if position == self.chosen[name]:
            self.tell("changed", name)
        known = {line.strip() for line in original.source.splitlines()}
        new = [x for x in cell.source.splitlines() if x.strip() and x.strip() not in known]
        if not new:
            return None
        kept = self._own(cell)
        if cell.cell_type != "code":
            kept.source = "\n".join(new)
        return kept

    def _tell_of_copies(self, name):
        copies = self.copies[name]
        if len(copies) > 1:
            number = copies.index(self.chosen[name]) + 1
            self.tell("copies", f"The cell '{name}' was there {len(copies)} times; number {number} "
                                "of them was graded.")

    def _restored(self, name, original):
        """The master's cell, with the student's answer in it if it is the student's to fill in."""
        position = self.chosen.get(name)
        if is_solution(original):
            if name in self.answers:
                original.source = self.answers[name]
            elif position is not None:
                original.source = self.cells[position].source
            pictures = position is not None and self.cells[position].get("attachments")
            if pictures and original.cell_type == "markdown":
                original["attachments"] = copy.deepcopy(pictures)
        if position is None and name not in self.answers:
            self.tell("missing", name)
        elif position is not None and self.cells[position].cell_type != original.cell_type:
            self.tell("retyped", name)
        return original
