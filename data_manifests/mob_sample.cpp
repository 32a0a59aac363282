#include "data_manifests/mob_sample.h"

#include <set>
#include <string>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/base/gzip.h"
#include "core/base/table.h"

namespace moonstain {

void make_mob_sample(const fs::path& from, const fs::path& to) {
  make_folders(to);
  std::set<std::string> genes;
  for (const std::string section : {"MOB1", "MOB2"}) {
    const std::string counts = read_file(from / (section + ".tsv"));
    const Table table = Table::parse(counts, section, true);
    genes.insert(table.columns().begin() + 1, table.columns().end());
    write_file(to / (section + ".tsv.gz"), gzip(counts));
    const std::string positions = "alignment_table_" + section + ".tsv";
    write_file(to / (positions + ".gz"), gzip(read_file(from / positions)));
    write_file(to / (section + ".jpg"), read_file(from / (section + ".jpg")));
  }
  const std::string names = "mouse_genes.tsv.gz";
  const Table table = Table::parse(read_file(from / names), names);
  const std::size_t id = table.column("gene_id");
  const std::size_t name = table.column("gene_name");
  std::string kept = "gene_id\tgene_name\n";
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string gene(table.field(row, id));
    if (genes.contains(gene)) {
      kept += concat(gene, "\t", table.field(row, name), "\n");
    }
  }
  write_file(to / "gene_names.tsv.gz", gzip(kept));
}

}  // namespace moonstain
