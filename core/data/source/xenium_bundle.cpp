#include "core/data/source/xenium_bundle.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/number_text.h"
#include "core/base/optional_members.h"
#include "core/data/source/json_file.h"
#include "core/data/stored/scale.h"

namespace moonstain {
namespace {

// The first two numbers of "xenium-3.0.0.15".
std::pair<int, int> version_of(std::string_view software) {
  std::pair<int, int> out = {0, 0};
  const std::size_t start = software.find_first_of("0123456789");
  if (start == software.npos) return out;
  const char* end = software.data() + software.size();
  auto read = std::from_chars(software.data() + start, end, out.first);
  if (read.ptr != end && *read.ptr == '.') {
    std::from_chars(read.ptr + 1, end, out.second);
  }
  return out;
}

}  // namespace

XeniumExperiment read_xenium_experiment(const File& file) {
  const Json all = read_json_file(file.path, file.name);
  XeniumExperiment out;
  out.um_per_px = number_or_none(all, "pixel_size", file.name).value_or(0);
  check(is_scale(out.um_per_px), file.name, ": pixel_size is ", out.um_per_px,
        ", expected um of a pixel, as 0.2125");
  out.software = text_or(all, "analysis_sw_version", "", file.name);
  const Json ranger = object_or_empty(all, "xenium_ranger", file.name);
  out.software = text_or(ranger, "version", out.software,
                         concat(file.name, ": xenium_ranger"));
  std::tie(out.major, out.minor) = version_of(out.software);
  return out;
}

std::string xenium_cell_name(std::uint32_t prefix, std::uint32_t suffix) {
  std::string out(8, 'a');
  for (int place = 7; place >= 0; --place, prefix >>= 4) {
    out[static_cast<std::size_t>(place)] =
        static_cast<char>('a' + (prefix & 15));
  }
  return concat(out, "-", suffix);
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> xenium_cell_numbers(
    std::string_view name) {
  if (name.size() < 10 || name[8] != '-') return std::nullopt;
  std::uint32_t prefix = 0;
  for (const char letter : name.substr(0, 8)) {
    if (letter < 'a' || letter > 'p') return std::nullopt;
    prefix = prefix << 4 | static_cast<std::uint32_t>(letter - 'a');
  }
  const auto suffix = whole_number<std::uint32_t>(name.substr(9));
  if (!suffix) return std::nullopt;
  return std::pair{prefix, *suffix};
}

std::string guess_of_cell_name(std::string_view found,
                               const std::vector<std::string>& known) {
  const auto is_known = [&](std::string_view name) {
    return std::ranges::binary_search(
        known, name, {},
        [](const auto& one) -> std::string_view { return one; });
  };
  const bool is_printed =
      found.size() > 3 && found.ends_with('\'') && (found.starts_with("b'"));
  if (is_printed && is_known(found.substr(2, found.size() - 3))) {
    return "; that is a byte string as Python prints it: take b'...' off";
  }
  if (const auto prefix = whole_number<std::uint32_t>(found)) {
    const std::string name = xenium_cell_name(*prefix, 1);
    if (is_known(name)) {
      return concat("; the number ", found, " is written ", name,
                    " there: write names as texts");
    }
  }
  if (const auto numbers = xenium_cell_numbers(found)) {
    const std::string number = concat(numbers->first);
    if (is_known(number)) {
      return concat("; ", found, " is the number ", number,
                    " there: write names as texts");
    }
  }
  return "; are both of the same bundle?";
}

}  // namespace moonstain
