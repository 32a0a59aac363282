#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/step/kind_words.h"
#include "core/eval/panels/map_panel.h"
#include "core/eval/panels/section_frame.h"

namespace moonstain {

/// Between which values a layer's colours run.
enum class MapLimits {
  range,  ///< its least and its largest one
  /// Tukey's fences, 1.5 interquartile ranges outside the quartiles, and no
  /// farther than its values; what lies beyond is drawn as the end is. As
  /// HiST's pictures of expression are (doi:10.1002/advs.202514351). Of equal
  /// quartiles, as a gene has that few spots count, the range: all would be
  /// beyond.
  fences,
};

template <>
struct KindWords<MapLimits> {
  static constexpr std::string_view kAll[] = {"range", "fences"};
};

/// A layer and the PNG that shows it.
struct DrawnLayer {
  MapLayer layer;  ///< with `file`
  std::string png;
};

/// Puts a layer on an item's map, and its picture among the files.
void add_layer(ItemMap& item, DrawnLayer drawn,
               std::map<std::string, std::string>& files);

/// Values as a picture: 64 colours of viridis between the limits, the lowest
/// for a constant; grey for a place without a value; nothing where no place is
/// near. That many colours are told apart by no eye, and a map takes a third
/// less room than with 256.
///
/// @param name    of the layer
/// @param file    what its picture is called
/// @param values  by row of the data set that `nearest` is made of; NaN: none
DrawnLayer draw_layer(std::string name, std::string file,
                      const NearestPlaces& nearest,
                      const std::vector<double>& values,
                      MapLimits limits = MapLimits::range);

/// Classes that colours are given to, 16 at most; the rarer ones share one.
struct ClassColours {
  std::vector<std::string> names;    ///< most places first; then "other types"
  std::vector<std::string> colours;  ///< "#rrggbb", as many
  /// Place in `names` of a class; -1 of an empty name, a place without one.
  std::int32_t of(const std::string& name) const;
};

/// @param places  [places] names of classes; empty: none
///
/// Colours are the seven of Okabe and Ito 2008 and those of Paul Tol's "muted"
/// that are apart from them; of equally frequent classes the first by name
/// comes first.
ClassColours class_colours(const std::vector<std::string>& places);

/// Classes as layers "measured" and, beside it, "predicted", in the same
/// colours, grey for a place without one; and the share of the places with both
/// that have the same.
///
/// @param stem       begins the names of its files: "type" of
///                   "type.measured.png"
/// @param measured   [places] names, by row of the data set that `nearest` is
///                   of
/// @param predicted  the same; nullptr: nobody predicts
ItemMap class_map(std::string name, std::string_view stem,
                  const NearestPlaces& nearest,
                  const std::vector<std::string>& measured,
                  const std::vector<std::string>* predicted,
                  std::map<std::string, std::string>& files);

}  // namespace moonstain
