#pragma once

namespace moonstain {

class StepKind;

/// `findings`: scores of a model beside its baselines, judged.
StepKind findings_step();

/// `section_copies`: sections that are one specimen under two names.
StepKind section_copies_step();

/// `walk`: from the published protocol to the audited one.
StepKind walk_step();

}  // namespace moonstain
