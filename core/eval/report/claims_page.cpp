#include "core/eval/report/claims_page.h"

#include <cmath>
#include <cstddef>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/eval/metrics/metric_kind.h"
#include "core/eval/report/html.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/style.h"

namespace moonstain::report {
namespace {

using Paper = std::pair<std::string, std::vector<const ListedRecipe*>>;

std::string anchor_of(std::size_t paper) { return concat("paper-", paper + 1); }

std::string value_cell(const std::string& metric, const Estimate* estimate,
                       std::string_view small) {
  return text_cell("num", estimate ? value_text(metric, estimate->value) : "",
                   small);
}

// Why the number has its verdict, where the column of why does not say it: that
// says what is missing, or that no number was published.
std::string number_reason(const ListedClaim& one) {
  const auto number = one.number();
  if (!number) return "";
  const Why why = why_of(one);
  const bool is_told = why == Why::unpublished ||
                       (why == Why::missing && one.claim.published.has_value());
  return is_told ? "" : number->reason;
}

// Columns of a recipe's table that it has only where something stands in them.
struct Columns {
  explicit Columns(const std::vector<ListedClaim>& claims) {
    for (const ListedClaim& one : claims) {
      published |= one.ours_published() != nullptr;
      audited |= one.ours_audited() != nullptr;
    }
  }

  bool published = false;
  bool audited = false;
};

std::string heads(const Columns& columns) {
  std::string cells = word_head("claim") + number_head("published");
  if (columns.published) cells += number_head("ours, as published");
  cells += word_head("is it the number?");
  if (columns.audited) cells += number_head("ours, audited");
  cells += word_head("what it means");
  if (columns.audited) cells += word_head("best control, audited");
  return cells + word_head("why");
}

std::string row(const ListedClaim& one, const Columns& columns) {
  const Claim& claim = one.claim;
  const ClaimFound* published = one.ours_published();
  const ClaimFound* audited = one.ours_audited();
  std::string cells = element(
      "th", {{"class", "long"}, {"scope", "row"}},
      concat(
          escaped(claim.claim), "<br>",
          text_element("small", {}, concat(claim.where, "; ", claim.cohort))));
  cells += text_cell("num", claim.published_text);
  if (columns.published) {
    cells += value_cell(claim.metric, published ? &published->number : nullptr,
                        published ? published->setting : "");
  }
  cells += text_cell("words", number_words(one), number_reason(one));
  if (columns.audited) {
    cells += value_cell(claim.metric, audited ? &audited->meant : nullptr,
                        audited ? audited->setting : "");
  }
  cells += text_cell("words", meaning_words(one),
                     audited ? audited->meaning.reason : "");
  if (columns.audited) {
    cells += text_cell(
        "words", audited && !audited->control.empty()
                     ? concat(audited->control, " ",
                              value_text(claim.metric, audited->control_value))
                     : "");
  }
  cells += long_cell(why_sentence(one));
  return element("tr", {}, cells);
}

std::string recipe_html(const ListedRecipe& recipe) {
  std::string out = text_element("h3", {}, concat("recipes/", recipe.name));
  if (!recipe.problem.empty()) {
    return out + text_element("p", {{"class", "banner"}},
                              concat("It cannot be planned: ", recipe.problem));
  }
  if (recipe.claims.empty()) {
    return out + text_element("p", {}, "It judges no claim.");
  }
  if (!recipe.was_run()) {
    out += element(
        "p", {{"class", "note"}},
        concat("Not run here: ", text_element("code", {}, recipe.command)));
  }
  std::string rows;
  const Columns columns(recipe.claims);
  for (const ListedClaim& claim : recipe.claims) rows += row(claim, columns);
  return out +
         table(concat("claims of ", recipe.name), "", heads(columns), rows);
}

std::string unplanned_html(const std::string& words) {
  if (words.empty()) return "";
  return text_element("p", {{"class", "banner"}}, concat(words, "."));
}

std::string paper_html(const Paper& paper, std::size_t at) {
  const ClaimCounts counts = counts_of(paper.second);
  std::string out = text_element("h2", {{"id", anchor_of(at)}}, paper.first);
  out += text_element("p", {{"class", "sub"}},
                      concat(counted(counts.claims, "claim"),
                             ". As published: ", number_counts(counts),
                             ". Audited: ", meaning_counts(counts), "."));
  out += unplanned_html(unplanned_words(paper.second));
  std::string missing;
  for (const auto& [what, claims] : counts.missing) {
    missing += text_element("li", {},
                            concat(what, " (", counted(claims, "claim"), ")"));
  }
  if (!missing.empty()) {
    out += text_element("p", {}, "What is missing here:") +
           element("ul", {{"class", "plain"}}, missing);
  }
  for (const ListedRecipe* recipe : paper.second) out += recipe_html(*recipe);
  return out;
}

std::string of_no_paper(const std::vector<ListedRecipe>& recipes) {
  std::string out;
  for (const ListedRecipe& recipe : recipes) {
    if (!recipe.paper.empty() || !recipe.is_shown()) continue;
    out += recipe_html(recipe);
  }
  if (out.empty()) return out;
  return text_element("h2", {{"id", "shown"}}, "Shown, and not counted") +
         text_element("p", {},
                      "These claims name no paper: they are shown on other "
                      "data, or are questions of ours.") +
         out;
}

}  // namespace

std::string claims_page(const std::vector<ListedRecipe>& recipes) {
  const std::vector<Paper> papers = by_paper(recipes);
  const ClaimCounts all = counts_of(recipes);
  std::string rows;
  std::string parts;
  for (std::size_t i = 0; i < papers.size(); ++i) {
    const ClaimCounts counts = counts_of(papers[i].second);
    rows += element("tr", {},
                    concat(row_link(papers[i].first, anchor_of(i)),
                           text_cell("num", concat(counts.claims)),
                           long_cell(number_counts(counts)),
                           long_cell(meaning_counts(counts)),
                           text_cell("num", concat(counts.excluded))));
    parts += paper_html(papers[i], i);
  }
  const std::string body = concat(
      text_element("h1", {}, "Claims of papers, replayed"),
      text_element(
          "p", {{"class", "lead"}},
          all.claims == 0
              ? std::string(kNoClaims)
              : concat(counted(all.claims, "claim"), " of ",
                       counted(papers.size(), "paper"), ". As published ",
                       number_counts(all), "; audited ", meaning_counts(all),
                       "; by arithmetic alone ", all.excluded,
                       all.excluded == 1 ? " does" : " do",
                       " not exclude a trivial predictor.")),
      unplanned_html(unplanned_words(recipes)),
      text_element(
          "p", {},
          "Each claim has two verdicts. As published: is our number, under the "
          "protocol of the paper, the published one? Audited: under a protocol "
          "without the leaks that its switches remove, does the method beat "
          "the controls that the claim is held against? Where something is "
          "missing here nothing of ours is comparable, and nothing is shown."),
      table("claims by paper", "",
            word_head("paper") + number_head("claims") +
                word_head("as published") + word_head("audited") +
                number_head("a trivial predictor not excluded"),
            rows),
      parts, of_no_paper(recipes), footer());
  return page("Claims of papers, replayed", style(), body);
}

}  // namespace moonstain::report
