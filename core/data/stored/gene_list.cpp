#include "core/data/stored/gene_list.h"

#include "core/base/error.h"
#include "core/base/optional_members.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

}  // namespace

void GeneList::write(const fs::path& folder) const {
  check(!genes.empty(), "GeneList: has no gene, expected at least one");
  Json attributes{{"rule", rule}};
  if (!name.empty()) attributes["name"] = name;
  zarr::Writer out(folder, stored_attributes(kType, kSchema, attributes));
  zarr::ArrayOptions options;
  options.dimension_names = {"genes"};
  out.strings("genes", genes, options);
}

GeneList GeneList::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  GeneList out;
  out.rule = text_member(attributes, "rule", where);
  out.name = text_or(attributes, "name", "", where);
  out.genes = in.strings("genes");
  check(!out.genes.empty(), where, ": has no gene, expected at least one");
  check_unique(where, "gene", out.genes);
  return out;
}

}  // namespace moonstain
