#include "core/data/prepare/pseudobulk.h"

#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/data/prepare/counted.h"
#include "core/data/stored/places.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

Cohort pseudobulk(const std::vector<Dataset>& sections,
                  const std::string& about) {
  check(!sections.empty(), "pseudobulk: there is no section");
  SharedGenes shared("pseudobulk");
  for (const Dataset& one : sections) shared.add(one);
  const std::vector<std::string> genes = shared.list().genes;
  const Places places(genes);

  std::map<std::string, std::vector<double>> counted;
  for (const Dataset& one : sections) {
    std::vector<double>& sums =
        counted.try_emplace(one.patient, genes.size(), 0.0).first->second;
    std::vector<std::optional<std::size_t>> place_of;  // [genes]
    for (const std::string& gene : one.genes) {
      place_of.push_back(places.find(gene));
    }
    for (std::size_t i = 0; i < one.counts.values.size(); ++i) {
      const auto place =
          place_of[static_cast<std::size_t>(one.counts.columns[i])];
      if (place) sums[*place] += one.counts.values[i];
    }
  }

  Cohort out;
  out.about = about;
  MeasuredMatrix rna{.name = "rna",
                     .variables = genes,
                     .values = Matrix(static_cast<Eigen::Index>(counted.size()),
                                      static_cast<Eigen::Index>(genes.size()))};
  for (const auto& [patient, sums] : counted) {
    double total = 0;
    for (const double n : sums) total += n;
    check(total > 0, "pseudobulk: nothing was counted of patient ", patient);
    const auto row = static_cast<Eigen::Index>(out.patients.size());
    for (std::size_t gene = 0; gene < genes.size(); ++gene) {
      rna.values(row, static_cast<Eigen::Index>(gene)) =
          static_cast<float>(std::log2(1e6 * sums[gene] / total + 1));
    }
    out.patients.push_back(patient.substr(patient.find('/') + 1));
  }
  const std::set<std::string> names(out.patients.begin(), out.patients.end());
  check(names.size() == out.patients.size(),
        "pseudobulk: patients of two data sets have one name: ",
        listed(out.patients), "; take the sections of one");
  out.measured.push_back(std::move(rna));
  return out;
}

namespace {

struct PseudobulkOptions {
  std::string about;
};

}  // namespace

StepKind pseudobulk_step() {
  return StepKind("pseudobulk", 1,
                  "Expression of patients as if all spots of their sections "
                  "had been measured in one tube.")
      .numeric(Numeric::libm)
      .applies_many<Dataset>("dataset", "sections, of any patients")
      .option("about", &PseudobulkOptions::about, "name of the cohort")
      .required()
      .needs(in_memory(4, 1))
      .makes<Cohort>([](const Inputs& in, const Options& options) {
        return pseudobulk(in.list<Dataset>("dataset"),
                          options.as<PseudobulkOptions>().about);
      });
}

}  // namespace moonstain
