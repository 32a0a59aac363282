"""Repositories made of the parts of a lock file."""

def _locked_impl(rctx):
    # path() makes the rule run again when one of these files changes.
    lock = rctx.path(rctx.attr.lock)
    scripts = [rctx.path(script) for script in rctx.attr._scripts]
    result = rctx.execute(["sh", scripts[0], lock, rctx.path(".")], timeout = 3600)
    if result.return_code:
        fail("\n" + result.stdout + result.stderr)
    rctx.symlink(rctx.attr.build_file, "BUILD.bazel")

def _rule(environ):
    return repository_rule(
        implementation = _locked_impl,
        attrs = {
            "build_file": attr.label(mandatory = True, allow_single_file = True),
            "lock": attr.label(mandatory = True, allow_single_file = True),
            "_scripts": attr.label_list(default = [
                "//tools/third_party:unpack.sh",
                "//tools/third_party:fetch.sh",
                "//tools/third_party:lock.sh",
                "//tools/third_party:python_stub/scikit_build_core/build.py",
            ]),
        },
        environ = ["HOME", "MOONSTAIN_FETCH_CACHE", "XDG_CACHE_HOME"] + environ,
    )

_locked = _rule([])
_locked_torch = _rule(["MOONSTAIN_LIBTORCH"])

def locked(name, lock = None):
    """Repository @name: the parts of a lock file, built by name.BUILD."""
    repository = _locked_torch if name == "torch" else _locked
    repository(
        name = name,
        build_file = "//tools/third_party:%s.BUILD" % name,
        lock = lock or "//tools/third_party:locks/%s.tsv" % name,
    )
