#pragma once

namespace moonstain {

class StepKind;

/// `external_dataset`, `external_genes`, `external_targets` and
/// `external_predictions`: tables of others as values of a plan
/// (external_section.h).
StepKind external_dataset_step();
StepKind external_genes_step();
StepKind external_predictions_step();
StepKind external_targets_step();

}  // namespace moonstain
