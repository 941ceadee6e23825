"""What a student reads of the mending: what was done, and what to do next time."""

SENTENCES = {
    "marks": "The cells had lost nbgrader's marks, as after saving in some other editors; they "
             "were recognised all the same. Save the notebook in JupyterLab next time.",
    "merged": "Cells had been merged, or something was added to one of the lesson's; they were "
              "taken apart again. Use new cells for your own work.",
    "split": "An answer had been split into two cells in its middle; it was put together again. "
             "Keep each answer in one cell.",
    "copies": "{all} Keep one of each next time.",
    "missing": "The cell{s} {names} {was} missing and put back as released. Work in a fresh copy "
               "of the notebook if yours is broken.",
    "elsewhere": "The answer{s} {names} stood in another cell and {was} taken from there. Write "
                 "each answer into its exercise's own cell next time.",
    "beside": "The text beside the empty cell{s} {names} was taken for the answer. Write it into "
              "that cell next time.",
    "retyped": "The cell{s} {names} had been turned into another type, as code into Markdown; "
               "{was} turned back.",
    "changed": "The locked cell{s} {names} had been changed and {was} put back; what was added "
               "there is kept as a cell of your own. Use new cells for your own work.",
    "order": "Cells stood in another order than in the lesson; they were put back. Leave the "
             "lesson's cells in their order next time.",
    "conflict": "In {names} git's merge markers (<<<<<<<, >>>>>>>) stand in the answer, so it "
                "can't run. Choose one version, delete the marked lines, and hand it in again.",
}
SHOWN = 6  # names in one sentence


def sentence(kind, befell):
    """The sentence for one kind of damage and the list of what it befell."""
    names = ", ".join(f"'{name}'" for name in befell[:SHOWN])
    if len(befell) > SHOWN:
        names += f" and {len(befell) - SHOWN} more"
    one = len(befell) == 1
    return SENTENCES[kind].format(names=names, s="" if one else "s", all=" ".join(befell[:SHOWN]),
                                  was="was" if one else "were")
