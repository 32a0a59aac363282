#include "core/eval/choice/chosen_predictions.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "chosen_predictions";

std::vector<std::string> sorted(const std::set<std::string>& names) {
  return {names.begin(), names.end()};
}

}  // namespace

Predictions chosen_predictions(const CandidateChoice& choice,
                               const std::vector<Predictions>& candidates,
                               std::string name) {
  std::set<std::string> compared, given;
  for (const Candidate& one : choice.candidates) compared.insert(one.name);
  for (const Predictions& one : candidates) {
    check(given.insert(one.predictor.name).second, kStep, ": two predictions ",
          "are by ", one.predictor.name, "; give one a candidate");
    check(one.about == candidates[0].about, kStep, ": predictions of ",
          candidates[0].about, " and of ", one.about,
          "; give those of one section");
  }
  check(compared == given, kStep, ": predictions by ", listed(sorted(given)),
        ", but the choice compared ", listed(sorted(compared)),
        "; expected the same candidates");
  const auto chosen = std::find_if(
      candidates.begin(), candidates.end(), [&](const Predictions& one) {
        return one.predictor.name == choice.best().name;
      });
  Predictions out = *chosen;
  out.predictor = {std::move(name), PredictorKind::variant, out.predictor.seed,
                   choice.fold};
  return out;
}

namespace {

struct ChosenOptions {
  std::string name = "chosen";
};

}  // namespace

StepKind chosen_predictions_step() {
  return StepKind(std::string(kStep), 1,
                  "What the candidate predicts that the training sections "
                  "speak for.")
      .applies<CandidateChoice>("choice", "made on the training sections")
      .applies<Predictions>("predictions",
                            "of a held-out section, by one candidate")
      .applies_many<Predictions>("beside", "of it, by each of the others")
      .optional()
      .option("name", &ChosenOptions::name, "what the predictor is called")
      .needs(in_memory(2, 1))
      .makes<Predictions>([](const Inputs& in, const Options& options) {
        auto candidates = in.list<Predictions>("beside");
        candidates.insert(candidates.begin(),
                          in.get<Predictions>("predictions"));
        return chosen_predictions(in.get<CandidateChoice>("choice"), candidates,
                                  options.as<ChosenOptions>().name);
      });
}

}  // namespace moonstain
