#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/stats/bootstrap.h"

namespace moonstain {

/// Of what a decision says that there is something.
enum class Subject {
  survival,    ///< that a risk tells who dies
  copy_number  ///< that a locus moves a feature
};

/// The name of what is decided by a log-rank test at its nominal p.
inline constexpr std::string_view kNominalLogRank = "log-rank test";

/// One thing that an analysis decides of a cohort.
struct Decision {
  std::string name;  ///< "log-rank test"
  std::string rule;  ///< "nominal p below 0.05"
  Subject subject = Subject::survival;
  /// In what share of cohorts without anything it means to say yes.
  double level = 0.05;

  bool operator==(const Decision&) const = default;
};

/// What an analysis decided of each of many made-up cohorts. Plain Zarr:
/// "cohorts", "tests" and "tests_below" an array each, "said"
/// [cohorts, decisions]; all else attributes.
struct DecisionStudy {
  static constexpr std::string_view kType = "DecisionStudy";
  static constexpr std::int8_t kYes = 1, kNo = 0, kNotAsked = -1;

  std::string cohort;        ///< what each is like: "60 patients of 300 cells"
  std::string how;           ///< the analysis: "3 folds, 20 repeats, ..."
  double locus_effect = 0;   ///< planted of copy number; 0: nothing is
  double hazard_effect = 0;  ///< planted of survival
  std::vector<Decision> decisions;
  std::vector<std::int64_t> cohorts;           ///< their numbers, rising
  std::vector<std::vector<std::int8_t>> said;  ///< [cohorts][decisions]
  /// [cohorts] Tests along the genome, and how many have p below 0.05.
  std::vector<std::int64_t> tests, tests_below;

  bool is_planted(Subject subject) const;

  /// @throws Error where the parts do not fit each other
  static DecisionStudy read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// The parts of one study together, cohorts by number.
/// @throws Error  where there is none, where parts differ in what was made or
///                decided, and on a cohort that two have
DecisionStudy joined_study(const std::vector<DecisionStudy>& parts);

/// How often one thing was decided.
struct DecisionRate {
  std::int64_t yes = 0;
  std::int64_t cohorts = 0;  ///< that were asked
  double share = 0;          ///< NaN where none was
  Interval interval;         ///< Wilson's, 95 %; NaN where none was asked
};

DecisionRate rate_of(std::int64_t yes, std::int64_t cohorts);
DecisionRate rate_of(const DecisionStudy& study, std::size_t decision);

/// "33 of 200 (16.5 %, 95 % interval 12.0 to 22.3 %)", with a noun "33 of 200
/// cohorts (16.5 %, ...)".
std::string rate_words(const DecisionRate& rate, std::string_view nouns = "");

}  // namespace moonstain
