#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/engine/step/kind_words.h"
#include "core/eval/findings/findings.h"
#include "core/eval/findings/headline_cells.h"
#include "core/eval/findings/protocol.h"
#include "core/stats/estimate.h"

namespace moonstain {

/// Which end each switch of an arm stands at: a letter a switch, 'p' or 'a',
/// then optionally "+size_matched": "pap", "paa+size_matched".
using Arm = std::string;
inline constexpr std::string_view kSizeMatchedEnd = "+size_matched";

/// One bar: what turning a switch does to one predictor, over the cells (unit
/// by item) that are defined in both arms.
struct Bar {
  Estimate estimate;  ///< of the paired changes by unit, a mean over orders
  double least = 0;   ///< over orders; NaN: undefined, as the next
  double most = 0;
  int orders = 0;  ///< whose arms all were run and have numbers
  /// Cells compared, of the pair of arms with the fewest; and those that one of
  /// the two arms defines.
  std::int64_t cells = 0;
  std::int64_t cells_of = 0;
};

/// The bars of one predictor, from the number at one end to that at the other.
struct BarSet {
  double published = 0;  ///< value with all switches at 'p'; may be NaN
  double audited = 0;
  std::vector<Bar> bars;  ///< one a switch
  int orders = 0;         ///< complete orders used; 0: none is complete
  int all_orders = 0;     ///< n! for n switches
  /// audited - published - sum of the bars: what cells do that are defined in
  /// some arms alone, and arms that were not run; NaN when a part is undefined.
  double left_over = 0;
};

/// Takes the way from published to audited apart.
///
/// A change between two arms is paired: in each unit over the items that both
/// arms define, then over units; cells that one arm lacks change nothing, and
/// are counted. An order turns one switch after the other; what a switch
/// changes depends on those turned before. Where orders exist of which every
/// arm was run and every change has a number, each bar is the mean over these,
/// with its range. Else each bar is the mean over the pairs of arms that differ
/// in this switch alone, and what is left over is given. A bar without any such
/// pair is undefined.
///
/// @param arms       without size-matched ones
/// @param switches   number of switches, at most 8
/// @param how        of the headline
/// @param places     that its reading compares, by unit; may be empty
///
/// Source: with all arms this is Shapley's value, Shapley 1953,
/// doi:10.1515/9781400881970-018.
BarSet take_apart(const std::map<Arm, const HeadlineCells*>& arms,
                  const std::string& predictor, std::size_t switches,
                  const EstimateHow& how, const NumbersByName& places = {});

/// What came of one arm.
struct WalkArm {
  NumbersByName values;  ///< the headline by predictor
  Headline headline;
  bool collapsed = false;  ///< the model, in at least one unit
  std::string not_fitted;  ///< the model, in words; "": it was
  std::size_t units = 0;
};

enum class WalkEnd { published, audited };

template <>
struct KindWords<WalkEnd> {
  static constexpr std::string_view kAll[] = {"published", "audited"};
};

/// The way from the published protocol to the audited one. `walk.json`: the
/// switches, the headline of every predictor in every arm, the bars, and the
/// findings of both ends; beside it the pictures of the end that is shown in
/// detail. Members are described in README.md.
struct Walk {
  static constexpr std::string_view kType = "Walk";

  std::vector<WalkSwitch> switches;
  /// The end that a page shows in detail: the audited one, unless nothing could
  /// be held out there.
  WalkEnd detailed = WalkEnd::audited;
  std::vector<std::string> predictors;  ///< the model first
  /// The arms met when the switches are turned in the recipe's order; not all
  /// of them need have been run.
  std::vector<Arm> stages;
  std::map<Arm, WalkArm> arms;
  std::map<std::string, BarSet> bars;  ///< by predictor
  /// Both ends without cells; the one that is not shown in detail without
  /// panels.
  Findings published;
  Findings audited;

  const Findings& detailed_findings() const;
  /// The predictor's number in an arm; NaN when undefined or not run.
  double value(const Arm& arm, const std::string& predictor) const;

  /// All but the panels' pictures.
  Json json() const;
  /// @param where   named in errors
  /// @throws Error  "WHERE: is no walk", on another schema, on a member that
  ///                is missing or of another kind, and as `check_walk`
  static Walk of_json(const Json& json, const std::string& where);

  /// Without the findings' cells: a page draws none of them.
  static Walk read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// @param switches  in the recipe's order
/// @param arms      one a findings object; both ends must be there, no arm
///                  twice
/// @throws Error    on an arm that does not fit the switches, on a missing
///                  end, on more than 8 switches
Walk make_walk(const std::vector<WalkSwitch>& switches,
               const std::vector<Arm>& arms,
               const std::vector<Findings>& findings);

}  // namespace moonstain
