#include "core/data/source/gene_positions.h"

#include <charconv>
#include <utility>

#include "core/base/error.h"
#include "core/base/plain_text.h"
#include "core/base/table.h"

namespace moonstain {
namespace {

// Whether the third field of the first line is a number: a row, no header.
bool begins_with_a_row(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  for (int i = 0; i < 2; ++i) {
    const auto tab = text.find('\t');
    if (tab == std::string_view::npos) return false;
    text.remove_prefix(tab + 1);
  }
  text = text.substr(0, text.find('\t'));
  std::int64_t number = 0;
  const auto read =
      std::from_chars(text.data(), text.data() + text.size(), number);
  return !text.empty() && read.ptr == text.data() + text.size();
}

}  // namespace

GenePositions GenePositions::parse(std::string bytes, const std::string& where,
                                   Assembly assembly) {
  std::string text = plain_text(std::move(bytes), where);
  const Table table =
      begins_with_a_row(text)
          ? Table::without_header(std::move(text), where,
                                  {"symbol", "chromosome", "start", "stop"})
          : Table::parse(std::move(text), where);
  const std::size_t symbol = table.column("symbol");
  const std::size_t chromosome = table.column("chromosome");
  const std::size_t start = table.column("start");
  GenePositions out;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto place = chromosome_place(table.field(row, chromosome));
    if (!place) continue;
    const std::string gene(table.field(row, symbol));
    const std::int64_t at = table.integer(row, start);
    const Chromosome& on = chromosomes(assembly)[*place];
    check(at >= 0 && at <= on.length, table.place(row), ": gene '", gene,
          "' lies at ", on.name, ":", at, ", but chromosome ", on.name, " of ",
          word_of(assembly), " has ", on.length,
          " bases; are the positions of another assembly?");
    const auto [found, is_new] =
        out.genes_.emplace(gene, Found{{*place, at}, false});
    if (!is_new && (found->second.place.chromosome != *place ||
                    found->second.place.start != at)) {
      found->second.repeated = true;
    }
  }
  check(!out.genes_.empty(), where, ": has no gene on a chromosome of ",
        word_of(assembly), "; expected names such as 17, chr17 and X");
  return out;
}

const GenePlace* GenePositions::find(std::string_view gene) const {
  const auto found = genes_.find(std::string(gene));
  if (found == genes_.end() || found->second.repeated) return nullptr;
  return &found->second.place;
}

bool GenePositions::is_repeated(std::string_view gene) const {
  const auto found = genes_.find(std::string(gene));
  return found != genes_.end() && found->second.repeated;
}

}  // namespace moonstain
