// SPDX-License-Identifier: Apache-2.0
// An SCL file as a tree of elements (pugixml), with what the readers need of it: elements of the SCL name
// space only (IEC 61850-6 lets tools add Private and foreign elements anywhere, to be ignored), attributes as
// views into one buffer, and the place of each in the file. Left out: anything that knows what an element
// means.
#pragma once

#include <cstdint>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "scl/finding.hpp"
#include "scl/source.hpp"

namespace busbar::scl {

/// A view into the buffer of an Xml; data() is null where the attribute or element is absent.
using Text = std::string_view;

class Xml {
public:
    Xml() = default;
    Xml(const Xml&) = delete;
    Xml& operator=(const Xml&) = delete;

    /// False where the text cannot be read; the reason is then the only entry of `findings`.
    bool parse(std::string octets, FindingList& findings);

    [[nodiscard]] const Source& source() const { return source_; }
    [[nodiscard]] pugi::xml_node root() const { return tree_.document_element(); }

    /// Frees the tree. Texts taken from it stay valid.
    void drop_tree() { tree_.reset(); }

    /// Octets from the start of the text, of an element's name or of any Text of this file.
    [[nodiscard]] std::uint32_t offset(Text text) const;
    [[nodiscard]] std::uint32_t offset(pugi::xml_node element) const;

    /// The name without prefix where the element is SCL's, else empty.
    [[nodiscard]] std::string_view name(pugi::xml_node element) const;

    /// Next SCL element after `element`, or null.
    [[nodiscard]] pugi::xml_node own(pugi::xml_node element) const;
    [[nodiscard]] pugi::xml_node first(pugi::xml_node parent) const { return own(parent.first_child()); }
    [[nodiscard]] pugi::xml_node next(pugi::xml_node element) const { return own(element.next_sibling()); }
    /// First SCL child of that name, or null.
    [[nodiscard]] pugi::xml_node child(pugi::xml_node parent, std::string_view wanted) const;

    static Text attribute(pugi::xml_node element, const char* wanted);
    /// The element's character data without the white space around it.
    static Text content(pugi::xml_node element);

private:
    void learn_prefixes();

    Source source_;
    std::vector<char> buffer_;
    pugi::xml_document tree_;
    std::vector<std::string_view> prefixes_;  ///< bound to the SCL name space at the root
    bool default_is_ours_ = true;             ///< an element without prefix is SCL's
};

/// `for (auto e : children(xml, parent))`: the SCL elements below a parent.
class Children {
public:
    struct Iterator {
        const Xml* xml;
        pugi::xml_node at;
        pugi::xml_node operator*() const { return at; }
        Iterator& operator++() {
            at = xml->next(at);
            return *this;
        }
        bool operator!=(const Iterator& other) const { return at != other.at; }
    };
    Children(const Xml& xml, pugi::xml_node parent) : xml_(&xml), parent_(parent) {}
    [[nodiscard]] Iterator begin() const { return {xml_, xml_->first(parent_)}; }
    [[nodiscard]] Iterator end() const { return {xml_, {}}; }

private:
    const Xml* xml_;
    pugi::xml_node parent_;
};

inline Children children(const Xml& xml, pugi::xml_node parent) {
    return {xml, parent};
}

}  // namespace busbar::scl
