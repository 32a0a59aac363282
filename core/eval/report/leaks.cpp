#include "core/eval/report/leaks.h"

#include <algorithm>
#include <set>
#include <vector>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {

namespace {

std::string elsewhere_html(const Context& context) {
  if (context.leaks_elsewhere.empty()) return "";
  std::set<std::string> outputs;
  for (const LeakRow& leak : context.leaks_elsewhere) {
    outputs.insert(leak.outputs.begin(), leak.outputs.end());
  }
  const std::size_t count = context.leaks_elsewhere.size();
  return text_element(
      "p", {{"class", "small"}},
      concat(counted(count, "leak"), " of this recipe ",
             count == 1 ? "reaches" : "reach", " no score of this page: see ",
             listed(outputs), "."));
}

// Whether the scores of a leak are in one of these, or it is not known in
// which.
bool reaches(const LeakRow& leak, std::span<const std::string_view> outputs) {
  return leak.outputs.empty() ||
         std::ranges::any_of(leak.outputs, [&](const std::string& one) {
           return std::ranges::find(outputs, one) != outputs.end();
         });
}

std::string and_by(const LeakRow& leak) {
  return leak.other_ways.empty() ? ""
                                 : concat("and by ", listed(leak.other_ways));
}

std::string audited_html(const Context& context) {
  const std::string words = leaks_audited_words(context);
  return words.empty() ? "" : text_element("p", {}, words);
}

std::string none_html(const Context& context) {
  return text_element(
      "p", {},
      context.unknown_origins.empty()
          ? std::string("None: no score of this page is about a unit that its "
                        "predictions have learned from, as far as the plan "
                        "tells.")
          : concat("Not known: ", unknown_words(context), "."));
}

std::string rows_html(const Context& context) {
  std::string body;
  for (const LeakRow& leak : context.leaks) {
    std::string path;
    for (const std::string& part : leak.path) {
      path += concat(path.empty() ? "" : "<span class=\"arrow\"> -&gt; </span>",
                     escaped(part));
    }
    const std::string others = and_by(leak);
    if (!others.empty()) path += "<br>" + escaped(others);
    body += element(
        "tr", {},
        concat(
            text_element("th", {{"scope", "row"}, {"class", "sev"}},
                         leak.severity),
            text_element("td", {}, leak.unit),
            element("td", {{"class", "path"}}, path),
            leak.acknowledged_by.empty()
                ? text_element("td", {{"class", "warn"}}, "no")
                : text_element("td", {}, concat("by ", switch_words(leak)))));
  }
  return table("Leaks", "",
               word_head("severity") + word_head("unit") +
                   word_head("where, and how it reaches the score") +
                   word_head("acknowledged"),
               body);
}

}  // namespace

std::string ways_words(const LeakRow& leak) {
  std::string path;
  for (const std::string& part : leak.path) {
    path += concat(path.empty() ? "" : " -> ", part);
  }
  const std::string others = and_by(leak);
  return others.empty() ? path : concat(path, "; ", others);
}

std::string switch_words(const LeakRow& leak) {
  constexpr std::size_t kMostUnits = 8;
  return concat("switch ", leak.acknowledged_by,
                leak.not_scored.empty()
                    ? ""
                    : concat(" (lost there: scores of ",
                             listed(leak.not_scored, kMostUnits), ")"));
}

std::string unknown_words(const Context& context) {
  return concat("nobody says what ", listed(context.unknown_origins),
                context.unknown_origins.size() == 1 ? " has" : " have",
                " learned from, and scores depend on it");
}

std::string leaks_audited_words(const Context& context) {
  const std::size_t count = context.leaks_audited.size();
  if (count == 0) return "";
  const bool any_open = std::ranges::any_of(
      context.leaks,
      [](const LeakRow& one) { return one.acknowledged_by.empty(); });
  std::string words =
      concat("With every leak switch audited ", counted(count, "leak"),
             count == 1 ? " is left" : " are left",
             any_open ? " beside those that no switch acknowledges" : "");
  for (std::size_t i = 0; i < count; ++i) {
    const LeakRow& leak = context.leaks_audited[i];
    words += concat(i == 0 ? ": " : ". ", leak.unit, " (", leak.severity,
                    "), by ", ways_words(leak));
  }
  return words + ".";
}

Context of_outputs(Context recipe, std::span<const std::string_view> outputs) {
  const auto others = std::stable_partition(
      recipe.leaks.begin(), recipe.leaks.end(),
      [&](const LeakRow& leak) { return reaches(leak, outputs); });
  recipe.leaks_elsewhere.assign(others, recipe.leaks.end());
  recipe.leaks.erase(others, recipe.leaks.end());
  std::erase_if(recipe.leaks_audited,
                [&](const LeakRow& leak) { return !reaches(leak, outputs); });
  return recipe;
}

std::string leaks_html(const Context& context) {
  if (!context.leaks_traced) {
    return text_element("p", {}, "Leaks were not traced for this report.");
  }
  return (context.leaks.empty() ? none_html(context) : rows_html(context)) +
         audited_html(context) + elsewhere_html(context);
}

}  // namespace moonstain::report
