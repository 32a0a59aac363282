"""Fuzz targets: libFuzzer with the address and undefined-behaviour sanitizers."""

def _to_fuzz_platform_impl(_settings, _attr):
    return {"//command_line_option:platforms": "//tools/fuzz:platform"}

_to_fuzz_platform = transition(
    implementation = _to_fuzz_platform_impl,
    inputs = [],
    outputs = ["//command_line_option:platforms"],
)

def _fuzz_program_impl(ctx):
    program = ctx.attr.program[0][DefaultInfo]
    link = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(
        output = link,
        target_file = program.files_to_run.executable,
        is_executable = True,
    )
    return [DefaultInfo(
        executable = link,
        runfiles = ctx.runfiles(files = [link]).merge(program.default_runfiles),
    )]

# A program of another configuration: it and all it links are compiled by Clang.
_fuzz_program = rule(
    implementation = _fuzz_program_impl,
    executable = True,
    attrs = {
        "program": attr.label(cfg = _to_fuzz_platform, mandatory = True),
        "_whitelist_function_transition": attr.label(
            default = "@bazel_tools//tools/allowlists/function_transition_allowlist",
        ),
    },
)

def fuzz_test(name, corpus, deps = [], srcs = None, runs = 20000, longest_bytes = 4096, options = [], **kwargs):
    """Feeds name.cpp (LLVMFuzzerTestOneInput) and what it depends on.

    The test first runs each file of the corpus, then inputs made from them with
    a fixed seed, `runs` in all. NAME_long goes on from a random seed for some
    45 s, in the long target.

    Args:
      name: of the test; x_fuzz is made of x_fuzz.cpp
      corpus: a glob of small files, each an input to begin with or one that
        once crashed
      deps: libraries under test
      srcs: other than name.cpp
      runs: inputs of the bounded run
      longest_bytes: of an input
      options: more options of libFuzzer
      **kwargs: of the tests
    """
    native.cc_binary(
        name = name + "_clang",
        testonly = True,
        srcs = srcs or [name + ".cpp"],
        tags = ["manual"],
        deps = deps,
    )
    _fuzz_program(
        name = name + "_program",
        testonly = True,
        program = name + "_clang",
        tags = ["manual"],
    )
    for test, limit, seed, size, tags in [
        (name, "-runs=%d" % runs, "-seed=1", "medium", []),
        (name + "_long", "-max_total_time=45", "-seed=0", "medium", ["long_target"]),
    ]:
        native.sh_test(
            name = test,
            srcs = ["//tools/fuzz:fuzz_test.sh"],
            args = [
                "$(location %s_program)" % name,
                "-max_len=%d" % longest_bytes,
                limit,
                seed,
            ] + options,
            data = [name + "_program"] + corpus,
            size = size,
            tags = tags,
            **kwargs
        )
