#include "core/eval/study/decision_study.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"
#include "core/engine/step/kind_words.h"
#include "core/stats/wilson.h"

namespace moonstain {

template <>
struct KindWords<Subject> {
  static constexpr std::string_view kAll[] = {"survival", "copy_number"};
};

namespace {

constexpr int kSchema = 1;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::vector<std::int64_t> column(const zarr::Reader& in, const char* name,
                                 std::size_t count) {
  std::vector<std::int64_t> values = in.integers(name);
  check(values.size() == count, in.folder().string(), ": ", name, " has ",
        values.size(), " values for ", count, " cohorts");
  return values;
}

}  // namespace

bool DecisionStudy::is_planted(Subject subject) const {
  return (subject == Subject::survival ? hazard_effect : locus_effect) != 0;
}

void DecisionStudy::write(const fs::path& folder) const {
  Json listed = Json::array();
  for (const Decision& one : decisions) {
    listed.push_back({{"name", one.name},
                      {"rule", one.rule},
                      {"subject", word_of(one.subject)},
                      {"level", one.level}});
  }
  zarr::Writer out(folder, stored_attributes(kType, kSchema,
                                             {{"cohort", cohort},
                                              {"how", how},
                                              {"locus_effect", locus_effect},
                                              {"hazard_effect", hazard_effect},
                                              {"decisions", listed}}));
  const auto count = static_cast<std::int64_t>(cohorts.size());
  out.array<std::int64_t>("cohorts", cohorts, {count});
  out.array<std::int64_t>("tests", tests, {count});
  out.array<std::int64_t>("tests_below", tests_below, {count});
  std::vector<std::int8_t> flat;
  for (const auto& row : said) flat.insert(flat.end(), row.begin(), row.end());
  out.array<std::int8_t>("said", flat,
                         {count, static_cast<std::int64_t>(decisions.size())});
}

DecisionStudy DecisionStudy::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  DecisionStudy out;
  out.cohort = text_member(attributes, "cohort", where);
  out.how = text_member(attributes, "how", where);
  out.locus_effect = number_member(attributes, "locus_effect", where);
  out.hazard_effect = number_member(attributes, "hazard_effect", where);
  for (const Json& one : member(attributes, "decisions", where)) {
    out.decisions.push_back(
        {text_member(one, "name", where), text_member(one, "rule", where),
         known_kind<Subject>(text_member(one, "subject", where), "subject",
                             where),
         number_member(one, "level", where)});
  }
  out.cohorts = in.integers("cohorts");
  out.tests = column(in, "tests", out.cohorts.size());
  out.tests_below = column(in, "tests_below", out.cohorts.size());
  const std::size_t width = out.decisions.size();
  const std::vector<std::int64_t> flat = in.integers("said");
  check(flat.size() == out.cohorts.size() * width, where, ": said has ",
        flat.size(), " values for ", out.cohorts.size(), " cohorts and ", width,
        " decisions");
  for (std::size_t i = 0; i < out.cohorts.size(); ++i) {
    const std::span row(flat.data() + i * width, width);
    for (const std::int64_t one : row) {
      check(one >= kNotAsked && one <= kYes, where, ": cohort ", out.cohorts[i],
            " said ", one, ", expected -1, 0 or 1");
    }
    out.said.emplace_back(row.begin(), row.end());
  }
  return out;
}

DecisionStudy joined_study(const std::vector<DecisionStudy>& parts) {
  check(!parts.empty(), "decision study: no part is given");
  DecisionStudy all = parts.front();
  all.cohorts.clear();
  all.said.clear();
  all.tests.clear();
  all.tests_below.clear();
  std::vector<std::pair<std::size_t, std::size_t>> order;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const DecisionStudy& one = parts[part];
    check(one.cohort == all.cohort && one.how == all.how &&
              one.locus_effect == all.locus_effect &&
              one.hazard_effect == all.hazard_effect &&
              one.decisions == all.decisions,
          "decision study: parts 1 and ", part + 1,
          " are not of one study: ", all.cohort, "; ", all.how, " (effects ",
          all.locus_effect, ", ", all.hazard_effect, "), and ", one.cohort,
          "; ", one.how, " (effects ", one.locus_effect, ", ",
          one.hazard_effect, ")");
    for (std::size_t i = 0; i < one.cohorts.size(); ++i) {
      order.emplace_back(part, i);
    }
  }
  std::ranges::stable_sort(order, {}, [&](const auto& at) {
    return parts[at.first].cohorts[at.second];
  });
  for (const auto& [part, i] : order) {
    const DecisionStudy& one = parts[part];
    check(all.cohorts.empty() || all.cohorts.back() < one.cohorts[i],
          "decision study: cohort ", one.cohorts[i], " is there twice");
    all.cohorts.push_back(one.cohorts[i]);
    all.said.push_back(one.said[i]);
    all.tests.push_back(one.tests[i]);
    all.tests_below.push_back(one.tests_below[i]);
  }
  return all;
}

DecisionRate rate_of(std::int64_t yes, std::int64_t cohorts) {
  if (cohorts == 0) return {0, 0, kNone, {kNone, kNone}};
  return {yes, cohorts, static_cast<double>(yes) / static_cast<double>(cohorts),
          wilson_interval(yes, cohorts)};
}

DecisionRate rate_of(const DecisionStudy& study, std::size_t decision) {
  std::int64_t yes = 0, cohorts = 0;
  for (const auto& row : study.said) {
    cohorts += row[decision] != DecisionStudy::kNotAsked;
    yes += row[decision] == DecisionStudy::kYes;
  }
  return rate_of(yes, cohorts);
}

std::string rate_words(const DecisionRate& rate, std::string_view nouns) {
  if (rate.cohorts == 0) return "not asked of any";
  return concat(rate.yes, " of ", rate.cohorts, nouns.empty() ? "" : " ", nouns,
                " (", fixed(100 * rate.share, 1), " %, 95 % interval ",
                fixed(100 * rate.interval.low, 1), " to ",
                fixed(100 * rate.interval.high, 1), " %)");
}

}  // namespace moonstain
