"""Steps in Python for Moonstain, and its results in Python.

    import moonstain

    @moonstain.step(applies={"patches": "Patches"}, makes="Features",
                    numeric="exact", options={"bins": 8})
    def histogram(patches, bins):
        '''Colour histogram of each tile.'''
        ...

Needs numpy. AnnData and pandas come in where `to_anndata` and `to_df` are asked
for.
"""

from .declare import step
from .nouns import (Dataset, Features, Patches, Predictions, Scores, Targets,
                    open_value as open)


def score(*args, **kwargs):
    """`moonstain score` as a function; see moonstain.program.score."""
    from .program import score as run
    return run(*args, **kwargs)


__all__ = ["Dataset", "Features", "Patches", "Predictions", "Scores", "Targets",
           "open", "score", "step"]
__version__ = "0.1.0"
