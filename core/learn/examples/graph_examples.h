#pragma once

#include <vector>

#include "core/base/matrix.h"
#include "core/learn/examples/graph_section.h"
#include "core/learn/train/batches.h"

namespace moonstain {

/// A section as an example, whole, for a network over the graph of its spots:
/// inputs features [spots, features], edges [2, edges] and, where there are
/// nuclei, factor [spots, 1]; targets expression [spots, genes] and latents
/// [spots, latents], where they are joined. No value is copied: the tensors see
/// the section's own, which must outlive them.
Batch graph_batch(const GraphSection& section);

/// The same for a network that gives expression back: inputs expression and
/// edges, target expression.
Batch expression_batch(const GraphSection& section);

/// One section a batch. Refers to `sections`, which must outlive the result.
/// @param batch  `graph_batch` or `expression_batch`
Examples graph_examples(const std::vector<GraphSection>& sections,
                        Batch (*batch)(const GraphSection&) = graph_batch);

/// Output number `output` of a network for one section: [spots, ...].
Matrix rows_of_output(Network& network, const Batch& batch, std::size_t output);

}  // namespace moonstain
