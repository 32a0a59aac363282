#include "core/data/source/gene_sets.h"

#include <set>

#include "core/base/error.h"
#include "core/base/lines.h"

namespace moonstain {

std::vector<GeneSet> read_gene_sets(std::string_view text,
                                    const std::string& where) {
  std::vector<GeneSet> sets;
  std::set<std::string_view> names;
  std::size_t number = 0;
  for (std::string_view line : lines_of(text)) {
    ++number;
    line = trimmed(line);
    if (line.empty()) continue;
    std::vector<std::string_view> fields;
    while (true) {
      const std::size_t tab = line.find('\t');
      fields.push_back(trimmed(line.substr(0, tab)));
      if (tab == std::string_view::npos) break;
      line.remove_prefix(tab + 1);
    }
    check(fields.size() >= 3 && !fields[0].empty(), where, ": line ", number,
          " has ", fields.size(),
          " field(s); expected the name of a set, what it is, and its genes, "
          "with tabs between");
    check(names.insert(fields[0]).second, where, ": line ", number,
          ": the set '", fields[0], "' is there twice");
    GeneSet set{std::string(fields[0]), {}};
    std::set<std::string_view> seen;
    for (std::size_t i = 2; i < fields.size(); ++i) {
      if (fields[i].empty() || !seen.insert(fields[i]).second) continue;
      set.genes.emplace_back(fields[i]);
    }
    sets.push_back(std::move(set));
  }
  check(!sets.empty(), where, ": holds no set of genes");
  return sets;
}

}  // namespace moonstain
