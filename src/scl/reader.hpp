// SPDX-License-Identifier: Apache-2.0
// Attribute access for the readers of a document: schema types (xs:boolean, xs:unsignedInt) with defaults,
// and a finding where the text is not of the type. The readers of each part of the tree are declared here
// too.
#pragma once

#include <optional>
#include <string>

#include "scl/document.hpp"
#include "scl/xml.hpp"

namespace busbar::scl {

class Reader {
public:
    Reader(const Xml& xml, FindingList& findings) : xml_(xml), findings_(findings) {}

    [[nodiscard]] const Xml& xml() const { return xml_; }
    FindingList& findings() { return findings_; }

    [[nodiscard]] static Text text(pugi::xml_node element, const char* name) {
        return Xml::attribute(element, name);
    }
    /// A finding where it is absent.
    Text required(pugi::xml_node element, const char* name);
    bool flag(pugi::xml_node element, const char* name, bool otherwise);
    std::uint32_t number(pugi::xml_node element, const char* name, std::uint32_t otherwise);
    std::optional<std::uint32_t> optional_number(pugi::xml_node element, const char* name);
    std::optional<std::uint32_t> content_number(pugi::xml_node element);
    [[nodiscard]] std::uint32_t at(pugi::xml_node element) const { return xml_.offset(element); }

private:
    std::optional<std::uint32_t> parse_number(Text text, std::string_view name);

    const Xml& xml_;
    FindingList& findings_;
};

/// Decimal, optionally signed, the whole text; nothing where it is not or does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text);
/// xs:boolean in any case.
std::optional<bool> parse_boolean(std::string_view text);

void read_types(Reader& reader, pugi::xml_node templates, TypeTable& types);
std::vector<Val> read_values(Reader& reader, pugi::xml_node parent);
model::Services read_services(Reader& reader, pugi::xml_node element);
void read_connected(Reader& reader, pugi::xml_node communication, std::vector<ConnectedAp>& connected);
/// One child of an LN that is a data set, a control block or a log; false for any other.
bool read_block(Reader& reader, pugi::xml_node element, SclEdition edition, LogicalNode& node);

}  // namespace busbar::scl
