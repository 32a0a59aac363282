"""The toolchain's own command lines, as Bazel runs them."""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load("@bazel_tools//tools/cpp:toolchain_utils.bzl", "find_cpp_toolchain")

def _lines(toolchain, features, action, variables):
    """{"tool", "flags", "env"} of one action."""
    return struct(
        env = cc_common.get_environment_variables(
            feature_configuration = features,
            action_name = action,
            variables = variables,
        ),
        flags = cc_common.get_memory_inefficient_command_line(
            feature_configuration = features,
            action_name = action,
            variables = variables,
        ),
        tool = cc_common.get_tool_for_action(
            feature_configuration = features,
            action_name = action,
        ),
    )

def _toolchain_commands_impl(ctx):
    toolchain = find_cpp_toolchain(ctx)
    features = cc_common.configure_features(ctx = ctx, cc_toolchain = toolchain)
    compile = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = "source.cpp",
        output_file = "source.o",
    )
    link = cc_common.create_link_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        is_linking_dynamic_library = False,
        output_file = "program",
    )
    out = ctx.actions.declare_file(ctx.label.name + ".json")
    ctx.actions.write(out, struct(
        compile = _lines(toolchain, features, ACTION_NAMES.cpp_compile, compile),
        link = _lines(toolchain, features, ACTION_NAMES.cpp_link_executable, link),
    ).to_json())
    return [DefaultInfo(
        files = depset([out]),
        runfiles = ctx.runfiles(files = [out], transitive_files = toolchain.all_files),
    )]

toolchain_commands = rule(
    doc = "A JSON file with how the toolchain compiles and links one source.",
    implementation = _toolchain_commands_impl,
    attrs = {
        "_cc_toolchain": attr.label(
            default = "@bazel_tools//tools/cpp:current_cc_toolchain",
        ),
    },
    fragments = ["cpp"],
    toolchains = ["@bazel_tools//tools/cpp:toolchain_type"],
)
