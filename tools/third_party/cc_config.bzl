"""The C++ toolchain: GCC 12 of the lock, against its own headers and libraries.

All paths are relative, so that no build path enters an object file and two
builds in two folders give the same bytes.
"""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load(
    "@bazel_tools//tools/cpp:cc_toolchain_config_lib.bzl",
    "env_entry",
    "env_set",
    "feature",
    "flag_group",
    "flag_set",
    "tool_path",
    "with_feature_set",
)

ROOT = "external/cc_root"
GCC = ROOT + "/usr/lib/gcc/x86_64-linux-gnu/12"
PREFIX = "usr/bin/x86_64-linux-gnu-"

CPP = [
    ACTION_NAMES.cpp_compile,
    ACTION_NAMES.cpp_header_parsing,
    ACTION_NAMES.cpp_module_codegen,
    ACTION_NAMES.cpp_module_compile,
    ACTION_NAMES.linkstamp_compile,
    ACTION_NAMES.lto_backend,
]
COMPILE = CPP + [
    ACTION_NAMES.assemble,
    ACTION_NAMES.c_compile,
    ACTION_NAMES.preprocess_assemble,
]
LINK = [
    ACTION_NAMES.cpp_link_dynamic_library,
    ACTION_NAMES.cpp_link_executable,
    ACTION_NAMES.cpp_link_nodeps_dynamic_library,
]
OTHER = [ACTION_NAMES.cpp_link_static_library, ACTION_NAMES.strip]

LOCATION_FLAGS = [
    "--sysroot=" + ROOT,
    "-B" + ROOT + "/usr/bin",
    "-no-canonical-prefixes",
]

COMPILE_FLAGS = LOCATION_FLAGS + [
    "-fno-canonical-system-headers",
    "-Wno-builtin-macro-redefined",
    "-D__DATE__=\"redacted\"",
    "-D__TIME__=\"redacted\"",
    "-D__TIMESTAMP__=\"redacted\"",
    "-ffile-prefix-map=/proc/self/cwd=.",
    "-fdiagnostics-color=always",
    "-fstack-protector-strong",
    "-ffunction-sections",
    "-fdata-sections",
    "-Wall",
    "-Wextra",
]

# Debian's gcc turns its own include folders into absolute paths, which Bazel
# refuses and which differ by machine; they are named here instead.
CPP_INCLUDES = [
    "-nostdinc++",
    "-isystem",
    ROOT + "/usr/include/c++/12",
    "-isystem",
    ROOT + "/usr/include/x86_64-linux-gnu/c++/12",
    "-isystem",
    ROOT + "/usr/include/c++/12/backward",
]
C_INCLUDES = [
    "-nostdinc",
    "-isystem",
    GCC + "/include",
    "-isystem",
    ROOT + "/usr/include/x86_64-linux-gnu",
    "-isystem",
    ROOT + "/usr/include",
]

LINK_FLAGS = LOCATION_FLAGS + [
    "-fuse-ld=bfd",
    "-Wl,--build-id=sha1",
    "-Wl,--gc-sections",
    "-Wl,-z,relro,-z,now",
    "-Wl,--hash-style=gnu",
    "-lstdc++",
    "-lm",
]

TOOLS = {
    "ar": "ar",
    "cpp": "cpp-12",
    "dwp": "dwp",
    "gcc": "gcc-12",
    "gcov": "gcov-12",
    "ld": "ld.bfd",
    "nm": "nm",
    "objcopy": "objcopy",
    "objdump": "objdump",
    "strip": "strip",
}

def _flags(actions, flags, mode = None):
    """The flags of these actions, in one compilation mode or in all."""
    modes = [with_feature_set(features = [mode])] if mode else []
    groups = [flag_group(flags = flags)]
    return flag_set(actions = actions, flag_groups = groups, with_features = modes)

def _cc_config_impl(ctx):
    environment = env_set(
        actions = COMPILE + LINK + OTHER,
        env_entries = [
            env_entry("LC_ALL", "C"),
            env_entry("LD_LIBRARY_PATH", ROOT + "/hostlibs"),
        ],
    )
    flags = [
        _flags(COMPILE, COMPILE_FLAGS),
        _flags(CPP, CPP_INCLUDES),
        _flags(COMPILE, C_INCLUDES),
        _flags(CPP, ["-std=c++20"]),
        _flags(COMPILE, ["-g", "-O0"], mode = "dbg"),
        _flags(COMPILE, ["-O2", "-DNDEBUG"], mode = "opt"),
        _flags(LINK, LINK_FLAGS),
    ]
    features = [
        feature(name = "locked_root", enabled = True, env_sets = [environment]),
        feature(name = "supports_pic", enabled = True),
        feature(name = "supports_dynamic_linker", enabled = True),
        feature(name = "no_legacy_stamp", enabled = True),
        feature(name = "dbg"),
        feature(name = "fastbuild"),
        feature(name = "opt"),
        feature(name = "default_flags", enabled = True, flag_sets = flags),
    ]
    return cc_common.create_cc_toolchain_config_info(
        ctx = ctx,
        features = features,
        toolchain_identifier = "gcc12",
        host_system_name = "x86_64-linux-gnu",
        target_system_name = "x86_64-linux-gnu",
        target_cpu = "k8",
        target_libc = "glibc_2.36",
        compiler = "gcc",
        abi_version = "gcc",
        abi_libc_version = "glibc_2.36",
        tool_paths = [
            tool_path(name = name, path = PREFIX + path)
            for name, path in TOOLS.items()
        ],
        # Relative to the package of the toolchain, unlike the flags above.
        cxx_builtin_include_directories = [
            "usr/include",
            "usr/lib/gcc/x86_64-linux-gnu/12/include",
        ],
    )

cc_config = rule(
    implementation = _cc_config_impl,
    attrs = {},
    provides = [CcToolchainConfigInfo],
)
