#pragma once

namespace moonstain {

class StepKind;

/// `copy_number_tests`: features of patients tested along the genome.
StepKind copy_number_tests_step();

}  // namespace moonstain
