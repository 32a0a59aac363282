#include "core/eval/choice/candidate_choice.h"

#include <cmath>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/stored/group.h"
#include "core/data/stored/join.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/correlation.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "candidate_choice";
constexpr int kSchema = 1;

bool is_constant(const Matrix& values, Eigen::Index column) {
  return (values.col(column).array() == values(0, column)).all();
}

// By the name of a part what was measured there.
std::map<std::string, const Targets*> parts_of(
    const std::vector<Targets>& measured) {
  std::map<std::string, const Targets*> parts;
  for (const Targets& one : measured) {
    check(parts.emplace(one.about, &one).second, kStep, ": targets of ",
          one.about, " are given twice");
  }
  return parts;
}

Candidate scored(const std::string& name,
                 const std::vector<const Predictions*>& tried,
                 const std::map<std::string, const Targets*>& parts) {
  std::set<std::string> seen;
  std::vector<double> scores;
  for (const Predictions* one : tried) {
    const auto part = parts.find(one->about);
    check(part != parts.end(), kStep, ": ", name, " predicts ", one->about,
          ", of which there are no targets; give those of each part");
    check(seen.insert(one->about).second, kStep, ": ", name, " predicts ",
          one->about, " twice");
    scores.push_back(candidate_score(*one, *part->second));
  }
  check(seen.size() == parts.size(), kStep, ": ", name, " predicts ",
        seen.size(), " of ", counted(parts.size(), "part"),
        "; expected all, so that candidates are compared on the same");
  return {name, mean_of_defined(scores), 0, 0};
}

Candidate searched(const std::string& name, const RidgeModel& ridge,
                   std::size_t parts) {
  check(
      !ridge.tried.alphas.empty(), kStep, ": the ridge of ", name,
      " has searched nothing; give `ridge_model` the `alphas` to choose from");
  check(ridge.search.unit != SearchUnit::block, kStep, ": the ridge of ", name,
        " left out runs of rows of one section; give it parts of the section "
        "as sections, as the other candidates have them");
  check(parts == 0 || ridge.search.count == parts, kStep, ": the ridge of ",
        name, " left out ", counted(ridge.search.count, "part"),
        ", the others ", parts, "; expected the same");
  double best = std::nan("");
  for (const double score : ridge.search.scores) {
    if (!(score <= best)) best = std::isnan(score) ? best : score;
  }
  return {name, best, ridge.ridge.alpha, ridge.ridge.rank};
}

// Place of the highest; of equal ones, and of those without a number, the
// first.
std::size_t place_of_best(const std::vector<Candidate>& candidates) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < candidates.size(); ++i) {
    const double score = candidates[i].score;
    const double highest = candidates[best].score;
    if (score > highest || (std::isnan(highest) && !std::isnan(score))) {
      best = i;
    }
  }
  return best;
}

}  // namespace

double candidate_score(const Predictions& tried, const Targets& measured) {
  check_same_variables(tried, measured,
                       concat(kStep, ": predictions of ", tried.about));
  const Matrix predicted = rows_at(
      tried.values,
      places_of(
          measured.names, tried.names, word_of(measured.unit_kind),
          concat(kStep, ": ", tried.predictor.name, " of ", tried.about)));
  const Eigen::VectorXd r = pearson_by_gene(predicted, measured.values);
  std::vector<double> values;
  for (Eigen::Index gene = 0; gene < r.size(); ++gene) {
    if (is_constant(measured.values, gene)) continue;
    values.push_back(std::isnan(r[gene]) ? 0 : r[gene]);
  }
  return mean_of_defined(values);
}

CandidateChoice candidate_choice(const std::vector<Predictions>& tried,
                                 const std::vector<Targets>& measured,
                                 const std::vector<RidgeModel>& ridges,
                                 const std::vector<std::string>& names) {
  check(ridges.size() == names.size(), kStep, ": ",
        counted(ridges.size(), "ridge"), ", but `ridge_names` has ",
        names.size(), "; expected one a ridge");
  check(!tried.empty() || !ridges.empty(), kStep, ": nothing to choose from");
  const std::map<std::string, const Targets*> parts = parts_of(measured);
  std::vector<std::string> order;
  std::map<std::string, std::vector<const Predictions*>> by_name;
  for (const Predictions& one : tried) {
    auto& list = by_name[one.predictor.name];
    if (list.empty()) order.push_back(one.predictor.name);
    list.push_back(&one);
  }
  CandidateChoice choice;
  for (const std::string& name : order) {
    choice.candidates.push_back(scored(name, by_name.at(name), parts));
  }
  for (std::size_t i = 0; i < ridges.size(); ++i) {
    check(by_name.emplace(names[i], std::vector<const Predictions*>()).second,
          kStep, ": two candidates are called ", names[i],
          "; each needs a name of its own");
    choice.candidates.push_back(searched(names[i], ridges[i], parts.size()));
  }
  choice.parts = static_cast<std::int64_t>(
      parts.empty() ? ridges.front().search.count : parts.size());
  choice.chosen = place_of_best(choice.candidates);
  return choice;
}

CandidateChoice CandidateChoice::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  CandidateChoice choice;
  choice.fold = text_member(attributes, "fold", where);
  choice.parts = integer_member(attributes, "parts", where);
  const std::vector<std::string> names = in.strings("names");
  const std::vector<double> scores = in.numbers("scores");
  const std::vector<double> alphas = in.numbers("alphas");
  const std::vector<double> ranks = in.numbers("ranks");
  check(!names.empty() && scores.size() == names.size() &&
            alphas.size() == names.size() && ranks.size() == names.size(),
        where, ": ", counted(names.size(), "candidate"), " with ",
        scores.size(), " scores, ", alphas.size(), " alphas and ", ranks.size(),
        " ranks; expected one of each, and a candidate at least");
  for (std::size_t i = 0; i < names.size(); ++i) {
    choice.candidates.push_back(
        {names[i], scores[i], alphas[i], static_cast<std::int64_t>(ranks[i])});
  }
  const std::int64_t chosen = integer_member(attributes, "chosen", where);
  check(chosen >= 0 && chosen < static_cast<std::int64_t>(names.size()), where,
        ": candidate ", chosen, " is chosen of ", names.size());
  choice.chosen = static_cast<std::size_t>(chosen);
  return choice;
}

void CandidateChoice::write(const fs::path& folder) const {
  std::vector<std::string> names;
  std::vector<double> scores, alphas, ranks;
  for (const Candidate& one : candidates) {
    names.push_back(one.name);
    scores.push_back(one.score);
    alphas.push_back(one.alpha);
    ranks.push_back(static_cast<double>(one.rank));
  }
  zarr::Writer out(folder,
                   stored_attributes(
                       kType, kSchema,
                       {{"fold", fold}, {"parts", parts}, {"chosen", chosen}}));
  zarr::ArrayOptions options;
  options.dimension_names = {"candidates"};
  const zarr::Shape shape{static_cast<std::int64_t>(names.size())};
  out.strings("names", names, options);
  out.array<double>("scores", scores, shape, options);
  out.array<double>("alphas", alphas, shape, options);
  out.array<double>("ranks", ranks, shape, options);
}

namespace {

struct ChoiceOptions {
  std::vector<std::string> ridge_names;
  std::string fold;
};

}  // namespace

StepKind candidate_choice_step() {
  return StepKind(std::string(kStep), 1,
                  "Which of several ways to predict does best on parts of the "
                  "training sections that are left out in turn.")
      .learns_many<Predictions>("tried", Learned::input,
                                "of each part, by each candidate fitted on "
                                "the others")
      .optional()
      .learns_many<Targets>("targets", Learned::selection,
                            "what was measured of each part")
      .optional()
      .applies_many<RidgeModel>("ridges",
                                "candidates that have searched their penalty "
                                "by leaving out the same parts")
      .optional()
      .option("ridge_names", &ChoiceOptions::ridge_names,
              "what the predictions of each of `ridges` are called")
      .option("fold", &ChoiceOptions::fold, "the fold's name, for the page")
      .needs(in_memory(8, 1))
      .makes<CandidateChoice>([](const Inputs& in, const Options& options) {
        const auto own = options.as<ChoiceOptions>();
        CandidateChoice choice = candidate_choice(
            in.list<Predictions>("tried"), in.list<Targets>("targets"),
            in.list<RidgeModel>("ridges"), own.ridge_names);
        choice.fold = own.fold;
        log_line(concat(choice.best().name, " of ",
                        counted(choice.candidates.size(), "candidate"),
                        ": mean r ", fixed(choice.best().score, 4), " over ",
                        counted(choice.parts, "part")));
        return choice;
      });
}

}  // namespace moonstain
