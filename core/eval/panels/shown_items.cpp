#include "core/eval/panels/shown_items.h"

#include <cmath>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/item_scores.h"
#include "core/eval/panels/stored_columns.h"

namespace moonstain {
namespace {

std::vector<std::string> abouts_of(const std::vector<Inputs::Item>& items) {
  std::vector<std::string> names;
  for (const Inputs::Item& item : items) names.push_back(about_of(item.path));
  return names;
}

// Folds may have items of their own, and what is shown must be in all.
std::set<std::string> common_items(const std::vector<Scores>& scores) {
  std::map<std::string, std::size_t> seen;
  for (const Scores& one : scores) {
    for (const std::string& item : one.items) ++seen[item];
  }
  std::set<std::string> common;
  for (const auto& [item, count] : seen) {
    if (count == scores.size()) common.insert(item);
  }
  return common;
}

}  // namespace

ShownItems shown_items(const Inputs& in, const ShownItemsOptions& options) {
  if (!options.items.empty()) {
    return {options.items, "The recipe names what is shown."};
  }
  const auto count = static_cast<std::size_t>(options.item_count);
  const auto scores =
      in.has("scores") ? in.list<Scores>("scores") : std::vector<Scores>{};
  if (!scores.empty()) {
    const std::set<std::string> common = common_items(scores);
    std::vector<std::string> preferred, absent;
    std::set<std::string> seen;
    for (const std::string& item : options.preferred) {
      if (!seen.insert(item).second) continue;
      (common.contains(item) ? preferred : absent).push_back(item);
    }
    if (!preferred.empty()) {
      return {std::move(preferred),
              concat("The recipe names what is shown",
                     absent.empty()
                         ? ""
                         : concat("; not in all scores: ", listed(absent)),
                     ".")};
    }
    ItemScores values = item_scores(scores, options.reading, options.metric);
    for (std::size_t i = 0; i < values.items.size(); ++i) {
      if (common.contains(values.items[i])) continue;
      values.mean[static_cast<Eigen::Index>(i)] = std::nan("");
    }
    auto names = items_across_ranks(values, count);
    if (!names.empty() || count == 0) {
      return {std::move(names),
              concat("The ", plural(values.item),
                     " are chosen by rank of their score, from the best to the "
                     "worst.")};
    }
  }
  const fs::path first = in.items("targets").front().path;
  return {highest_columns(first, count),
          concat("No score ranks what is shown: it is what has the highest "
                 "mean measured value in ",
                 about_of(first), ".")};
}

std::vector<PredictedSection> predicted_sections(const Inputs& in,
                                                 const std::string& step) {
  const auto& targets = in.items("targets");
  const auto& predictions = in.items("predictions");
  const std::vector<std::string> measured = abouts_of(targets);
  const std::vector<std::string> predicted = abouts_of(predictions);
  std::map<std::string, fs::path> by_section;
  for (std::size_t i = 0; i < predicted.size(); ++i) {
    by_section.emplace(predicted[i], predictions[i].path);
  }
  std::vector<PredictedSection> sections;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const auto found = by_section.find(measured[i]);
    if (found != by_section.end()) {
      sections.push_back({measured[i], targets[i].path, found->second});
    }
  }
  check(!sections.empty(), step,
        ": no section has both targets and predictions (", measured.size(),
        " targets: ", listed(measured, 5), "; ", predicted.size(),
        " predictions: ", listed(predicted, 5), ")");
  return sections;
}

}  // namespace moonstain
