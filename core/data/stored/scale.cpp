#include "core/data/stored/scale.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/geometry.h"

namespace moonstain {
namespace {

struct Known {
  double um_per_px = 0;
  std::string by;
};

std::string text_of(const Known& one) {
  return concat(fixed(one.um_per_px, 4), " um/px by ", one.by);
}

// By the array, or 0.
Known by_array(const Dataset& dataset) {
  const double pitch_px = trusted_pitch_px(geometry_of(dataset));
  if (dataset.spot_pitch_um == 0 || pitch_px == 0) return {};
  return {dataset.spot_pitch_um / pitch_px,
          concat("its array (spots ", fixed(dataset.spot_pitch_um, 0),
                 " um and ", fixed(pitch_px, 1), " px apart)")};
}

}  // namespace

bool is_scale(double um_per_px) {
  return um_per_px >= kLeastUmPerPx && um_per_px <= kMostUmPerPx;
}

bool about_equal(double a, double b) {
  return std::max(a, b) - std::min(a, b) <= kMostScaleGap * std::max(a, b);
}

void settle_scale(Dataset& dataset, const ScaleSources& sources,
                  std::string_view picture, bool as_given) {
  const auto fault = [&](const std::string& what) {
    if (!as_given && !picture.empty()) {
      fail("section ", dataset.section, ": ", what,
           "; mend um_per_px or spot_pitch_um (0 = not known), or take the "
           "first with scale = \"as_given\" of `dataset`");
    }
    dataset.remarks.push_back((as_given ? "taken as given: " : "") + what);
  };
  std::vector<Known> known;
  if (sources.given > 0) known.push_back({sources.given, "what is given"});
  if (sources.file > 0 && !is_scale(sources.file)) {
    dataset.remarks.push_back(concat(picture, " says ", fixed(sources.file, 4),
                                     " um/px, which is no microscope's scale (",
                                     kLeastUmPerPx, " to ", kMostUmPerPx,
                                     "): it is not used"));
  } else if (sources.file > 0) {
    known.push_back({sources.file, concat("its picture ", picture)});
  }
  if (Known array = by_array(dataset); array.um_per_px > 0) {
    known.push_back(std::move(array));
  }
  if (known.empty()) return;
  dataset.um_per_px = known.front().um_per_px;
  if (sources.given > 0 && !is_scale(sources.given)) {
    fault(concat("um_per_px is given as ", sources.given,
                 ", which is no microscope's scale (", kLeastUmPerPx, " to ",
                 kMostUmPerPx, ")"));
  }
  for (std::size_t i = 1; i < known.size(); ++i) {
    if (about_equal(known[0].um_per_px, known[i].um_per_px)) continue;
    fault(
        concat("scales differ: ", text_of(known[0]), ", ", text_of(known[i])));
  }
}

}  // namespace moonstain
