#pragma once

namespace moonstain {

class StepKind;

/// `expression_scores`: predicted beside measured values, and a word on them in
/// the task's log.
StepKind expression_scores_step();

}  // namespace moonstain
