#include "core/data/stored/cell_outlines.h"

#include <cmath>
#include <span>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

void check_outlines(const CellOutlines& outlines, const std::string& where) {
  check_unique(where, "cell", outlines.cells);
  check(outlines.starts.size() == outlines.cells.size() + 1 &&
            outlines.starts.front() == 0 &&
            outlines.starts.back() == outlines.vertices.rows(),
        where, ": starts has ", outlines.starts.size(), " entries for ",
        outlines.cells.size(),
        " cells, expected one more than cells, from 0 to ",
        outlines.vertices.rows());
  for (std::size_t cell = 0; cell < outlines.cells.size(); ++cell) {
    const std::int64_t begin = outlines.starts[cell];
    const std::int64_t end = outlines.starts[cell + 1];
    check(end - begin >= 3, where, ": cell '", outlines.cells[cell], "' has ",
          end - begin, " vertices, expected at least 3");
    check(end <= outlines.vertices.rows(), where, ": cell '",
          outlines.cells[cell], "' ends at vertex ", end, " of ",
          outlines.vertices.rows());
    for (std::int64_t i = begin; i < end; ++i) {
      check(std::isfinite(outlines.vertices(i, 0)) &&
                std::isfinite(outlines.vertices(i, 1)),
            where, ": cell '", outlines.cells[cell], "' has a vertex at (",
            outlines.vertices(i, 0), ", ", outlines.vertices(i, 1),
            "), expected finite numbers");
    }
  }
}

}  // namespace

void CellOutlines::write(const fs::path& folder) const {
  check_outlines(*this, concat("CellOutlines of section ", section));
  zarr::Writer out(folder, stored_attributes(kType, kSchema,
                                             {{"section", section},
                                              {"kind", word_of(kind)}}));
  zarr::ArrayOptions options;
  options.dimension_names = {"cells"};
  out.strings("cells", cells, options);
  options.dimension_names = {"ends"};
  out.array<std::int64_t>("starts", starts,
                          {static_cast<std::int64_t>(starts.size())}, options);
  options.dimension_names = {"vertices", "xy"};
  out.array<double>(
      "vertices",
      std::span(vertices.data(), static_cast<std::size_t>(vertices.size())),
      {vertices.rows(), 2}, options);
}

CellOutlines CellOutlines::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  CellOutlines out;
  out.section = text_member(attributes, "section", where);
  out.kind = known_kind<OutlineKind>(text_member(attributes, "kind", where),
                                     "kind", where);
  out.cells = in.strings("cells");
  out.starts = in.array<std::int64_t>("starts");
  const zarr::Shape shape = in.info("vertices").shape;
  check_shape(where, "vertices", shape, {shape.empty() ? 0 : shape[0], 2},
              "[vertices, (x, y)]");
  out.vertices.resize(shape[0], 2);
  in.array_into<double>(
      "vertices", std::span(out.vertices.data(),
                            static_cast<std::size_t>(out.vertices.size())));
  check_outlines(out, where);
  return out;
}

}  // namespace moonstain
