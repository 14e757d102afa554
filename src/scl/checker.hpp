// SPDX-License-Identifier: Apache-2.0
// What is wrong with a document, apart from its types (those are checked while they are linked). Each part of
// the tree has its own function; none of them changes anything but the `dropped` marks of devices and nodes.
// The work is bounded by the size of the file, not by what its types would expand to.
#pragma once

#include <string>

#include "scl/document.hpp"
#include "scl/xml.hpp"

namespace busbar::scl {

/// Everything below, for each IED.
void check(const Xml& xml, Document& document, FindingList& findings);

/// Where a check stands, for paths and lookups.
struct CheckContext {
    const Xml& xml;
    const Document& document;
    FindingList& findings;
    const Ied* ied = nullptr;
    const AccessPoint* ap = nullptr;  ///< one with a server of its own
    const LogicalDevice* device = nullptr;
    const LogicalNode* node = nullptr;

    /// "IED/LD0/XCBR1", as far as set, and ".name" where given.
    [[nodiscard]] std::string path(std::string_view name = {}) const;
    void warn(std::string_view code, std::uint32_t at, std::string path, std::string text,
              std::string hint = {}) {
        findings.add(Severity::warning, code, at, std::move(path), std::move(text), std::move(hint));
    }
};

/// Marks and reports devices, nodes and IEDs with bad or repeated names, unknown types, missing LN0.
void check_structure(const Xml& xml, Document& document, FindingList& findings);
/// ConnectedAPs of the Communication section.
void check_communication(const Xml& xml, const Document& document, FindingList& findings);
/// DOI, SDI, DAI and Val of one logical node.
void check_instances(CheckContext& context);
/// Values given in the types.
void check_type_values(const Xml& xml, const Document& document, FindingList& findings);
/// Data sets and control blocks of one logical node.
void check_blocks(CheckContext& context);

}  // namespace busbar::scl
