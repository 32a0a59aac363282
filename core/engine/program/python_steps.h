#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"

namespace moonstain {

/// What a file of Python says of its steps: for each the declaration of a
/// program (program_decl.h), without interpreter, arguments and environment.
///
///     @moonstain.step(applies={"patches": "Patches"}, makes="Features",
///                     numeric="exact", options={"bins": 8})
///     def histogram(patches, bins):
///         """Colour histogram of each tile."""
///
/// The file is read and never run: a recipe may be a stranger's, and planning
/// starts no process. So what is in the brackets is written out: texts,
/// numbers, True, False, None, lists and dicts of these. A step is a decorator
/// at the line's beginning, `@step(` or `@NAME.step(`, and in no text or
/// comment; its name is the function's, its sentence the first paragraph of the
/// function's text, and its parameters are its inputs and options.
///
/// Members: `makes` and `numeric` must be there; `applies` and `learns` by
/// input name a type ("Patches"), a list of one type where it takes many, or a
/// dict {"type", "as", "many", "optional", "labels"}; `options` as a program
/// has them; `version` (1), `scores`, `needs`.
///
/// That the module declares the same when it runs is for the one who runs it
/// (recipes/lib/python/moonstain/task.py).
///
/// @param text  UTF-8
/// @param name  of the file, as errors call it
/// @return      a list; never empty
/// @throws Error "steps.py: line 3: ..." on what is not so, on a step that is
///               there twice, and on a file without any
Json python_steps(std::string_view text, std::string_view name);

}  // namespace moonstain
