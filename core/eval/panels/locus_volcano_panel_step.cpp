#include "core/eval/panels/locus_volcano_panel_step.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/engine/step/step_kind.h"
#include "core/eval/panels/panel.h"

namespace moonstain {

template <>
struct KindWords<VolcanoPoints> {
  static constexpr std::string_view kAll[] = {"by_feature", "every_pair"};
};

namespace {

constexpr std::size_t kMostShown = 20000;

struct LocusVolcanoOptions {
  std::string title = "Features where a region is gained or lost";
  std::string region;
  PairRule rule = PairRule::adjusted;
  VolcanoPoints points = VolcanoPoints::by_feature;
};

Panel locus_volcano_panel(const Inputs& in, const Options& options) {
  const auto own = options.as<LocusVolcanoOptions>();
  const auto tests = in.get<LocusTests>("tests");
  const RegionPairs pairs = region_pairs(tests, own.region, own.rule);
  Panel panel;
  panel.title = own.title;
  panel.caption = concat(
      "Welch's test of ", tests.matrix,
      " between patients who gained and who "
      "lost a gene of ",
      own.region, ": ", counted(pairs.loci.size(), "gene"), ", ",
      counted(static_cast<std::uint64_t>(tests.patients), "patient"), " of ",
      tests.about, ".",
      own.points == VolcanoPoints::by_feature
          ? " Each point is a feature, with the gene where its p is least."
          : "");
  panel.data = locus_volcano(tests, pairs, own.points);
  return panel;
}

}  // namespace

VolcanoPanel locus_volcano(const LocusTests& tests, const RegionPairs& pairs,
                           VolcanoPoints points) {
  VolcanoPanel out;
  out.effect = tests.effect_words;
  out.p = pairs.rule == PairRule::adjusted
              ? "adjusted p (Benjamini and Hochberg)"
              : "p";
  out.threshold = pairs.threshold;
  const auto loci = static_cast<Eigen::Index>(pairs.loci.size());
  const auto tested = [&](Eigen::Index row, Eigen::Index column) {
    return !std::isnan(pairs.value(row, column));
  };
  const auto effect = [&](Eigen::Index row, Eigen::Index column) {
    return tests.effect(pairs.loci[static_cast<std::size_t>(row)], column);
  };
  if (points == VolcanoPoints::every_pair) {
    out.item = "pair";
    for (Eigen::Index row = 0; row < loci; ++row) {
      const auto locus =
          static_cast<std::size_t>(pairs.loci[static_cast<std::size_t>(row)]);
      for (Eigen::Index column = 0; column < pairs.value.cols(); ++column) {
        if (!tested(row, column)) continue;
        const auto feature = static_cast<std::size_t>(column);
        out.items.push_back(
            {concat(tests.features[feature], " at ", tests.loci[locus].name),
             effect(row, column), pairs.value(row, column)});
      }
    }
  } else {
    out.item = "feature";
    for (Eigen::Index column = 0; column < pairs.value.cols(); ++column) {
      Eigen::Index least = -1;
      // The order of p, which q may tie.
      double p = 0;
      for (Eigen::Index row = 0; row < loci; ++row) {
        if (!tested(row, column)) continue;
        const double one =
            tests.p(pairs.loci[static_cast<std::size_t>(row)], column);
        if (least >= 0 && one >= p) continue;
        least = row;
        p = one;
      }
      if (least < 0) continue;
      out.items.push_back({tests.features[static_cast<std::size_t>(column)],
                           effect(least, column), pairs.value(least, column)});
    }
  }
  check(out.items.size() <= kMostShown, "locus_volcano_panel: region '",
        pairs.region, "' has ", out.items.size(),
        " pairs, a page takes at most ", kMostShown,
        "; points = \"by_feature\" shows a point a feature");
  return out;
}

StepKind locus_volcano_panel_step() {
  using Own = LocusVolcanoOptions;
  return StepKind("locus_volcano_panel", 1,
                  "Effect and p of features between patients who gained and "
                  "who lost the genes of a region.")
      .applies<LocusTests>("tests", "of `copy_number_tests`")
      .option("title", &Own::title, "heading of the panel")
      .option("region", &Own::region, "one of the tests' regions")
      .required()
      .option("rule", &Own::rule, "what p is shown, and from where it is found")
      .option("points", &Own::points, "what a point is")
      .needs(in_memory(3, 2))
      .makes<Panel>(locus_volcano_panel);
}

}  // namespace moonstain
