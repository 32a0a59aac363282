#include "core/eval/choice/averaged_predictions.h"

#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "averaged_predictions";

}  // namespace

Predictions averaged_predictions(const std::vector<Predictions>& predictions,
                                 std::string name) {
  check(predictions.size() > 1, kStep, ": predictions by ", predictions.size(),
        " predictor; expected two or more to take the mean of");
  const Predictions& first = predictions.front();
  std::set<std::string> seen;
  MatrixD sum = MatrixD::Zero(first.values.rows(), first.values.cols());
  for (const Predictions& one : predictions) {
    check(seen.insert(one.predictor.name).second, kStep, ": two predictions ",
          "are by ", one.predictor.name, "; each counts once");
    check(one.about == first.about, kStep, ": predictions of ", first.about,
          " and of ", one.about, "; give those of one section");
    const std::string what =
        concat(kStep, ": ", one.predictor.name, " of ", one.about);
    check_same_variables(one, first, what);
    check(one.names.size() == first.names.size(), what, ": ", one.names.size(),
          " spots, ", first.predictor.name, " has ", first.names.size(),
          "; expected the same");
    sum += rows_at(one.values, places_of(first.names, one.names,
                                         word_of(first.unit_kind), what))
               .cast<double>();
  }
  Predictions out = first;
  out.values = (sum / static_cast<double>(predictions.size())).cast<float>();
  out.predictor = {std::move(name), PredictorKind::model, first.predictor.seed,
                   first.predictor.fold};
  out.of_grid = false;
  return out;
}

namespace {

struct AveragedOptions {
  std::string name = "averaged";
};

}  // namespace

StepKind averaged_predictions_step() {
  return StepKind(std::string(kStep), 1,
                  "The mean of what several predictors say of a section.")
      .applies<Predictions>("predictions", "of a section, by one predictor")
      .applies_many<Predictions>("beside", "of it, by each of the others")
      .option("name", &AveragedOptions::name, "what the predictor is called")
      .needs(in_memory(3, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        auto all = in.list<Predictions>("beside");
        all.insert(all.begin(), in.get<Predictions>("predictions"));
        return averaged_predictions(all, options.as<AveragedOptions>().name);
      });
}

}  // namespace moonstain
