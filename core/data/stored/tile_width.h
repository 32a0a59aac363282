#pragma once

#include <string>
#include <string_view>

namespace moonstain {

/// How wide the tiles of a section are on its tissue. What has learned from
/// tiles of one width says nothing of another, and a crop of as many pixels is
/// as wide only where pictures are of one scale.
///
/// Both are measured in the section's own array, not taken from a scale that is
/// stated for a whole data set.
struct TileWidth {
  double pitches = 0;  ///< in distances between neighbouring spots; 0: unknown
  double um = 0;       ///< where that distance is known in um; else 0

  bool known() const { return pitches > 0; }
};

/// Whether two widths are one, within 10 % of the larger: in um where both know
/// them, else in pitches, as sections of one data set are mostly of one array.
/// One that is not known contradicts none.
bool same_width(const TileWidth& a, const TileWidth& b);

/// @param a_name, b_name  what has these tiles: "section her2st/B4"
/// @throws Error  unless they are the same, naming both, their widths, and what
///                to do
void check_same_width(std::string_view where, std::string_view a_name,
                      const TileWidth& a, std::string_view b_name,
                      const TileWidth& b);

}  // namespace moonstain
