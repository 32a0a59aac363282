#include "core/eval/downstream/marked_predictions.h"

#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "marked_predictions";

struct MarkedOptions {
  double above = 0.5;
};

}  // namespace

Predictions marked_predictions(const Predictions& predictions,
                               const Predictions& mask, double above) {
  check(mask.about == predictions.about, kStep, ": predictions are of ",
        predictions.about, " and the mask is of ", mask.about,
        "; give both of one section");
  check(mask.variables.size() == 1, kStep, ": the mask of ", mask.about,
        " has ", counted(mask.variables.size(), mask.variable_axis),
        "; expected one, the tumour's");
  const auto rows =
      places_of(predictions.names, mask.names, word_of(predictions.unit_kind),
                concat(kStep, ": mask of ", mask.about));
  std::vector<Eigen::Index> kept;
  Predictions marked = predictions;
  marked.names.clear();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    // Also false of what has no number.
    if (!(mask.values(rows[i], 0) > above)) continue;
    kept.push_back(static_cast<Eigen::Index>(i));
    marked.names.push_back(predictions.names[i]);
  }
  check(kept.size() >= 2, kStep, ": the mask of ", mask.about, " marks ",
        kept.size(), " of ",
        counted(predictions.size(), word_of(predictions.unit_kind)), " above ",
        above, "; two or more are needed: a lower `above`, or all places");
  marked.values = rows_at(predictions.values, kept);
  return marked;
}

StepKind marked_predictions_step() {
  return StepKind(
             kStep, 1,
             "Predictions of those spots alone that a predicted mask marks.")
      .applies<Predictions>("predictions", "of a section's spots")
      .applies<Predictions>("mask", "of the same spots, one value each")
      .option("above", &MarkedOptions::above,
              "the value above which a spot is marked")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        return marked_predictions(in.get<Predictions>("predictions"),
                                  in.get<Predictions>("mask"),
                                  options.as<MarkedOptions>().above);
      });
}

}  // namespace moonstain
