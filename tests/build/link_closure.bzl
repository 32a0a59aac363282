"""What a program is linked from."""

_Closure = provider(fields = ["labels"])

def _closure_aspect_impl(target, ctx):
    below = [dep[_Closure].labels for dep in getattr(ctx.rule.attr, "deps", [])]
    return [_Closure(labels = depset([str(target.label)], transitive = below))]

_closure_aspect = aspect(
    implementation = _closure_aspect_impl,
    attr_aspects = ["deps"],
)

def _link_closure_impl(ctx):
    out = ctx.actions.declare_file(ctx.label.name)
    labels = sorted(ctx.attr.program[_Closure].labels.to_list())
    ctx.actions.write(out, "\n".join(labels) + "\n")
    return [DefaultInfo(files = depset([out]), runfiles = ctx.runfiles([out]))]

link_closure = rule(
    doc = "A file with the labels of all libraries that a program is linked from.",
    implementation = _link_closure_impl,
    attrs = {"program": attr.label(mandatory = True, aspects = [_closure_aspect])},
)
