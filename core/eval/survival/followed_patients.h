#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/stored/cohort.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/step/step_kind.h"
#include "core/stats/survival/follow_up.h"

namespace moonstain {

/// What 1 says in a column of numbers: that the event came, or that the patient
/// was censored, as PORPOISE's tables have it.
enum class OneMeans { event, censored };

template <>
struct KindWords<OneMeans> {
  static constexpr std::string_view kAll[] = {"event", "censored"};
};

/// The clinical columns of a follow-up.
struct FollowUpColumns {
  std::string time;
  std::string event;
  std::vector<std::string> came{};  ///< texts of `event` that say it came
  OneMeans one_means = OneMeans::event;
};

/// Patients of a cohort who were followed.
struct FollowedPatients {
  std::vector<std::string> patients;
  FollowUp follow_up;
  std::size_t without = 0;  ///< patients left out: no time, or no event state
};

/// @param what    begins the error: the step
/// @throws Error  naming cohort, column and patient: on another number than 0
///                or 1, a column of numbers whose name speaks of censoring
///                while 1 means an event, texts without `came`, a time below 0,
///                and where no patient is left
FollowedPatients followed_patients(const Cohort& cohort,
                                   const FollowUpColumns& columns,
                                   std::string_view what);

/// The follow-up of these patients, in their order.
/// @param where   begins the error: "survival_scores: follow-up of tcga"
/// @throws Error  naming a patient who was not followed
FollowUp follow_up_of(const FollowedPatients& followed,
                      const std::vector<std::string>& patients,
                      const std::string& where);

/// Patients who are in a group.
struct GroupedPatients {
  FollowUp follow_up;
  std::vector<std::string> groups;  ///< [patients]
};

/// @param groups  [patients] "": in none, and left out
GroupedPatients grouped(const FollowUp& patients,
                        const std::vector<std::string>& groups);

/// The options `time`, `event`, `came` and `one_means` of a step.
StepKind&& with_follow_up(StepKind&& step);

}  // namespace moonstain
