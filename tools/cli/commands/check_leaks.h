#pragma once

#include <string>
#include <vector>

#include "bindings/audit/leaks.h"
#include "core/base/json.h"
#include "core/engine/check/leak_check.h"

namespace moonstain {

/// A proven leak beside what the recipe says of it.
struct ProvenRow {
  ProvenLeak leak;
  std::vector<std::string> path;  ///< "recipe.lua:31", "hist_model", ...
  /// An oracle that its step declares as one (`InputDecl::labels`): it reads
  /// the held-out labels openly, and is no leak.
  bool named_oracle = false;
  std::string acknowledged_by;  ///< switch; empty: none
};

/// What `check --leaks` has to say, without a file or process.
struct LeakVerdict {
  std::vector<ProvenRow> rows;
  /// Declared leaks that nothing proved, with the reason in words.
  std::vector<std::string> unproven;
  std::vector<std::string> untested;
  /// No leak is undeclared or unacknowledged, and nothing is untested.
  bool clean() const;
};

/// The scrambles of the catalog: counts of a `Dataset` as labels, tiles of
/// `Patches` as pictures; those whose step is there.
std::vector<Scramble> scrambles_of(const Catalog& catalog);

LeakVerdict judge_proven(const Graph& graph, const LeakCheck& check,
                         const LeakReport& declared);

std::string verdict_text(const LeakVerdict& verdict, const LeakCheck& check);
Json verdict_json(const LeakVerdict& verdict, const LeakCheck& check);

}  // namespace moonstain
