#include "core/data/stored/cell_types.h"

#include <variant>

#include "core/base/error.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/join.h"
#include "core/data/stored/places.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

void check_types(const CellTypes& types, const std::string& where) {
  check_unique(where, "cell", types.cells);
  check_unique(where, "class", types.classes);
  for (const std::string& name : types.classes) {
    check(!name.empty(), where, ": a class has no name");
  }
  check(types.index.size() == types.cells.size(), where, ": ",
        types.cells.size(), " cells have ", types.index.size(), " types");
  const auto classes = static_cast<std::int32_t>(types.classes.size());
  for (std::size_t cell = 0; cell < types.cells.size(); ++cell) {
    check(types.index[cell] >= -1 && types.index[cell] < classes, where,
          ": cell '", types.cells[cell], "' is of class ", types.index[cell],
          ", expected -1 or one of the ", classes, " from 0");
  }
}

}  // namespace

void CellTypes::write(const fs::path& folder) const {
  check_types(*this, concat("CellTypes of section ", section));
  AnnDataWriter out(folder, kType, kSchema);
  DataFrame obs;
  obs.index = cells;
  obs.columns = {{"type", Categorical{index, classes}}};
  out.frame("obs", obs);
  out.frame("var", {});
  out.text("uns/section", section);
  out.text("uns/how", how);
}

CellTypes CellTypes::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  const std::string where = folder.string();
  CellTypes out;
  out.cells = in.index("obs");
  const Column column = in.column("obs/type");
  const auto* types = std::get_if<Categorical>(&column);
  check(types != nullptr, where, ": obs/type is encoded as '",
        in.encoding("obs/type"), "', expected 'categorical'");
  out.classes = types->categories;
  out.index = types->codes;
  out.section = in.text("uns/section");
  out.how = in.text("uns/how");
  check_types(out, where);
  return out;
}

std::vector<std::int32_t> types_of(const std::vector<std::string>& names,
                                   const CellTypes& types) {
  const Places places(types.cells);
  std::vector<std::int32_t> out;
  out.reserve(names.size());
  for (const std::string& name : names) {
    const auto place = places.find(name);
    out.push_back(place ? types.index[*place] : -1);
  }
  return out;
}

std::vector<std::int32_t> types_at(const CellTypes& types,
                                   const std::vector<std::string>& cells,
                                   std::string_view what) {
  std::vector<std::int32_t> out;
  out.reserve(cells.size());
  for (const Eigen::Index place : places_of(cells, types.cells, "cell", what)) {
    out.push_back(types.index[static_cast<std::size_t>(place)]);
  }
  return out;
}

}  // namespace moonstain
