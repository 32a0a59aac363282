#include "tools/cli/commands/sheet_options.h"

#include <algorithm>
#include <iterator>

namespace moonstain {

bool is_of_sheet(std::string_view option) {
  constexpr std::string_view kSheet[] = {
      "section",       "patient",          "site",
      "layout",        "lattice",          "um_per_px",
      "spot_pitch_um", "spot_diameter_um", "organism"};
  return std::find(std::begin(kSheet), std::end(kSheet), option) !=
         std::end(kSheet);
}

}  // namespace moonstain
