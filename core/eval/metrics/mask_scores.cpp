#include "core/eval/metrics/mask_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/observed.h"
#include "core/stats/flatness.h"
#include "core/stats/mask_scores.h"
#include "core/stats/roc.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
// What a model of spots says of a cell without one.
constexpr float kNotOfTheClass = std::numeric_limits<float>::lowest();

// All places of one reading, section after section.
struct ReadingPlaces {
  const ReadingKind* kind = nullptr;
  std::vector<float> predicted, measured;

  void add(float said, float seen) {
    predicted.push_back(said);
    measured.push_back(seen);
  }
};

// The places of one section in each reading; whole grid and kept rows first.
void add_section(const MaskedSection& section, const std::string& what,
                 std::vector<ReadingPlaces>& readings) {
  const std::vector<Eigen::Index> rows = checked_places(
      section.predictions, section.targets, what, Untold::left_out);
  check_classes(section.targets, what);
  check_grid(section.predictions, section.targets, section.grid, what);
  const std::vector<Eigen::Index> cells =
      target_cells(section.targets, section.grid, what);
  const ScoredGrid& grid = section.grid;
  if (grid.values != nullptr) {
    check_same_values(section.predictions, rows, *grid.values, cells,
                      section.targets, what);
  }
  const auto said = [&](std::size_t i) {
    return section.predictions.values(rows[i], 0);
  };
  const auto seen = [&](std::size_t i) {
    return section.targets.values(static_cast<Eigen::Index>(i), 0);
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    readings.back().add(said(i), seen(i));
  }
  if (grid.map == nullptr) return;

  const Eigen::Index count = grid.map->rows * grid.map->columns;
  std::vector<float> predicted(static_cast<std::size_t>(count), kNotOfTheClass);
  std::vector<float> measured(predicted.size(), 0);
  if (grid.values != nullptr) {
    for (Eigen::Index cell = 0; cell < count; ++cell) {
      predicted[static_cast<std::size_t>(cell)] = grid.values->values(cell, 0);
    }
  } else {
    // Of spots without a label, too.
    const std::vector<Eigen::Index> spots =
        places_of(section.predictions.names, grid.map->spots, "spot",
                  concat(what, ": grid"));
    for (std::size_t i = 0; i < spots.size(); ++i) {
      const auto cell = grid.map->cell(static_cast<std::size_t>(spots[i]));
      predicted[static_cast<std::size_t>(cell)] =
          section.predictions.values(static_cast<Eigen::Index>(i), 0);
    }
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    measured[static_cast<std::size_t>(cells[i])] = seen(i);
  }
  const Eigen::Index first = grid.map->kept_row_begin * grid.map->columns;
  const Eigen::Index last = grid.map->kept_row_end * grid.map->columns;
  for (Eigen::Index cell = 0; cell < count; ++cell) {
    const auto at = static_cast<std::size_t>(cell);
    readings[0].add(predicted[at], measured[at]);
    if (cell >= first && cell < last) {
      readings[1].add(predicted[at], measured[at]);
    }
  }
}

// Mean and deviation by divisor n, exactly 0 of values that are all the same.
std::pair<double, double> moments(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += value;
  const double mean = sum / static_cast<double>(values.size());
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (*least == *most) return {mean, 0};
  double squares = 0;
  for (const float value : values) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / static_cast<double>(values.size()))};
}

void add_columns(Scores& scores, const ReadingPlaces& places,
                 double threshold) {
  const std::string reading(places.kind->name);
  const auto add = [&](std::string_view name, double value) {
    scores.columns.push_back(
        {reading, std::string(name), Eigen::VectorXd::Constant(1, value)});
  };
  MaskCounts counts;
  std::vector<double> ranked;
  std::vector<bool> positive;
  std::vector<float> shown;  // a cell that no spot speaks of is 0
  for (std::size_t i = 0; i < places.predicted.size(); ++i) {
    const float said = places.predicted[i];
    const bool seen = places.measured[i] == 1;
    const bool called = said > threshold;
    ++(called ? (seen ? counts.both : counts.called_only)
              : (seen ? counts.seen_only : counts.neither));
    ranked.push_back(double{said});
    positive.push_back(seen);
    shown.push_back(said == kNotOfTheClass ? 0 : said);
  }
  const CallScores published = published_mask_scores(counts);
  add("published_iou", published.iou);
  add("published_dice", published.dice);
  add("published_sensitivity", published.sensitivity);
  add("published_precision", published.precision);
  add("published_f1", published.f1);
  add("published_specificity", published.specificity);
  add("published_accuracy", published.accuracy);
  const CallScores own = mask_scores(counts);
  add("iou", own.iou);
  add("dice", own.dice);
  add("sensitivity", own.sensitivity);
  add("precision", own.precision);
  add("specificity", own.specificity);
  add("accuracy", own.accuracy);
  add("balanced_accuracy", (own.sensitivity + own.specificity) / 2);

  const bool is_flat =
      variation_of(places.predicted, places.measured) == Variation::flat;
  const bool has_both =
      counts.seen() > 0 && counts.seen() < counts.places() && !is_flat;
  add("auc", has_both ? roc_auc(ranked, positive) : kNone);
  add("average_precision",
      has_both ? average_precision(ranked, positive) : kNone);
  const auto [seen_mean, seen_sd] = moments(places.measured);
  const auto [said_mean, said_sd] = moments(shown);
  add(item_facts::kMeasuredMean, seen_mean);
  add(item_facts::kMeasuredSd, seen_sd);
  add(item_facts::kPredictedMean, said_mean);
  add(item_facts::kPredictedSd, said_sd);
  add(item_facts::kPredictedFlat, is_flat ? 1 : 0);
}

void check_alike(const MaskedSection& one, const MaskedSection& first,
                 const std::string& what) {
  check(one.targets.variables.size() == 1, what, ": ",
        counted(one.targets.variables.size(), "class"), ", expected one");
  check_same_names(one.targets.variables, first.targets.variables, "class",
                   what);
  const Predictor& by = one.predictions.predictor;
  const Predictor& first_by = first.predictions.predictor;
  check(by.name == first_by.name && by.seed == first_by.seed, what, " is by ",
        by.name, " (seed ", by.seed, "), ", first.targets.about, " by ",
        first_by.name, " (seed ", first_by.seed,
        "); scores are of one predictor");
  check((one.grid.map == nullptr) == (first.grid.map == nullptr), what,
        one.grid.map == nullptr ? " has no grid, " : " has a grid, ",
        first.targets.about,
        one.grid.map == nullptr ? " has one" : " has none");
}

}  // namespace

Scores score_masks(const std::vector<MaskedSection>& sections,
                   const std::string& about, double threshold) {
  check(!sections.empty(), "mask_scores: no section is given");
  const MaskedSection& first = sections.front();
  std::vector<ReadingPlaces> readings;
  if (first.grid.map != nullptr) {
    readings.push_back({&readings::kWholeGrid, {}, {}});
    readings.push_back({&readings::kKeptGrid, {}, {}});
  }
  readings.push_back({&measured_reading(first.targets.unit_kind), {}, {}});

  double spots = 0, unlabelled = 0, without = 0, seen = 0;
  for (const MaskedSection& one : sections) {
    const std::string what = concat("mask_scores: ", one.targets.about);
    check_alike(one, first, what);
    add_section(one, what, readings);
    spots += static_cast<double>(one.targets.size());
    unlabelled +=
        static_cast<double>(one.predictions.size() - one.targets.size());
    const double here = one.targets.values.sum();
    seen += here;
    if (here == 0) ++without;
  }

  Scores scores = described(first.predictions, first.targets);
  if (sections.size() > 1) {
    scores.unit_kind = ScoredUnit::cohort;
    scores.unit = about;
    scores.predictor.fold.clear();  // sections are held out in turn
  }
  scores.facts[plural(word_of(first.targets.unit_kind))] = spots;
  scores.facts["without_a_class"] = unlabelled;
  scores.facts["sections"] = static_cast<double>(sections.size());
  scores.facts["sections_without_the_class"] = without;
  if (first.grid.map != nullptr) {
    const auto cells = static_cast<double>(readings.front().measured.size());
    scores.facts["tissue_share_of_grid"] = (spots + unlabelled) / cells;
    scores.facts["class_share_of_grid"] = seen / cells;
  }
  for (const ReadingPlaces& one : readings) {
    scores.places.emplace_back(one.kind->name, one.measured.size());
    add_columns(scores, one, threshold);
  }
  return scores;
}

namespace {

struct MaskScoresOptions {
  double threshold = 0.5;
};

struct PooledMaskScoresOptions {
  std::string about;
  double threshold = 0.5;
};

void log_masks(const Scores& scores) {
  std::string words;
  for (const auto& [reading, places] : scores.places) {
    const auto number = [&, &reading = reading](std::string_view name) {
      return fixed(metric_value(scores, reading, parse_metric(name)), 3);
    };
    words += concat(words.empty() ? "" : "; ", reading_kind(reading).label,
                    " AUC ", number("auc"), ", accuracy as published ",
                    number("published_accuracy"));
  }
  log_line(concat(scores.predictor.name, " on ", scores.unit, ": ", words));
}

}  // namespace

StepKind mask_scores_step() {
  return StepKind("mask_scores", 1,
                  "A predicted mask beside the labels of a section: as HiST's "
                  "code scores it, and by definition.")
      .applies<Predictions>("predictions", "probabilities of one class")
      .applies<Targets>("targets", "1 where the class was seen, else 0")
      .applies<GridMap>("grid",
                        "where the spots lie, for readings of the whole grid")
      .optional()
      .applies<GridValues>("map",
                           "what the predictor says of every cell of the grid")
      .optional()
      .scores("predictions")
      .option("threshold", &MaskScoresOptions::threshold,
              "probability above which the class is called")
      .needs(in_memory(4, 5))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto map = in.get_or_none<GridMap>("grid");
        const auto values = in.get_or_none<GridValues>("map");
        const Scores scores = score_masks(
            {{in.get<Predictions>("predictions"),
              in.get<Targets>("targets"),
              {map ? &*map : nullptr, values ? &*values : nullptr, 0}}},
            "", options.as<MaskScoresOptions>().threshold);
        log_masks(scores);
        return scores;
      });
}

// Of sections held out in turn, what predicts one has learned from the others:
// a score about all of them cannot tell that from a leak. So leaks are told of
// the scores by section, which must be there.
StepKind pooled_mask_scores_step() {
  return StepKind("pooled_mask_scores", 1,
                  "The same of several sections as one set of places, each "
                  "predicted by what was fitted without it.")
      .applies_many<Predictions>("predictions", "one a section")
      .applies_many<Targets>("targets", "1 where the class was seen, else 0")
      .applies_many<GridMap>("grid", "where the spots of each section lie")
      .applies_many<GridValues>(
          "map", "what the predictor says of every cell of each grid")
      .optional()
      .applies_many<Scores>("scores",
                            "of the same predictions by `mask_scores`, where "
                            "their leaks are told")
      .option("about", &PooledMaskScoresOptions::about, "what the sections are")
      .required()
      .option("threshold", &PooledMaskScoresOptions::threshold,
              "probability above which the class is called")
      .needs(in_memory(6, 10))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto chosen = options.as<PooledMaskScoresOptions>();
        const auto predictions = in.list<Predictions>("predictions");
        const auto targets = in.list<Targets>("targets");
        const auto grids = in.list<GridMap>("grid");
        const auto maps = in.list<GridValues>("map");
        const auto by_section = in.list<Scores>("scores");
        std::vector<std::string> predicted, labelled, placed, mapped, scored;
        for (const auto& one : predictions) predicted.push_back(one.about);
        for (const auto& one : targets) labelled.push_back(one.about);
        for (const auto& one : grids) placed.push_back(one.section);
        for (const auto& one : maps) mapped.push_back(one.section);
        for (const auto& one : by_section) scored.push_back(one.unit);
        const std::string what = "pooled_mask_scores";
        const auto of_targets = paired_sections(predicted, "predictions",
                                                labelled, "targets", what);
        const auto of_grids =
            paired_sections(predicted, "predictions", placed, "a grid", what);
        const auto of_scores =
            paired_sections(predicted, "predictions", scored, "scores", what);
        for (std::size_t i = 0; i < predictions.size(); ++i) {
          const Predictor& by = by_section[of_scores[i]].predictor;
          check(by.name == predictions[i].predictor.name &&
                    by.seed == predictions[i].predictor.seed,
                what, ": ", predicted[i], " is predicted by ",
                predictions[i].predictor.name, ", its scores are of ", by.name);
        }
        std::vector<std::size_t> of_maps;
        if (!maps.empty()) {
          of_maps =
              paired_sections(predicted, "predictions", mapped, "a map", what);
        }
        std::vector<MaskedSection> sections;
        for (std::size_t i = 0; i < predictions.size(); ++i) {
          sections.push_back({predictions[i],
                              targets[of_targets[i]],
                              {&grids[of_grids[i]],
                               maps.empty() ? nullptr : &maps[of_maps[i]], 0}});
        }
        const Scores scores =
            score_masks(sections, chosen.about, chosen.threshold);
        log_masks(scores);
        return scores;
      });
}

}  // namespace moonstain
