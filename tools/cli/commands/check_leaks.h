#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bindings/audit/leaks.h"
#include "core/base/json.h"
#include "core/engine/check/leak_check.h"
#include "core/engine/check/section_reading.h"

namespace moonstain {

/// A proven leak beside what the recipe says of it.
struct ProvenRow {
  ProvenLeak leak;
  std::vector<std::string> path;  ///< "recipe.lua:31", "hist_model", ...
  /// An oracle that its step declares as one (`InputDecl::labels`): it reads
  /// the held-out labels openly, and is no leak.
  bool named_oracle = false;
  std::string acknowledged_by;  ///< switch; empty: none
  std::string acknowledgement;  ///< in words (leak_words.h)
};

/// What `check --leaks` has to say, without a file or process.
struct LeakVerdict {
  std::vector<ProvenRow> rows;
  /// Declared leaks that nothing proved, with the reason in words.
  std::vector<std::string> unproven;
  std::vector<std::string> untested;
  /// Leaks by a copy: proven by the files, or by what was read of them.
  std::vector<JudgedLeak> copies;
  /// No leak is undeclared or unacknowledged, and nothing is untested.
  bool clean() const;
};

/// The scrambles of the catalog: counts of a `Dataset` as labels, tiles of
/// `Patches` as pictures; those whose step is there.
std::vector<Scramble> scrambles_of(const Catalog& catalog);

/// How copies among the sections are looked for; nothing where the catalog has
/// no step that does.
std::optional<SectionReading> copies_reading(const Catalog& catalog);

LeakVerdict judge_proven(const Graph& graph, const LeakCheck& check,
                         const LeakReport& declared);

std::string verdict_text(const LeakVerdict& verdict, const LeakCheck& check);
Json verdict_json(const LeakVerdict& verdict, const LeakCheck& check);

}  // namespace moonstain
