#include "core/data/stored/content.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <numeric>
#include <utility>

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

/// By gene: its place among all in the order of their names.
std::vector<std::size_t> places_by_name(const std::vector<std::string>& genes) {
  std::vector<std::size_t> order(genes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return genes[a] < genes[b]; });
  std::vector<std::size_t> places(genes.size());
  for (std::size_t at = 0; at < order.size(); ++at) places[order[at]] = at;
  return places;
}

constexpr std::size_t kLeastSpots = 10;

void append_count(std::string& bytes, std::int32_t count) {
  const auto number = static_cast<std::uint32_t>(count);
  for (int shift = 0; shift < 32; shift += 8) {
    bytes += static_cast<char>(number >> shift & 0xFFU);
  }
}

}  // namespace

CountsContent content_of_counts(std::span<const std::int64_t> row_starts,
                                std::span<const std::int32_t> columns,
                                std::span<const std::int32_t> values,
                                const std::vector<std::string>& genes) {
  const std::vector<std::size_t> places = places_by_name(genes);
  CountsContent content;
  std::vector<Digest> spots;
  std::vector<std::pair<std::size_t, std::size_t>> row;  // place, entry
  std::string bytes;
  for (std::size_t spot = 0; spot + 1 < row_starts.size(); ++spot) {
    row.clear();
    for (auto at = static_cast<std::size_t>(row_starts[spot]);
         at < static_cast<std::size_t>(row_starts[spot + 1]); ++at) {
      row.emplace_back(places[static_cast<std::size_t>(columns[at])], at);
    }
    if (row.empty()) continue;
    if (!std::is_sorted(row.begin(), row.end())) {
      std::sort(row.begin(), row.end());
    }
    bytes.clear();
    for (const auto& [place, at] : row) {
      bytes += genes[static_cast<std::size_t>(columns[at])];
      bytes += '\0';
      append_count(bytes, values[at]);
    }
    spots.push_back(sha256(bytes));
    if (row.size() >= CountsContent::kLeastGenes) {
      content.spots.push_back(static_cast<std::int64_t>(spots.back().front()));
    }
  }
  if (spots.empty()) return content;
  std::sort(spots.begin(), spots.end());
  Sha256 all;
  for (const Digest& spot : spots) all.add(spot.hex());
  content.all = all.finish().hex();
  std::sort(content.spots.begin(), content.spots.end());
  return content;
}

std::string SectionContent::in_common(const SectionContent& other) const {
  std::vector<std::string> words;
  if (!counts.all.empty() && counts.all == other.counts.all) {
    words.emplace_back("the same counts");
  } else {
    const std::vector<std::int64_t>& mine = counts.spots;
    const std::vector<std::int64_t>& others = other.counts.spots;
    std::vector<std::int64_t> both;
    std::set_intersection(mine.begin(), mine.end(), others.begin(),
                          others.end(), std::back_inserter(both));
    const std::size_t smaller = std::min(mine.size(), others.size());
    if (both.size() >= kLeastSpots && 2 * both.size() >= smaller) {
      words.push_back(concat("the same counts in ", both.size(), " of ",
                             smaller, " spots"));
    }
  }
  if (!picture.empty() && picture == other.picture) {
    words.emplace_back("the same picture at their spots");
  }
  return listed(words);
}

}  // namespace moonstain
