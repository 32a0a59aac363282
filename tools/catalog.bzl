"""The catalog of a worker, compiled into a program."""

def catalog_data(name, worker, **kwargs):
    """A library with `catalog_text_data()`: what `worker --catalog` prints.

    The worker is built once, in the target configuration: it stands in `srcs`,
    not in `tools`.
    """
    native.genrule(
        name = name + "_cpp",
        srcs = [worker],
        outs = [name + ".cpp"],
        cmd = """{
  echo '#include "tools/cli/catalog_data.h"'
  echo 'std::string_view moonstain::catalog_text_data() {'
  printf 'return R"catalog('
  $(location %s) --catalog || exit 1
  echo ')catalog"; }'
} > $@""" % worker,
        **kwargs
    )
    native.cc_library(
        name = name,
        srcs = [name + ".cpp"],
        deps = ["//tools/cli:catalog_data"],
        alwayslink = True,
        **kwargs
    )
