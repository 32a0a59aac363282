#include "core/data/stored/observations.h"

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/checks.h"

namespace moonstain {

void Observations::write_table(AnnDataWriter& out,
                               std::string_view what) const {
  check(values.rows() == static_cast<Eigen::Index>(names.size()) &&
            values.cols() == static_cast<Eigen::Index>(variables.size()),
        what, ": ", counted(names.size(), word_of(unit_kind)), " and ",
        counted(variables.size(), variable_axis), ", but values are [",
        values.rows(), ", ", values.cols(), "]");
  out.dense("X", values);
  out.frame("var", {.index = variables});
  out.text("uns/section", about);
  out.text("uns/unit_kind", word_of(unit_kind));
  out.text("uns/variable_axis", variable_axis);
}

void Observations::read_table(const AnnDataReader& in,
                              const std::string& where) {
  if (in.has("uns/unit_kind")) {
    unit_kind = known_kind<ObservedKind>(in.text("uns/unit_kind"),
                                         "uns/unit_kind", where);
  }
  if (in.has("uns/variable_axis")) {
    variable_axis = in.text("uns/variable_axis");
  }
  names = in.index("obs");
  variables = in.index("var");
  check_unique(where, word_of(unit_kind), names);
  check_unique(where, variable_axis, variables);
  values = in.matrix("X");
  chunks = in.chunks("X");
  check(values.rows() == static_cast<Eigen::Index>(names.size()) &&
            values.cols() == static_cast<Eigen::Index>(variables.size()),
        where, ": X is [", values.rows(), ", ", values.cols(), "] for ",
        counted(names.size(), word_of(unit_kind)), " and ",
        counted(variables.size(), variable_axis));
  about = in.text("uns/section");
}

}  // namespace moonstain
