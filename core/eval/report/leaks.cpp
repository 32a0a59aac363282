#include "core/eval/report/leaks.h"

#include "core/base/error.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {

std::string leaks_html(const Context& context) {
  if (!context.leaks_traced) {
    return text_element("p", {}, "Leaks were not traced for this report.");
  }
  if (context.leaks.empty()) {
    return text_element("p", {},
                        "None: no score is about a unit that its predictions "
                        "have learned from, as far as the plan tells.");
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
               body);
}

}  // namespace moonstain::report
