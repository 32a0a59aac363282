#pragma once

#include "core/base/path.h"

namespace moonstain {

/// Makes data_manifests/samples/mob from the original files of the mouse
/// olfactory bulb (data/mob of the workplace: MOB1.tsv, alignment_table_*.tsv,
/// MOB*.jpg, mouse_genes.tsv.gz): tables gzip-compressed, the gene names cut
/// down to the genes of the tables, pictures as they are. The same input gives
/// the same bytes.
///
/// @param to  an empty or missing folder
void make_mob_sample(const fs::path& from, const fs::path& to);

}  // namespace moonstain
