#include "core/eval/survival/patient_features.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.h"
#include "core/data/stored/places.h"

namespace moonstain {
namespace {

struct Source {
  const Cohort* cohort;
  const MeasuredMatrix* matrix;
};

Source source_of(const std::vector<Cohort>& cohorts, const std::string& name,
                 std::string_view what) {
  Source found{nullptr, nullptr};
  std::vector<std::string> known;
  for (const Cohort& cohort : cohorts) {
    for (const MeasuredMatrix& matrix : cohort.measured) {
      known.push_back(matrix.name);
      if (matrix.name != name) continue;
      check(found.matrix == nullptr, what, ": cohorts ", cohorts[0].about,
            " and ", cohort.about, " both have a matrix '", name,
            "'; name the one that is meant by giving it alone");
      found = {&cohort, &matrix};
    }
  }
  check(found.matrix != nullptr, what, ": no cohort has a matrix '", name,
        "'; there are: ", listed(known, 12));
  return found;
}

}  // namespace

PatientFeatures patient_features(const std::vector<Cohort>& cohorts,
                                 const FollowedPatients& followed,
                                 const std::vector<std::string>& matrices,
                                 const std::vector<std::string>& logs,
                                 std::string_view what) {
  check(!matrices.empty(), what, ": no matrices are named");
  std::vector<Source> sources;
  for (const std::string& name : matrices) {
    sources.push_back(source_of(cohorts, name, what));
  }
  for (const std::string& name : logs) {
    check(std::ranges::find(matrices, name) != matrices.end(), what,
          ": log1p names '", name, "', which is not among the matrices");
  }
  std::vector<Places> places;
  places.reserve(sources.size());
  for (const Source& one : sources) places.emplace_back(one.cohort->patients);

  std::vector<std::size_t> order(followed.patients.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) -> const std::string& {
    return followed.patients[i];
  });
  PatientFeatures out;
  out.patients.without = followed.without;
  std::vector<std::vector<std::size_t>> rows;  // [patients][sources]
  std::vector<std::size_t> kept;
  for (const std::size_t i : order) {
    std::vector<std::size_t> row;
    for (const Places& place : places) {
      const auto found = place.find(followed.patients[i]);
      if (found) row.push_back(*found);
    }
    if (row.size() < sources.size()) {
      ++out.without_features;
      continue;
    }
    rows.push_back(std::move(row));
    out.patients.patients.push_back(followed.patients[i]);
    kept.push_back(i);
  }
  out.patients.follow_up = followed_at(followed.follow_up, kept);
  check(!rows.empty(), what, ": none of ", followed.patients.size(),
        " patients who were followed, as '", followed.patients.front(),
        "', has features; the first with some is '",
        sources.front().cohort->patients.front(), "'");

  Eigen::Index width = 0;
  for (const Source& one : sources) width += one.matrix->values.cols();
  out.values.resize(static_cast<Eigen::Index>(rows.size()), width);
  Eigen::Index column = 0;
  for (std::size_t k = 0; k < sources.size(); ++k) {
    const MeasuredMatrix& matrix = *sources[k].matrix;
    const bool log = std::ranges::find(logs, matrices[k]) != logs.end();
    const Eigen::Index count = matrix.values.cols();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto row =
          out.values.row(static_cast<Eigen::Index>(i)).segment(column, count);
      row = matrix.values.row(static_cast<Eigen::Index>(rows[i][k]))
                .cast<double>();
      if (!log) continue;
      for (Eigen::Index at = 0; at < count; ++at) {
        check(!(row[at] < 0), what, ": ", matrix.name, " of ",
              matrix.variables[static_cast<std::size_t>(at)], ", patient '",
              out.patients.patients[i], "', is ", row[at],
              "; ln(1 + x) is of values of 0 and more");
        row[at] = std::log1p(row[at]);
      }
    }
    column += count;
    for (const std::string& variable : matrix.variables) {
      out.names.push_back(concat(matrix.name, "/", variable));
    }
  }
  return out;
}

}  // namespace moonstain
