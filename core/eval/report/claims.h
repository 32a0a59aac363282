#pragma once

#include <string>

#include "core/eval/report/object.h"

namespace moonstain::report {

/// What was claimed, what we got, both verdicts, and what trivial predictors
/// score by arithmetic alone. The number is judged by the published end of a
/// walk, the meaning by the audited. Claims about methods beside the model
/// stand in one table after it (`has_row`).
std::string claims_html(const Object& object);

}  // namespace moonstain::report
