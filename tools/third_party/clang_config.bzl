"""Clang with libFuzzer and the sanitizers, against the headers and libraries of
@cc_root. Fuzz targets alone are built with it: tools/fuzz.bzl chooses it by
platform, so that nobody else fetches it."""

load(
    "@bazel_tools//tools/cpp:cc_toolchain_config_lib.bzl",
    "env_entry",
    "env_set",
    "feature",
    "flag_group",
    "flag_set",
    "tool_path",
)
load(
    ":cc_config.bzl",
    "COMPILE",
    "CPP",
    "CPP_INCLUDES",
    "LINK",
    "OTHER",
    "PREFIX",
    "ROOT",
    "TOOLS",
)

CLANG = "external/clang/usr/lib/llvm-16"
RESOURCES = CLANG + "/lib/clang/16"

LOCATION_FLAGS = [
    "--sysroot=" + ROOT,
    "--gcc-toolchain=" + ROOT + "/usr",
    "-B" + ROOT + "/usr/bin",
    "-resource-dir=" + RESOURCES,
    "-no-canonical-prefixes",
]

COMPILE_FLAGS = LOCATION_FLAGS + [
    "-O1",
    "-g1",
    "-fno-omit-frame-pointer",
    "-ffile-prefix-map=/proc/self/cwd=.",
    "-Wno-everything",
]

C_INCLUDES = [
    "-nostdinc",
    "-isystem",
    RESOURCES + "/include",
    "-isystem",
    ROOT + "/usr/include/x86_64-linux-gnu",
    "-isystem",
    ROOT + "/usr/include",
]

LINK_FLAGS = LOCATION_FLAGS + [
    "--driver-mode=g++",  # with the C++ part of the runtimes
    "-fuse-ld=bfd",
    # Addresses of the program out of the sanitizer's own, on kernels that
    # scatter them over 44 bits.
    "-no-pie",
    "-fsanitize=fuzzer",
    "-lm",
]

def _flags(actions, flags):
    return [flag_set(actions = actions, flag_groups = [flag_group(flags = flags)])]

def _clang_config_impl(ctx):
    environment = env_set(
        actions = COMPILE + LINK + OTHER,
        env_entries = [
            env_entry("LC_ALL", "C"),
            env_entry(
                "LD_LIBRARY_PATH",
                "external/clang/hostlibs:" + ROOT + "/hostlibs",
            ),
        ],
    )
    features = [
        feature(name = "locked_root", enabled = True, env_sets = [environment]),
        feature(name = "supports_pic", enabled = True),
        feature(name = "supports_dynamic_linker", enabled = True),
        feature(name = "no_legacy_stamp", enabled = True),
        feature(name = "dbg"),
        feature(name = "fastbuild"),
        feature(name = "opt"),
        feature(
            name = "default_flags",
            enabled = True,
            flag_sets = _flags(COMPILE, COMPILE_FLAGS) +
                        _flags(CPP, CPP_INCLUDES) +
                        _flags(COMPILE, C_INCLUDES) +
                        _flags(CPP, ["-std=c++20"]) +
                        _flags(LINK, LINK_FLAGS),
        ),
        feature(
            name = "fuzzer",
            enabled = True,
            flag_sets = _flags(COMPILE, ["-fsanitize=fuzzer-no-link"]),
        ),
        feature(
            name = "address_sanitizer",
            enabled = True,
            flag_sets = _flags(COMPILE + LINK, ["-fsanitize=address"]),
        ),
        # A third party that leans on its compiler switches it off for itself.
        feature(
            name = "undefined_sanitizer",
            enabled = True,
            flag_sets = _flags(COMPILE, [
                "-fsanitize=undefined",
                "-fno-sanitize-recover=undefined",
            ]),
        ),
        feature(
            name = "undefined_runtime",
            enabled = True,
            flag_sets = _flags(LINK, ["-fsanitize=undefined"]),
        ),
    ]
    tools = {name: PREFIX + path for name, path in TOOLS.items()}
    tools["gcc"] = "usr/lib/llvm-16/bin/clang"
    tools["cpp"] = tools["gcc"]
    tools["gcov"] = tools["gcc"]  # asked for, never used
    return cc_common.create_cc_toolchain_config_info(
        ctx = ctx,
        features = features,
        toolchain_identifier = "clang16_fuzz",
        host_system_name = "x86_64-linux-gnu",
        target_system_name = "x86_64-linux-gnu",
        target_cpu = "k8",
        target_libc = "glibc_2.36",
        compiler = "clang",
        abi_version = "gcc",
        abi_libc_version = "glibc_2.36",
        tool_paths = [
            tool_path(name = name, path = path)
            for name, path in tools.items()
        ],
        # Relative to the package of the toolchain, unlike the flags above.
        cxx_builtin_include_directories = [
            "usr/lib/llvm-16/lib/clang/16/include",
            "usr/lib/llvm-16/lib/clang/16/share",
            "%package(@cc_root//)%/usr/include",
        ],
    )

clang_config = rule(
    implementation = _clang_config_impl,
    attrs = {},
    provides = [CcToolchainConfigInfo],
)
