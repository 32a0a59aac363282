#include "core/stats/structural_similarity.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

using SpotAt = std::map<std::pair<std::int32_t, std::int32_t>, std::int32_t>;

// The spots of the square that begins at this place; nothing where one lacks.
template <typename Window>
std::optional<Window> window_at(const SpotAt& spot_at, std::int32_t x,
                                std::int32_t y) {
  Window window;
  std::size_t i = 0;
  for (std::int32_t row = 0; row < LatticeWindows::kSide; ++row) {
    for (std::int32_t column = 0; column < LatticeWindows::kSide; ++column) {
      const auto found = spot_at.find({x + column, y + row});
      if (found == spot_at.end()) return std::nullopt;
      window[i++] = found->second;
    }
  }
  return window;
}

}  // namespace

LatticeWindows::LatticeWindows(const Eigen::Matrix<std::int32_t, Eigen::Dynamic,
                                                   2, Eigen::RowMajor>& places)
    : spots_(static_cast<std::size_t>(places.rows())) {
  SpotAt spot_at;
  for (Eigen::Index spot = 0; spot < places.rows(); ++spot) {
    const bool is_new =
        spot_at
            .emplace(std::pair(places(spot, 0), places(spot, 1)),
                     static_cast<std::int32_t>(spot))
            .second;
    check(is_new, "structural_similarity: two spots at the array's place ",
          places(spot, 0), "x", places(spot, 1));
  }
  for (const auto& [place, spot] : spot_at) {
    if (auto window = window_at<Window>(spot_at, place.first, place.second)) {
      windows_.push_back(*window);
    }
  }
}

double LatticeWindows::similarity(std::span<const float> predicted,
                                  std::span<const float> measured) const {
  check(predicted.size() == spots_ && measured.size() == spots_,
        "structural_similarity: ", predicted.size(), " predicted and ",
        measured.size(), " measured values for ", spots_, " spots");
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (windows_.empty()) return kNone;
  const auto [least, most] =
      std::minmax_element(measured.begin(), measured.end());
  const double range = double{*most} - double{*least};
  if (range == 0) return kNone;
  const double c1 = (0.01 * range) * (0.01 * range);
  const double c2 = (0.03 * range) * (0.03 * range);
  constexpr double kCells = kSide * kSide;
  double sum = 0;
  for (const Window& window : windows_) {
    double p_mean = 0, m_mean = 0;
    for (const std::int32_t spot : window) {
      p_mean += predicted[static_cast<std::size_t>(spot)];
      m_mean += measured[static_cast<std::size_t>(spot)];
    }
    p_mean /= kCells;
    m_mean /= kCells;
    double pp = 0, mm = 0, pm = 0;
    for (const std::int32_t spot : window) {
      const double p = predicted[static_cast<std::size_t>(spot)] - p_mean;
      const double m = measured[static_cast<std::size_t>(spot)] - m_mean;
      pp += p * p;
      mm += m * m;
      pm += p * m;
    }
    const double variances = (pp + mm) / (kCells - 1);
    const double covariance = pm / (kCells - 1);
    sum += (2 * p_mean * m_mean + c1) * (2 * covariance + c2) /
           ((p_mean * p_mean + m_mean * m_mean + c1) * (variances + c2));
  }
  return sum / static_cast<double>(windows_.size());
}

}  // namespace moonstain
