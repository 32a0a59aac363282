#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace moonstain {

/// A class that places are of, in a layer that shows classes.
struct MapClass {
  std::string name;
  std::string colour;  ///< "#rrggbb"
  std::int64_t places = 0;
};

/// One layer of a map: values at the places of a section as a small picture,
/// each of its pixels the colour of the nearest place, see-through where none
/// is near (raster.h). Colours run between limits of the layer's own, as a
/// correlation sees no scale.
struct MapLayer {
  std::string name;  ///< "measured", "predicted"
  std::string file;  ///< a PNG among the panel's files
  double low = 0;    ///< of its colours; NaN: no value is defined
  double high = 0;
  std::int64_t undefined = 0;  ///< places without a value, drawn grey
  /// What its colours stand for where they are classes, as in all layers of the
  /// item; such a layer has no range.
  std::optional<std::vector<MapClass>> classes = {};
};

/// An item's layers in one section.
struct ItemMap {
  std::string name;  ///< "GNAS"
  /// Pearson's between two layers, over the places that both have a value for;
  /// NaN where undefined.
  double r = 0;
  std::vector<MapLayer> layers;
  /// Of classes the share of places that two layers give the same one, over
  /// the places that both have one for.
  std::optional<double> same = {};
};

/// A section as it is drawn. Layers and picture have the same frame: all
/// places and half a pitch around them, at one scale along both axes.
struct SectionMap {
  std::string section;
  std::string patient;
  std::int64_t places = 0;
  std::optional<std::string> picture;  ///< a JPEG among the panel's files
  double width_px = 0;                 ///< of the frame as it is drawn
  double height_px = 0;
  std::optional<double> um_per_px;  ///< of the frame as it is drawn
  std::vector<ItemMap> maps;        ///< of the same items in every section
};

/// Maps over the pictures of sections.
struct MapPanel {
  std::string item;    ///< noun of what is mapped: "gene"
  std::string unit;    ///< noun of a place: "spot"
  std::string values;  ///< what a value is: "ln(1 + 10000 n / total)"
  std::vector<SectionMap> sections;
  /// Maps whose places are small are drawn larger on the page.
  std::optional<bool> large = {};
};

}  // namespace moonstain
