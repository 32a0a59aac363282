#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/data/stored/predictor_kind.h"
#include "core/eval/findings/copies.h"
#include "core/eval/findings/headline_cells.h"
#include "core/eval/findings/predictor_scores.h"
#include "core/eval/findings/protocol.h"
#include "core/eval/findings/training.h"
#include "core/eval/findings/verdict.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"
#include "core/stats/estimate.h"

namespace moonstain {

/// Which number stands for the whole.
struct Headline {
  std::string metric;   ///< "pearson.mean"
  std::string reading;  ///< "tissue"
  std::string unit;     ///< held out: "section" or "patient"
  Averaging averaging = Averaging::units;
  IntervalMethod interval = IntervalMethod::t;
};

/// How much of the paper's experiment the findings are about.
struct ScopeNote {
  Scope kind = Scope::full;
  std::string note;  ///< "6 of 36 sections, 2 patients"
};

/// A scored unit.
struct ScoredUnitFacts {
  std::string unit;     ///< "her2st/B4"
  std::string cluster;  ///< "her2st/B"
  std::string fold;     ///< held out with; "" where none is said
  std::map<std::string, double> facts;  ///< "spots"
};

/// What was scored, and the nouns by which it is called.
struct ScoredData {
  std::vector<ScoredUnitFacts> units;
  std::size_t clusters = 0;
  std::size_t items = 0;
  std::string target;            ///< "" where nothing was scored
  std::string unit = "section";  ///< nouns
  std::string cluster = "patient";
  std::string item = "gene";
};

/// One metric of a predictor in one reading.
struct MetricScores {
  Estimate estimate;
  /// The same with undefined items counted as `MetricKind::undefined_as`.
  std::optional<double> counted;
  std::optional<double> seed_sd;  ///< between seeds; nothing with one
  NumbersByName by_unit;
};

/// Values of the headline's metric by item in one unit, all seeds together.
struct Distribution {
  std::size_t values = 0;
  std::size_t undefined = 0;  ///< among them
  /// At 0, 5, 25, 50, 75, 95 and 100 %; nothing where all are undefined.
  std::optional<std::vector<double>> quantiles;
  /// Items of a mean seed in 40 bins from -1 to 1; nothing where all are
  /// undefined, or the metric has no such range.
  std::optional<std::vector<double>> histogram;
};

/// Items over all units and seeds.
struct ItemTotals {
  std::size_t scored = 0;
  ItemCounts counts;  ///< among them, of the headline's metric
};

/// A predictor's numbers in one reading.
struct ReadingScores {
  std::map<std::string, MetricScores> metrics;       ///< "pearson.mean"
  std::map<std::string, Distribution> distribution;  ///< by unit
  std::map<std::string, std::int64_t> places;        ///< by unit
  ItemTotals items;
};

/// All numbers of one predictor.
struct PredictorFindings {
  std::string name;
  PredictorKind kind = PredictorKind::model;
  int seeds = 0;
  std::map<std::string, ReadingScores> readings;  ///< "tissue"

  /// nullptr where there is no such number.
  const MetricScores* find(const std::string& reading,
                           const std::string& metric) const;
};

/// Predictions of the model that are flat for most items where it was measured.
struct Collapse {
  struct Unit {
    std::int64_t flat = 0;     ///< items of the flattest seed
    std::int64_t varying = 0;  ///< items whose measurement varies
  };
  bool collapsed = false;  ///< in at least one unit
  std::string reading;     ///< in which it was looked at
  std::map<std::string, Unit> units;
  std::int64_t scored = 0;  ///< units by seeds
};

/// Pearson's r of the tissue mask on the whole grid, a mean over items: by the
/// identity of `mask_correlation` (core/stats/trivial_scores.h), and measured.
struct MaskScores {
  NumbersByName identity;  ///< by unit
  NumbersByName measured;
  double identity_mean = 0;  ///< over units; NaN: none
  double measured_mean = 0;
  double largest_difference = 0;  ///< of an item
};

/// Numbers of all held-out units together, their places as one set: the other
/// way to score a cohort, where a paper does not say which. One number a
/// predictor, so that it has no interval and says nothing of how units differ.
struct PooledScores {
  std::string about;                           ///< "her2st"
  std::size_t units = 0;                       ///< in the set
  std::map<std::string, std::int64_t> places;  ///< by reading
  /// By predictor, reading and metric; NaN: undefined.
  std::map<std::string, std::map<std::string, NumbersByName>> by_predictor;

  /// NaN where the predictor has no such number.
  double value(const std::string& predictor, const std::string& reading,
               const std::string& metric) const;
};

/// What the model's number means beside the baselines that a claim names.
struct JudgedMeaning {
  MeaningVerdict verdict = MeaningVerdict::inconclusive;
  std::string reason;
  std::vector<Comparison> against;
};

/// A published number beside ours.
struct JudgedClaim {
  std::string claim;
  std::optional<std::string> predictor;  ///< that it names; nothing: the model
  std::optional<double> published;       ///< nothing: no number was
  std::string published_text;            ///< as it was printed, or "none"
  std::string not_published;             ///< where it was looked for
  std::optional<double> half_width;      ///< of the 95 % interval it came with
  std::optional<int> units;              ///< that this interval is over
  std::string unit;                      ///< their noun; "" where none is said
  std::string where;
  std::string cohort;
  std::string protocol;
  std::string metric;
  std::string reading;          ///< in which the number is judged
  std::string meaning_reading;  ///< in which its meaning is: the headline's
  double margin = 0;
  Estimate ours;
  std::optional<double> seed_sd;
  Judged<NumberVerdict> number{};
  JudgedMeaning meaning;
  std::vector<TrivialVerdict> trivial;

  /// The predictor whose number it is about.
  const std::string& whose(const std::string& model) const {
    return predictor ? *predictor : model;
  }
  /// A number was published, and what would be needed to test it is not here.
  bool lacks_means() const {
    return published && number.verdict == NumberVerdict::cannot_be_tested;
  }
};

/// The headline's metric by item, a mean over units of means over their seeds.
struct ItemTable {
  std::vector<std::string> names;
  /// [items] by predictor; NaN where undefined.
  std::map<std::string, std::vector<double>> by_predictor;
};

/// Every number and picture of a report, and nothing of the run that made
/// them: `findings.json`, the headline's cells, and picture files beside it.
/// Members of the JSON are described in README.md.
struct Findings {
  static constexpr std::string_view kType = "Findings";

  std::string title;
  std::string model;  ///< name of the predictor that is judged
  Headline headline;
  ScopeNote scope;
  std::vector<std::string> stand_ins;  ///< "MobileNet v1 for CTransPath"
  std::vector<std::string> notes;
  std::string missing;
  Protocol protocol;
  ScoredData data;
  Training training;
  std::vector<SectionCopy> copies;  ///< sections that are one specimen
  std::vector<PredictorFindings> predictors;  ///< the model first
  std::optional<PooledScores> pooled;  ///< where units are scored together too
  Collapse collapse;
  std::optional<MaskScores> mask;  ///< where there is a grid
  std::vector<Gain> gains;         ///< in the headline's reading
  std::vector<JudgedClaim> claims;
  ItemTable items;
  std::vector<Panel> panels;  ///< evidence, in the order shown

  HeadlineCells cells;  ///< stored beside, not in the JSON

  /// The predictor of this name; nullptr when there is none.
  const PredictorFindings* find(std::string_view predictor) const;
  /// Its metric in a reading; nullptr when there is none.
  const MetricScores* find(std::string_view predictor,
                           const std::string& reading,
                           const std::string& metric) const;
  /// The predictor's headline number; NaN when it is undefined, the predictor
  /// is not there, or was not scored in the headline's reading and metric.
  double headline_value(std::string_view predictor) const;

  /// All but `cells` and the panels' pictures.
  Json json() const;
  /// @param where   named in errors
  /// @throws Error  "WHERE: is no findings", on another schema, and
  ///                "WHERE: /predictors/0/seeds: ..." on a member that is
  ///                missing or of another kind, and as `check_findings`
  static Findings of_json(const Json& json, const std::string& where);

  static Findings read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
