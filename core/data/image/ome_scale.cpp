#include "core/data/image/ome_scale.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/base/number_text.h"

namespace moonstain {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

using Attributes = std::map<std::string, std::string, std::less<>>;

// SizeX="64" Type='uint8' up to the end of the tag, without entities decoded.
// Nothing for what is no list of attributes.
std::optional<Attributes> attributes_of(std::string_view tag) {
  Attributes out;
  while (true) {
    const std::size_t begin = tag.find_first_not_of(kBlanks);
    if (begin == tag.npos || tag[begin] == '/') return out;
    tag.remove_prefix(begin);
    const std::size_t equals = tag.find('=');
    if (equals == tag.npos || equals + 1 >= tag.size()) return std::nullopt;
    const char quote = tag[equals + 1];
    const std::size_t end = tag.find(quote, equals + 2);
    if ((quote != '"' && quote != '\'') || end == tag.npos) return std::nullopt;
    out.emplace(tag.substr(0, equals),
                tag.substr(equals + 2, end - equals - 2));
    tag.remove_prefix(end + 1);
  }
}

std::string_view attribute(const Attributes& all, std::string_view name) {
  const auto found = all.find(name);
  return found == all.end() ? std::string_view{} : found->second;
}

// um in a unit of length. The micro sign comes in two letters, and written as
// an entity.
double um_of(std::string_view unit) {
  static const std::map<std::string_view, double> kUnits = {
      {"", 1},         {"\u00b5m", 1}, {"\u03bcm", 1}, {"&#181;m", 1},
      {"&#956;m", 1},  {"&#xB5;m", 1}, {"&#xb5;m", 1}, {"&#x3BC;m", 1},
      {"&#x3bc;m", 1}, {"nm", 1e-3},   {"mm", 1e3},    {"cm", 1e4},
      {"m", 1e6},      {"in", 25400}};
  const auto found = kUnits.find(unit);
  return found == kUnits.end() ? 0 : found->second;
}

double size_um(const Attributes& pixels, const std::string& side) {
  const std::string_view text = attribute(pixels, side);
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return 0;
  value *= um_of(attribute(pixels, side + "Unit"));
  return std::isfinite(value) && value > 0 ? value : 0;
}

// The tag that begins here, without its brackets, if it is <Pixels ...> or
// <ome:Pixels ...>; the attributes.
std::optional<std::string_view> pixels_tag(std::string_view text) {
  const std::size_t end = text.find_first_of(" \t\r\n/>");
  if (end == text.npos) return std::nullopt;
  std::string_view name = text.substr(0, end);
  name.remove_prefix(name.find(':') == name.npos ? 0 : name.find(':') + 1);
  if (name != "Pixels") return std::nullopt;
  const std::size_t close = text.find('>', end);
  if (close == text.npos) return std::nullopt;
  return text.substr(end, close - end);
}

}  // namespace

double scale_of_sides(double across, double down) {
  if (down == 0) return across;
  return std::abs(across - down) <= 0.01 * std::max(across, down) ? across : 0;
}

double ome_um_per_px(std::string_view description, std::int64_t width_px,
                     std::int64_t height_px) {
  constexpr std::string_view kComment = "<!--";
  if (description.find("openmicroscopy.org") == description.npos) return 0;
  double found = 0;
  for (std::size_t at = description.find('<'); at != description.npos;
       at = description.find('<', at)) {
    const std::string_view rest = description.substr(at);
    if (rest.starts_with(kComment)) {
      at = description.find("-->", at + kComment.size());
      if (at == description.npos) break;
      continue;
    }
    ++at;
    const auto tag = pixels_tag(rest.substr(1));
    if (!tag) continue;
    const std::optional<Attributes> pixels = attributes_of(*tag);
    if (!pixels) return 0;
    if (whole_number<std::int64_t>(attribute(*pixels, "SizeX")) != width_px ||
        whole_number<std::int64_t>(attribute(*pixels, "SizeY")) != height_px) {
      continue;
    }
    const double across = size_um(*pixels, "PhysicalSizeX");
    if (across == 0) continue;
    const double one =
        scale_of_sides(across, size_um(*pixels, "PhysicalSizeY"));
    if (one == 0 || (found != 0 && scale_of_sides(found, one) == 0)) return 0;
    if (found == 0) found = one;
  }
  return found;
}

}  // namespace moonstain
