#include "core/eval/metrics/slide_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/random.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/expression_scores.h"
#include "core/eval/metrics/whole_scores.h"
#include "core/stats/quantiles.h"
#include "core/stats/roc.h"

namespace moonstain {
namespace {

constexpr std::size_t kLeastCases = 3;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// "TCGA-A1-A0SB" of "tcga/TCGA-A1-A0SB".
std::string without_data_set(const std::string& patient) {
  return patient.substr(patient.find('/') + 1);
}

void check_one_predictor(const std::vector<Predictions>& values) {
  const Predictions& first = values.front();
  for (const Predictions& slide : values) {
    check(slide.unit_kind == ObservedKind::patient && slide.size() == 1,
          "slide_scores: the values of ", slide.about, " are of ",
          counted(slide.size(), word_of(slide.unit_kind)),
          ", expected one patient's, as `slide_values` makes them");
    check(slide.predictor.name == first.predictor.name &&
              slide.predictor.seed == first.predictor.seed &&
              slide.predictor.fold == first.predictor.fold,
          "slide_scores: ", slide.about, " is by ", slide.predictor.name,
          ", seed ", slide.predictor.seed, ", ", first.about, " by ",
          first.predictor.name, ", seed ", first.predictor.seed,
          "; scores are of one predictor");
    check(slide.variables == first.variables, "slide_scores: ", slide.about,
          " has ", slide.variables.size(), " genes, ", first.about, " ",
          first.variables.size(), ", or in another order; expected the same");
  }
}

// Row of each patient in the cohort, and column of each gene in its matrix.
std::map<std::string, Eigen::Index> places_by_name(
    const std::vector<std::string>& names) {
  std::map<std::string, Eigen::Index> places;
  for (const std::string& name : names) {
    places.emplace(name, static_cast<Eigen::Index>(places.size()));
  }
  return places;
}

// Predictions and measurements of the cases and genes that both have.
struct Pairs {
  Predictions predicted;
  Targets measured;
  std::vector<std::size_t> rows;  ///< of the cases in the cohort
  std::map<std::string, double> facts;
};

Pairs paired(const std::vector<Predictions>& values, const Cohort& cohort,
             const SlideScoresOptions& options) {
  const MeasuredMatrix& matrix = cohort.matrix(options.matrix);
  const auto patients = places_by_name(cohort.patients);
  std::set<std::string> seen;
  std::vector<std::size_t> slides, rows;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string& patient = values[i].names.front();
    const std::string name = without_data_set(patient);
    check(seen.insert(name).second, "slide_scores: patient ", patient,
          " has two slides, the second ", values[i].about,
          "; expected one slide a case");
    const auto found = patients.find(name);
    // A patient whom the matrix's table has not lacks all of it.
    if (found == patients.end() ||
        matrix.values.row(found->second).array().isNaN().all()) {
      continue;
    }
    slides.push_back(i);
    rows.push_back(static_cast<std::size_t>(found->second));
  }
  check(rows.size() >= kLeastCases, "slide_scores: of ", values.size(),
        " slides ", rows.size(), " are of patients that '", options.matrix,
        "' of cohort ", cohort.about, " has, as ", values.front().names.front(),
        " and ", cohort.patients.front(), "; at least ", kLeastCases,
        " are needed");

  const auto columns = places_by_name(matrix.variables);
  const std::vector<std::string>& genes = values.front().variables;
  std::vector<Eigen::Index> from, to;
  Pairs out;
  double gaps = 0;
  for (std::size_t gene = 0; gene < genes.size(); ++gene) {
    const auto found = columns.find(genes[gene]);
    if (found == columns.end()) continue;
    const bool whole =
        std::all_of(rows.begin(), rows.end(), [&](std::size_t row) {
          return std::isfinite(
              matrix.values(static_cast<Eigen::Index>(row), found->second));
        });
    if (!whole) {
      ++gaps;
      continue;
    }
    from.push_back(static_cast<Eigen::Index>(gene));
    to.push_back(found->second);
    out.measured.variables.push_back(genes[gene]);
  }
  check(!from.empty(), "slide_scores: of ", genes.size(),
        " predicted genes, as ", genes.front(), ", '", options.matrix,
        "' of cohort ", cohort.about, " has none for all cases (",
        matrix.variables.size(), " genes, as ", matrix.variables.front(), ")");

  out.predicted.predictor = values.front().predictor;
  out.predicted.variables = out.measured.variables;
  out.predicted.about = out.measured.about = cohort.about;
  out.predicted.unit_kind = out.measured.unit_kind = ObservedKind::patient;
  out.measured.transform = concat(options.matrix, " of the cohort");
  const auto cases = static_cast<Eigen::Index>(rows.size());
  const auto count = static_cast<Eigen::Index>(from.size());
  out.predicted.values.resize(cases, count);
  out.measured.values.resize(cases, count);
  for (Eigen::Index i = 0; i < cases; ++i) {
    const auto at = static_cast<std::size_t>(i);
    out.measured.names.push_back(cohort.patients[rows[at]]);
    for (Eigen::Index k = 0; k < count; ++k) {
      const auto gene = static_cast<std::size_t>(k);
      out.predicted.values(i, k) = values[slides[at]].values(0, from[gene]);
      out.measured.values(i, k) =
          matrix.values(static_cast<Eigen::Index>(rows[at]), to[gene]);
    }
  }
  out.predicted.names = out.measured.names;
  out.rows = std::move(rows);
  out.facts = {
      {"cases", static_cast<double>(cases)},
      {"cases_without_measurement",
       static_cast<double>(values.size()) - static_cast<double>(cases)},
      {"genes_not_measured", static_cast<double>(genes.size()) -
                                 static_cast<double>(from.size()) - gaps},
      {"genes_not_predicted", static_cast<double>(matrix.variables.size()) -
                                  static_cast<double>(from.size()) - gaps},
      {"genes_with_gaps", gaps}};
  return out;
}

// A gene beside a clinical status: the cases that have one.
struct Status {
  std::string gene;
  Eigen::Index column = 0;  ///< of the pairs
  std::vector<Eigen::Index> cases;
  std::vector<bool> positive;

  double auc(const Matrix& predicted,
             const std::vector<std::size_t>& order) const {
    std::vector<double> scores;
    for (const Eigen::Index i : cases) {
      scores.push_back(double{predicted(
          static_cast<Eigen::Index>(order[static_cast<std::size_t>(i)]),
          column)});
    }
    return roc_auc(scores, positive);
  }
};

std::vector<Status> statuses_of(const Pairs& pairs, const Cohort& cohort,
                                const SlideScoresOptions& options) {
  check(options.status_genes.size() == options.status_columns.size(),
        "slide_scores: ", options.status_genes.size(), " status_genes and ",
        options.status_columns.size(),
        " status_columns; each gene has the column of its status");
  const auto has = [](const std::vector<std::string>& words,
                      const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  const auto genes = places_by_name(pairs.measured.variables);
  std::vector<Status> out;
  for (std::size_t i = 0; i < options.status_genes.size(); ++i) {
    const auto found = genes.find(options.status_genes[i]);
    check(found != genes.end(), "slide_scores: status gene ",
          options.status_genes[i],
          " is not among the genes that are predicted and measured");
    const auto& texts = cohort.texts(options.status_columns[i]);
    Status status{options.status_genes[i], found->second, {}, {}};
    for (std::size_t k = 0; k < pairs.rows.size(); ++k) {
      const std::string& word = texts[pairs.rows[k]];
      const bool positive = has(options.positive, word);
      if (!positive && !has(options.negative, word)) continue;
      status.cases.push_back(static_cast<Eigen::Index>(k));
      status.positive.push_back(positive);
    }
    out.push_back(std::move(status));
  }
  return out;
}

// Columns with mean 0 and length 1; NaN where constant.
MatrixD standardised(const Matrix& values) {
  MatrixD out = values.cast<double>();
  out.rowwise() -= out.colwise().mean().eval();
  for (Eigen::Index k = 0; k < out.cols(); ++k) {
    const bool constant = values.col(k).minCoeff() == values.col(k).maxCoeff();
    out.col(k) *= constant ? kNone : 1 / out.col(k).norm();
  }
  return out;
}

double median_of_defined(const Eigen::VectorXd& values) {
  std::vector<double> defined;
  for (const double value : values) {
    if (!std::isnan(value)) defined.push_back(value);
  }
  return defined.empty() ? kNone : quantile(std::move(defined), 0.5);
}

// All numbers that chance is asked about, by name.
class Numbers {
 public:
  Numbers(const Pairs& pairs, std::vector<Status> statuses,
          const SlideScoresOptions& options, const Eigen::VectorXd& defined)
      : pairs_(pairs),
        statuses_(std::move(statuses)),
        predicted_(standardised(pairs.predicted.values)),
        measured_(standardised(pairs.measured.values)),
        defined_(defined) {
    const auto genes = places_by_name(pairs.measured.variables);
    for (const std::string& gene : options.listed) {
      const auto found = genes.find(gene);
      if (found != genes.end()) listed_.emplace_back(gene, found->second);
    }
  }

  // Of predictions whose case i is the case `order[i]`.
  std::map<std::string, double> of(
      const std::vector<std::size_t>& order) const {
    Eigen::VectorXd r = Eigen::VectorXd::Zero(measured_.cols());
    for (std::size_t i = 0; i < order.size(); ++i) {
      r +=
          measured_.row(static_cast<Eigen::Index>(i))
              .cwiseProduct(predicted_.row(static_cast<Eigen::Index>(order[i])))
              .transpose();
    }
    for (Eigen::Index k = 0; k < r.size(); ++k) {
      if (std::isnan(defined_[k])) r[k] = kNone;
    }
    std::map<std::string, double> out{
        {"median_pearson", median_of_defined(r)},
        {"positive_share",
         positive_share(r, static_cast<std::int64_t>(order.size()))}};
    for (const auto& [gene, column] : listed_) {
      out["pearson_" + gene] = r[column];
    }
    for (const Status& status : statuses_) {
      out["auc_" + status.gene] = status.auc(pairs_.predicted.values, order);
    }
    return out;
  }

 private:
  const Pairs& pairs_;
  std::vector<Status> statuses_;
  MatrixD predicted_;
  MatrixD measured_;
  std::vector<std::pair<std::string, Eigen::Index>> listed_;
  Eigen::VectorXd defined_;  ///< r of each gene; NaN where it has none
};

}  // namespace

Scores slide_scores(const std::vector<Predictions>& values,
                    const Cohort& cohort, const SlideScoresOptions& options) {
  check(!values.empty(), "slide_scores: no slide is given");
  check_one_predictor(values);
  const Pairs pairs = paired(values, cohort, options);
  std::vector<Status> statuses = statuses_of(pairs, cohort, options);
  Scores scores = expression_scores(pairs.predicted, pairs.measured);
  const std::string reading = scores.places.front().first;
  const auto cases = pairs.measured.size();
  std::vector<std::size_t> as_they_are(cases);
  for (std::size_t i = 0; i < cases; ++i) as_they_are[i] = i;
  if (!statuses.empty()) {
    ScoreColumn auc{reading, "auc",
                    Eigen::VectorXd::Constant(
                        static_cast<Eigen::Index>(scores.items.size()), kNone)};
    for (const Status& status : statuses) {
      auc.values[status.column] =
          status.auc(pairs.predicted.values, as_they_are);
    }
    scores.columns.push_back(std::move(auc));
  }
  scores.facts.insert(pairs.facts.begin(), pairs.facts.end());

  const Numbers numbers(pairs, std::move(statuses), options,
                        scores.column(reading, "pearson"));
  std::map<std::string, double> found = numbers.of(as_they_are);
  std::erase_if(found, [](const auto& one) { return std::isnan(one.second); });
  std::map<std::string, double> sums, as_high;
  for (std::int64_t i = 0; i < options.permutations; ++i) {
    RandomStream stream(options.seed, "slide_scores", "permutation",
                        static_cast<std::uint64_t>(i));
    const auto permuted = numbers.of(stream.permutation(cases));
    for (const auto& [name, value] : found) {
      sums[name] += permuted.at(name);
      as_high[name] += permuted.at(name) >= value ? 1 : 0;
    }
    report_progress(static_cast<std::uint64_t>(i) + 1,
                    static_cast<std::uint64_t>(options.permutations),
                    "permutations");
  }
  const auto permutations = static_cast<double>(options.permutations);
  scores.facts["permutations"] = permutations;
  for (const auto& [name, value] : found) {
    scores.facts[name] = value;
    if (permutations == 0) continue;
    scores.facts["permuted_" + name] = sums[name] / permutations;
    scores.facts["p_" + name] = (1 + as_high[name]) / (1 + permutations);
  }
  return scores;
}

StepKind slide_scores_step() {
  return StepKind("slide_scores", 3,
                  "Predicted values of slides beside their patients' bulk "
                  "expression, gene by gene, and what chance gives.")
      .numeric(Numeric::libm)
      .applies_many<Predictions>("predictions", "values of slides, one a case")
      .applies<Cohort>("cohort", "expression and status of these patients")
      .scores("predictions")
      .option("matrix", &SlideScoresOptions::matrix,
              "of the cohort: expression by gene")
      .option("listed", &SlideScoresOptions::listed,
              "genes whose numbers stand among the facts")
      .option("status_genes", &SlideScoresOptions::status_genes,
              "genes that are held against a clinical status")
      .option("status_columns", &SlideScoresOptions::status_columns,
              "the status of each of them, a column of the cohort")
      .option("positive", &SlideScoresOptions::positive,
              "words of a status that is there")
      .option("negative", &SlideScoresOptions::negative,
              "words of one that is not; other patients are left out")
      .option("permutations", &SlideScoresOptions::permutations,
              "of the cases, for what chance gives", {0, {}})
      .option("seed", &SlideScoresOptions::seed, "of these")
      .needs([](const Options& options, const InputSizes& sizes) {
        return Needs{
            .memory_bytes = 256 * kMiB + 6 * sizes.total(),
            .seconds =
                5 + 0.01 * static_cast<double>(
                               options.as<SlideScoresOptions>().permutations)};
      })
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const Scores scores = slide_scores(in.list<Predictions>("predictions"),
                                           in.get<Cohort>("cohort"),
                                           options.as<SlideScoresOptions>());
        log_line(concat(scores.predictor.name, " on ", scores.facts.at("cases"),
                        " cases of ", scores.unit, ": median Pearson r ",
                        fixed(metric_value(scores, scores.places.front().first,
                                           parse_metric("pearson.median")),
                              3),
                        " over ", counted(scores.items.size(), scores.item)));
        return scores;
      });
}

}  // namespace moonstain
