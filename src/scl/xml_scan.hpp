// SPDX-License-Identifier: Apache-2.0
// A pass over the text before any tree is built: XML 1.0 well-formedness as far as SCL uses it, and the
// bounds on depth, size and memory. It says which element a stray end tag belongs to, which a tree builder
// cannot. Left out: document types with an internal subset (refused: SCL has none, and entities are the way
// to make a small file large) and characters that XML forbids but tools write.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace busbar::scl {

enum class ScanFault : unsigned char { not_well_formed, bound, document_type };

struct ScanError {
    ScanFault fault = ScanFault::not_well_formed;
    std::size_t offset = 0;
    std::string text;
    std::size_t related = 0;  ///< offset of the element that `text` speaks of, or 0
};

/// Nothing where the text may be handed to the tree builder. Uses a stack of its own, never the call stack.
std::optional<ScanError> scan_xml(std::string_view text);

}  // namespace busbar::scl
