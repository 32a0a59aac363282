#include "core/eval/baselines/neighbour_section.h"

#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/near_values.h"

namespace moonstain {
namespace {

constexpr std::string_view kWhat = "copied_predictions";

}  // namespace

Predictions copied_predictions(const PairMap& pair, const Targets& measured,
                               std::string name) {
  check(measured.about == pair.section_b, kWhat, ": `targets` are of ",
        measured.about, ", the pair's neighbour is ", pair.section_b);
  const MatrixD values =
      rows_at(measured.values,
              places_of(pair.spots_b, measured.names, "spot",
                        concat(kWhat, ": targets of ", measured.about)))
          .cast<double>();
  check(values.rows() > 0, kWhat, ": ", pair.section_b, " has no spots");
  const Eigen::RowVectorXd mean = values.colwise().mean();

  Predictions predictions;
  predictions.about = pair.section_a;
  predictions.predictor = {std::move(name), PredictorKind::simple, 0, {}};
  predictions.names = pair.spots_a;
  predictions.variable_axis = measured.variable_axis;
  predictions.variables = measured.variables;
  predictions.values.resize(static_cast<Eigen::Index>(pair.spots_a.size()),
                            values.cols());
  for (Eigen::Index spot = 0; spot < predictions.values.rows(); ++spot) {
    Eigen::RowVectorXd copied = mean;
    if (pair.compared() && pair.near.has(spot)) {
      copied = near_mean(pair.near, spot, values);
    }
    predictions.values.row(spot) = copied.cast<float>();
  }
  return predictions;
}

namespace {

struct CopyOptions {
  std::vector<std::string> sections;
  std::string name = "neighbour_copy";
};

// The result is about this section alone, of the two that the pair map is
// about.
void check_section(const PairMap& pair,
                   const std::vector<std::string>& sections) {
  const std::string own = pair.section_a.substr(pair.section_a.find('/') + 1);
  check(sections == std::vector{own}, kWhat, ": `sections` is {",
        listed(sections), "}, but the pair map lays ", pair.section_b, " on ",
        pair.section_a, "; expected {", own, "}");
}

void log_copy(const PairMap& pair) {
  if (!pair.compared()) {
    log_line(concat(pair.section_b, " is not laid on ", pair.section_a, " (",
                    pair.refusal, "): every spot has its mean"));
    return;
  }
  const std::size_t mapped = pair.mapped_spots().size();
  log_line(concat(pair.spots_a.size() - mapped, " of ",
                  counted(pair.spots_a.size(), "spot"), " of ", pair.section_a,
                  " have none of ", pair.section_b, " near and get its mean"));
}

}  // namespace

StepKind copied_predictions_step() {
  return StepKind("copied_predictions", 1,
                  "Simple baseline: what was measured in the neighbouring "
                  "section, laid on this one.")
      .applies<PairMap>("pair_map",
                        "which spots of the neighbour lie near each spot")
      .learns<Targets>("targets", Learned::label, "measured in the neighbour")
      .option("sections", &CopyOptions::sections,
              "the one that is predicted: the pair map's first")
      .required()
      .narrows()
      .option("name", &CopyOptions::name, "what the predictor is called")
      .needs(in_memory(4, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        const auto own = options.as<CopyOptions>();
        const auto pair = in.get<PairMap>("pair_map");
        check_section(pair, own.sections);
        log_copy(pair);
        return copied_predictions(pair, in.get<Targets>("targets"), own.name);
      });
}

}  // namespace moonstain
