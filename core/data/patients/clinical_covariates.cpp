#include "core/data/patients/clinical_covariates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();

bool is_among(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

struct Variable {
  std::string name;
  std::vector<float> values;  // [patients]
};

std::vector<Variable> one_hot(const Cohort& cohort, const std::string& column,
                              bool drop_first) {
  const std::vector<std::string>& texts = cohort.texts(column);
  std::set<std::string> levels(texts.begin(), texts.end());
  levels.erase("");
  check(!levels.empty(), "clinical_covariates: cohort ", cohort.about,
        ": no patient has a ", column);
  if (drop_first) levels.erase(levels.begin());
  std::vector<Variable> variables;
  for (const std::string& level : levels) {
    Variable one{concat(column, "=", level), {}};
    for (const std::string& text : texts) {
      one.values.push_back(text.empty() ? kMissing : text == level ? 1.F : 0.F);
    }
    variables.push_back(std::move(one));
  }
  return variables;
}

struct NoiseOptions {
  std::int64_t count = 16;
  std::int64_t seed = 1;
};

}  // namespace

Cohort clinical_covariates(const Cohort& cohort,
                           const ClinicalCovariatesOptions& options) {
  check(!options.columns.empty(), "clinical_covariates: no columns are named");
  for (const std::string& name : options.drop_first) {
    check(is_among(options.columns, name),
          "clinical_covariates: drop_first "
          "names '",
          name, "', which is not among the columns");
  }
  std::vector<Variable> variables;
  std::set<std::string> seen;
  for (const std::string& name : options.columns) {
    check(seen.insert(name).second, "clinical_covariates: column '", name,
          "' is named twice");
    const ClinicalColumn& column = cohort.column(name);
    const bool drop = is_among(options.drop_first, name);
    if (const auto* numbers =
            std::get_if<std::vector<double>>(&column.values)) {
      check(!drop, "clinical_covariates: drop_first names '", name,
            "', which holds numbers; it is for columns of texts");
      Variable one{name, {}};
      for (const double value : *numbers) {
        one.values.push_back(static_cast<float>(value));
      }
      variables.push_back(std::move(one));
      continue;
    }
    for (Variable& one : one_hot(cohort, name, drop)) {
      variables.push_back(std::move(one));
    }
  }
  MeasuredMatrix matrix{options.matrix, {}, {}};
  matrix.values.resize(static_cast<Eigen::Index>(cohort.size()),
                       static_cast<Eigen::Index>(variables.size()));
  for (std::size_t k = 0; k < variables.size(); ++k) {
    matrix.variables.push_back(variables[k].name);
    for (std::size_t i = 0; i < cohort.size(); ++i) {
      matrix.values(static_cast<Eigen::Index>(i),
                    static_cast<Eigen::Index>(k)) = variables[k].values[i];
    }
  }
  return {.about = cohort.about,
          .patients = cohort.patients,
          .measured = {std::move(matrix)}};
}

Cohort noise_covariates(const Cohort& cohort, std::int64_t count,
                        std::int64_t seed) {
  MeasuredMatrix matrix{"noise", {}, {}};
  for (std::int64_t k = 1; k <= count; ++k) {
    matrix.variables.push_back(std::to_string(k));
  }
  matrix.values.resize(static_cast<Eigen::Index>(cohort.size()), count);
  for (std::size_t i = 0; i < cohort.size(); ++i) {
    RandomStream stream(seed, "noise_covariates", cohort.patients[i]);
    for (Eigen::Index k = 0; k < count; ++k) {
      matrix.values(static_cast<Eigen::Index>(i), k) =
          static_cast<float>(stream.normal());
    }
  }
  return {.about = cohort.about,
          .patients = cohort.patients,
          .measured = {std::move(matrix)}};
}

StepKind clinical_covariates_step() {
  using Own = ClinicalCovariatesOptions;
  return StepKind("clinical_covariates", 1,
                  "Clinical columns as a matrix: numbers as they are, texts a "
                  "variable each.")
      .applies<Cohort>("cohort", "the patients and their clinical columns")
      .option("columns", &Own::columns, "clinical columns, in this order")
      .required()
      .option("drop_first", &Own::drop_first,
              "of them, those of texts whose first has no variable")
      .option("matrix", &Own::matrix, "its name")
      .needs(in_memory(2, 1))
      .makes<Cohort>([](const Inputs& in, const Options& options) {
        return clinical_covariates(in.get<Cohort>("cohort"), options.as<Own>());
      });
}

StepKind noise_covariates_step() {
  return StepKind("noise_covariates", 1,
                  "Normal numbers of each patient that say nothing.")
      .numeric(Numeric::libm)
      .applies<Cohort>("cohort", "the patients")
      .option("count", &NoiseOptions::count, "numbers of a patient", {1, 1e5})
      .option("seed", &NoiseOptions::seed, "that they follow from")
      .needs(in_memory(2, 1))
      .makes<Cohort>([](const Inputs& in, const Options& options) {
        const auto own = options.as<NoiseOptions>();
        return noise_covariates(in.get<Cohort>("cohort"), own.count, own.seed);
      });
}

}  // namespace moonstain
