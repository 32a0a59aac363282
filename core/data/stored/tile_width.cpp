#include "core/data/stored/tile_width.h"

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/scale.h"

namespace moonstain {

bool same_width(const TileWidth& a, const TileWidth& b) {
  if (a.um > 0 && b.um > 0) return about_equal(a.um, b.um);
  if (!a.known() || !b.known()) return true;
  return about_equal(a.pitches, b.pitches);
}

void check_same_width(std::string_view where, std::string_view a_name,
                      const TileWidth& a, std::string_view b_name,
                      const TileWidth& b) {
  if (same_width(a, b)) return;
  const bool in_um = a.um > 0 && b.um > 0;
  const auto width = [&](const TileWidth& one) {
    return in_um ? concat(fixed(one.um, 1), " um")
                 : concat(fixed(one.pitches, 2), " pitches");
  };
  fail(where, ": tiles of ", a_name, " are ", width(a), " wide, those of ",
       b_name, " ", width(b),
       " (at most 10 % apart is expected): their pictures are of different "
       "scales. Crop them in um with crop_um of `patches`",
       in_um ? "" : " (arrays of different spacing: give spot_pitch_um)",
       ", or allow it there with scale = \"any\"");
}

}  // namespace moonstain
