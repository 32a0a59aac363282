#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// Areas of a picture that a person has drawn and named, as QuPath exports
/// them: GeoJSON, positions in pixels at full resolution. They are taken as
/// they stand: of a slide with bounds (core/data/image/image.h) QuPath counts
/// from the corner of the scan, so that they have to be moved by
/// openslide.bounds-x, -y first, or the slide be saved as a TIFF.
///
/// Each Feature with a Polygon or MultiPolygon (holes are not of it) and a
/// class (properties.classification.name) is an area; features without a class
/// and geometries of no area (points, lines) are left out, and counted.
///
/// Areas may lie in each other, a tumour in its tissue: where several cover a
/// place the smallest says what it is, as QuPath's tree of objects has the
/// inner one below the outer. A place on a border is of one side: that to which
/// the border is left or above.
class Annotations {
 public:
  /// @param bytes  as `plain_text` takes them: a FeatureCollection, one
  /// Feature,
  ///               or a list of them
  /// @throws Error naming the feature: on what is no GeoJSON, a ring of fewer
  ///               than three corners, a position that is no number; where no
  ///               area has a class
  static Annotations parse(std::string bytes, std::string_view where);

  /// Whether a file's text is GeoJSON and no table.
  static bool is_geojson(std::string_view text);

  const std::vector<std::string>& labels() const { return labels_; }  // sorted
  std::size_t left_out() const { return left_out_; }
  /// The class at a place; nothing outside of all areas.
  std::optional<std::string> label_at(double x, double y) const;

 private:
  using Ring = std::vector<std::array<double, 2>>;
  struct Area {
    std::string label;
    std::vector<Ring> rings;  ///< of all its polygons, holes too
    double size = 0;          ///< px2
  };

  std::vector<Area> areas_;  ///< smallest first
  std::vector<std::string> labels_;
  std::size_t left_out_ = 0;
};

}  // namespace moonstain
