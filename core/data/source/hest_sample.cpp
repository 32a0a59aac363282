#include "core/data/source/hest_sample.h"

#include <utility>

#include "core/base/json.h"
#include "core/base/optional_members.h"
#include "core/base/plain_text.h"

namespace moonstain {

HestSample read_hest_sample(std::string bytes, std::string_view name) {
  std::string text = plain_text(std::move(bytes), name);
  // What Python's json writes for a number that is not known is no JSON.
  constexpr std::string_view kNotKnown = ": NaN";
  for (std::size_t at = 0; (at = text.find(kNotKnown, at)) != text.npos;) {
    text.replace(at, kNotKnown.size(), ": null");
  }
  const Json sample = parse_json(text, name);
  const auto number = [&](const char* member) {
    return number_or_none(sample, member, name).value_or(0);
  };
  return {number("pixel_size_um_estimated"), number("pixel_size_um_embedded"),
          number("inter_spot_dist"),
          text_or(sample, "st_technology", "", name)};
}

}  // namespace moonstain
