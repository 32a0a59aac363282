#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/eval/gate/compare.h"
#include "core/eval/gate/words.h"

namespace moonstain::gate {

/// A case of a JUnit report: a metric, a leak, or a step that ran.
struct Case {
  enum class Kind { passed, failure, error, skipped };
  std::string name;
  std::string class_name;
  double seconds = 0;
  Kind kind = Kind::passed;
  std::string message;
  std::string type;     ///< "MetricRegression"; of failures and errors
  std::string details;  ///< of failures and errors
};

struct Suite {
  std::string name;
  std::vector<std::pair<std::string, std::string>> properties;
  std::string timestamp;  ///< "2026-11-01T12:00:00"
  double seconds = 0;
  std::vector<Case> cases;
};

/// JUnit XML in the subset that CI services read: one suite in `testsuites`,
/// whose counts are those of its cases. Characters that XML 1.0 forbids are
/// dropped, what else no reader would see is replaced by U+FFFD.
///
/// Source: github.com/testmoapp/junitxml (there is no official schema).
std::string junit_text(const Suite& suite);

/// A case for each metric of the baseline and each leak. One that moved fails;
/// one that could not be compared, because it has vanished or is undefined, is
/// an error; one that is free to move is skipped.
std::vector<Case> cases_of(const Comparison& comparison, const About& about);

/// The same where the run has failed: nothing was compared, all are skipped.
std::vector<Case> skipped_cases(const Baseline& baseline,
                                const std::string& message);

}  // namespace moonstain::gate
