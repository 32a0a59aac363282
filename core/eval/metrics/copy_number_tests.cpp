#include "core/eval/metrics/copy_number_tests.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/places.h"
#include "core/engine/step/task_context.h"
#include "core/stats/adjusted_p.h"
#include "core/stats/permuted_evidence.h"
#include "core/stats/quantiles.h"
#include "core/stats/split_tests.h"
#include "core/stats/strata.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kHigh = 0.95;

// Patients of both cohorts: their rows in each, in the order of the first.
struct Joined {
  std::vector<Eigen::Index> calls;
  std::vector<Eigen::Index> features;
};

Joined joined(const Cohort& calls, const Cohort& features, std::int64_t least) {
  const Places places(features.patients);
  Joined out;
  for (std::size_t i = 0; i < calls.patients.size(); ++i) {
    const auto place = places.find(calls.patients[i]);
    if (!place) continue;
    out.calls.push_back(static_cast<Eigen::Index>(i));
    out.features.push_back(static_cast<Eigen::Index>(*place));
  }
  check(static_cast<std::int64_t>(out.calls.size()) >= 2 * least,
        "copy_number_tests: cohorts ", calls.about, " (",
        counted(calls.size(), "patient"), ", as ",
        calls.patients.empty() ? "" : calls.patients.front(), ") and ",
        features.about, " (", features.size(), ", as ",
        features.patients.empty() ? "" : features.patients.front(), ") have ",
        out.calls.size(), " in common; two groups of ", least, " need ",
        2 * least);
  return out;
}

// A locus with the side of each patient in common.
struct Candidate {
  Locus locus;
  std::vector<std::int8_t> sides;
};

// Which loci are tested, in the order of the genome; the others with why not.
class Choice {
 public:
  Choice(const MeasuredMatrix& calls, const std::vector<Eigen::Index>& rows,
         const GenePositions& positions,
         const CopyNumberTestsOptions& options) {
    for (std::size_t i = 0; i < calls.variables.size(); ++i) {
      const std::string& gene = calls.variables[i];
      const GenePlace* place = positions.find(gene);
      if (place == nullptr) {
        ++without_place_;
        skip(gene, positions.is_repeated(gene) ? "has several places"
                                               : "has no place");
        continue;
      }
      const Chromosome& on = chromosomes(options.assembly)[place->chromosome];
      if (!on.is_autosome()) {
        ++of_sex_;
        skip(gene, concat("lies on chromosome ", on.name));
        continue;
      }
      Candidate one{{gene, place->chromosome, place->start, 0, 0}, {}};
      for (const Eigen::Index row : rows) {
        const double call = calls.values(row, static_cast<Eigen::Index>(i));
        const std::int8_t side = call <= options.loss_at   ? -1
                                 : call >= options.gain_at ? 1
                                                           : 0;
        one.locus.lost += side < 0;
        one.locus.gained += side > 0;
        one.sides.push_back(side);
      }
      if (one.locus.lost < options.least || one.locus.gained < options.least) {
        ++few_;
        skip(gene, concat(one.locus.lost, " lost it, ", one.locus.gained,
                          " gained it; at least ", options.least,
                          " each are needed"));
        continue;
      }
      chosen_.push_back(std::move(one));
    }
    check(!chosen_.empty(), "copy_number_tests: of ",
          counted(calls.variables.size(), "locus"), " of '", calls.name,
          "', as ", calls.variables.empty() ? "" : calls.variables.front(),
          ", none can be tested: ", without_place_, " without a place, ",
          of_sex_, " on X or Y, ", few_, " lost or gained by fewer than ",
          options.least);
    std::stable_sort(chosen_.begin(), chosen_.end(),
                     [](const Candidate& a, const Candidate& b) {
                       return std::pair(a.locus.chromosome, a.locus.start) <
                              std::pair(b.locus.chromosome, b.locus.start);
                     });
    log_line(concat("tested ", counted(chosen_.size(), "locus"),
                    "; left out: ", without_place_, " without a place, ",
                    of_sex_, " on X or Y, ", few_,
                    " lost or gained by fewer than ", options.least));
  }

  std::vector<Locus> loci() const {
    std::vector<Locus> out;
    for (const Candidate& one : chosen_) out.push_back(one.locus);
    return out;
  }
  Splits splits() const {
    Splits out(static_cast<Eigen::Index>(chosen_.size()),
               static_cast<Eigen::Index>(chosen_.front().sides.size()));
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      std::copy(chosen_[i].sides.begin(), chosen_[i].sides.end(),
                out.row(static_cast<Eigen::Index>(i)).data());
    }
    return out;
  }
  std::vector<SkippedLocus> skipped() const { return skipped_; }

 private:
  void skip(const std::string& gene, std::string why) {
    skipped_.push_back({gene, std::move(why)});
  }

  std::vector<Candidate> chosen_;
  std::vector<SkippedLocus> skipped_;
  std::int64_t without_place_ = 0, of_sex_ = 0, few_ = 0;
};

std::vector<double> all_of(const MatrixD& values) {
  return {values.data(), values.data() + values.size()};
}

// A p below what a double holds counts as the least that it holds.
double evidence_of(double p) {
  return -std::log10(std::max(p, std::numeric_limits<double>::min()));
}

// The bins with their rows of loci; loci stand in the order of the genome.
struct BinRows {
  LocusBin bin;
  std::vector<Eigen::Index> rows;
};

std::vector<BinRows> binned(const std::vector<Locus>& loci,
                            std::int64_t bin_size) {
  std::vector<BinRows> bins;
  for (std::size_t i = 0; i < loci.size(); ++i) {
    const std::int64_t start = loci[i].start / bin_size * bin_size;
    if (bins.empty() || bins.back().bin.chromosome != loci[i].chromosome ||
        bins.back().bin.start != start) {
      bins.push_back({{loci[i].chromosome, start, 0, 0, kNone}, {}});
    }
    ++bins.back().bin.loci;
    bins.back().rows.push_back(static_cast<Eigen::Index>(i));
  }
  return bins;
}

double track_value(const BinRows& bin, const MatrixD& p, TrackRule rule) {
  double sum = 0;
  bool all_tested = true;
  for (const Eigen::Index row : bin.rows) {
    for (const double one : p.row(row)) {
      if (std::isnan(one)) {
        all_tested = false;
      } else {
        sum += evidence_of(one);
      }
    }
  }
  if (rule == TrackRule::published && all_tested) return 0;
  return sum / static_cast<double>(bin.bin.loci);
}

// What permutations of the patients give the bins, and the highest of them.
void add_chance(std::vector<BinRows>& bins, double& highest_chance,
                const Splits& splits, const Matrix& values,
                const std::vector<std::string>& strata,
                const CopyNumberTestsOptions& options) {
  std::vector<std::vector<std::size_t>> orders;
  for (std::int64_t i = 0; i < options.permutations; ++i) {
    RandomStream stream(options.seed, "copy_number_tests", "permutation",
                        static_cast<std::uint64_t>(i));
    orders.push_back(permutation_within(strata, stream));
  }
  const MatrixD evidence =
      permuted_evidence(splits, values, options.least, orders,
                        [](std::size_t done, std::size_t all) {
                          report_progress(done, all, "blocks of features");
                        });
  std::vector<double> highest(orders.size(), 0.0);
  for (BinRows& bin : bins) {
    Eigen::VectorXd sums = Eigen::VectorXd::Zero(evidence.rows());
    for (const Eigen::Index row : bin.rows) sums += evidence.col(row);
    sums /= static_cast<double>(bin.bin.loci);
    for (std::size_t i = 0; i < highest.size(); ++i) {
      highest[i] = std::max(highest[i], sums[static_cast<Eigen::Index>(i)]);
    }
    bin.bin.chance = quantile({sums.begin(), sums.end()}, kHigh);
  }
  highest_chance = quantile(highest, kHigh);
}

}  // namespace

LocusTests copy_number_tests(const Cohort& copy_number, const Cohort& features,
                             const GenePositions& positions,
                             const CopyNumberTestsOptions& options) {
  check(options.loss_at < options.gain_at, "copy_number_tests: loss_at ",
        options.loss_at, " and gain_at ", options.gain_at,
        "; a loss must lie below a gain");
  const MeasuredMatrix& calls = copy_number.matrix(options.copy_number);
  const MeasuredMatrix& measured = features.matrix(options.features);
  const Joined patients = joined(copy_number, features, options.least);
  const Choice choice(calls, patients.calls, positions, options);
  const Matrix values = measured.values(patients.features, Eigen::all);
  const Splits splits = choice.splits();

  LocusTests out;
  out.about = features.about;
  out.matrix = options.features;
  out.effect_words = concat(effect_words(options.effect), ", gained over lost");
  out.assembly = options.assembly;
  out.patients = static_cast<std::int64_t>(patients.calls.size());
  out.permutations = options.permutations;
  out.bin_size = options.bin_size;
  out.loci = choice.loci();
  out.skipped = choice.skipped();
  out.features = measured.variables;
  for (const std::string& region : options.regions) {
    out.regions.push_back(
        parse_region(region, options.assembly, "copy_number_tests"));
  }

  SplitTests tests = split_tests(splits, values, options.least);
  out.p = std::move(tests.p);
  out.effect.resize(out.p.rows(), out.p.cols());
  for (Eigen::Index i = 0; i < out.effect.size(); ++i) {
    out.effect.data()[i] =
        effect_of(tests.high.data()[i], tests.low.data()[i], options.effect);
  }
  const std::vector<double> q = benjamini_hochberg(all_of(out.p));
  out.q = Eigen::Map<const MatrixD>(q.data(), out.p.rows(), out.p.cols());

  std::vector<BinRows> bins = binned(out.loci, options.bin_size);
  for (BinRows& bin : bins) {
    bin.bin.value = track_value(bin, out.p, options.track);
  }
  out.highest_chance = kNone;
  if (options.permutations > 0) {
    std::vector<std::string> strata(patients.calls.size());
    if (!options.strata.empty()) {
      const auto& texts = copy_number.texts(options.strata);
      for (std::size_t i = 0; i < strata.size(); ++i) {
        strata[i] = texts[static_cast<std::size_t>(patients.calls[i])];
      }
    }
    add_chance(bins, out.highest_chance, splits, values, strata, options);
  }
  for (const BinRows& bin : bins) out.bins.push_back(bin.bin);
  return out;
}

}  // namespace moonstain
