"""Rules of this project."""

def boost_test(
        name,
        deps = [],
        srcs = None,
        data = [],
        size = "small",
        env = {},
        tags = [],
        **kwargs):
    """A test program of Boost.Test cases from name.cpp; main() is shared."""
    native.cc_test(
        name = name,
        srcs = srcs or [name + ".cpp"],
        data = data,
        size = size,
        env = env,
        tags = tags,
        deps = deps + [
            "//tools/testing:boost_main",
            "@cc_root//:cxx_runtime",
            "@deps//:boost_test",
        ],
        **kwargs
    )

def peer_test(
        name,
        main = None,
        srcs = [],
        data = [],
        size = "medium",
        env = {},
        tags = [],
        **kwargs):
    """A Python script that compares us with the locked packages of @peers.

    It runs in the root of the runfiles, where data lies at its label's path,
    and fails by leaving with a status other than 0. A script that finds nothing
    to test prints a line "SKIPPED: why" and leaves with 0.
    """
    main = main or name + ".py"
    native.sh_test(
        name = name,
        srcs = ["//tools/testing:peer_test.sh"],
        args = ["$(location %s)" % main],
        data = [main, "@peers//:packages"] + srcs + data,
        size = size,
        env = env,
        tags = tags,
        **kwargs
    )
