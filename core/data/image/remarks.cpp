#include "core/data/image/remarks.h"

#include <algorithm>
#include <cstdint>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr std::int64_t kOverviewPx = 256;
constexpr int kMostApart = 8;

bool is_grey(const Picture& picture) {
  for (std::size_t i = 0; i + 2 < picture.rgb.size(); i += 3) {
    const auto [least, most] =
        std::minmax({picture.rgb[i], picture.rgb[i + 1], picture.rgb[i + 2]});
    if (most - least > kMostApart) return false;
  }
  return true;
}

}  // namespace

std::vector<std::string> remarks_on(const Image& image,
                                    const std::string& name) {
  std::vector<std::string> remarks;
  if (is_grey(image.overview(kOverviewPx))) {
    remarks.push_back(concat("picture ", name,
                             " is grey: it holds no stain, as an H&E picture "
                             "does"));
  }
  if (!image.remark().empty()) {
    remarks.push_back(concat("picture ", name, " ", image.remark()));
  }
  if (image.has_alpha()) {
    remarks.push_back(concat("picture ", name,
                             " has an alpha channel: what is transparent was "
                             "laid on white"));
  }
  return remarks;
}

}  // namespace moonstain
