#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/engine/plan/graph.h"
#include "core/eval/findings/expected.h"
#include "tools/cli/session.h"

namespace moonstain {

/// Outputs of a plan that are findings with claims, and the node of the file
/// that states these.
std::map<std::string, NodeIndex> claimed_outputs(const Graph& graph);

/// The claims of such a file, which lies with the recipe or in recipes/lib.
/// @throws Error where it is not there, and as `parse_expected`
std::vector<Claim> claims_in(const Session& session, const SourceFile& source);

/// Reads the claims of all findings, so that a slip in one is told before a run
/// whose last step reads them. A file that lies elsewhere is left to the run.
/// @throws Error as `parse_expected`
void check_claims(const Session& session, const Graph& graph);

}  // namespace moonstain
