#include "core/eval/metrics/metric_kind.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/base/text.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

namespace {

constexpr std::string_view kMedian = ".median";

// "the 20 items of highest Moran's I"
std::string list_words(std::string_view list, std::string_view items) {
  const bool variance = list.starts_with("hvg");
  return concat("the ", list.ends_with("20") ? "20 " : "50 ", items, " of ",
                list.starts_with("low") ? "lowest " : "highest ",
                variance ? "variance" : "Moran's I", " (", list, ")");
}

}  // namespace

std::string_view list_of(Over over) {
  if (over < Over::svg20 || over == Over::only) return {};
  std::string_view word = word_of(over);
  if (is_median(over)) word.remove_suffix(kMedian.size());
  return word;
}

bool is_median(Over over) {
  return over == Over::median || word_of(over).ends_with(kMedian);
}

std::vector<std::string> item_lists() {
  std::vector<std::string> lists;
  for (const std::string_view word : KindWords<Over>::kAll) {
    const std::string_view list = list_of(*kind_of<Over>(word));
    if (list == word) lists.emplace_back(list);
  }
  return lists;
}

const std::vector<MetricKind>& metric_kinds() {
  constexpr double kNothing = 0.0;
  static const std::vector<MetricKind> kinds{
      {"pearson", "Pearson r", "", true, kNothing, true},
      {"spearman", "Spearman rho", "", true, kNothing, true},
      {"mae", "absolute error", "unit of the target", false, {}, true},
      {"rmse",
       "root mean squared error",
       "unit of the target",
       false,
       {},
       true},
      {"depth_partial_pearson", "partial Pearson r given spot depth", "", true,
       kNothing, true},
      {"ssim", "structural similarity", "", true, kNothing, true},
      {"binned_ssim", "structural similarity of binned values, one window", "",
       true, kNothing, true},
      {"place_pearson", "Pearson r over items at a place, mean over places", "",
       true, kNothing, true, true},
      {"positive_share",
       "share of items with r above 0 (q below 0.05)",
       "",
       true,
       {},
       true,
       true},
      {"entry_rmse",
       "root mean squared error over all values",
       "unit of the target",
       false,
       {},
       true,
       true},
      {"shifted_mae",
       "absolute error, predictions less their least value",
       "unit of the target",
       false,
       {},
       true,
       true},
      {"shifted_rmse",
       "root mean squared error over all values, predictions less their least "
       "value",
       "unit of the target",
       false,
       {},
       true,
       true},
      {"undefined_items",
       "items without a Pearson r",
       "items",
       false,
       {},
       true,
       true},
      {"zero_items",
       "items predicted as 0 everywhere",
       "items",
       false,
       {},
       true,
       true},
      {"zero_share",
       "share of predicted values that are 0",
       "",
       false,
       {},
       true,
       true},
      {"type_accuracy",
       "share of cells given the same type",
       "",
       true,
       {},
       true,
       true},
      {"macro_f1", "F1, mean over types", "", true, {}, true, true},
      {"composition_pearson", "Pearson r between shares of types", "", true,
       kNothing, true, true},
      {"composition_rmse",
       "root mean squared error of shares of types",
       "",
       false,
       {},
       true,
       true},
      {"f1", "F1", "", true, kNothing, true},
      {"r_pred", "r between predictions of two sections", "", true, kNothing,
       true},
      {"r_cross", "r between prediction and the neighbour's measurement", "",
       true, kNothing, true},
      {"r_true", "r between measurements of two sections", "", true, kNothing,
       false},
      {"profile_pearson",
       "Pearson r over items between r of predictions and r of measurements",
       "", true, kNothing, true, true},
      {"pseudo_bulk_pearson",
       "Pearson r over items between mean predictions less the training mean",
       "", true, kNothing, true, true},
      {"pseudo_bulk_true",
       "Pearson r over items between mean measurements less the training mean",
       "", true, kNothing, false, true},
      {"adjusted_rand", "adjusted Rand index between clusters", "", true,
       kNothing, true, true},
      {"effect_pearson",
       "Pearson r over genes between tests on predictions and on measurements",
       "", true, kNothing, true, true},
      {"shared_genes",
       "share of the genes called on measurements that predictions call", "",
       true, kNothing, true},
      {"shared_terms",
       "share of the sets enriched on measurements that predictions enrich", "",
       true, kNothing, true},
      {"bulk_pearson", "Pearson r over genes with a patient's bulk expression",
       "", true, kNothing, true},
      {"bulk_spearman",
       "Spearman rho over genes with a patient's bulk expression", "", true,
       kNothing, true},
      {"own_pearson",
       "Pearson r over genes with a patient's bulk expression, the average "
       "profile of the others taken out",
       "", true, kNothing, true},
      {"bulk_pearson_share",
       "share of patients with Pearson r above the bound",
       "",
       true,
       {},
       true,
       true},
      {"bulk_spearman_share",
       "share of patients with Spearman rho above the bound",
       "",
       true,
       {},
       true,
       true},
      {"own_score", "score by a step of the recipe's own", "", true, {}, true},
      {"own_error", "error by a step of the recipe's own", "", false, {}, true},
      {"dice", "Dice coefficient", "", true, kNothing, true},
      {"iou", "intersection over union", "", true, kNothing, true},
      {"auc", "area under the ROC curve", "", true, 0.5, true},
      {"average_precision", "average precision", "", true, kNothing, true},
      {"top_precision",
       "precision among the highest scores",
       "",
       true,
       {},
       true},
      {"accuracy", "accuracy", "", true, {}, true},
      {"balanced_accuracy", "balanced accuracy", "", true, 0.5, true},
      {"sensitivity", "sensitivity", "", true, kNothing, true},
      {"specificity", "specificity", "", true, {}, true},
      {"precision", "precision", "", true, kNothing, true},
      {"published_iou",
       "intersection over union, as published",
       "",
       true,
       {},
       true},
      {"published_dice", "Dice coefficient, as published", "", true, {}, true},
      {"published_sensitivity",
       "sensitivity, as published",
       "",
       true,
       {},
       true},
      {"published_precision", "precision, as published", "", true, {}, true},
      {"published_f1", "F1, as published", "", true, {}, true},
      {"published_specificity",
       "specificity, as published",
       "",
       true,
       {},
       true},
      {"published_accuracy", "accuracy, as published", "", true, {}, true},
      {"weighted_precision",
       "precision, mean over classes by size",
       "",
       true,
       {},
       true,
       true},
      {"weighted_recall",
       "recall, mean over classes by size",
       "",
       true,
       {},
       true,
       true},
      {"weighted_f1",
       "F1, mean over classes by size",
       "",
       true,
       {},
       true,
       true},
      {"concordance", "Harrell's concordance", "", true, 0.5, true},
      {"uno_concordance", "Uno's concordance", "", true, 0.5, true},
      {"epoch_inflation",
       "concordance at its highest epochs less that of the last",
       "",
       false,
       {},
       true},
      {"dynamic_auc", "area under the ROC curve by time, mean", "", true, 0.5,
       true},
      {"concordance_gain", "gain of Harrell's concordance", "", true, kNothing,
       true},
      {"uno_gain", "gain of Uno's concordance", "", true, kNothing, true},
      {"calibration_p", "p of D-calibration", "", true, {}, true, false, true},
      {"log_rank_chi2", "log-rank chi-squared, high against low risk", "", true,
       kNothing, true},
      {"log_rank_p", "log-rank p, high against low risk", "", false, 1.0, true,
       false, true},
      {"found_share",
       "share of features that differ with a locus of the region",
       "",
       true,
       {},
       true},
      {"bins_above_chance",
       "share of bins above the 95th percentile of permutations",
       "",
       true,
       {},
       true},
      {"mask_identity", "Pearson r of the tissue mask, by its identity", "",
       true, kNothing, false},
      {"mask_measured", "Pearson r of the tissue mask, measured", "", true,
       kNothing, false},
  };
  return kinds;
}

const MetricKind* find_metric_kind(std::string_view name) {
  const auto& kinds = metric_kinds();
  const auto found =
      std::find_if(kinds.begin(), kinds.end(),
                   [&](const MetricKind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

std::string value_text(const MetricKind& kind, double value) {
  constexpr double kLeast = 0.001;
  return kind.is_p && value < kLeast ? concat("< ", kLeast) : fixed(value, 3);
}

std::string value_text(std::string_view metric, double value) {
  return value_text(*parse_metric(metric).kind, value);
}

std::string Metric::label(std::string_view item) const {
  switch (over) {
    case Over::heg50:
    case Over::training_heg50:
    case Over::training_hvg50:
      return concat("mean ", kind->label, " over the (up to) 50 ", plural(item),
                    over == Over::heg50 ? " of highest mean measured value"
                    : over == Over::training_heg50
                        ? " of highest mean in the training sections"
                        : " of highest variance in the training sections");
    case Over::only:
      return std::string(kind->label);
    case Over::mean:
    case Over::median:
      return concat(word_of(over), " ", kind->label, " over ", plural(item));
    default:
      return concat(is_median(over) ? "median " : "mean ", kind->label,
                    " over ", list_words(list_of(over), plural(item)));
  }
}

Metric parse_metric(std::string_view name) {
  const auto dot = name.find('.');
  const MetricKind* kind = find_metric_kind(name.substr(0, dot));
  const auto over = dot == std::string_view::npos
                        ? std::optional(Over::only)
                        : kind_of<Over>(name.substr(dot + 1));
  if (kind == nullptr || !over ||
      ((*over == Over::only || kind->whole) && dot != std::string_view::npos)) {
    std::vector<std::string> names;
    for (const MetricKind& one : metric_kinds()) names.emplace_back(one.name);
    const std::string near =
        kind == nullptr ? nearest_name(name.substr(0, dot), names) : "";
    check(near.empty(), "no metric '", name, "'; did you mean '", near,
          dot == std::string_view::npos ? "" : name.substr(dot), "'?");
    fail(
        "no metric '", name, "'; it is one of ", listed(names),
        "; then, unless there is one item or the number is of the whole, a dot "
        "and mean, median, heg50, training_heg50, training_hvg50, or a list of "
        "items (",
        listed(item_lists()),
        ") for the mean over it, with .median for the median");
  }
  return {kind, *over, std::string(name)};
}

bool is_correlation(const MetricKind& kind) {
  return kind.name.ends_with("pearson") || kind.name.ends_with("spearman") ||
         kind.name.starts_with("r_") || kind.name == "pseudo_bulk_true";
}

bool is_better(const MetricKind& kind, double a, double b) {
  return kind.higher_is_better ? a > b : a < b;
}

}  // namespace moonstain
