#include "core/data/patients/joined_features.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

using Values = decltype(ClinicalColumn::values);

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

Values missing_like(const Values& values, std::size_t patients) {
  return std::visit(
      [patients](const auto& of) -> Values {
        using List = std::decay_t<decltype(of)>;
        if constexpr (std::is_same_v<List, std::vector<double>>) {
          return List(patients, std::numeric_limits<double>::quiet_NaN());
        } else {
          return List(patients);
        }
      },
      values);
}

// Places of names that come one after the other.
class Names {
 public:
  std::size_t place(const std::string& name) {
    const auto [at, is_new] = places_.emplace(name, names_.size());
    if (is_new) names_.push_back(name);
    return at->second;
  }
  const std::vector<std::string>& list() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t> places_;
};

std::vector<std::string> patients_of(const std::vector<Cohort>& cohorts) {
  std::vector<std::string> patients;
  std::unordered_map<std::string, std::string> seen;
  for (const Cohort& cohort : cohorts) {
    for (const std::string& patient : cohort.patients) {
      const auto [before, is_new] = seen.emplace(patient, cohort.about);
      check(is_new, "joined_features: patient '", patient,
            "' is in two rows, of ", before->second, " and of ", cohort.about,
            "; expected one row a patient");
      patients.push_back(patient);
    }
  }
  return patients;
}

void join_clinical(const std::vector<Cohort>& cohorts, Cohort& out) {
  Names names;
  std::size_t row = 0;
  for (const Cohort& cohort : cohorts) {
    for (const ClinicalColumn& column : cohort.clinical) {
      const std::size_t place = names.place(column.name);
      if (place == out.clinical.size()) {
        out.clinical.push_back(
            {column.name, missing_like(column.values, out.size())});
      }
      Values& to = out.clinical[place].values;
      check(to.index() == column.values.index(), "joined_features: column '",
            column.name, "' of ", cohort.about,
            " holds other values than before, texts in one and numbers in the "
            "other");
      std::visit(
          [&](const auto& values) {
            auto& into = std::get<std::decay_t<decltype(values)>>(to);
            std::copy(values.begin(), values.end(),
                      into.begin() + static_cast<std::ptrdiff_t>(row));
          },
          column.values);
    }
    row += cohort.size();
  }
}

MeasuredMatrix join_matrix(const std::vector<Cohort>& cohorts,
                           const std::string& name, std::size_t patients) {
  Names variables;
  std::vector<std::vector<std::size_t>> places;
  for (const Cohort& cohort : cohorts) {
    std::vector<std::size_t> of;
    for (const MeasuredMatrix& matrix : cohort.measured) {
      if (matrix.name != name) continue;
      for (const std::string& one : matrix.variables) {
        of.push_back(variables.place(one));
      }
    }
    places.push_back(std::move(of));
  }
  MeasuredMatrix out{name, variables.list(), {}};
  out.values = Matrix::Constant(static_cast<Eigen::Index>(patients),
                                static_cast<Eigen::Index>(out.variables.size()),
                                kMissing);
  Eigen::Index row = 0;
  for (std::size_t i = 0; i < cohorts.size(); ++i) {
    const auto rows = static_cast<Eigen::Index>(cohorts[i].size());
    for (const MeasuredMatrix& matrix : cohorts[i].measured) {
      if (matrix.name != name) continue;
      for (std::size_t k = 0; k < places[i].size(); ++k) {
        out.values.col(static_cast<Eigen::Index>(places[i][k]))
            .segment(row, rows) =
            matrix.values.col(static_cast<Eigen::Index>(k));
      }
    }
    row += rows;
  }
  return out;
}

}  // namespace

Cohort joined_cohorts(const std::vector<Cohort>& cohorts, std::string about) {
  check(!cohorts.empty(),
        "joined_features: no cohort is given, expected at least one");
  Cohort out{std::move(about), patients_of(cohorts)};
  join_clinical(cohorts, out);
  Names matrices;
  for (const Cohort& cohort : cohorts) {
    for (const MeasuredMatrix& matrix : cohort.measured) {
      matrices.place(matrix.name);
    }
  }
  for (const std::string& name : matrices.list()) {
    out.measured.push_back(join_matrix(cohorts, name, out.size()));
  }
  return out;
}

namespace {

struct JoinedFeaturesOptions {
  std::string about;
};

}  // namespace

StepKind joined_features_step() {
  return StepKind("joined_features", 1,
                  "Cohorts of other patients each, as one.")
      .applies_many<Cohort>("features", "cohorts of a patient, or of some")
      .option("about", &JoinedFeaturesOptions::about, "name of the cohort")
      .required()
      .needs(in_memory(4, 1))
      .makes<Cohort>([](const Inputs& in, const Options& options) {
        return joined_cohorts(in.list<Cohort>("features"),
                              options.as<JoinedFeaturesOptions>().about);
      });
}

}  // namespace moonstain
