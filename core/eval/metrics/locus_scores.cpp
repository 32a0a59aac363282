#include "core/eval/metrics/locus_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/stored/places.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/stats/adjusted_p.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kLevel = 0.05;

const GenomeRegion& named_region(const LocusTests& tests,
                                 std::string_view name) {
  std::vector<std::string> names;
  for (const GenomeRegion& one : tests.regions) {
    if (one.name == name) return one;
    names.push_back(one.name);
  }
  fail("the tests of ", tests.about, " have no region '", name, "'",
       name_hint(name, names));
}

RegionPairs pairs_of(const LocusTests& tests, const GenomeRegion& region,
                     PairRule rule) {
  RegionPairs out;
  out.region = region.name;
  out.rule = rule;
  out.loci = tests.loci_in(region);
  out.value = tests.p(out.loci, Eigen::all);
  out.threshold = kLevel;
  if (rule == PairRule::published) {
    out.threshold = kLevel / static_cast<double>(tests.loci.size());
    return out;
  }
  const std::vector<double> q = benjamini_hochberg(
      {out.value.data(), out.value.data() + out.value.size()});
  std::copy(q.begin(), q.end(), out.value.data());
  return out;
}

// The least of a column; NaN where nothing was tested.
double least_of(const MatrixD& values, Eigen::Index column) {
  double least = kNone;
  for (const double one : values.col(column)) {
    if (!std::isnan(one) && !(least <= one)) least = one;
  }
  return least;
}

double bins_above(const LocusTests& tests, const GenomeRegion& region) {
  double all = 0, above = 0;
  for (const LocusBin& bin : tests.bins) {
    // A bin is of the region where its first base or one after it is.
    if (bin.chromosome != region.chromosome ||
        bin.start + tests.bin_size <= region.first || bin.start > region.last) {
      continue;
    }
    ++all;
    above += bin.value > bin.chance;
  }
  return all > 0 && tests.permutations > 0 ? above / all : kNone;
}

}  // namespace

RegionPairs region_pairs(const LocusTests& tests, std::string_view region,
                         PairRule rule) {
  RegionPairs out = pairs_of(tests, named_region(tests, region), rule);
  check(!out.loci.empty(), "the tests of ", tests.about,
        " have no locus in region '", region, "'; ",
        counted(tests.loci.size(), "locus"), " were tested, ",
        tests.skipped.size(), " skipped");
  return out;
}

Scores locus_scores(const LocusTests& tests,
                    const LocusScoresOptions& options) {
  std::vector<GenomeRegion> regions;
  for (const std::string& name : options.regions) {
    regions.push_back(named_region(tests, name));
  }
  if (regions.empty()) regions = tests.regions;
  check(!regions.empty(), "locus_scores: the tests of ", tests.about,
        " have no region; name some in copy_number_tests");
  const Places features(tests.features);
  for (const std::string& name : options.listed) {
    if (!features.find(name)) {
      fail("locus_scores: the tests of ", tests.about, " have no feature '",
           name, "'", did_you_mean(name, tests.features));
    }
  }

  Scores out;
  out.predictor.name = options.name.empty() ? tests.matrix : options.name;
  out.predictor.kind = options.kind;
  out.unit_kind = ScoredUnit::cohort;
  out.unit = tests.about;
  out.target = concat(tests.matrix,
                      ", patients who gained a gene beside those "
                      "who lost it");
  out.item = "region";
  const std::string reading(readings::kCarriers.name);
  out.places = {{reading, tests.patients}};
  out.facts = {{"patients", static_cast<double>(tests.patients)},
               {"loci", static_cast<double>(tests.loci.size())},
               {"loci_skipped", static_cast<double>(tests.skipped.size())},
               {"features", static_cast<double>(tests.features.size())},
               {"permutations", static_cast<double>(tests.permutations)}};
  const auto items = static_cast<Eigen::Index>(regions.size());
  ScoreColumn share{reading, "found_share",
                    Eigen::VectorXd::Constant(items, kNone)};
  ScoreColumn bins{reading, "bins_above_chance",
                   Eigen::VectorXd::Constant(items, kNone)};
  for (Eigen::Index i = 0; i < items; ++i) {
    const GenomeRegion& region = regions[static_cast<std::size_t>(i)];
    out.items.push_back(region.name);
    const RegionPairs pairs = pairs_of(tests, region, options.rule);
    double found = 0, all = 0;
    for (Eigen::Index column = 0; column < pairs.value.cols(); ++column) {
      const double least = least_of(pairs.value, column);
      all += !std::isnan(least);
      found += least <= pairs.threshold;
    }
    if (all > 0) share.values[i] = found / all;
    bins.values[i] = bins_above(tests, region);
    out.facts["loci_" + region.name] = static_cast<double>(pairs.loci.size());
    out.facts["found_" + region.name] = found;
    for (const std::string& name : options.listed) {
      const auto column = static_cast<Eigen::Index>(*features.find(name));
      const double least = least_of(pairs.value, column);
      if (!std::isnan(least)) out.facts[name + "_" + region.name] = least;
      for (std::size_t row = 0; row < pairs.loci.size(); ++row) {
        const auto locus = static_cast<std::size_t>(pairs.loci[row]);
        const double own = pairs.value(static_cast<Eigen::Index>(row), column);
        if (tests.loci[locus].name == name && !std::isnan(own)) {
          out.facts[name + "_own_" + region.name] = own;
        }
      }
    }
  }
  out.columns = {std::move(share), std::move(bins)};
  return out;
}

StepKind locus_scores_step() {
  using Own = LocusScoresOptions;
  return StepKind("locus_scores", 1,
                  "What tests along the genome say of each region: features "
                  "that differ, and bins above chance.")
      .applies<LocusTests>("tests", "of `copy_number_tests`")
      .option("name", &Own::name, "of the features; empty: of their matrix")
      .option("kind", &Own::kind, "what they stand for beside others")
      .option("rule", &Own::rule, "when a pair counts as found")
      .option("regions", &Own::regions, "that are scored; empty: all")
      .option("listed", &Own::listed,
              "features whose numbers stand among the facts")
      .needs(in_memory(2, 2))
      .makes<Scores>([](const Inputs& in, const Options& options) {
        const Scores scores = locus_scores(in.get<LocusTests>("tests"),
                                           options.as<LocusScoresOptions>());
        const auto& share = scores.columns.front().values;
        for (std::size_t i = 0; i < scores.items.size(); ++i) {
          log_line(concat(scores.items[i], ": ",
                          fixed(100 * share[static_cast<Eigen::Index>(i)], 1),
                          " % of the features differ"));
        }
        return scores;
      });
}

}  // namespace moonstain
