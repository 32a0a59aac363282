#include "core/eval/findings/copies.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

constexpr std::size_t kMostNamed = 3;

using Sections = std::map<std::string, const SectionUnit*>;
using Pairs = std::set<std::pair<std::string, std::string>>;

// Of many sections few have anything in common, so that pairs are looked for by
// what they share and not one by one.
template <typename Key>
class Alike {
 public:
  void add(const Key& key, const std::string& section, Pairs& pairs) {
    std::vector<std::string>& others = sections_[key];
    for (const std::string& other : others) {
      if (other != section) pairs.emplace(other, section);
    }
    if (others.empty() || others.back() != section) others.push_back(section);
  }

 private:
  std::unordered_map<Key, std::vector<std::string>> sections_;
};

Pairs pairs_to_compare(const Sections& sections) {
  Pairs pairs;
  Alike<std::string> counts;
  Alike<std::string> pictures;
  Alike<std::int64_t> spots;
  for (const auto& [name, section] : sections) {
    const SectionContent& content = section->content;
    if (!content.counts.all.empty()) {
      counts.add(content.counts.all, name, pairs);
    }
    if (!content.picture.empty()) pictures.add(content.picture, name, pairs);
    for (const std::int64_t spot : content.counts.spots) {
      spots.add(spot, name, pairs);
    }
  }
  return pairs;
}

}  // namespace

std::string SectionCopy::words() const {
  return concat(first, " (patient ", first_patient, ") and ", second,
                " (patient ", second_patient, ") have ", in_common);
}

std::vector<SectionCopy> copies_among(const std::vector<SectionUnit>& sections,
                                      const std::vector<HeldOut>& scored,
                                      const std::string& unit) {
  Sections by_name;
  for (const SectionUnit& one : sections)
    by_name.try_emplace(one.section, &one);
  std::map<std::string, std::string> fold_of;
  for (const HeldOut& one : scored) fold_of[one.unit] = one.fold;
  // The fold of a section that is scored, or whose patient is.
  const auto held_out = [&](const SectionUnit& one) {
    const auto own = fold_of.find(one.section);
    return own != fold_of.end() ? own : fold_of.find(one.patient);
  };
  const auto apart = [&](const SectionUnit& a, const SectionUnit& b) {
    const auto one = held_out(a);
    const auto two = held_out(b);
    if (one == fold_of.end() && two == fold_of.end()) return false;
    if (unit != "section" && a.patient == b.patient) return false;
    return one == fold_of.end() || two == fold_of.end() ||
           one->second.empty() || one->second != two->second;
  };
  std::vector<SectionCopy> copies;
  for (const auto& [first, second] : pairs_to_compare(by_name)) {
    const SectionUnit& a = *by_name.at(first);
    const SectionUnit& b = *by_name.at(second);
    const std::string in_common = a.content.in_common(b.content);
    if (in_common.empty()) continue;
    copies.push_back(
        {first, a.patient, second, b.patient, in_common, apart(a, b)});
  }
  return copies;
}

std::string copies_in_words(const std::vector<SectionCopy>& copies) {
  std::vector<std::string> words;
  for (const SectionCopy& one : copies) {
    if (one.apart) words.push_back(one.words());
  }
  if (words.empty()) return "";
  return concat("one specimen under two names stands on both sides: ",
                listed(words, kMostNamed));
}

}  // namespace moonstain
