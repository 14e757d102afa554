// SPDX-License-Identifier: Apache-2.0
#include "scl/xml.hpp"

#include <algorithm>

#include "scl/xml_scan.hpp"

namespace busbar::scl {
namespace {

constexpr std::string_view name_space = "http://www.iec.ch/61850/2003/SCL";

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string_view prefix_of(std::string_view qualified) {
    const std::size_t colon = qualified.find(':');
    return colon == std::string_view::npos ? std::string_view() : qualified.substr(0, colon);
}

std::string_view code_of(ScanFault fault) {
    switch (fault) {
        case ScanFault::not_well_formed: return code::not_well_formed;
        case ScanFault::bound: return code::too_large;
        case ScanFault::document_type: return code::document_type;
    }
    return code::not_well_formed;
}

}  // namespace

bool Xml::parse(std::string octets, FindingList& findings) {
    source_ = Source(std::move(octets));
    findings.attach(source_);
    if (const auto error = scan_xml(source_.text())) {
        Finding finding;
        finding.severity = Severity::error;
        finding.code = code_of(error->fault);
        finding.text = error->text;
        if (error->related != 0) {
            finding.text += ", opened in line " + std::to_string(source_.place(error->related).line);
        }
        findings.add(std::move(finding), error->offset);
        return false;
    }
    if (source_.was_not_utf8()) {
        findings.add(Severity::warning, code::encoding, source_.first_bad_octet(), "",
                     "not UTF-8 from here on; the octets at fault are read as ISO 8859-1");
    }
    buffer_.assign(source_.text().begin(), source_.text().end());
    const auto parsed = tree_.load_buffer_inplace(
        buffer_.data(), buffer_.size(), pugi::parse_default | pugi::parse_embed_pcdata, pugi::encoding_utf8);
    if (!parsed || !root()) {
        findings.add(Severity::error, code::not_well_formed,
                     static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)), "",
                     parsed ? "no root element" : std::string(parsed.description()));
        return false;
    }
    learn_prefixes();
    if (name(root()) != "SCL") {
        findings.add(Severity::error, code::not_scl, offset(root()), "",
                     "the root element is <" + std::string(root().name()) + ">, not <SCL>");
        return false;
    }
    return true;
}

void Xml::learn_prefixes() {
    bool named = false;
    for (const pugi::xml_attribute attribute : root().attributes()) {
        const std::string_view key = attribute.name();
        const bool ours = std::string_view(attribute.value()).starts_with(name_space);
        if (key == "xmlns") {
            default_is_ours_ = ours;
            named = true;
        } else if (key.starts_with("xmlns:") && ours) {
            prefixes_.push_back(key.substr(6));
        }
    }
    // A root <scl:SCL> whose prefix is bound, with no default name space: then only prefixed elements are
    // SCL's. Hand-made files bind nothing at all; there everything without prefix is meant to be SCL.
    if (!named) default_is_ours_ = true;
    if (named && !default_is_ours_ && prefix_of(root().name()).empty()) default_is_ours_ = true;
}

std::uint32_t Xml::offset(Text text) const {
    if (text.data() == nullptr || text.data() < buffer_.data() ||
        text.data() > buffer_.data() + buffer_.size()) {
        return 0;
    }
    return static_cast<std::uint32_t>(text.data() - buffer_.data());
}

std::uint32_t Xml::offset(pugi::xml_node element) const {
    const std::uint32_t at = offset(Text(element.name()));
    return at == 0 ? 0 : at - 1;  // at the '<'
}

std::string_view Xml::name(pugi::xml_node element) const {
    const std::string_view qualified = element.name();
    const std::string_view prefix = prefix_of(qualified);
    for (const pugi::xml_attribute attribute : element.attributes()) {
        const std::string_view key = attribute.name();
        if (!key.starts_with("xmlns") || element == root()) continue;
        const bool concerned = prefix.empty() ? key == "xmlns" : key.size() > 6 && key.substr(6) == prefix;
        if (!concerned) continue;
        if (!std::string_view(attribute.value()).starts_with(name_space)) return {};
        return prefix.empty() ? qualified : qualified.substr(prefix.size() + 1);
    }
    if (prefix.empty()) return default_is_ours_ ? qualified : std::string_view();
    if (std::find(prefixes_.begin(), prefixes_.end(), prefix) == prefixes_.end()) return {};
    return qualified.substr(prefix.size() + 1);
}

pugi::xml_node Xml::own(pugi::xml_node element) const {
    while (element && (element.type() != pugi::node_element || name(element).empty())) {
        element = element.next_sibling();
    }
    return element;
}

pugi::xml_node Xml::child(pugi::xml_node parent, std::string_view wanted) const {
    for (const pugi::xml_node element : children(*this, parent)) {
        if (name(element) == wanted) return element;
    }
    return {};
}

Text Xml::attribute(pugi::xml_node element, const char* wanted) {
    const pugi::xml_attribute found = element.attribute(wanted);
    return found ? Text(found.value()) : Text();
}

Text Xml::content(pugi::xml_node element) {
    const char* text = element.text().get();
    return trimmed(text);
}

}  // namespace busbar::scl
