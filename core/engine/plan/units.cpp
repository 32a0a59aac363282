#include "core/engine/plan/units.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <vector>

#include "core/base/error.h"

namespace moonstain {

namespace {

constexpr double kMostMargin = 1000;
constexpr int kMostBlocks = 10'000;

/// Takes a word and a number behind it from the front of a text.
template <typename Number>
bool take(std::string_view& text, std::string_view word, Number& number) {
  if (!text.starts_with(word)) return false;
  const char* begin = text.data() + word.size();
  const char* end = text.data() + text.size();
  const auto [after, error] = std::from_chars(begin, end, number);
  if (error != std::errc() || after == begin) return false;
  text.remove_prefix(static_cast<std::size_t>(after - text.data()));
  return true;
}

/// The shortest text that reads as this number.
std::string shortest(double number) {
  char text[32];
  const auto [end, error] =
      std::to_chars(std::begin(text), std::end(text), number);
  return {text, end};
}

bool is_one_specimen(const SectionUnits* a, const SectionUnits* b) {
  return a != nullptr && b != nullptr && !a->specimen.empty() &&
         a->specimen == b->specimen;
}

std::string copy_words(const SectionUnits& a, const SectionUnits& b) {
  const bool in_order = a.section < b.section;
  const SectionUnits& first = in_order ? a : b;
  const SectionUnits& second = in_order ? b : a;
  const auto words = [](const SectionUnits& one) {
    return concat(one.section, " (patient ", one.patient, ", ", one.shown_by,
                  ")");
  };
  return concat(words(first), " is ", words(second));
}

/// Whether a stretch with its margin meets another: number `a` of `many_a`
/// parts of a whole, and `b` of `many_b`.
bool meets(int a, int many_a, double margin, int b, int many_b) {
  // (a - 1 - margin) / many_a < b / many_b and the same from the other end,
  // without a division: neighbours that touch do not meet by rounding.
  return (a - 1 - margin) * many_b < static_cast<double>(b) * many_a &&
         static_cast<double>(b - 1) * many_a < (a + margin) * many_b;
}

}  // namespace

std::string Block::name() const {
  std::string text =
      concat(section, "#r", row, "c", column, "of", rows, "x", columns);
  if (margin > 0) text += concat("+", shortest(margin));
  return text;
}

std::optional<Block> Block::parse(std::string_view name) {
  const std::size_t at = name.rfind('#');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  Block block;
  block.section = name.substr(0, at);
  std::string_view rest = name.substr(at + 1);
  if (!take(rest, "r", block.row) || !take(rest, "c", block.column) ||
      !take(rest, "of", block.rows) || !take(rest, "x", block.columns)) {
    return std::nullopt;
  }
  if (!rest.empty() && !take(rest, "+", block.margin)) return std::nullopt;
  const auto within = [](int one, int many) {
    return one >= 1 && one <= many && many <= kMostBlocks;
  };
  const bool good = rest.empty() && within(block.row, block.rows) &&
                    within(block.column, block.columns) && block.margin >= 0 &&
                    block.margin <= kMostMargin;
  if (!good) return std::nullopt;
  return block;
}

bool Block::reaches(const Block& other) const {
  return meets(row, rows, margin, other.row, other.rows) &&
         meets(column, columns, margin, other.column, other.columns);
}

std::vector<Block> blocks_of_unit(std::string_view unit) {
  const std::size_t hash = unit.rfind('#');
  if (hash == std::string_view::npos) return {};
  const std::string_view section = unit.substr(0, hash);
  std::string_view names = unit.substr(hash + 1);
  std::vector<Block> blocks;
  while (true) {
    const std::size_t comma = names.find(',');
    auto block = Block::parse(concat(section, "#", names.substr(0, comma)));
    if (!block) return {};
    blocks.push_back(*std::move(block));
    if (comma == std::string_view::npos) return blocks;
    names.remove_prefix(comma + 1);
  }
}

std::string_view section_of_unit(std::string_view unit) {
  return blocks_of_unit(unit).empty() ? unit : unit.substr(0, unit.rfind('#'));
}

void make_one_specimen(Graph& graph, const std::string& first,
                       const std::string& second, const std::string& shown_by) {
  std::vector<SectionUnits*> both;
  for (SectionUnits& one : graph.sections) {
    if (one.section == first || one.section == second) both.push_back(&one);
  }
  if (both.size() < 2) return;
  for (SectionUnits* one : both) {
    if (!one->specimen.empty()) continue;
    one->specimen = one->section;
    one->shown_by = shown_by;
  }
  const auto [kept, other] =
      std::minmax({both[0]->specimen, both[1]->specimen});
  for (SectionUnits& one : graph.sections) {
    if (one.specimen == other) one.specimen = kept;
  }
}

Units::Units(const Graph& graph) {
  for (const SectionUnits& units : graph.sections) {
    sections_.emplace(units.section, &units);
    sites_.emplace(units.patient, units.site);
  }
  for (const PatientUnits& units : graph.patients) {
    sites_.emplace(units.patient, units.site);
  }
}

const Units::Place& Units::place_of(const std::string& unit) const {
  auto found = places_.find(unit);
  if (found == places_.end())
    found = places_.emplace(unit, look_up(unit)).first;
  return found->second;
}

Units::Place Units::look_up(const std::string& unit) const {
  Place place;
  std::string section = unit;
  if (const auto block = Block::parse(unit)) {
    section = block->section;
    place.block = block;
  }
  if (const auto found = sections_.find(section); found != sections_.end()) {
    place.section = section;
    place.sheet = found->second;
    place.patient = found->second->patient;
    place.site = found->second->site;
  } else if (const auto site = sites_.find(unit); site != sites_.end()) {
    place.patient = unit;
    place.site = site->second;
  } else {
    place.section = section;
  }
  return place;
}

std::optional<Units::Shared> Units::shared(const std::string& a,
                                           const std::string& b) const {
  const Place& one = place_of(a);
  const Place& two = place_of(b);
  const bool same = !one.section.empty() && one.section == two.section;
  if (same || is_one_specimen(one.sheet, two.sheet)) {
    const std::string copy = same ? "" : copy_words(*one.sheet, *two.sheet);
    const bool both = one.block && two.block;
    if (both && !one.block->reaches(*two.block) &&
        !two.block->reaches(*one.block)) {
      return Shared{UnitKind::section, two.section, copy};
    }
    if (two.block) return Shared{UnitKind::block, b, copy};
    if (one.block) return Shared{UnitKind::block, a, copy};
    return Shared{UnitKind::section, two.section, copy};
  }
  if (!one.patient.empty() && one.patient == two.patient) {
    return Shared{UnitKind::patient, one.patient};
  }
  if (!one.site.empty() && one.site == two.site) {
    return Shared{UnitKind::site, one.site};
  }
  return std::nullopt;
}

bool Units::is_inside(const std::string& part, const std::string& whole) const {
  if (part == whole) return true;
  const Place& one = place_of(part);
  const Place& two = place_of(whole);
  if (two.block) return false;
  if (!two.section.empty()) return one.section == two.section;
  return !two.patient.empty() && one.patient == two.patient;
}

}  // namespace moonstain
