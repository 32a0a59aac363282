#include "core/data/source/xenium_transcripts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/data/source/bundle_table.h"
#include "core/data/source/xenium_bundle.h"
#include "core/data/source/xenium_features.h"
#include "core/data/stored/places.h"

namespace moonstain {
namespace {

// What transcripts of no cell have in the place of its name: text, number.
constexpr std::string_view kNoCell[] = {"UNASSIGNED", "-1"};

// A transcript that counts: its cell, and its gene among `seen`.
struct Counted {
  std::uint32_t cell = 0;
  std::uint32_t gene = 0;
  auto operator<=>(const Counted&) const = default;
};

// What transcripts say of features, and those that count.
class Counts {
 public:
  Counts(const BundleTable& table, const XeniumCells& cells,
         const XeniumOptions& options)
      : table_(table), cells_(cells), options_(options), places_(cells.names) {}

  // Genes are those of a features.tsv.
  void known(const TenxMatrix& features, const std::string& where) {
    check(!features.types.empty(), where,
          ": has no third column, the types of features, by which genes are "
          "told from controls");
    for (std::size_t i = 0; i < features.names.size(); ++i) {
      const std::string& name = features.names[i];
      const bool is_gene = add_feature(name, features.types[i], where);
      check(!is_gene || std::ranges::find(genes, name) == genes.end(), where,
            ": has two genes '", name, "', and transcripts say names alone");
      if (is_gene) genes.push_back(name);
    }
    has_features_ = true;
  }

  void add(std::size_t part) {
    const std::vector<std::string> cell = table_.texts("cell_id", part);
    const std::vector<std::string> feature = table_.texts("feature_name", part);
    const std::vector<double> quality = table_.numbers("qv", part);
    std::vector<std::uint8_t> inside, gene;
    std::vector<std::string> category;
    if (options_.transcripts_of == TranscriptsOf::nucleus) {
      inside = table_.flags("overlaps_nucleus", part);
    }
    if (table_.has("codeword_category")) {
      category = table_.texts("codeword_category", part);
    } else if (table_.has("is_gene")) {
      gene = table_.flags("is_gene", part);
    } else {
      check(has_features_, table_.name(),
            ": has no column codeword_category or is_gene; which features are "
            "genes is then told by `features`, the features.tsv of "
            "cell_feature_matrix");
    }
    const std::string none;
    all += static_cast<std::int64_t>(cell.size());
    for (std::size_t row = 0; row < cell.size(); ++row) {
      if (!std::isfinite(quality[row])) {
        fail(table_.place(part, row), ": qv is not a number");
      }
      if (!is_gene(feature[row], category.empty() ? none : category[row],
                   gene.empty() || gene[row] == 1, part, row)) {
        ++of_controls;
      } else if (quality[row] < options_.least_qv) {
        ++below;
      } else if (std::ranges::find(kNoCell, cell[row]) != std::end(kNoCell)) {
        ++of_no_cell;
      } else if (!inside.empty() && inside[row] == 0) {
        ++outside;
      } else {
        counted.push_back({place(cell[row], part, row), seen(feature[row])});
      }
    }
  }

  // Places of `seen_names` in `genes`; genes without a features.tsv by name.
  std::vector<std::uint32_t> sorted_genes() {
    if (!has_features_) {
      for (const auto& [name, is_gene] : is_gene_) {
        if (is_gene) genes.push_back(name);
      }
      std::ranges::sort(genes);
    }
    const Places at(genes);
    std::vector<std::uint32_t> out;
    for (const std::string& name : seen_names_) {
      out.push_back(static_cast<std::uint32_t>(at.find(name).value()));
    }
    return out;
  }

  std::vector<std::string> genes;
  std::map<std::string, std::int64_t> others;
  std::vector<Counted> counted;
  std::int64_t all = 0, of_controls = 0, below = 0, of_no_cell = 0, outside = 0;

 private:
  // Whether a feature is a gene, by its type and name.
  bool add_feature(const std::string& name, std::string type,
                   std::string_view where) {
    const bool is_gene =
        is_xenium_gene(type, name, options_.control_types, where);
    if (is_gene_.emplace(name, is_gene).second && !is_gene) ++others[type];
    return is_gene;
  }

  // @param type  in the transcript's own words; empty: it has none, and
  //              `flag` says of a gene that it is one
  bool is_gene(const std::string& feature, const std::string& type, bool flag,
               std::size_t part, std::size_t row) {
    const auto known = is_gene_.find(feature);
    if (known != is_gene_.end()) return known->second;
    const std::string where = table_.place(part, row);
    check(!has_features_, where, ": feature '", printable_in_line(feature, 40),
          "' is not in the file `features`");
    if (!type.empty()) return add_feature(feature, type, where);
    if (flag) return add_feature(feature, "Gene Expression", where);
    is_gene_.emplace(feature, false);
    ++others["no gene"];
    return false;
  }

  std::uint32_t place(const std::string& cell, std::size_t part,
                      std::size_t row) const {
    const auto found = places_.find(cell);
    if (!found) {
      std::vector<std::string> known = cells_.names;
      std::ranges::sort(known);
      fail(table_.place(part, row), ": cell '", printable_in_line(cell, 40),
           "' is not in ", cells_.name, guess_of_cell_name(cell, known));
    }
    return static_cast<std::uint32_t>(*found);
  }

  std::uint32_t seen(const std::string& gene) {
    const auto [at, is_new] =
        seen_.emplace(gene, static_cast<std::uint32_t>(seen_names_.size()));
    if (is_new) seen_names_.push_back(gene);
    return at->second;
  }

  const BundleTable& table_;
  const XeniumCells& cells_;
  const XeniumOptions& options_;
  bool has_features_ = false;
  Places places_;  // of cells
  std::unordered_map<std::string, bool> is_gene_;
  std::unordered_map<std::string, std::uint32_t> seen_;
  std::vector<std::string> seen_names_;
};

SparseCounts sparse_of(std::vector<Counted> counted, std::size_t cells,
                       std::size_t genes) {
  std::ranges::sort(counted);
  SparseCounts out;
  out.rows = static_cast<std::int64_t>(cells);
  out.columns_count = static_cast<std::int64_t>(genes);
  out.row_starts.assign(cells + 1, 0);
  for (std::size_t i = 0; i < counted.size();) {
    std::size_t end = i;
    while (end < counted.size() && counted[end] == counted[i]) ++end;
    out.columns.push_back(static_cast<std::int32_t>(counted[i].gene));
    out.values.push_back(static_cast<std::int32_t>(end - i));
    out.row_starts[counted[i].cell + 1] =
        static_cast<std::int64_t>(out.values.size());
    i = end;
  }
  for (std::size_t cell = 1; cell <= cells; ++cell) {
    out.row_starts[cell] =
        std::max(out.row_starts[cell], out.row_starts[cell - 1]);
  }
  return out;
}

}  // namespace

TranscriptCounts count_transcripts(const File& transcripts,
                                   const std::optional<File>& features,
                                   const XeniumCells& cells,
                                   const XeniumOptions& options) {
  const BundleTable table(transcripts);
  Counts counts(table, cells, options);
  if (features) counts.known(read_tenx_features(*features), features->name);
  for (std::size_t part = 0; part < table.parts(); ++part) counts.add(part);
  const std::vector<std::uint32_t> gene_places = counts.sorted_genes();
  for (Counted& one : counts.counted) one.gene = gene_places[one.gene];

  TranscriptCounts out;
  const auto number = static_cast<std::int64_t>(counts.counted.size());
  const bool is_nucleus = options.transcripts_of == TranscriptsOf::nucleus;
  out.remark = concat(
      "counts are ", number, " of the ", counts.all, " transcripts in ",
      transcripts.name, ": those of genes with a qv of at least ",
      options.least_qv, " in a ", is_nucleus ? "nucleus" : "cell", "; ",
      counts.of_controls, " are of controls, ", counts.below,
      " have a qv below, ", counts.of_no_cell, " lie in no cell",
      is_nucleus ? concat(", ", counts.outside, " outside of the nucleus")
                 : "");
  out.counts = sparse_of(std::move(counts.counted), cells.names.size(),
                         counts.genes.size());
  out.genes = std::move(counts.genes);
  out.others.assign(counts.others.begin(), counts.others.end());
  return out;
}

}  // namespace moonstain
