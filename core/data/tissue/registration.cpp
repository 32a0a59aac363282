#include "core/data/tissue/registration.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/tissue/tissue_layer.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/nelder_mead.h"

namespace moonstain {
namespace {

using Point = Eigen::Vector2d;
using Linear = Eigen::Matrix2d;

/// The correlation sees a square around A's tissue whose side is this times the
/// longer side of the larger of both tissues, so that none of B's can leave it
/// unseen.
constexpr double kSeen = 1.2;
/// The smallest pictures have tissue of this many pixels along its longer side,
/// or up to twice as many.
constexpr std::int64_t kSmallPx = 32;
/// How many starts go on from the smallest pictures.
constexpr std::size_t kKept = 3;
/// Least share of either tissue that both pictures must show.
constexpr double kLeastShown = 0.5;
/// Less correlation inside of the tissue is worth a remark. Sections that
/// follow each other have 0.30 to 0.75 (her2st C2 to C6, MOB), C2 and C6 have
/// 0.18, other tissue at most 0.14.
constexpr double kLittleInside = 0.2;
/// First steps of the search, as shares of the tissue's radius of gyration, in
/// the smallest pictures and in all others.
constexpr double kFirstStep = 0.12;
constexpr double kNextStep = 0.03;

// Sums of pairs of values, and Pearson's correlation of them.
struct Moments {
  double n = 0, a = 0, b = 0, aa = 0, bb = 0, ab = 0;

  void add(double of_a, double of_b) {
    ++n;
    a += of_a;
    b += of_b;
    aa += of_a * of_a;
    bb += of_b * of_b;
    ab += of_a * of_b;
  }
  // `otherwise` where one side is constant, or nothing was added.
  double correlation(double otherwise) const {
    if (n == 0) return otherwise;
    const double of_a = aa - a * a / n, of_b = bb - b * b / n;
    if (of_a <= 0 || of_b <= 0) return otherwise;
    return std::clamp((ab - a * b / n) / std::sqrt(of_a * of_b), -1.0, 1.0);
  }
};

// A map from A to B in um: at -> linear (at - centre of A) + offset.
struct Pull {
  Linear linear;
  Point offset;
};

// What a pixel of A, whose tissue it may be, meets in B.
struct Overlap {
  double tissue_a = 0;  ///< of A: all, and what B's picture shows
  double shown_a = 0;
  double tissue_b = 0;
  double shown_b = 0;
  double both = 0;

  double dice() const {
    return shown_a + shown_b > 0 ? 2 * both / (shown_a + shown_b) : 0;
  }
};

class Pair {
 public:
  Pair(const TissueView& a, const TissueView& b,
       const RegistrationOptions& options)
      : options_(options),
        tissue_a_(tissue_layer(a)),
        tissue_b_(tissue_layer(b)),
        shape_a_(tissue_shape(tissue_a_, a.section)),
        shape_b_(tissue_shape(tissue_b_, b.section)) {
    levels_.push_back({stain_layer(a), stain_layer(b)});
    while (shape_a_.longest() >= 2 * kSmallPx * levels_.back().a.side_um &&
           shape_b_.longest() >= 2 * kSmallPx * levels_.back().b.side_um) {
      levels_.push_back({halved(levels_.back().a), halved(levels_.back().b)});
    }
  }

  /// The best map, and its correlation.
  std::pair<Pull, double> best() const {
    std::vector<std::pair<double, Pull>> found;
    for (const Pull& start : starts()) {
      found.push_back(raised(levels_.size() - 1, start, kFirstStep));
    }
    for (std::size_t level = levels_.size() - 1;; --level) {
      std::stable_sort(
          found.begin(), found.end(),
          [](const auto& x, const auto& y) { return x.first > y.first; });
      if (level == 0) break;
      found.resize(std::min(found.size(), level == 1 ? 1 : kKept));
      for (auto& [correlation, pull] : found) {
        std::tie(correlation, pull) = raised(level - 1, pull, kNextStep);
      }
    }
    return {found.front().second, found.front().first};
  }

  Overlap overlap(const Pull& pull) const {
    const TissueLayer& a = tissue_a_;
    const TissueLayer& b = tissue_b_;
    Overlap out;
    for (std::int64_t y = 0; y < a.height; ++y) {
      for (std::int64_t x = 0; x < a.width; ++x) {
        const Point at = in_b(pull, a.centre_of(x, y));
        const bool shown = b.holds(at);
        const bool tissue = a.at(x, y) > 0;
        const bool other = shown && b.between(at) >= 0.5;
        out.tissue_a += tissue;
        out.shown_a += tissue && shown;
        out.shown_b += other;
        out.both += tissue && other;
      }
    }
    // A pixel of A is as large in B as the map makes it.
    const double area = std::fabs(pull.linear.determinant()) * a.side_um *
                        a.side_um / (b.side_um * b.side_um);
    for (const float value : b.values) out.tissue_b += value / area;
    return out;
  }

  /// Correlation inside of both tissues, at four times the pixel.
  double inside(const Pull& pull) const {
    const auto coarse = [](const TissueLayer& layer) {
      return halved(halved(layer));
    };
    const TissueLayer stain_a = coarse(levels_.front().a);
    const TissueLayer stain_b = coarse(levels_.front().b);
    const TissueLayer a = coarse(tissue_a_), b = coarse(tissue_b_);
    Moments moments;
    for (std::int64_t y = 0; y < a.height; ++y) {
      for (std::int64_t x = 0; x < a.width; ++x) {
        const Point at = in_b(pull, a.centre_of(x, y));
        if (a.at(x, y) < 1 || !b.holds(at) || b.between(at) < 1) continue;
        moments.add(stain_a.at(x, y), stain_b.between(at));
      }
    }
    return moments.correlation(0);
  }

  /// Pixels of B's full picture to pixels of A's.
  AffineMap map_of(const Pull& pull, const TissueView& a,
                   const TissueView& b) const {
    const Linear back = pull.linear.inverse();
    const Point to_b(b.um_per_px / b.x_px, b.um_per_px / b.y_px);
    const Point to_a(a.x_px / a.um_per_px, a.y_px / a.um_per_px);
    AffineMap map;
    map.leftCols<2>() = to_a.asDiagonal() * back * to_b.asDiagonal();
    map.col(2) =
        to_a.asDiagonal() * Point(shape_a_.centre - back * pull.offset);
    return map;
  }

 private:
  struct Level {
    TissueLayer a;
    TissueLayer b;
  };

  Point in_b(const Pull& pull, const Point& at) const {
    return pull.linear * (at - shape_a_.centre) + pull.offset;
  }

  std::vector<Pull> starts() const {
    const double root = std::sqrt(0.5);
    Linear eighth;
    eighth << root, -root, root, root;
    std::vector<Pull> out;
    for (const double side : {1., -1.}) {
      Linear turn = Point(1, side).asDiagonal();
      for (int eighths = 0; eighths < 8; ++eighths) {
        out.push_back({shape_b_.axes * turn * shape_a_.axes.transpose(),
                       shape_b_.centre});
        turn = eighth * turn;
      }
    }
    return out;
  }

  bool is_stretched(const Linear& linear) const {
    // Squares of the singular values are (s +- root) / 2.
    const double s = linear.squaredNorm();
    const double determinant = linear.determinant();
    const double root =
        std::sqrt(std::max(0.0, s * s - 4 * determinant * determinant));
    const double most = options_.most_stretch * options_.most_stretch;
    return (s + root) / 2 > most || (s - root) / 2 < 1 / most;
  }

  // Over the square around A's tissue; minus infinity where the map is not
  // allowed.
  double correlation(const Level& level, const Pull& pull) const {
    constexpr double kNone = -std::numeric_limits<double>::infinity();
    if (is_stretched(pull.linear)) return kNone;
    const TissueLayer& a = level.a;
    const TissueLayer& b = level.b;
    const double half =
        kSeen / 2 * std::max(shape_a_.longest(), shape_b_.longest());
    const Point middle = (shape_a_.low + shape_a_.high) / 2;
    const auto first = [&](double um) {
      return std::max<std::int64_t>(
          0, static_cast<std::int64_t>((um - half) / a.side_um));
    };
    const auto end = [&](double um, std::int64_t size) {
      return std::min(size,
                      static_cast<std::int64_t>((um + half) / a.side_um) + 1);
    };
    Moments moments;
    double tissue = 0, shown = 0;
    for (std::int64_t y = first(middle[1]); y < end(middle[1], a.height); ++y) {
      for (std::int64_t x = first(middle[0]); x < end(middle[0], a.width);
           ++x) {
        const double of_a = a.at(x, y);
        tissue += of_a > 0;
        const Point at = in_b(pull, a.centre_of(x, y));
        if (!b.holds(at)) continue;
        shown += of_a > 0;
        moments.add(of_a, b.between(at));
      }
    }
    if (shown < kLeastShown * tissue) return kNone;
    return moments.correlation(kNone);
  }

  std::pair<double, Pull> raised(std::size_t level, const Pull& start,
                                 double step) const {
    const double radius = shape_a_.radius;
    const auto moved = [&](const Eigen::VectorXd& by) {
      Linear change;
      change << 1 + by[0], by[1], by[2], 1 + by[3];
      return Pull{start.linear * change,
                  start.offset + radius * Point(by[4], by[5])};
    };
    const auto cost = [&](const Eigen::VectorXd& by) {
      return -correlation(levels_[level], moved(by));
    };
    // A simplex that has grown flat is set up anew around its best corner.
    Lowest found{Eigen::VectorXd::Zero(6), 0, 0};
    for (double width = step; width > step / 5; width /= 2) {
      found = nelder_mead(cost, found.at, width, {250, 1e-5});
    }
    return {-found.value, moved(found.at)};
  }

  RegistrationOptions options_;
  TissueLayer tissue_a_;
  TissueLayer tissue_b_;
  TissueShape shape_a_;
  TissueShape shape_b_;
  std::vector<Level> levels_;  ///< the largest first
};

std::string refusal_of(const Overlap& overlap, double dice,
                       const RegistrationOptions& options) {
  const double shown = std::min(overlap.shown_a / overlap.tissue_a,
                                overlap.shown_b / overlap.tissue_b);
  if (shown < kLeastShown) {
    return concat("both pictures show ", fixed(100 * shown, 0),
                  " % of a tissue alone, at least ",
                  fixed(100 * kLeastShown, 0),
                  " % are needed; there the masks overlap with a Dice of ",
                  fixed(dice, 3));
  }
  if (dice >= options.least_dice) return "";
  return concat("the tissue masks overlap with a Dice of ", fixed(dice, 3),
                ", at least ", fixed(options.least_dice, 3), " is needed");
}

}  // namespace

Transform registration(const TissueView& a, const TissueView& b,
                       const RegistrationOptions& options) {
  check(a.section != b.section, "registration: both views are of section ",
        a.section, "; a section lies in its own picture where it is");
  const Pair pair(a, b, options);
  const auto [pull, correlation] = pair.best();
  const Overlap overlap = pair.overlap(pull);
  Transform out;
  out.section_a = a.section;
  out.section_b = b.section;
  out.map = pair.map_of(pull, a, b);
  out.correlation = correlation;
  out.inside = pair.inside(pull);
  out.dice = std::min(1.0, overlap.dice());
  out.refusal = refusal_of(overlap, out.dice, options);
  out.remarks = a.remarks;
  out.remarks.insert(out.remarks.end(), b.remarks.begin(), b.remarks.end());
  if (out.inside < kLittleInside) {
    out.remarks.push_back(
        concat("Inside of the tissue the haematoxylin of ", a.section, " and ",
               b.section, " hardly agrees (", fixed(out.inside, 2),
               "): they may be other tissue of a like outline."));
  }
  return out;
}

StepKind registration_step() {
  return StepKind("registration", 1,
                  "Where one section lies in the picture of another.")
      .applies<TissueView>("a", "the section whose picture stays")
      .applies<TissueView>("b", "the section that is laid on it")
      .option("least_dice", &RegistrationOptions::least_dice,
              "overlap of the tissue masks from which on the map is used",
              {0, 1})
      .option("most_stretch", &RegistrationOptions::most_stretch,
              "no direction is shortened or lengthened by more", {1, 4})
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 128 * kMiB + 4 * sizes.total(),
                     .seconds = 1 + 2e-6 * static_cast<double>(sizes.total())};
      })
      .makes<Transform>([](const Inputs& in, const Options& options) {
        Transform out =
            registration(in.get<TissueView>("a"), in.get<TissueView>("b"),
                         options.as<RegistrationOptions>());
        log_line(concat(out.section_b, " in ", out.section_a, ": correlation ",
                        fixed(out.correlation, 3), ", Dice ",
                        fixed(out.dice, 3), out.mirrored() ? ", mirrored" : "",
                        out.accepted() ? "" : "; not used: ", out.refusal));
        return out;
      });
}

}  // namespace moonstain
