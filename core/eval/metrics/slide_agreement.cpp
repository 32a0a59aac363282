#include "core/eval/metrics/slide_agreement.h"

#include <set>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/prepare/slide_values.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/expression_scores.h"
#include "core/stats/correlation.h"

namespace moonstain {
namespace {

// Those of `from` that `other` has too, in its order.
std::vector<std::string> common_names(const Predictions& from,
                                      const Predictions& other) {
  const std::set<std::string> there(other.names.begin(), other.names.end());
  std::vector<std::string> out;
  for (const std::string& name : from.names) {
    if (there.contains(name)) out.push_back(name);
  }
  return out;
}

double over_genes(const Predictions& a, const Predictions& b, SlideForm form) {
  const auto values = [form](const Predictions& tiles) {
    return Eigen::ArrayXd(slide_values(tiles, "", form)
                              .values.row(0)
                              .cast<double>()
                              .transpose()
                              .array());
  };
  return pearson(values(a), values(b));
}

}  // namespace

Scores slide_agreement(const Predictions& changed,
                       const Predictions& unchanged) {
  const std::string what = concat("slide_agreement: ", changed.about);
  check(changed.about == unchanged.about, what,
        ": the unchanged predictions are of ", unchanged.about);
  check_same_variables(changed, unchanged, what);
  check(changed.variables.size() >= 2, what, ": ",
        counted(changed.variables.size(), changed.variable_axis),
        "; a correlation over them needs at least 2");
  const std::vector<std::string> names = common_names(unchanged, changed);
  check(names.size() >= 2, what, ": ", counted(names.size(), "tile"), " of ",
        changed.size(), " and ", unchanged.size(),
        " are in both; at least 2 are needed");
  Predictions predicted = changed;
  predicted.names = names;
  predicted.values =
      rows_at(changed.values, places_of(names, changed.names, "tile", what));
  Targets measured;
  measured.about = unchanged.about;
  measured.names = names;
  measured.variable_axis = unchanged.variable_axis;
  measured.variables = unchanged.variables;
  measured.values = rows_at(unchanged.values,
                            places_of(names, unchanged.names, "tile", what));
  measured.transform =
      concat("what ", unchanged.predictor.name, " says of the unchanged slide");
  Scores scores = expression_scores(predicted, measured);
  scores.facts["tiles"] = static_cast<double>(changed.size());
  scores.facts["unchanged_tiles"] = static_cast<double>(unchanged.size());
  scores.facts["common_tiles"] = static_cast<double>(names.size());
  scores.facts["pearson_of_counts"] =
      over_genes(changed, unchanged, SlideForm::counts);
  scores.facts["pearson_of_logarithms"] =
      over_genes(changed, unchanged, SlideForm::logarithms);
  return scores;
}

StepKind slide_agreement_step() {
  return StepKind("slide_agreement", 3,
                  "Predictions of a changed slide beside those of the slide "
                  "as it is: over tiles and over genes.")
      .numeric(Numeric::libm)
      .applies<Predictions>("predictions",
                            "of the slide with another stain or other tiles")
      .applies<Predictions>("unchanged", "of the slide as it is")
      .needs(in_memory(4, 5))
      .makes<Scores>([](const Inputs& in, const Options&) {
        const Scores scores =
            slide_agreement(in.get<Predictions>("predictions"),
                            in.get<Predictions>("unchanged"));
        log_line(concat(scores.unit, ": median Pearson r over ",
                        scores.facts.at("common_tiles"), " tiles ",
                        fixed(metric_value(scores, scores.places.front().first,
                                           parse_metric("pearson.median")),
                              3),
                        ", over genes ",
                        fixed(scores.facts.at("pearson_of_counts"), 3)));
        return scores;
      });
}

}  // namespace moonstain
