#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace moonstain {

/// How long each patient was followed, in one unit of time, and whether the
/// event (death, relapse) ended it. Else the patient is censored: without the
/// event until then. Of a death and a censoring at one time the death is first.
struct FollowUp {
  std::vector<double> times;  ///< [patients], 0 or more
  std::vector<bool> died;     ///< [patients]

  std::size_t patients() const { return times.size(); }
  std::size_t deaths() const;
};

/// @param what    begins the error
/// @throws Error  on differing lengths, or a time below 0, NaN or infinite
void check_follow_up(const FollowUp& patients, std::string_view what);

/// The patients at these places, in their order; a place may come twice.
FollowUp followed_at(const FollowUp& patients,
                     const std::vector<std::size_t>& places);

/// The patients' places in the order of their times.
std::vector<std::size_t> by_time(const FollowUp& patients);

}  // namespace moonstain
