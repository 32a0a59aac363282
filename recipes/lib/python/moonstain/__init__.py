"""Steps in Python for Moonstain, and its results in Python.

    import moonstain

    @moonstain.step(applies={"patches": "Patches"}, makes="Features",
                    numeric="exact", options={"bins": 8})
    def histogram(patches, bins):
        '''Colour histogram of each tile.'''
        ...

Values need numpy, `to_anndata` and `to_df` anndata and pandas; each comes in
where it is asked for, so that packages are installed by this one without them.
"""

from .declare import step


def score(*args, **kwargs):
    """`moonstain score` as a function; see moonstain.program.score."""
    from .program import score as run
    return run(*args, **kwargs)


def open(path):
    """A result as values; see moonstain.nouns.open_value."""
    from .nouns import open_value
    return open_value(path)


def __getattr__(name):
    if name in __all__:
        from . import nouns
        return getattr(nouns, name)
    raise AttributeError(f"module 'moonstain' has no '{name}'")


__all__ = ["Dataset", "Features", "Patches", "Predictions", "Scores", "Targets",
           "open", "score", "step"]
__version__ = "0.1.0"
