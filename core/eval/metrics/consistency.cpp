#include "core/eval/metrics/consistency.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/stored/join.h"
#include "core/eval/metrics/agreement.h"
#include "core/eval/metrics/observed.h"
#include "core/eval/metrics/reading_kind.h"
#include "core/stats/correlation.h"
#include "core/stats/flatness.h"
#include "core/stats/near_values.h"
#include "core/stats/quantiles.h"

namespace moonstain {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view kWhat = "consistency_scores";
const std::string kReading(readings::kMappedSpots.name);

SectionValues side_of(const ScoredSection& section,
                      const std::vector<std::string>& spots) {
  const std::string what = concat(kWhat, ": ", section.targets.about);
  checked_places(section.predictions, section.targets, what);
  const auto at = [&](const Observations& table, const char* noun) {
    return rows_at(table.values, places_of(spots, table.names, "spot",
                                           concat(what, ": ", noun)))
        .cast<double>()
        .eval();
  };
  return {at(section.predictions, "predictions"),
          at(section.targets, "targets")};
}

// Both sides at the spots of A that have spots of B near.
struct Joined {
  SectionValues a;
  SectionValues b;
};

Joined joined(const SectionValues& a, const SectionValues& b,
              const NearPoints& near) {
  std::vector<Eigen::Index> at;
  for (Eigen::Index spot = 0; spot < near.near.rows(); ++spot) {
    if (near.has(spot)) at.push_back(spot);
  }
  const auto count = static_cast<Eigen::Index>(at.size());
  const Eigen::Index items = a.predicted.cols();
  Joined out{{MatrixD(count, items), MatrixD(count, items)},
             {MatrixD(count, items), MatrixD(count, items)}};
  for (Eigen::Index row = 0; row < count; ++row) {
    const Eigen::Index spot = at[static_cast<std::size_t>(row)];
    out.a.predicted.row(row) = a.predicted.row(spot);
    out.a.measured.row(row) = a.measured.row(spot);
    out.b.predicted.row(row) = near_mean(near, spot, b.predicted);
    out.b.measured.row(row) = near_mean(near, spot, b.measured);
  }
  return out;
}

double median_of(const Eigen::VectorXd& values) {
  std::vector<double> left;
  for (const double value : values) {
    if (!std::isnan(value)) left.push_back(value);
  }
  return left.empty() ? kNone : quantile(std::move(left), 0.5);
}

// What one r is under the rotations.
struct UnderNull {
  std::vector<double> medians;  // over items, one a rotation

  double median() const {
    return medians.empty() ? kNone : quantile(medians, 0.5);
  }
  // @param found  what was found without a rotation
  double share(double found) const {
    if (medians.empty() || std::isnan(found)) return kNone;
    const auto as_high =
        std::count_if(medians.begin(), medians.end(),
                      [&](double one) { return one >= found; });
    return static_cast<double>(1 + as_high) /
           static_cast<double>(1 + medians.size());
  }
};

struct Nulls {
  UnderNull predicted;
  UnderNull measured;
  UnderNull cross;
};

Positions turned(const Positions& positions, double angle) {
  const Eigen::RowVector2d centre = positions.colwise().mean();
  Eigen::Matrix2d rotation;
  rotation << std::cos(angle), std::sin(angle), -std::sin(angle),
      std::cos(angle);
  return ((positions.rowwise() - centre) * rotation).rowwise() + centre;
}

Nulls nulls(const PairMap& pair, const Agreements& agreements,
            const std::vector<bool>& flat, const RotationNull& how) {
  const auto spots = pair.mapped_spots().size();
  Nulls out;
  const auto add = [](UnderNull& to, double median) {
    if (!std::isnan(median)) to.medians.push_back(median);
  };
  for (std::int64_t draw = 0; draw < how.rotations; ++draw) {
    RandomStream random(how.seed, kWhat,
                        pair_name(pair.section_a, pair.section_b),
                        static_cast<std::uint64_t>(draw));
    const double angle = 2 * std::numbers::pi * random.uniform();
    Agreement drawn = agreements.at(
        near_points(pair.xy_a, turned(pair.xy_b, angle), pair.reach_px));
    if (2 * drawn.spots < spots) continue;
    for (std::size_t item = 0; item < flat.size(); ++item) {
      if (!flat[item]) continue;
      const auto i = static_cast<Eigen::Index>(item);
      drawn.predicted[i] = drawn.cross[i] = kNone;
    }
    add(out.predicted, median_of(drawn.predicted));
    add(out.measured, median_of(drawn.measured));
    add(out.cross, median_of(drawn.cross));
  }
  return out;
}

// Pearson's r over the items that have both.
double over_items(const Eigen::VectorXd& x, const Eigen::VectorXd& y) {
  std::vector<double> left_x, left_y;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) || std::isnan(y[i])) continue;
    left_x.push_back(x[i]);
    left_y.push_back(y[i]);
  }
  if (left_x.size() < 2) return kNone;
  const auto n = static_cast<Eigen::Index>(left_x.size());
  return pearson(Eigen::Map<const Eigen::ArrayXd>(left_x.data(), n),
                 Eigen::Map<const Eigen::ArrayXd>(left_y.data(), n));
}

// Between mean vectors less the training mean. What is equal to it but for
// float32 has no profile.
double pseudo_bulk(const MatrixD& a, const MatrixD& b,
                   const Eigen::VectorXd& training) {
  const auto profile = [&](const MatrixD& values) -> Eigen::VectorXd {
    return values.colwise().mean().transpose() - training;
  };
  const Eigen::VectorXd of_a = profile(a);
  const Eigen::VectorXd of_b = profile(b);
  const double rounding = 1e-6 * training.cwiseAbs().maxCoeff();
  if (of_a.cwiseAbs().maxCoeff() <= rounding ||
      of_b.cwiseAbs().maxCoeff() <= rounding) {
    return kNone;
  }
  return over_items(of_a, of_b);
}

// Whether a prediction says one thing of nearly all spots, by item.
std::vector<bool> flat_items(const SectionValues& side) {
  std::vector<bool> flat;
  for (Eigen::Index item = 0; item < side.predicted.cols(); ++item) {
    const Eigen::VectorXf p = side.predicted.col(item).cast<float>();
    const Eigen::VectorXf m = side.measured.col(item).cast<float>();
    const auto values = [](const Eigen::VectorXf& v) {
      return std::span<const float>(v.data(),
                                    static_cast<std::size_t>(v.size()));
    };
    flat.push_back(variation_of(values(p), values(m)) == Variation::flat);
  }
  return flat;
}

// Divisor n; exactly 0 for a constant.
Eigen::VectorXd spread(const MatrixD& values) {
  Eigen::VectorXd out(values.cols());
  for (Eigen::Index item = 0; item < values.cols(); ++item) {
    const auto column = values.col(item).array();
    out[item] = column.minCoeff() == column.maxCoeff()
                    ? 0
                    : std::sqrt((column - column.mean()).square().mean());
  }
  return out;
}

void check_pair(const PairMap& pair, const ScoredSection& a,
                const ScoredSection& b, const TrainingMoments& training) {
  check(a.targets.about == pair.section_a && b.targets.about == pair.section_b,
        kWhat, ": values are of ", a.targets.about, " and ", b.targets.about,
        ", the pair is ", pair.section_a, " and ", pair.section_b);
  const Predictor& one = a.predictions.predictor;
  const Predictor& other = b.predictions.predictor;
  check(one.name == other.name && one.seed == other.seed, kWhat,
        ": predictions of ", pair.section_a, " are by ", one.name, " (seed ",
        one.seed, "), those of ", pair.section_b, " by ", other.name, " (seed ",
        other.seed, "); expected one predictor");
  check(a.targets.transform == b.targets.transform, kWhat, ": the target of ",
        pair.section_a, " is ", a.targets.transform, ", that of ",
        pair.section_b, " ", b.targets.transform);
  check_same_variables(b.targets, a.targets,
                       concat(kWhat, ": targets of ", pair.section_b));
  check(!training.empty(), kWhat, ": the training sections hold no spots");
  check_same_names(training.variables(), a.targets.variables,
                   a.targets.variable_axis, concat(kWhat, ": training"));
}

Scores about(const PairMap& pair, const ScoredSection& a,
             const ScoredSection& b) {
  Scores scores;
  scores.predictor = a.predictions.predictor;
  if (a.predictions.predictor.fold != b.predictions.predictor.fold) {
    scores.predictor.fold.clear();
  }
  scores.unit_kind = ScoredUnit::section_pair;
  scores.unit = pair_name(pair.section_a, pair.section_b);
  scores.sections = {pair.section_a, pair.section_b};
  scores.refusal = pair.refusal;
  scores.target = a.targets.transform;
  scores.item = a.targets.variable_axis;
  scores.items = a.targets.variables;
  scores.facts["dice"] = pair.dice;
  scores.facts["picture_correlation"] = pair.correlation;
  scores.facts["mapped_spots"] =
      static_cast<double>(pair.mapped_spots().size());
  scores.places = {{kReading, pair.compared() ? static_cast<std::int64_t>(
                                                    pair.mapped_spots().size())
                                              : 0}};
  return scores;
}

}  // namespace

std::string pair_name(const std::string& section_a,
                      const std::string& section_b) {
  const auto slash = section_a.find('/');
  const bool same = slash != std::string::npos &&
                    section_b.starts_with(section_a.substr(0, slash + 1));
  return concat(section_a, "+", same ? section_b.substr(slash + 1) : section_b);
}

Scores consistency_scores(const PairMap& pair, const ScoredSection& a,
                          const ScoredSection& b,
                          const TrainingMoments& training,
                          const RotationNull& null) {
  check_pair(pair, a, b, training);
  const SectionValues of_a = side_of(a, pair.spots_a);
  const SectionValues of_b = side_of(b, pair.spots_b);
  Scores scores = about(pair, a, b);
  const auto items = static_cast<Eigen::Index>(scores.items.size());
  const Eigen::VectorXd none = Eigen::VectorXd::Constant(items, kNone);

  Agreement found{none, none, none, 0};
  Nulls under;
  Eigen::VectorXd measured_sd = none, predicted_sd = none, is_flat = none;
  if (pair.compared()) {
    const Joined at = joined(of_a, of_b, pair.near);
    const Agreements agreements(of_a, of_b);
    found = agreements.at(pair.near);
    std::vector<bool> flat = flat_items(at.a);
    const std::vector<bool> flat_b = flat_items(at.b);
    for (std::size_t item = 0; item < flat.size(); ++item) {
      flat[item] = flat[item] || flat_b[item];
      const auto i = static_cast<Eigen::Index>(item);
      is_flat[i] = flat[item] ? 1 : 0;
      if (flat[item]) found.predicted[i] = found.cross[i] = kNone;
    }
    measured_sd = spread(at.a.measured);
    predicted_sd = spread(at.a.predicted);
    under = nulls(pair, agreements, flat, null);
    scores.facts["rotations"] =
        static_cast<double>(under.measured.medians.size());
  }
  const auto column = [&](std::string_view name, const Eigen::VectorXd& of) {
    scores.columns.push_back({kReading, std::string(name), of});
  };
  column("r_pred", found.predicted);
  column("r_cross", found.cross);
  column("r_true", found.measured);
  column(item_facts::kMeasuredSd, measured_sd);
  column(item_facts::kPredictedSd, predicted_sd);
  column(item_facts::kPredictedFlat, is_flat);
  const auto bulk = [&](const MatrixD& one, const MatrixD& other) {
    return pair.compared() ? pseudo_bulk(one, other, training.mean()) : kNone;
  };
  scores.add_whole(kReading, "profile_pearson",
                   over_items(found.measured, found.predicted));
  scores.add_whole(kReading, "pseudo_bulk_pearson",
                   bulk(of_a.predicted, of_b.predicted));
  scores.add_whole(kReading, "pseudo_bulk_true",
                   bulk(of_a.measured, of_b.measured));
  scores.add_whole(kReading, pair_facts::kNullPredicted,
                   under.predicted.median());
  scores.add_whole(kReading, pair_facts::kNullMeasured,
                   under.measured.median());
  scores.add_whole(kReading, pair_facts::kNullCross, under.cross.median());
  scores.add_whole(kReading, pair_facts::kShareOfPredicted,
                   under.predicted.share(median_of(found.predicted)));
  scores.add_whole(kReading, pair_facts::kShareOfMeasured,
                   under.measured.share(median_of(found.measured)));
  scores.add_whole(kReading, pair_facts::kShareOfCross,
                   under.cross.share(median_of(found.cross)));
  return scores;
}

}  // namespace moonstain
