#pragma once

#include <string>

#include "core/base/json.h"
#include "core/eval/report/context.h"

namespace moonstain {

/// What a page is told beside its findings, as a run keeps it. Its names are
/// those of `report::Context`; what a page of one output leaves out of it, and
/// whether leaks were traced, is not in it.
Json context_json(const report::Context& context);

/// Also of earlier versions, whose runs have no model info sheet, no outputs or
/// other ways of a leak, none that are left when all is audited, and no costs.
///
/// @param where  named in errors: the file's path
/// @throws Error on a member that is missing or of the wrong type
report::Context parse_context(const Json& json, const std::string& where);

}  // namespace moonstain
