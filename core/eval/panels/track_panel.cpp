#include "core/eval/panels/track_panel.h"

#include "core/base/error.h"

namespace moonstain {

std::vector<std::size_t> bins_above_chance(const TrackPanel& panel) {
  std::vector<std::size_t> above;
  for (std::size_t i = 0; i < panel.bins.size(); ++i) {
    if (panel.bins[i].value > panel.bins[i].chance) above.push_back(i);
  }
  return above;
}

std::string place_words(const TrackPanel& panel, const TrackBin& bin) {
  constexpr double kMega = 1e6;
  return concat(panel.chromosomes.at(bin.of).name, ":", bin.start / kMega, "-",
                (bin.start + bin.width) / kMega, " Mb");
}

}  // namespace moonstain
