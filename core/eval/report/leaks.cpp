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
             listed(std::vector<std::string>(outputs.begin(), outputs.end())),
             "."));
}

}  // namespace

Context of_outputs(Context recipe, std::span<const std::string_view> outputs) {
  const auto others = std::stable_partition(
      recipe.leaks.begin(), recipe.leaks.end(), [&](const LeakRow& leak) {
        return leak.outputs.empty() ||
               std::ranges::any_of(leak.outputs, [&](const std::string& one) {
                 return std::ranges::find(outputs, one) != outputs.end();
               });
      });
  recipe.leaks_elsewhere.assign(others, recipe.leaks.end());
  recipe.leaks.erase(others, recipe.leaks.end());
  return recipe;
}

std::string leaks_html(const Context& context) {
  if (!context.leaks_traced) {
    return text_element("p", {}, "Leaks were not traced for this report.");
  }
  if (context.leaks.empty()) {
    return text_element("p", {},
                        "None: no score of this page is about a unit that its "
                        "predictions have learned from, as far as the plan "
                        "tells.") +
           elsewhere_html(context);
  }
  std::string body;
  for (const LeakRow& leak : context.leaks) {
    std::string path;
    for (const std::string& part : leak.path) {
      path += concat(path.empty() ? "" : "<span class=\"arrow\"> -&gt; </span>",
                     escaped(part));
    }
    body += element(
        "tr", {},
        concat(text_element("th", {{"scope", "row"}, {"class", "sev"}},
                            leak.severity),
               text_element("td", {}, leak.unit),
               element("td", {{"class", "path"}}, path),
               leak.acknowledged_by.empty()
                   ? text_element("td", {{"class", "warn"}}, "no")
                   : text_element("td", {},
                                  concat("by switch ", leak.acknowledged_by))));
  }
  return table("Leaks", "",
               word_head("severity") + word_head("unit") +
                   word_head("where, and how it reaches the score") +
                   word_head("acknowledged"),
               body) +
         elsewhere_html(context);
}

}  // namespace moonstain::report
