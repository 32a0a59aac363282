#include "core/eval/baselines/type_predictions.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/baselines/type_profiles.h"
#include "core/stats/nearest.h"

namespace moonstain {
namespace {

constexpr const char* kStep = "type_predictions";

// For each cell the type of the nearest other one, of equally near ones the
// first.
std::vector<std::string> of_nearest(const std::vector<std::string>& own,
                                    const Dataset& cells) {
  check(own.size() >= 2, kStep, ": ", cells.section, " has ",
        counted(own.size(), "cell"), "; a nearest other one needs at least 2");
  std::vector<std::string> types;
  for (const auto& other : NearestPoints(cells.pixel_xy).nearest_others()) {
    types.push_back(own[static_cast<std::size_t>(other.index)]);
  }
  return types;
}

}  // namespace

Predictions type_predictions(const std::vector<Targets>& training,
                             const std::vector<CellTypes>& types,
                             const CellTypes& held_types,
                             const Dataset& held_out, TypeOf of,
                             std::string name) {
  const TypeProfiles profiles = type_profiles(training, types, 1, kStep);
  std::vector<std::string> wanted =
      type_names(held_types, held_out.spots, kStep);
  if (of == TypeOf::nearest) wanted = of_nearest(wanted, held_out);

  Predictions predictions;
  predictions.about = held_out.section;
  predictions.predictor = {std::move(name), PredictorKind::oracle, 0, {}};
  predictions.unit_kind = profiles.described.unit_kind;
  predictions.names = held_out.spots;
  predictions.variable_axis = profiles.described.variable_axis;
  predictions.variables = profiles.described.variables;
  predictions.values.resize(static_cast<Eigen::Index>(wanted.size()),
                            profiles.mean.size());
  std::size_t unknown = 0;
  for (std::size_t cell = 0; cell < wanted.size(); ++cell) {
    const auto at = std::lower_bound(profiles.classes.begin(),
                                     profiles.classes.end(), wanted[cell]);
    const bool known = at != profiles.classes.end() && *at == wanted[cell];
    unknown += !known;
    const auto row = static_cast<Eigen::Index>(cell);
    if (known) {
      predictions.values.row(row) =
          profiles.profiles.row(at - profiles.classes.begin()).cast<float>();
    } else {
      predictions.values.row(row) = profiles.mean.cast<float>();
    }
  }
  if (unknown > 0) {
    log_line(concat(unknown, " of ", counted(wanted.size(), "cell"), " of ",
                    held_out.section,
                    " have no type that training cells have, and get the mean "
                    "of all"));
  }
  return predictions;
}

namespace {

struct TypePredictionsOptions {
  TypeOf of = TypeOf::own;
  std::string name = "own_type";
};

}  // namespace

StepKind type_predictions_step() {
  return StepKind(kStep, 1,
                  "Oracle: the training profile of the cell's measured type, "
                  "or of its nearest neighbour's.")
      .learns_many<Targets>("targets", Learned::label,
                            "expression of the training cells")
      .learns_many<CellTypes>("training_types", Learned::label,
                              "types of the training cells")
      .applies<CellTypes>("types", "measured types of the held-out cells")
      .reads_labels()
      .applies<Dataset>("dataset", "the held-out cells")
      .option("of", &TypePredictionsOptions::of,
              "whose type: the cell's own, or that of the nearest other "
              "held-out cell")
      .option("name", &TypePredictionsOptions::name,
              "what the predictor is called")
      .needs(in_memory(8, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        const auto own = options.as<TypePredictionsOptions>();
        return type_predictions(
            in.list<Targets>("targets"), in.list<CellTypes>("training_types"),
            in.get<CellTypes>("types"),
            Dataset::read_places(in.one("dataset").path), own.of, own.name);
      });
}

}  // namespace moonstain
