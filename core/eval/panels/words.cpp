#include "core/eval/panels/words.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"

namespace moonstain {
namespace {

constexpr std::size_t kNamed = 4;  // of more, "and 3 more"
// Numbers between are written without a power of ten.
constexpr double kSmall = 1e-4;
constexpr double kLarge = 1e6;

// As many places as give a number of this size three digits.
int places_of(double size) {
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 0, 6);
}

// Without zeros at the end.
std::string rounded_to(double value, int places) {
  std::string text = fixed(value, places);
  if (places > 0) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

// Least and largest of the defined ones; NaN: none is.
class Range {
 public:
  void add(double value) {
    if (!std::isfinite(value)) {
      ++undefined_;
      return;
    }
    low_ = std::isnan(low_) ? value : std::min(low_, value);
    high_ = std::isnan(high_) ? value : std::max(high_, value);
  }
  std::string words() const { return range_words(low_, high_); }
  std::size_t undefined() const { return undefined_; }

 private:
  double low_ = std::numeric_limits<double>::quiet_NaN();
  double high_ = std::numeric_limits<double>::quiet_NaN();
  std::size_t undefined_ = 0;
};

std::string share_words(double part, double whole) {
  return whole > 0 ? concat(" (", fixed(100 * part / whole, 1), " %)") : "";
}

std::string sentence(const MapPanel& panel) {
  Range r;
  bool has_pairs = false;
  std::size_t items = 0;
  std::string classes;
  for (const SectionMap& section : panel.sections) {
    std::size_t of_values = 0;
    for (const ItemMap& item : section.maps) {
      const bool of_classes =
          !item.layers.empty() && item.layers.front().classes.has_value();
      if (of_classes && item.same) {
        classes += concat("; ", item.name, " the same for ",
                          fixed(100 * *item.same, 1), " %");
      }
      if (of_classes) continue;
      ++of_values;
      if (item.layers.size() < 2) continue;
      has_pairs = true;
      r.add(item.r);
    }
    items = std::max(items, of_values);
  }
  if (items == 0) {
    return concat("maps of ", counted(panel.sections.size(), "section"),
                  classes);
  }
  return concat(
      "maps of ", counted(items, panel.item), " in ",
      counted(panel.sections.size(), "section"),
      has_pairs ? concat("; r ", r.words()) : "",
      r.undefined() == 0 ? "" : concat(", undefined in ", r.undefined()),
      classes);
}

std::string sentence(const CurvePanel& panel) {
  std::vector<std::string> ends;
  for (const Curve& one : panel.curves) {
    ends.push_back(
        concat(one.name, " ",
               one.y.empty() ? "is empty"
                             : concat("ends at ", short_number(one.y.back()))));
  }
  for (const CurveLine& line : panel.lines) {
    ends.push_back(concat(line.name, " ", short_number(line.y)));
  }
  return concat(panel.y.text(), " by ", panel.x.text(), ": ",
                listed(ends, kNamed),
                panel.note.empty() ? "" : concat("; ", panel.note));
}

std::string sentence(const RocPanel& panel) {
  std::vector<std::string> areas;
  for (const RocCurve& one : panel.curves) {
    areas.push_back(concat(
        one.name, " AUC ", fixed(one.auc, 3),
        std::isnan(one.low) || std::isnan(one.high)
            ? ""
            : concat(" (", fixed(one.low, 3), " to ", fixed(one.high, 3), ")"),
        ", ", one.positives, " of ",
        counted(static_cast<std::uint64_t>(one.positives + one.negatives),
                panel.unit),
        " ", panel.positive));
  }
  return listed(areas, kNamed);
}

std::string sentence(const ScatterPanel& panel) {
  std::vector<std::string> items;
  for (const ScatterItem& one : panel.items) {
    items.push_back(
        concat(one.name, " r ", fixed(one.r, 2), " over ",
               counted(static_cast<std::uint64_t>(one.n), panel.unit)));
  }
  return concat(panel.y.label, " against ", panel.x.label, ": ",
                listed(items, kNamed));
}

std::string sentence(const VolcanoPanel& panel) {
  const std::vector<std::size_t> found = volcano_findings(panel);
  std::vector<std::string> names;
  for (const std::size_t at : found) names.push_back(panel.items[at].name);
  const auto undefined =
      std::ranges::count_if(panel.items, [](const VolcanoItem& one) {
        return !std::isfinite(one.effect) || !std::isfinite(one.p);
      });
  return concat(
      found.size(), " of ", counted(panel.items.size(), panel.item),
      undefined > 0 ? concat(" (", undefined, " without effect or p)") : "",
      " with ", panel.p, " at most ", short_number(panel.threshold),
      panel.least_effect > 0 ? concat(" and an effect of at least ",
                                      short_number(panel.least_effect))
                             : "",
      names.empty() ? "" : ": ", listed(names, panel.labels));
}

std::string sentence(const TrackPanel& panel) {
  const TrackBin* highest = nullptr;
  for (const TrackBin& one : panel.bins) {
    if (!std::isnan(one.value) &&
        (highest == nullptr || one.value > highest->value)) {
      highest = &one;
    }
  }
  return concat(
      panel.value, " in ", counted(panel.bins.size(), "bin"), " of ",
      counted(panel.chromosomes.size(), "chromosome"),
      highest == nullptr ? ""
                         : concat("; highest ", short_number(highest->value),
                                  " at ", place_words(panel, *highest)),
      panel.chance.empty() ? ""
                           : concat("; ", bins_above_chance(panel).size(),
                                    " above the ", panel.chance));
}

std::string sentence(const ConfusionPanel& panel) {
  std::int64_t all = 0;
  std::int64_t right = 0;
  for (std::size_t i = 0; i < panel.counts.size(); ++i) {
    for (std::size_t j = 0; j < panel.counts.size(); ++j) {
      all += panel.counts[i][j];
      right += i == j ? panel.counts[i][j] : 0;
    }
  }
  return concat(
      right, " of ", counted(static_cast<std::uint64_t>(all), panel.unit),
      share_words(static_cast<double>(right), static_cast<double>(all)),
      " have the predicted ", panel.item);
}

std::string sentence(const HeatMapPanel& panel) {
  Range range;
  for (const auto& row : panel.numbers) {
    for (const double value : row) range.add(value);
  }
  return concat(
      panel.values, " of ", counted(panel.rows.size(), panel.item), " in ",
      counted(panel.columns.size(), panel.unit), ": ", range.words(),
      range.undefined() == 0 ? ""
                             : concat(", ", range.undefined(), " undefined"));
}

std::string sentence(const TablePanel& panel) {
  const TableColumn& first = panel.columns.at(0);
  std::vector<std::string> heads;
  for (const TableColumn& one : panel.columns) heads.push_back(one.head);
  return concat("table of ",
                counted(first.kind == CellKind::text ? first.texts.size()
                                                     : first.numbers.size(),
                        panel.item),
                ": ", listed(heads, kNamed));
}

std::string sentence(const PicturePanel& panel) {
  std::vector<std::size_t> counts(panel.classes.size());
  for (const Outline& one : panel.outlines) ++counts.at(one.of);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    parts.push_back(concat(counts[i], " ", panel.classes[i]));
  }
  return concat("picture with ", counted(panel.outlines.size(), panel.unit),
                " outlined", parts.empty() ? "" : ": ", listed(parts, kNamed));
}

std::string sentence(const ForestPanel& panel) {
  std::vector<std::string> parts;
  for (const ForestRow& one : panel.rows) {
    parts.push_back(concat(one.name, " ", short_number(one.value)));
    if (std::isnan(one.value) || std::isnan(one.low) || std::isnan(one.high)) {
      continue;
    }
    parts.back() += concat(" (", short_number(one.low), " to ",
                           short_number(one.high), ")");
  }
  return concat(panel.effect.text(), parts.empty() ? "" : ": ",
                listed(parts, kNamed));
}

std::string sentence(const RanksPanel& panel) {
  std::vector<std::string> parts;
  for (const RankedRow& one : panel.rows) {
    parts.push_back(concat(one.name, " ", fixed(one.rank, 2)));
  }
  return concat("mean ranks of ", counted(panel.rows.size(), panel.item),
                " over ", counted(panel.units, panel.unit),
                parts.empty() ? "" : ": ", listed(parts, kNamed),
                panel.note.empty() ? "" : concat(". ", panel.note));
}

}  // namespace

std::string short_number(double value) {
  const double size = std::abs(value);
  if (!std::isfinite(value) || value == 0) return fixed(value, 0);
  if (size < kSmall || size >= kLarge) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value,
                                   std::chars_format::scientific, 1)
                         .ptr;
    return {text, end};
  }
  return rounded_to(value, places_of(size));
}

std::string range_words(double low, double high) {
  if (std::isnan(low) || std::isnan(high)) return "undefined";
  const double size = std::max(std::abs(low), std::abs(high));
  if (low == high || size < kSmall || size >= kLarge) {
    return low < high ? concat(short_number(low), " to ", short_number(high))
                      : concat("one value, ", short_number(low));
  }
  // "1.23 to 1.23" would say that they are one.
  const int places = places_apart(low, high, places_of(size));
  return concat(rounded_to(low, places), " to ", rounded_to(high, places));
}

std::string panel_sentence(const Panel& panel) {
  return std::visit([](const auto& data) { return sentence(data); },
                    panel.data);
}

}  // namespace moonstain
