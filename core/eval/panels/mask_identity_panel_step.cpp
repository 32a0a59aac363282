#include "core/eval/panels/mask_identity_panel_step.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/eval/metrics/scores.h"
#include "core/eval/panels/panel.h"
#include "core/stats/quantiles.h"
#include "core/stats/summary.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct MaskIdentityOptions {
  std::string title = "What the tissue mask alone scores";
  std::vector<std::string> predictors{};
};

/// An item's numbers over sections and seeds.
struct ItemSums {
  double identity = 0;
  double measured = 0;
  int both = 0;  ///< that have both
};

/// A predictor: what it was measured to score, beside the identity.
struct AgainstMask {
  std::string name;
  std::set<std::string> sections;
  std::vector<std::string> items;  ///< in the order in which they come
  std::map<std::string, ItemSums> sums;
  double furthest = 0;  ///< of an item of a section from the identity

  void add(const Scores& scores) {
    const std::string_view reading = readings::kWholeGrid.name;
    const auto* identity = scores.find(reading, "mask_identity");
    check(identity != nullptr, "mask_identity_panel: the scores of ", name,
          " on ", scores.unit,
          " have no mask_identity in whole_grid; expected those of "
          "expression_scores with a grid");
    const Eigen::VectorXd& measured = scores.column(reading, "pearson");
    sections.insert(scores.unit);
    for (Eigen::Index i = 0; i < measured.size(); ++i) {
      const std::string& item = scores.items[static_cast<std::size_t>(i)];
      const auto [sum, is_new] = sums.try_emplace(item);
      if (is_new) items.push_back(item);
      if (std::isnan((*identity)[i]) || std::isnan(measured[i])) continue;
      sum->second.identity += (*identity)[i];
      sum->second.measured += measured[i];
      ++sum->second.both;
      furthest = std::max(furthest, std::abs((*identity)[i] - measured[i]));
    }
  }

  // [items]; NaN where no section has both numbers.
  std::vector<double> means(double ItemSums::*of) const {
    std::vector<double> values;
    for (const std::string& item : items) {
      const ItemSums& sum = sums.at(item);
      values.push_back(sum.both == 0 ? kNone : sum.*of / sum.both);
    }
    return values;
  }
};

// What was measured in tissue, of which the identity is made.
struct InTissue {
  std::set<double> shares;      ///< of the grid, of each section
  std::vector<double> spreads;  ///< deviation over mean, by item and section
};

InTissue in_tissue(const std::vector<Scores>& scores) {
  InTissue all;
  std::set<std::string> seen;
  for (const Scores& one : scores) {
    if (!seen.insert(one.unit).second) continue;
    all.shares.insert(one.fact("tissue_share_of_grid"));
    const std::string_view reading = readings::kTissue.name;
    const auto* mean = one.find(reading, item_facts::kMeasuredMean);
    const auto* sd = one.find(reading, item_facts::kMeasuredSd);
    if (mean == nullptr || sd == nullptr) continue;
    for (Eigen::Index i = 0; i < mean->size(); ++i) {
      if ((*mean)[i] > 0) all.spreads.push_back((*sd)[i] / (*mean)[i]);
    }
  }
  return all;
}

std::string in_tissue_words(const std::vector<Scores>& scores) {
  const InTissue all = in_tissue(scores);
  const std::string item = scores.front().item;
  std::string words = concat(
      "p, the share of the grid that is tissue, is ",
      fixed(*all.shares.begin(), 3),
      all.shares.size() == 1 ? ""
                             : concat(" to ", fixed(*all.shares.rbegin(), 3)));
  if (!all.spreads.empty()) {
    words += concat("; CV, the deviation over the mean of a ", item,
                    " in tissue, is ", fixed(quantile(all.spreads, 0.05), 2),
                    " to ", fixed(quantile(all.spreads, 0.95), 2), " for nine ",
                    plural(item), " in ten");
  }
  return words;
}

// A predictor's name as people read it.
std::string spaced(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

// "tissue mask scores 0.81 where the identity says 0.81, above it in 0 of 785
// genes".
std::string predictor_words(const AgainstMask& one, std::string_view item) {
  const std::vector<double> identity = one.means(&ItemSums::identity);
  const std::vector<double> measured = one.means(&ItemSums::measured);
  std::vector<double> both_identity, both_measured;
  std::size_t above = 0;
  for (std::size_t i = 0; i < identity.size(); ++i) {
    if (std::isnan(identity[i])) continue;
    both_identity.push_back(identity[i]);
    both_measured.push_back(measured[i]);
    above += measured[i] > identity[i] + 1e-6 ? 1 : 0;
  }
  if (both_identity.empty()) {
    return concat(spaced(one.name), " has no number on the whole grid");
  }
  const std::string numbers = concat(spaced(one.name), " scores ",
                                     fixed(mean_of_defined(both_measured), 3));
  if (one.furthest < 1e-6) {
    return concat(numbers, ", the identity to six places in each of ",
                  counted(both_identity.size(), item));
  }
  return concat(numbers, ", the mask by the identity ",
                fixed(mean_of_defined(both_identity), 3),
                "; it is above it in ", above, " of ",
                counted(both_identity.size(), item));
}

Panel mask_identity_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<MaskIdentityOptions>();
  const auto scores = in.list<Scores>("scores");
  check(!scores.empty(), "mask_identity_panel: no scores");
  std::vector<AgainstMask> predictors;
  for (const std::string& name : own.predictors) {
    predictors.push_back({name, {}, {}, {}, 0});
  }
  for (const Scores& one : scores) {
    const std::string& name = one.predictor.name;
    auto found =
        std::find_if(predictors.begin(), predictors.end(),
                     [&](const AgainstMask& p) { return p.name == name; });
    if (found == predictors.end()) {
      if (!own.predictors.empty()) continue;
      predictors.push_back({name, {}, {}, {}, 0});
      found = predictors.end() - 1;
    }
    found->add(one);
  }
  for (const AgainstMask& one : predictors) {
    check(!one.sections.empty(), "mask_identity_panel: `predictors` names '",
          one.name, "', which no scores are of");
  }
  const std::string item = scores.front().item;
  ScatterPanel data;
  data.item = "predictor";
  data.unit = item;
  data.x = {"Pearson r of the mask by the identity", "", false};
  data.y = {"Pearson r measured, whole grid", "", false};
  data.same_scale = true;
  std::string words;
  for (const AgainstMask& one : predictors) {
    data.items.push_back(scatter_item(spaced(one.name),
                                      one.means(&ItemSums::identity),
                                      one.means(&ItemSums::measured)));
    words += concat(" ", predictor_words(one, item), ".");
  }
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      "A predictor that knows only where tissue is has r = 1 / sqrt(1 + CV^2 / "
      "(1 - p)) on the whole grid, whatever the stain: ",
      in_tissue_words(scores), ". A point is a ", item, ", a mean over ",
      counted(predictors.front().sections.size(), "section"), ".", words);
  panel.data = std::move(data);
  return panel;
}

}  // namespace

StepKind mask_identity_panel_step() {
  return StepKind("mask_identity_panel", 1,
                  "What knowing only where tissue is scores on the whole grid, "
                  "by identity, beside what predictors score.")
      .numeric(Numeric::libm)
      .applies_many<Scores>("scores",
                            "of expression_scores with a grid, by section; a "
                            "chart a predictor, in the order given")
      .option("title", &MaskIdentityOptions::title, "heading of the panel")
      .option("predictors", &MaskIdentityOptions::predictors,
              "whose charts are shown, in this order; empty: all")
      .needs(in_memory(3, 3))
      .makes<Panel>(mask_identity_panel);
}

}  // namespace moonstain
