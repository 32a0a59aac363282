#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/eval/findings/findings.h"

namespace moonstain {

/// A switch as the walk turns it, in the recipe's order.
struct WalkSwitch {
  std::string name;
  std::string kind;       ///< "training", "scoring" or "leak"
  std::string published;  ///< its value there, for the reader
  std::string audited;
  std::string why;
};

/// Which end each switch of an arm stands at: a letter a switch, 'p' or 'a',
/// then optionally "+size_matched": "pap", "paa+size_matched".
using Arm = std::string;

/// One bar: what turning a switch does to one predictor.
struct Bar {
  double mean = 0;  ///< over orders; NaN: undefined
  double least = 0;
  double most = 0;
  int orders = 0;  ///< whose arms all were run and have numbers
};

/// The bars of one predictor, from the number at one end to that at the other.
struct BarSet {
  double published = 0;  ///< value with all switches at 'p'; may be NaN
  double audited = 0;
  std::vector<Bar> bars;  ///< one a switch
  int orders = 0;         ///< complete orders used; 0: none is complete
  int all_orders = 0;     ///< n! for n switches
  /// audited - published - sum of the bars: 0 with complete orders; NaN when a
  /// part is undefined
  double left_over = 0;
};

/// Takes the way from published to audited apart.
///
/// An order turns one switch after the other; the difference a switch makes
/// depends on those turned before. Where orders exist of which every arm was
/// run and has a number, each bar is the mean over these, with its range; then
/// bars sum to the whole way exactly. Else each bar is the mean over the pairs
/// of arms that differ in this switch alone, and what is left over is given. A
/// bar without any such pair is undefined.
///
/// @param values    of arms (without size-matched ones); NaN is undefined
/// @param switches  number of switches, at most 8
///
/// Source: with all arms this is Shapley's value, Shapley 1953,
/// doi:10.1515/9781400881970-018.
BarSet take_apart(const std::map<Arm, double>& values, std::size_t switches);

/// The way from the published protocol to the audited one. `walk.json`: the
/// switches, the headline of every predictor in every arm, the bars, and the
/// findings of both ends in full; beside it the pictures of the audited end.
struct Walk {
  static constexpr std::string_view kType = "Walk";

  Json content;
  std::map<std::string, std::string> files;

  static Walk read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// @param arms      one a findings object; both ends must be there, no arm
///                  twice
/// @throws Error    on an arm that does not fit the switches, on a missing
///                  end, on more than 8 switches
Walk make_walk(const std::vector<WalkSwitch>& switches,
               const std::vector<Arm>& arms,
               const std::vector<Findings>& findings);

}  // namespace moonstain
