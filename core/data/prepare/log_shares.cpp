#include "core/data/prepare/log_shares.h"

#include <cmath>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

Targets log_shares(const Dataset& dataset,
                   const std::vector<std::string>& genes, double scale_to,
                   Absent absent) {
  check(scale_to > 0, "log_share_targets: scale_to is ", scale_to,
        ", expected above 0");
  Targets out =
      normalise(dataset, genes, Total::none, /*scale_to=*/1, Log::none, absent);
  out.transform = concat("ln(", scale_to, " (n + 1) / (total over all genes + ",
                         dataset.genes.size(), "))");
  const auto all = static_cast<double>(dataset.genes.size());
  for (Eigen::Index spot = 0; spot < out.values.rows(); ++spot) {
    const double log_total = std::log((out.total_all[spot] + all) / scale_to);
    for (Eigen::Index gene = 0; gene < out.values.cols(); ++gene) {
      out.values(spot, gene) = static_cast<float>(
          std::log1p(static_cast<double>(out.values(spot, gene))) - log_total);
    }
  }
  return out;
}

namespace {

struct LogShareOptions {
  double scale_to = 1;
  Absent absent = Absent::refuse;
};

}  // namespace

StepKind log_share_targets_step() {
  return wanting_genes(
             StepKind("log_share_targets", 1,
                      "Logarithms of genes' shares, one count added to each.")
                 .numeric(Numeric::libm)
                 .applies<Dataset>("dataset", "counts of a section"))
      .option("scale_to", &LogShareOptions::scale_to,
              "times the share: 1 in ST-Net, 1e6 in IGI-DL", {0, {}})
      .option("absent", &LogShareOptions::absent,
              "a gene that the section's table does not name")
      .needs(targets_needs())
      .makes<Targets>([](const Inputs& in, const Options& options) {
        const auto chosen = options.as<LogShareOptions>();
        const auto dataset = in.get<Dataset>("dataset");
        return log_shares(
            dataset,
            genes_wanted(in, "log_share_targets", dataset, chosen.absent),
            chosen.scale_to, chosen.absent);
      });
}

}  // namespace moonstain
