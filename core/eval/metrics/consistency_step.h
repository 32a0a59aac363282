#pragma once

namespace moonstain {

class StepKind;

/// `consistency_scores`: a predictor on two sections of one block of tissue,
/// and a word on it in the task's log.
StepKind consistency_scores_step();

}  // namespace moonstain
