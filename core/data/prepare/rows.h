#pragma once

namespace moonstain {

class StepKind;

/// `rows`: a cohort narrowed to some patients (core/data/stored/cohort.h).
StepKind rows_step();

}  // namespace moonstain
