// SPDX-License-Identifier: Apache-2.0
// Model values as MMS Data, model types as MMS TypeDescription, and Data back into slots (IEC 61850-8-1
// clause 8: mapping of basic types). Encoders go straight from the tree and its image into the message, back
// to front, and stop when the writer has overflowed.
#pragma once

#include <optional>

#include "base/back_writer.hpp"
#include "mms/data.hpp"
#include "mms/type_description.hpp"
#include "model/image.hpp"

namespace busbar::server {

/// Prepends the value of a node (anything but a logical device) as one Data element.
void encode_value(BackWriter& writer, const model::Image& image, model::NodeId node);
/// The same from a copy of its slots: `slots` is where that of its first leaf lies, the others follow as they
/// do in the image.
void encode_value(BackWriter& writer, const model::Model& model, model::NodeId node,
                  const std::uint8_t* slots);
/// The same for a leaf.
void encode_leaf(BackWriter& writer, const model::Image& image, model::LeafId leaf);
/// Prepends identifier and length of an array or structure whose content begins at `size_before`, a former
/// size().
void encode_array_header(BackWriter& writer, std::size_t size_before);
void encode_structure_header(BackWriter& writer, std::size_t size_before);

/// A node whose type is asked for.
struct TypeSource {
    const model::Model& model;
    model::NodeId node;
};
/// The type of a node (anything but a logical device). Parts of structures and arrays are produced when it is
/// encoded: `source` must live until then.
mms::TypeDescription type_of(const TypeSource& source);

/// Stores a leaf's new value into `at`, which has room for its slot. An error where its type (7), its size
/// (7) or its value (11) does not fit; `at` is then unchanged.
[[nodiscard]] std::optional<DataAccessError> store_leaf(const model::Model& model, model::LeafId leaf,
                                                        const mms::Data& data, std::uint8_t* at);

}  // namespace busbar::server
