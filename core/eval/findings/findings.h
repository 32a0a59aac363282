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
#include "core/eval/findings/predictor_kind.h"
#include "core/eval/findings/switches.h"
#include "core/eval/findings/verdict.h"
#include "core/eval/metrics/metrics.h"
#include "core/stats/summary.h"

namespace moonstain {

/// A number by the name of what it is about; NaN: there is none.
using NumbersByName = std::map<std::string, double>;

/// Which number stands for the whole.
struct Headline {
  std::string metric;   ///< "pearson.mean"
  std::string reading;  ///< "tissue"
  std::string unit;     ///< held out: "section" or "patient"
};

/// How much of the paper's experiment the findings are about.
struct ScopeNote {
  Scope kind = Scope::full;
  std::string note;  ///< "6 of 36 sections, 2 patients"
};

/// A held-out section.
struct ScoredSection {
  std::string section;
  std::string patient;
  std::int64_t spots = 0;
  double tissue_fraction = 0;  ///< of the grid's cells, those with a spot
};

/// What was scored.
struct ScoredData {
  std::vector<ScoredSection> sections;
  std::size_t patients = 0;
  std::size_t genes = 0;
  std::string transform;  ///< of the targets; "" where nothing was scored
  /// Of all sections, rows then columns; nothing where none was scored.
  std::optional<std::vector<std::int64_t>> grid;
  std::optional<std::int64_t> target_row_shift;
};

/// A number over held-out sections, and how far it may be off.
struct Estimate {
  /// Mean over sections; `half_width` is that of the patients' means.
  Summary over_sections;
  std::optional<double> seed_sd;  ///< between seeds; nothing with one
};

/// One metric of a predictor in one reading.
struct MetricScores {
  Estimate estimate;
  NumbersByName by_section;
  NumbersByName by_patient;
};

/// Values of the headline's metric by gene in one section, all seeds together.
struct Distribution {
  std::size_t values = 0;
  std::size_t undefined = 0;  ///< among them
  /// At 0, 5, 25, 50, 75, 95 and 100 %; nothing where all are undefined.
  std::optional<std::vector<double>> quantiles;
  /// Genes of a mean seed in 40 bins from -1 to 1; nothing where all are
  /// undefined, or the metric is no correlation.
  std::optional<std::vector<double>> histogram;
};

/// Genes over all sections and seeds.
struct GeneTotals {
  std::size_t scored = 0;
  GeneCounts counts;  ///< among them
};

/// A predictor's numbers in one reading.
struct ReadingScores {
  std::map<std::string, MetricScores> metrics;       ///< "pearson.mean"
  std::map<std::string, Distribution> distribution;  ///< by section
  std::map<std::string, std::int64_t> cells;         ///< by section
  GeneTotals genes;
};

/// All numbers of one predictor.
struct PredictorFindings {
  std::string name;
  PredictorKind kind = PredictorKind::model;
  int seeds = 0;
  std::map<std::string, ReadingScores> readings;  ///< "tissue"
};

/// Predictions of the model that are flat in tissue for most genes.
struct Collapse {
  struct Section {
    std::int64_t flat_genes = 0;  ///< of the flattest seed
    std::int64_t varying_genes = 0;
  };
  bool collapsed = false;  ///< in at least one section
  std::map<std::string, Section> sections;
  std::int64_t scored = 0;  ///< sections by seeds
};

/// Pearson's r of the tissue mask on the whole grid, a mean over genes: by the
/// identity of `mask_correlation` (core/stats/trivial_scores.h), and measured.
struct MaskScores {
  NumbersByName identity;  ///< by section
  NumbersByName measured;
  double identity_mean = 0;  ///< over sections; NaN: none
  double measured_mean = 0;
  double largest_difference = 0;  ///< of a gene
};

/// A baseline that a claim names.
struct NamedBaseline {
  Comparison comparison;
  /// False where it has no number in the reading, but the model has.
  bool counts = true;
};

/// What the model's number means beside the baselines that a claim names.
struct JudgedMeaning {
  MeaningVerdict verdict = MeaningVerdict::inconclusive;
  std::string reason;
  std::vector<NamedBaseline> against;
};

/// A published number beside ours.
struct JudgedClaim {
  std::string claim;
  double published = 0;
  std::optional<double> half_width;  ///< of the 95 % interval it came with
  std::optional<int> units;          ///< that this interval is over
  std::string where;
  std::string cohort;
  std::string protocol;
  std::string metric;
  std::string reading;          ///< in which the number is judged
  std::string meaning_reading;  ///< in which its meaning is: the headline's
  double margin = 0;
  Estimate ours;
  Judged<NumberVerdict> number{};
  JudgedMeaning meaning;
  std::vector<TrivialVerdict> trivial;
};

/// The headline's metric by gene, a mean over sections and seeds.
struct GeneTable {
  std::vector<std::string> names;
  /// [genes] by predictor; NaN where undefined.
  std::map<std::string, std::vector<double>> by_predictor;
};

/// Measured and predicted values of one gene, a value a spot.
struct GeneMap {
  std::string gene;
  double r = 0;  ///< Pearson's, over the spots; NaN where undefined
  std::vector<double> measured;
  std::vector<double> predicted;
};

/// Maps of one section, in pixels of the picture as it is shown.
struct SectionMap {
  std::string section;
  std::string patient;
  std::optional<std::string> picture;  ///< name of a file beside
  double width_px = 0;
  double height_px = 0;
  double spot_radius_px = 0;
  std::vector<double> x;  ///< [spots]
  std::vector<double> y;
  std::vector<GeneMap> genes;
};

/// Every number and picture of a report, and nothing of the run that made
/// them: `findings.json` and picture files beside it. Members of the JSON are
/// described in core/eval/README.md.
struct Findings {
  static constexpr std::string_view kType = "Findings";

  std::string title;
  std::string model;  ///< name of the predictor that is judged
  Headline headline;
  ScopeNote scope;
  std::vector<std::string> stand_ins;  ///< "MobileNet v1 for CTransPath"
  std::vector<std::string> notes;
  std::string missing;
  std::map<std::string, SwitchInForce> switches;
  ScoredData data;
  std::vector<PredictorFindings> predictors;  ///< the model first
  Collapse collapse;
  MaskScores mask;
  std::vector<Comparison> comparisons;  ///< in the headline's reading
  std::vector<JudgedClaim> claims;
  GeneTable genes;
  std::vector<SectionMap> maps;

  std::map<std::string, std::string> files;  ///< "B4.jpg" -> bytes

  /// The predictor of this name; nullptr when there is none.
  const PredictorFindings* find(std::string_view predictor) const;
  /// The predictor's headline number; NaN when undefined or not there.
  double headline_value(std::string_view predictor) const;

  /// All but `files`.
  Json json() const;
  /// @param where   named in errors
  /// @throws Error  "WHERE: is no findings", on another schema, and
  ///                "WHERE: /predictors/0/seeds: ..." on a member that is
  ///                missing or of another kind
  static Findings of_json(const Json& json, const std::string& where);

  static Findings read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

}  // namespace moonstain
