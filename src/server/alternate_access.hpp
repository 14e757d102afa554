// SPDX-License-Identifier: Apache-2.0
// Parts of a variable by AlternateAccess (ISO 9506-2): elements and ranges of arrays, components of
// structures, at any depth and in any combination. One selection gives the part itself, several give a
// structure of them, a range gives an array. A component may be several levels joined by '$'.
#pragma once

#include <optional>
#include <vector>

#include "base/back_writer.hpp"
#include "mms/data.hpp"
#include "mms/object_name.hpp"
#include "model/transaction.hpp"

namespace busbar::server {

/// Whether `access` fits `node`: object_non_existent for an unknown component, or an index or range beyond
/// the array; object_attribute_inconsistent for an index into what is no array, a component of what is no
/// structure, an empty range or an empty list. Its cost depends on the request only.
[[nodiscard]] std::optional<DataAccessError> check_access(const model::Model& model, model::NodeId node,
                                                          const mms::AlternateAccess& access);

/// The one node that a chain of single selections, indexes and components, leads to; no_node for ranges, for
/// several selections, and for what does not fit.
[[nodiscard]] model::NodeId single_node(const model::Model& model, model::NodeId node,
                                        const mms::AlternateAccess& access);

/// Prepends the selected parts as one Data element. `access` has been checked.
void encode_access(BackWriter& writer, const model::Image& image, model::NodeId node,
                   const mms::AlternateAccess& access);

/// Stages `data` as the new value of a node, or of the selected parts of it, leaf by leaf, and appends the
/// leaves to `leaves`. After an error the transaction must be dropped.
[[nodiscard]] std::optional<DataAccessError> stage_value(model::Transaction& transaction,
                                                         const model::Model& model, model::NodeId node,
                                                         const mms::Data& data,
                                                         std::vector<model::LeafId>& leaves);
/// `access` has been checked.
[[nodiscard]] std::optional<DataAccessError> stage_access(model::Transaction& transaction,
                                                          const model::Model& model, model::NodeId node,
                                                          const mms::AlternateAccess& access,
                                                          const mms::Data& data,
                                                          std::vector<model::LeafId>& leaves);

}  // namespace busbar::server
