#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/eval/gate/compare.h"

namespace moonstain::gate {

/// What a comparison is about, beside its numbers.
struct About {
  std::string recipe;
  std::string baseline;   ///< path of its file
  std::string class_was;  ///< `class_words`
  std::string class_is;
  Tolerance another_class;
  /// What moved between the plans, a phrase each; looked for where a number or
  /// a leak has changed.
  std::vector<std::string> causes;
  std::string causes_from;  ///< "run 0001", "the baseline's own record"
  std::string accept;       ///< the command that takes the numbers over
};

/// "0.2879", "1.2e-16", "undefined"; with as many digits as tell both apart.
struct TwoNumbers {
  std::string was;
  std::string is;
};
TwoNumbers shown(double was, double is);
/// "-0.117 (-41 %)", "+1.1e-16", "" where one of both is undefined.
std::string change_words(const ComparedRow& row);

/// Why a row fails, or what is to be said of it: "fell, and may not (exact)",
/// "is no longer measured", "undefined in 2 units, was in 0", "is a
/// 'mean of 3 sections', was a 'mean of 2 sections'".
std::string verdict_words(const ComparedRow& row);
/// "is new", "is gone", "is no longer acknowledged by a switch".
std::string verdict_words(LeakOutcome outcome);

/// "2 of 88 metrics fail, 1 leak as before", "88 metrics pass, 1 of 2 leaks
/// fails", "88 metrics and 1 leak pass".
std::string headline(const Comparison& comparison);
/// "compared bit for bit: computed in the class of the baseline (libm: ...)",
/// or which class stands for which, and what exact stands for.
std::string class_sentence(const Comparison& comparison, const About& about);
/// What to say where a number moved and no cause is known.
std::string no_cause_sentence(const About& about);

/// Places of the rows that are told, those that stand for the whole first, then
/// in the baseline's order.
/// @param failed  those that fail, or those that have improved or are noted
std::vector<std::size_t> told_rows(const Comparison& comparison, bool failed);

/// For a terminal: the headline, what fails and by what, what got better, and
/// how to accept it. Lines, the last with its end.
std::string text(const Comparison& comparison, const About& about);

}  // namespace moonstain::gate
