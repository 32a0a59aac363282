#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// Patients of one stratum whose follow-up ended at one time.
struct EndOfFollowUp {
  double time = 0;
  std::size_t begin = 0;  ///< of `RiskSets::order`; those who died first
  std::size_t end = 0;
  std::size_t deaths = 0;
  std::size_t stratum = 0;
};

/// Who was at risk at each death: a patient is compared with those of the same
/// stratum whose follow-up had not ended before. Laid out so that one pass adds
/// up every risk set: strata in the order of their names, in each the longest
/// time first.
struct RiskSets {
  std::vector<std::size_t> order;   ///< [patients] their places
  std::vector<EndOfFollowUp> ends;  ///< [distinct times of each stratum]
  std::vector<std::string> strata;  ///< names, sorted; one "" without strata
  std::size_t deaths = 0;
};

/// @param strata   [patients] names; empty: all are of one
/// @param what     begins the error
/// @throws Error   as `check_follow_up`, and on as many names as there are not
///                 patients
RiskSets risk_sets(const FollowUp& patients,
                   const std::vector<std::string>& strata,
                   std::string_view what);

}  // namespace moonstain
