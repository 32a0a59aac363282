#include "core/data/tissue/tissue_layer.h"

#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

using Point = Eigen::Vector2d;

}  // namespace

TissueLayer tissue_layer(const TissueView& view) {
  return {view.picture.width_px,
          view.picture.height_px,
          view.um_per_px,
          {view.tissue.begin(), view.tissue.end()}};
}

TissueLayer stain_layer(const TissueView& view) {
  TissueLayer out = tissue_layer(view);
  for (std::size_t i = 0; i < out.values.size(); ++i) {
    out.values[i] *= view.haematoxylin[i];
  }
  return out;
}

TissueLayer halved(const TissueLayer& layer) {
  TissueLayer out{layer.width / 2, layer.height / 2, 2 * layer.side_um, {}};
  out.values.reserve(static_cast<std::size_t>(out.width * out.height));
  for (std::int64_t y = 0; y < out.height; ++y) {
    for (std::int64_t x = 0; x < out.width; ++x) {
      out.values.push_back(
          (layer.at(2 * x, 2 * y) + layer.at(2 * x + 1, 2 * y) +
           layer.at(2 * x, 2 * y + 1) + layer.at(2 * x + 1, 2 * y + 1)) /
          4);
    }
  }
  return out;
}

TissueShape tissue_shape(const TissueLayer& tissue,
                         const std::string& section) {
  TissueShape out;
  double count = 0;
  double xx = 0, xy = 0, yy = 0;
  for (int pass = 0; pass < 2; ++pass) {
    for (std::int64_t y = 0; y < tissue.height; ++y) {
      for (std::int64_t x = 0; x < tissue.width; ++x) {
        if (tissue.at(x, y) == 0) continue;
        const Point at = tissue.centre_of(x, y);
        if (pass == 0) {
          ++count;
          out.centre += at;
          out.low = out.low.cwiseMin(at);
          out.high = out.high.cwiseMax(at);
        } else {
          const Point off = at - out.centre;
          xx += off[0] * off[0];
          xy += off[0] * off[1];
          yy += off[1] * off[1];
        }
      }
    }
    check(count > 0, "registration: the view of section ", section,
          " has no tissue");
    if (pass == 0) out.centre /= count;
  }
  out.radius = std::sqrt((xx + yy) / count);
  // The larger eigenvalue of [[xx, xy], [xy, yy]], and its vector.
  const double half = (xx - yy) / 2;
  const double root = std::sqrt(half * half + xy * xy);
  Point axis(half + root, xy);
  if (axis.norm() < 1e-9 * (xx + yy)) axis = Point(xy, root - half);
  if (axis.norm() < 1e-9 * (xx + yy)) axis = Point(1, 0);
  axis.normalize();
  out.axes << axis[0], -axis[1], axis[1], axis[0];
  return out;
}

}  // namespace moonstain
