#include "core/data/stored/expression_copy_number.h"

#include "core/base/error.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"
#include "core/data/stored/checks.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

std::int64_t size_of(const std::vector<std::string>& names) {
  return static_cast<std::int64_t>(names.size());
}

void write_table(AnnDataWriter& out, const std::string& path,
                 const MatrixD& values) {
  out.vector<double>(path,
                     {values.data(), static_cast<std::size_t>(values.size())});
}

MatrixD read_table(const AnnDataReader& in, const std::string& where,
                   const std::string& path, std::int64_t rows,
                   std::int64_t columns) {
  check_shape(where, path, in.shape(path), {rows * columns}, "[groups x arms]");
  const std::vector<double> values = in.numbers(path);
  return Eigen::Map<const MatrixD>(values.data(), rows, columns);
}

}  // namespace

void ExpressionCopyNumber::write(const fs::path& folder) const {
  const std::string where = concat("ExpressionCopyNumber of ", about);
  check(values.rows() == size_of(cells) && values.cols() == size_of(genes) &&
            places.size() == genes.size() && group_of.size() == cells.size(),
        where, ": values are [", values.rows(), ", ", values.cols(), "] for ",
        cells.size(), " cells, ", group_of.size(), " groups of cells, ",
        genes.size(), " genes and ", places.size(), " places");
  check(arm_values.rows() == size_of(cells) &&
            arm_values.cols() == size_of(arms) &&
            group_arms.rows() == size_of(groups) &&
            group_arms.cols() == size_of(arms) &&
            calls.rows() == size_of(groups) && calls.cols() == size_of(arms),
        where, ": values of arms are [", arm_values.rows(), ", ",
        arm_values.cols(), "], of groups [", group_arms.rows(), ", ",
        group_arms.cols(), "], calls [", calls.rows(), ", ", calls.cols(),
        "] for ", arms.size(), " arms");
  AnnDataWriter out(folder, kType, kSchema);
  out.dense("X", values);
  out.frame("obs",
            {.index = cells, .columns = {{"group", categorical(group_of)}}});
  std::vector<std::string> on;
  std::vector<std::int64_t> starts;
  for (const GenePlace& place : places) {
    on.emplace_back(
        concat("chr", chromosomes(assembly)[place.chromosome].name));
    starts.push_back(place.start);
  }
  out.frame("var",
            {.index = genes,
             .columns = {{"chromosome", categorical(on)}, {"start", starts}}});
  out.dense("obsm/arms", arm_values);
  out.text("uns/about", about);
  out.text("uns/assembly", word_of(assembly));
  out.strings("uns/arms", arms);
  out.strings("uns/groups", groups);
  out.strings("uns/reference", reference);
  write_table(out, "uns/group_arms", group_arms);
  write_table(out, "uns/calls", calls);
  out.number("uns/genes_without_place", without_place);
  out.number("uns/genes_low", low);
}

ExpressionCopyNumber ExpressionCopyNumber::read(const fs::path& folder) {
  const AnnDataReader in(folder);
  in.check_type(kType, kSchema);
  const std::string where = folder.string();
  ExpressionCopyNumber out;
  out.about = in.text("uns/about");
  out.assembly =
      known_kind<Assembly>(in.text("uns/assembly"), "uns/assembly", where);
  out.cells = in.index("obs");
  out.genes = in.index("var");
  check_unique(where, "cell", out.cells);
  check_unique(where, "gene", out.genes);
  const auto texts = [&](const std::string& path) {
    const Column column = in.column(path);
    const auto* found = std::get_if<Categorical>(&column);
    check(found != nullptr, where, ": ", path, " is no categorical column");
    std::vector<std::string> out;
    for (const std::int32_t code : found->codes) {
      check(code >= 0, where, ": ", path, " has a row without a value");
      out.push_back(found->categories[static_cast<std::size_t>(code)]);
    }
    return out;
  };
  out.group_of = texts("obs/group");
  const std::vector<std::string> on = texts("var/chromosome");
  const std::vector<double> starts = in.numbers("var/start");
  for (std::size_t i = 0; i < out.genes.size(); ++i) {
    const auto place = chromosome_place(on[i]);
    check(place.has_value(), where, ": gene '", out.genes[i],
          "' is on chromosome '", on[i],
          "', expected chr1 to chr22, chrX, "
          "chrY");
    out.places.push_back({*place, static_cast<std::int64_t>(starts.at(i))});
  }
  const std::int64_t cells = size_of(out.cells);
  check_shape(where, "X", in.shape("X"), {cells, size_of(out.genes)},
              "[cells, genes]");
  out.values = in.matrix("X");
  in.chunks("X");
  out.arms = in.strings("uns/arms");
  out.groups = in.strings("uns/groups");
  out.reference = in.strings("uns/reference");
  check_shape(where, "obsm/arms", in.shape("obsm/arms"),
              {cells, size_of(out.arms)}, "[cells, arms]");
  out.arm_values = in.matrix("obsm/arms");
  out.group_arms = read_table(in, where, "uns/group_arms", size_of(out.groups),
                              size_of(out.arms));
  out.calls = read_table(in, where, "uns/calls", size_of(out.groups),
                         size_of(out.arms));
  out.without_place = in.integer("uns/genes_without_place");
  out.low = in.integer("uns/genes_low");
  return out;
}

}  // namespace moonstain
