#include "core/eval/downstream/group_scores.h"

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/stats/clustering/adjusted_rand.h"
#include "core/stats/correlation.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

void check_alike(const GroupAnalyses& predicted, const GroupAnalyses& measured,
                 const std::string& what) {
  for (const GroupAnalyses* one : {&predicted, &measured}) {
    check(one->tests.about == measured.tests.about &&
              one->terms.about == measured.tests.about &&
              one->clusters.section == measured.tests.about,
          what, ": tests of ", one->tests.about, ", terms of ",
          one->terms.about, " and clusters of ", one->clusters.section,
          "; expected one section");
    check(one->terms.predictor == one->tests.predictor, what, ": tests of ",
          one->tests.predictor, " and terms of ", one->terms.predictor,
          "; expected one predictor");
  }
  check_same_names(predicted.tests.groups, measured.tests.groups, "group",
                   what);
  check_same_names(predicted.tests.genes, measured.tests.genes, "gene", what);
  check(predicted.terms.background == measured.terms.background, what,
        ": the background of terms is ", predicted.terms.background,
        " of predictions, ", measured.terms.background, " of measurements");
}

double effect_pearson(const GeneTests& predicted, const GeneTests& measured,
                      Eigen::Index group) {
  std::vector<double> x, y;
  for (Eigen::Index gene = 0; gene < measured.t.cols(); ++gene) {
    const double a = predicted.t(group, gene), b = measured.t(group, gene);
    if (std::isnan(a) || std::isnan(b)) continue;
    x.push_back(a);
    y.push_back(b);
  }
  if (x.size() < 2) return kNone;
  const auto n = static_cast<Eigen::Index>(x.size());
  return pearson(Eigen::ArrayXd::Map(x.data(), n),
                 Eigen::ArrayXd::Map(y.data(), n));
}

struct InBoth {
  double measured = 0;
  double predicted = 0;
  double both = 0;

  double share() const { return measured > 0 ? both / measured : kNone; }
  void add(const InBoth& other) {
    measured += other.measured;
    predicted += other.predicted;
    both += other.both;
  }
};

// Called or enriched in all groups, in one direction.
InBoth shared_genes(const GeneTests& predicted, const GeneTests& measured,
                    int direction, CalledBy by, double threshold) {
  InBoth out;
  for (Eigen::Index group = 0; group < measured.t.rows(); ++group) {
    for (Eigen::Index gene = 0; gene < measured.t.cols(); ++gene) {
      const bool one = measured.called(group, gene, by, threshold) == direction;
      const bool other =
          predicted.called(group, gene, by, threshold) == direction;
      out.measured += one;
      out.predicted += other;
      out.both += one && other;
    }
  }
  return out;
}

// Group and set.
std::set<std::pair<std::string, std::string>> enriched_in(
    const EnrichedTerms& terms, bool up) {
  std::set<std::pair<std::string, std::string>> out;
  for (const TermTest& one : terms.tests) {
    if (one.up == up && terms.enriched(one)) out.emplace(one.group, one.term);
  }
  return out;
}

InBoth shared_terms(const EnrichedTerms& predicted,
                    const EnrichedTerms& measured, bool up) {
  const auto one = enriched_in(measured, up);
  const auto other = enriched_in(predicted, up);
  InBoth out{static_cast<double>(one.size()), static_cast<double>(other.size()),
             0};
  for (const auto& term : one) out.both += other.contains(term);
  return out;
}

}  // namespace

Scores group_scores(const GroupAnalyses& predicted,
                    const GroupAnalyses& measured, const Predictor& predictor,
                    CalledBy called_by, double threshold) {
  const std::string what = concat("group_scores: ", measured.tests.about);
  check_alike(predicted, measured, what);
  check(predicted.tests.predictor == predictor.name, what, ": tests of ",
        predicted.tests.predictor, ", predictions of ", predictor.name);
  Scores out;
  out.predictor = predictor;
  out.unit_kind = ScoredUnit::section;
  out.unit = measured.tests.about;
  out.target = "what differs between clusters of measured expression";
  out.item = "direction";
  out.items = {"higher", "lower"};
  const std::string reading(readings::kTissue.name);
  const auto spots = measured.clusters.cells.size();
  out.places = {{reading, static_cast<std::int64_t>(spots)}};
  Eigen::VectorXd genes(2), terms(2);
  InBoth all_genes, all_terms;
  for (Eigen::Index i = 0; i < 2; ++i) {
    const bool up = i == 0;
    const InBoth of_genes = shared_genes(predicted.tests, measured.tests,
                                         up ? 1 : -1, called_by, threshold);
    const InBoth of_terms = shared_terms(predicted.terms, measured.terms, up);
    genes[i] = of_genes.share();
    terms[i] = of_terms.share();
    all_genes.add(of_genes);
    all_terms.add(of_terms);
  }
  out.columns = {{reading, "shared_genes", genes},
                 {reading, "shared_terms", terms}};
  std::vector<double> effects;
  for (Eigen::Index group = 0; group < measured.tests.t.rows(); ++group) {
    effects.push_back(effect_pearson(predicted.tests, measured.tests, group));
  }
  out.add_whole(reading, "effect_pearson", mean_of_defined(effects));
  out.add_whole(
      reading, "adjusted_rand",
      adjusted_rand(types_at(predicted.clusters, measured.clusters.cells,
                             concat(what, ": clusters of predictions")),
                    measured.clusters.index));
  out.facts = {{"spots", static_cast<double>(spots)},
               {"groups", static_cast<double>(effects.size())},
               {"genes_called_measured", all_genes.measured},
               {"genes_called_predicted", all_genes.predicted},
               {"genes_called_both", all_genes.both},
               {"terms_measured", all_terms.measured},
               {"terms_predicted", all_terms.predicted},
               {"terms_shared", all_terms.both}};
  return out;
}

namespace {

struct GroupScoresOptions {
  CalledBy called_by = CalledBy::adjusted;
  double threshold = 0.01;
};

}  // namespace

StepKind group_scores_step() {
  using Own = GroupScoresOptions;
  return StepKind("group_scores", 1,
                  "Clusters, tests and enriched sets of predictions beside "
                  "those of measurements.")
      .numeric(Numeric::libm)
      .applies<Predictions>("predictions", "whose predictor is scored")
      .applies<GeneTests>("tests", "of predictions")
      .applies<GeneTests>("measured_tests", "of the same groups and genes")
      .applies<EnrichedTerms>("terms", "of predictions")
      .applies<EnrichedTerms>("measured_terms", "against the same background")
      .applies<CellTypes>("clusters", "of predictions")
      .applies<CellTypes>("measured_clusters", "of the same spots")
      .scores("predictions")
      .option("called_by", &Own::called_by, "which p of a gene counts")
      .option("threshold", &Own::threshold, "up to which p a gene is called",
              {0, 1})
      .needs(in_memory(3, 1))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto own = options.as<Own>();
        const auto predictions = in.get<Predictions>("predictions");
        const auto tests = in.get<GeneTests>("tests");
        const auto measured_tests = in.get<GeneTests>("measured_tests");
        const auto terms = in.get<EnrichedTerms>("terms");
        const auto measured_terms = in.get<EnrichedTerms>("measured_terms");
        const auto clusters = in.get<CellTypes>("clusters");
        const auto measured_clusters = in.get<CellTypes>("measured_clusters");
        check(predictions.about == tests.about, "group_scores: predictions of ",
              predictions.about, ", tests of ", tests.about);
        Scores scores =
            group_scores({tests, terms, clusters},
                         {measured_tests, measured_terms, measured_clusters},
                         predictions.predictor, own.called_by, own.threshold);
        log_line(concat(
            scores.predictor.name, " on ", scores.unit, ": ",
            scores.facts["genes_called_both"], " of ",
            scores.facts["genes_called_measured"], " genes and ",
            scores.facts["terms_shared"], " of ",
            scores.facts["terms_measured"], " sets shared; clusters ",
            fixed(scores.column(scores.places[0].first, "adjusted_rand")[0],
                  3)));
        return scores;
      });
}

}  // namespace moonstain
