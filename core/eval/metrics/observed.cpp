#include "core/eval/metrics/observed.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/engine/plan/units.h"

namespace moonstain {

const ReadingKind& measured_reading(ObservedKind kind) {
  switch (kind) {
    case ObservedKind::nucleus:
      return readings::kNuclei;
    case ObservedKind::patient:
      return readings::kPatients;
    case ObservedKind::spot:
      break;
  }
  return readings::kTissue;
}

ScoredUnit scored_unit(const Observations& observed) {
  if (observed.unit_kind == ObservedKind::patient) return ScoredUnit::cohort;
  return section_of_unit(observed.about) == observed.about ? ScoredUnit::section
                                                           : ScoredUnit::block;
}

Scores described(const Predictions& predictions, const Targets& targets) {
  Scores scores;
  scores.predictor = predictions.predictor;
  scores.unit_kind = scored_unit(targets);
  scores.unit = targets.about;
  scores.target = targets.transform;
  scores.item = targets.variable_axis;
  scores.items = targets.variables;
  scores.facts[plural(word_of(targets.unit_kind))] =
      static_cast<double>(targets.size());
  const auto note_absent = [&](const char* of, const zarr::ChunkCount& count) {
    if (count.absent == 0) return;
    scores.facts[concat("absent_chunks_of_", of)] =
        static_cast<double>(count.absent);
    scores.facts[concat("chunks_of_", of)] = static_cast<double>(count.chunks);
  };
  note_absent("predictions", predictions.chunks);
  note_absent("targets", targets.chunks);
  return scores;
}

void check_finite(const Matrix& values,
                  const std::function<std::string(Eigen::Index)>& place,
                  const Targets& targets, std::string_view noun,
                  const std::string& what) {
  if (values.allFinite()) return;
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    for (Eigen::Index column = 0; column < values.cols(); ++column) {
      check(std::isfinite(values(row, column)), what, ": ", noun, " of ",
            targets.variable_axis, " '",
            targets.variables[static_cast<std::size_t>(column)], "' for ",
            place(row), " is ", values(row, column),
            "; expected a finite number");
    }
  }
}

void check_classes(const Targets& targets, const std::string& what) {
  for (Eigen::Index column = 0; column < targets.values.cols(); ++column) {
    for (Eigen::Index row = 0; row < targets.values.rows(); ++row) {
      const float seen = targets.values(row, column);
      check(seen == 0 || seen == 1, what, ": the target of ",
            targets.variable_axis, " '",
            targets.variables[static_cast<std::size_t>(column)], "' for ",
            word_of(targets.unit_kind), " '",
            targets.names[static_cast<std::size_t>(row)], "' is ", seen,
            "; expected 1 where the class was seen, else 0");
    }
  }
}

std::vector<Eigen::Index> checked_places(const Predictions& predictions,
                                         const Targets& targets,
                                         const std::string& what,
                                         Untold untold) {
  const std::string_view noun = word_of(targets.unit_kind);
  check(predictions.about == targets.about &&
            predictions.unit_kind == targets.unit_kind,
        what, ": predictions are of the ",
        plural(word_of(predictions.unit_kind)), " of ", predictions.about,
        ", targets of the ", plural(noun), " of ", targets.about);
  check(predictions.size() == targets.size() || untold == Untold::left_out,
        what, ": predictions of ", counted(predictions.size(), noun),
        ", targets of ", targets.size());
  check_same_names(predictions.variables, targets.variables,
                   targets.variable_axis, concat(what, ": predictions"));
  const auto named = [&](const std::vector<std::string>& names) {
    return [&](Eigen::Index row) {
      return concat(noun, " '", names[static_cast<std::size_t>(row)], "'");
    };
  };
  check_finite(predictions.values, named(predictions.names), targets,
               concat("the prediction by ", predictions.predictor.name), what);
  check_finite(targets.values, named(targets.names), targets, "the target",
               what);
  check(targets.size() >= 2, what, ": ", counted(targets.size(), noun),
        "; a score needs at least 2");
  return places_of(targets.names, predictions.names, noun,
                   concat(what, ": predictions"));
}

}  // namespace moonstain
