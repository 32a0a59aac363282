#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/eval/report/context.h"

namespace moonstain::report {

/// What the page of some outputs says: leaks whose scores are in others alone
/// are none of its own, and go to `leaks_elsewhere`; of those that are left
/// when all is audited they are left out.
Context of_outputs(Context recipe, std::span<const std::string_view> outputs);

/// The leaks of a page as a table, or a sentence where there is none; what is
/// left of them when all is audited; and how many the recipe has elsewhere.
std::string leaks_html(const Context& context);

/// "nobody says what preds.csv has learned from, and scores depend on it".
std::string unknown_words(const Context& context);

/// "With every leak switch audited 1 leak is left: patient her2st/C on both
/// sides of 5 scores (label), by recipe.lua:31 -> model -> predictions ->
/// expression_scores."; "" where none is.
std::string leaks_audited_words(const Context& context);

/// "recipe.lua:31 -> hist_model -> predictions", and the other ways behind it:
/// "; and by recipe.lua:40 ridge_model".
std::string ways_words(const LeakRow& leak);

/// "switch unit", of a leak that one acknowledges; "switch unit (lost there:
/// scores of her2st/C2)" where scores go with it.
std::string switch_words(const LeakRow& leak);

}  // namespace moonstain::report
