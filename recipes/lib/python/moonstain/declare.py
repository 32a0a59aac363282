"""What a step in Python says of itself.

Moonstain reads the decorator in the file without running it, so all that is in
its brackets is written out. Here it is kept for the task that runs the step.
"""

STEPS = {}


class Declared:
    """A function with its declaration."""

    def __init__(self, function, applies, learns, makes, scores=None):
        self.function = function
        self.inputs = {**applies, **learns}
        self.makes = makes
        self.scores = scores

    def type_of(self, name):
        """Type of an input, and whether it takes many."""
        what = self.inputs[name]
        many = False
        if isinstance(what, dict):
            many = what.get("many", False)
            what = what["type"]
        if isinstance(what, (list, tuple)):
            return what[0], True
        return what, many


def step(*, makes, numeric, applies=None, learns=None, options=None,
         scores=None, version=1, needs=None):
    """Declares the function below as a step.

    makes    type of what it returns: "Features", "Predictions", "Scores", ...
    numeric  "exact" (whole numbers, + - * / sqrt), "libm" (exp, log of the C
             library), "torch" where numbers depend on the kind of CPU: sums,
             products of matrices and all else in which NumPy is vectorised
    applies  {name: type} of inputs that it only applies; [type] takes many
    learns   the same of inputs that it learns from; {"type": ..., "as": "label",
             "selection", "input" or "pretraining"} says what
    options  {name: default}, or {"default": ..., "least": ..., "most": ...,
             "choices": ..., "unit": ..., "sentence": ...}
    scores   the input that the result scores
    version  raised when what it computes changes beside the file itself
    needs    {"memory_gb": 2, "time_s": 3600, "threads": 1}
    """

    def declared(function):
        STEPS[function.__name__] = Declared(function, applies or {}, learns or {},
                                            makes, scores)
        return function

    return declared
