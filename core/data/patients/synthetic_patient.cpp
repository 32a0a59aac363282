#include "core/data/patients/synthetic_patient.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/data/stored/checks.h"

namespace moonstain {
namespace {

constexpr double kMedianMonths = 60;
constexpr double kFirstMonth = 12;
constexpr double kLastMonth = 120;

void check_named(const std::string& name, const std::vector<std::string>& all,
                 const char* option, const char* of) {
  check(std::find(all.begin(), all.end(), name) != all.end(),
        "synthetic patient: ", option, " is '", name, "', which is none of `",
        of, "`", did_you_mean(name, all));
}

void check_options(const SyntheticPatientOptions& options) {
  const std::string where = "synthetic patient";
  check_unique(where, "gene", options.genes);
  check_unique(where, "locus", options.loci);
  check_unique(where, "type", options.types);
  check(options.cells >= 1 && !options.genes.empty() && !options.loci.empty() &&
            !options.types.empty() && options.mean_count > 0,
        where, ": there are ", options.cells, " cells, ", options.genes.size(),
        " genes, ", options.loci.size(), " loci, ", options.types.size(),
        " types and a mean count of ", options.mean_count,
        "; expected some of each");
  check(options.shares.size() == options.types.size() &&
            std::all_of(options.shares.begin(), options.shares.end(),
                        [](double share) { return share > 0; }),
        where, ": ", options.shares.size(), " shares of ", options.types.size(),
        " types; expected one above 0 for each");
  check_named(options.planted_locus, options.loci, "planted_locus", "loci");
  check_named(options.planted_gene, options.genes, "planted_gene", "genes");
}

}  // namespace

SyntheticTruth synthetic_truth(const SyntheticPatientOptions& options) {
  check_options(options);
  SyntheticTruth out;
  RandomStream calls(options.seed, "synthetic_patient",
                     concat("calls/", options.patient));
  for (std::size_t locus = 0; locus < options.loci.size(); ++locus) {
    const std::uint64_t quarter = calls.below(4);
    out.calls.push_back(quarter == 0 ? -1 : quarter == 1 ? 1 : 0);
  }
  RandomStream random(options.seed, "synthetic_patient",
                      concat("truth/", options.patient));
  out.malignancy = random.normal();
  const double rate = std::numbers::ln2 / kMedianMonths *
                      std::exp(options.hazard_effect * out.malignancy);
  const double death = -std::log(1 - random.uniform()) / rate;
  const double end =
      kFirstMonth + (kLastMonth - kFirstMonth) * random.uniform();
  out.died = death > 0 && death <= end;
  out.months = out.died ? death : end;
  return out;
}

}  // namespace moonstain
