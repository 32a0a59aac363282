#pragma once

namespace moonstain {

class StepKind;

/// `ghist_model`: the training of ghist_model.h as a step. Pictures, labels and
/// types are lists in the order of the datasets.
StepKind ghist_model_step();

}  // namespace moonstain
