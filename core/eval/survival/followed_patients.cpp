#include "core/eval/survival/followed_patients.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <variant>

#include "core/base/error.h"
#include "core/data/stored/join.h"

namespace moonstain {
namespace {

// Whether the event came to each patient; nothing where that is not known.
std::vector<std::optional<bool>> events_of(const Cohort& cohort,
                                           const FollowUpColumns& columns,
                                           std::string_view what) {
  const std::string& column = columns.event;
  std::vector<std::optional<bool>> events(cohort.size());
  if (!columns.came.empty()) {
    const std::vector<std::string>& texts = cohort.texts(column);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (texts[i].empty()) continue;
      events[i] =
          std::ranges::find(columns.came, texts[i]) != columns.came.end();
    }
    return events;
  }
  for (const ClinicalColumn& one : cohort.clinical) {
    check(one.name != column || one.values.index() == 0, what, ": cohort ",
          cohort.about, ": column '", column,
          "' holds texts; name those that say the event came: came = { ... }");
  }
  check(columns.one_means == OneMeans::censored ||
            column.find("censor") == column.npos,
        what, ": cohort ", cohort.about, ": column '", column,
        "' seems to say who was censored; one_means = \"censored\" takes 1 for "
        "that");
  const std::vector<double>& numbers = cohort.numbers(column);
  const double came = columns.one_means == OneMeans::event ? 1 : 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (std::isnan(numbers[i])) continue;
    check(numbers[i] == 0 || numbers[i] == 1, what, ": cohort ", cohort.about,
          ": ", column, " of patient '", cohort.patients[i], "' is ",
          numbers[i], "; expected 1 where the event came, else 0");
    events[i] = numbers[i] == came;
  }
  return events;
}

}  // namespace

FollowedPatients followed_patients(const Cohort& cohort,
                                   const FollowUpColumns& columns,
                                   std::string_view what) {
  const std::vector<double>& times = cohort.numbers(columns.time);
  const auto events = events_of(cohort, columns, what);
  FollowedPatients followed;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (std::isnan(times[i]) || !events[i]) {
      ++followed.without;
      continue;
    }
    check(times[i] >= 0, what, ": cohort ", cohort.about, ": ", columns.time,
          " of patient '", cohort.patients[i], "' is ", times[i],
          "; a time is 0 or more, leave the patient out or mend the table");
    followed.patients.push_back(cohort.patients[i]);
    followed.follow_up.times.push_back(times[i]);
    followed.follow_up.died.push_back(*events[i]);
  }
  check(!followed.patients.empty(), what, ": no patient of ", cohort.about,
        " has both a ", columns.time, " and a ", columns.event);
  return followed;
}

FollowUp follow_up_of(const FollowedPatients& followed,
                      const std::vector<std::string>& patients,
                      const std::string& where) {
  const auto places = places_of(patients, followed.patients, "patient", where);
  return followed_at(followed.follow_up, {places.begin(), places.end()});
}

GroupedPatients grouped(const FollowUp& patients,
                        const std::vector<std::string>& groups) {
  GroupedPatients out;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].empty()) continue;
    places.push_back(i);
    out.groups.push_back(groups[i]);
  }
  out.follow_up = followed_at(patients, places);
  return out;
}

StepKind&& with_follow_up(StepKind&& step) {
  using Columns = FollowUpColumns;
  return std::move(step)
      .option("time", &Columns::time,
              "clinical column: how long each patient was followed")
      .required()
      .option("event", &Columns::event,
              "clinical column: whether the event came, 1 or 0, or texts")
      .required()
      .option("came", &Columns::came, "texts of that column that say it came")
      .option("one_means", &Columns::one_means,
              "what 1 in a column of numbers says");
}

}  // namespace moonstain
