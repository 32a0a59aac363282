#include "core/data/stored/predictions.h"

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

}  // namespace

void write_predictor(AnnDataWriter& out, const Predictor& predictor) {
  out.text("uns/model", predictor.name);
  out.text("uns/kind", word_of(predictor.kind));
  out.number("uns/seed", predictor.seed);
  out.text("uns/fold", predictor.fold);
}

Predictor read_predictor(const AnnDataReader& in, const std::string& where) {
  Predictor predictor;
  predictor.name = in.text("uns/model");
  if (in.has("uns/kind")) {
    predictor.kind =
        known_kind<PredictorKind>(in.text("uns/kind"), "uns/kind", where);
  }
  if (in.has("uns/seed")) predictor.seed = in.integer("uns/seed");
  if (in.has("uns/fold")) predictor.fold = in.text("uns/fold");
  return predictor;
}

void Predictions::write(const fs::path& folder) const {
  AnnDataWriter out(folder, kType, kSchema);
  write_table(out, concat("Predictions of ", about));
  out.frame("obs", {.index = names});
  write_predictor(out, predictor);
  out.flag("uns/of_grid", of_grid);
}

Predictions Predictions::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  const std::string where = folder.string();
  check(!in.has("uns/grid"), where,
        ": uns/grid holds values for the cells of a grid; expected spots "
        "alone: what is said of a grid is a value of its own, GridValues");
  Predictions out;
  out.read_table(in, where);
  out.predictor = read_predictor(in, where);
  if (in.has("uns/of_grid")) out.of_grid = in.flag("uns/of_grid");
  return out;
}

}  // namespace moonstain
