#include "core/eval/metrics/diagnosis_scores.h"

#include <limits>
#include <map>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/random.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/observed.h"
#include "core/stats/adjusted_p.h"
#include "core/stats/roc.h"
#include "core/stats/sign_flip.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kMostFalse = 0.05;

void check_slide(const DiagnosedSlide& slide, const DiagnosedSlide& first) {
  const std::string what = concat("diagnosis_scores: ", slide.classes.about);
  check(slide.predictions.about == slide.classes.about, what,
        ": the predictions are of ", slide.predictions.about);
  check(slide.classes.variables.size() == 1, what, ": ",
        counted(slide.classes.variables.size(), "class"), ", expected one");
  check_classes(slide.classes, what);
  check_same_names(slide.predictions.variables, first.predictions.variables,
                   "gene", concat(what, ": predictions"));
  check(slide.predictions.predictor.name == first.predictions.predictor.name,
        what, " is by ", slide.predictions.predictor.name, ", ",
        first.classes.about, " by ", first.predictions.predictor.name,
        "; scores are of one predictor");
}

// [genes] of one slide, which has patches of both sides.
Eigen::VectorXd auc_by_gene(const DiagnosedSlide& slide) {
  const std::vector<Eigen::Index> rows = places_of(
      slide.classes.names, slide.predictions.names, "spot",
      concat("diagnosis_scores: ", slide.classes.about, ": predictions"));
  std::vector<bool> positive;
  for (Eigen::Index i = 0; i < slide.classes.values.rows(); ++i) {
    positive.push_back(slide.classes.values(i, 0) == 1);
  }
  Eigen::VectorXd out(slide.predictions.values.cols());
  std::vector<double> scores(rows.size());
  for (Eigen::Index gene = 0; gene < out.size(); ++gene) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      scores[i] = slide.predictions.values(rows[i], gene);
    }
    out[gene] = roc_auc(scores, positive);
  }
  return out;
}

}  // namespace

Scores diagnosis_scores(const std::vector<DiagnosedSlide>& slides,
                        const std::string& about, std::int64_t permutations,
                        std::int64_t seed) {
  check(!slides.empty(), "diagnosis_scores: no slide is given");
  const DiagnosedSlide& first = slides.front();
  const auto genes =
      static_cast<Eigen::Index>(first.predictions.variables.size());
  std::map<std::string, std::vector<Eigen::VectorXd>> by_patient;
  double patches = 0, positive = 0, one_sided = 0;
  for (const DiagnosedSlide& slide : slides) {
    check_slide(slide, first);
    patches += static_cast<double>(slide.classes.size());
    const double here = slide.classes.values.sum();
    positive += here;
    if (here == 0 || here == static_cast<double>(slide.classes.size())) {
      ++one_sided;
      continue;
    }
    by_patient[slide.patient].push_back(auc_by_gene(slide));
  }
  check(!by_patient.empty(), "diagnosis_scores: of ",
        counted(slides.size(), "slide"),
        " none has patches of the class and others");

  Scores scores;
  scores.predictor = first.predictions.predictor;
  scores.predictor.fold.clear();  // slides are held out in turn
  scores.unit_kind = ScoredUnit::cohort;
  scores.unit = about;
  scores.target = first.classes.transform;
  scores.item = first.predictions.variable_axis;
  scores.items = first.predictions.variables;
  const std::string reading(measured_reading(ObservedKind::spot).name);
  scores.places = {{reading, static_cast<std::int64_t>(patches)}};
  Eigen::VectorXd auc(genes), p(genes);
  for (Eigen::Index gene = 0; gene < genes; ++gene) {
    std::vector<double> of_patients, differences;
    for (const auto& [patient, of_slides] : by_patient) {
      double sum = 0;
      for (const Eigen::VectorXd& of_slide : of_slides) sum += of_slide[gene];
      of_patients.push_back(sum / static_cast<double>(of_slides.size()));
      differences.push_back(of_patients.back() - 0.5);
    }
    auc[gene] = mean_of_defined(of_patients);
    RandomStream stream(
        seed, "diagnosis_scores",
        first.predictions.variables[static_cast<std::size_t>(gene)]);
    p[gene] = differences.size() < 2
                  ? kNone
                  : sign_flip_p(differences, permutations, stream);
  }
  const std::vector<double> q =
      benjamini_hochberg(std::vector<double>(p.begin(), p.end()));
  double called = 0;
  for (const double value : q) called += value < kMostFalse;
  scores.columns = {{reading, "auc", auc},
                    {reading, "sign_flip_p", p},
                    {reading, "sign_flip_q",
                     Eigen::Map<const Eigen::VectorXd>(q.data(), genes)}};
  scores.facts = {{"slides", static_cast<double>(slides.size())},
                  {"slides_of_one_class", one_sided},
                  {"patients", static_cast<double>(by_patient.size())},
                  {"patches", patches},
                  {"positive_patches", positive},
                  {"genes_q_below_0.05", called}};
  return scores;
}

namespace {

struct DiagnosisOptions {
  std::string about;
  std::int64_t permutations = 10000;
  std::int64_t seed = 0;
};

}  // namespace

StepKind diagnosis_scores_step() {
  return StepKind("diagnosis_scores", 1,
                  "Which predicted genes tell patches of a class from others, "
                  "tested over patients.")
      .applies_many<Predictions>("predictions", "of expression, a slide each")
      .applies_many<Targets>("classes", "which patches are of the class")
      .applies_many<Dataset>("dataset", "the slides: whose they are")
      .scores("predictions")
      .option("about", &DiagnosisOptions::about, "what the scores are of")
      .required()
      .option("permutations", &DiagnosisOptions::permutations,
              "signs drawn where patients are too many to count all out",
              {1, {}})
      .option("seed", &DiagnosisOptions::seed, "of these")
      .needs(in_memory(3, 10))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const auto chosen = options.as<DiagnosisOptions>();
        const auto predictions = in.list<Predictions>("predictions");
        const auto classes = in.list<Targets>("classes");
        std::vector<std::string> predicted, labelled, known;
        for (const auto& one : predictions) predicted.push_back(one.about);
        for (const auto& one : classes) labelled.push_back(one.about);
        std::map<std::string, std::string> patients;
        for (const auto& item : in.items("dataset")) {
          const Dataset slide = Dataset::read_places(item.path);
          known.push_back(slide.section);
          patients[slide.section] = slide.patient;
        }
        const auto of_class = paired_sections(
            predicted, "predictions", labelled, "classes", "diagnosis_scores");
        paired_sections(predicted, "predictions", known, "a dataset",
                        "diagnosis_scores");
        std::vector<DiagnosedSlide> slides;
        for (std::size_t i = 0; i < predictions.size(); ++i) {
          slides.push_back({predictions[i], classes[of_class[i]],
                            patients.at(predicted[i])});
        }
        const Scores scores = diagnosis_scores(
            slides, chosen.about, chosen.permutations, chosen.seed);
        log_line(concat(scores.predictor.name, " on ", scores.unit, ": ",
                        scores.facts.at("genes_q_below_0.05"), " of ",
                        counted(scores.items.size(), scores.item),
                        " tell patches apart, over ",
                        scores.facts.at("patients"), " patient(s)"));
        return scores;
      });
}

}  // namespace moonstain
