#pragma once

#include <string>

#include "core/data/stored/profiles.h"

namespace moonstain {

class StepKind;

/// Profiles from a table: a row each, a name in the first column, then a gene a
/// column. The header may leave the first column without a name, as pandas and
/// R write an index.
///
/// @param bytes  of the file
/// @throws Error naming the line, and the gene where a value is no finite
/// number
///
/// Source: recipes/ghist_cells/METHOD.md 10, `sc_breast.csv`.
Profiles read_profiles(std::string bytes, const std::string& name);

/// `profile_table`: this as a step.
StepKind profile_table_step();

}  // namespace moonstain
