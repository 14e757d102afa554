// SPDX-License-Identifier: Apache-2.0
// A file that was read, linked and checked: what stands behind the public Scl. Immutable once made.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "scl/document.hpp"
#include "scl/finding.hpp"
#include "scl/xml.hpp"

namespace busbar::scl {

struct File {
    std::string name;
    Xml xml;
    Document document;
    FindingList notes;
    std::vector<SclIedInfo> ieds;
    std::vector<SclFinding> findings;
};

/// Reads, links and checks. Null where the text cannot be used; `fault` then says why.
std::shared_ptr<const File> make_file(std::string text, std::string name, SclFinding& fault);

}  // namespace busbar::scl
