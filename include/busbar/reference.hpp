// SPDX-License-Identifier: Apache-2.0
// Object references of IEC 61850-7-2 and their MMS form by 8-1: LD/LN.DO.DA[FC] is domain LD, item
// LN$FC$DO$DA. Both spellings are read. Array elements carry their index: LD/LN.HA.phsAHar(3).cVal[MX].
#pragma once

#include <busbar/error.hpp>
#include <busbar/fc.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace busbar {

/// A name between separators, with the array index that follows it.
struct ReferenceComponent {
    std::string name;
    std::optional<std::uint32_t> index;
    friend bool operator==(const ReferenceComponent&, const ReferenceComponent&) = default;
};

/// Names an object of a server: a logical device (no node), a logical node (no path), data or an attribute,
/// or a control block (LD/LN.name[BR], LD/LN$BR$name and LD/LN.BR.name).
struct ObjectReference {
    std::string logical_device;  ///< the MMS domain
    std::string logical_node;
    Fc fc = Fc::none;  ///< none where the text names none
    std::vector<ReferenceComponent> path;

    friend bool operator==(const ObjectReference&, const ObjectReference&) = default;

    /// Reads either spelling. Fails (malformed) with offset = position of the first bad character.
    static Result<ObjectReference> parse(std::string_view text);
    /// From an MMS domain-specific name; the item may carry array indexes. Fails as parse.
    static Result<ObjectReference> from_mms(std::string_view domain, std::string_view item);

    /// "LD/LN.DO.DA[FC]".
    [[nodiscard]] std::string text() const;
    /// "LD/LN$FC$DO$DA", indexes as "(n)": the form inside DatSet, LogRef and data-reference strings.
    [[nodiscard]] std::string mms_text() const;
    /// "LN$FC$DO$DA". Fails (misuse) when a path has no functional constraint, or carries an array index,
    /// which MMS says by alternate access.
    [[nodiscard]] Result<std::string> item_id() const;
    [[nodiscard]] bool has_index() const;
};

/// Names a data set: LD/LN$name or LD/LN.name (domain), @name (of the association), /name (of the VMD).
struct DataSetReference {
    enum class Scope : std::uint8_t { domain, association, vmd };
    Scope scope = Scope::domain;
    std::string logical_device;
    std::string logical_node;
    std::string name;

    friend bool operator==(const DataSetReference&, const DataSetReference&) = default;
    static Result<DataSetReference> parse(std::string_view text);
    /// The form of the DatSet attribute: "LD/LN$name", "@name", "/name".
    [[nodiscard]] std::string text() const;
    /// "LN$name", or the bare name for the other scopes.
    [[nodiscard]] std::string item_id() const;
};

/// Letters, digits and '_': the characters of MMS identifiers that IEC 61850 uses in one component. Empty:
/// no.
bool is_name(std::string_view text);

}  // namespace busbar
