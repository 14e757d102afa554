// SPDX-License-Identifier: Apache-2.0
// The table of codes, rendering, and the list in which findings are gathered.
#include "scl/finding.hpp"

#include <algorithm>
#include <array>

#include "scl/limits.hpp"

namespace busbar {
namespace {

constexpr std::array codes = {
    SclCode{scl::code::not_well_formed, "The file is not well-formed XML; nothing of it is used."},
    SclCode{scl::code::too_large,
            "The file is larger, deeper or denser than any SCL file; it is refused unread."},
    SclCode{scl::code::document_type,
            "The file declares a document type with entities; SCL has none, so it is refused."},
    SclCode{scl::code::encoding, "Octets are not UTF-8; they are read as ISO 8859-1."},
    SclCode{scl::code::not_scl, "The root element is not SCL."},
    SclCode{scl::code::edition_unknown,
            "The version of the schema is not known; the file is read as edition 2.1."},
    SclCode{scl::code::attribute_missing, "A required attribute is missing; it is read as empty."},
    SclCode{scl::code::attribute_value, "An attribute is not of its type; the schema's default is used."},
    SclCode{scl::code::no_ied, "The file has no IED, so there is nothing to serve."},
    SclCode{scl::code::ied_duplicate, "Two IEDs have the same name; the first one counts."},
    SclCode{scl::code::access_point_duplicate,
            "Two access points of an IED have the same name; the first one counts."},
    SclCode{scl::code::device_duplicate, "Two logical devices of a server have the same name."},
    SclCode{scl::code::node_duplicate, "Two logical nodes of a logical device have the same name."},
    SclCode{scl::code::no_ln0, "A logical device has no LN0."},
    SclCode{scl::code::server_at_unknown,
            "ServerAt names an access point that does not exist or has no server."},
    SclCode{scl::code::bad_name, "A name has characters that MMS or IEC 61850 do not allow."},
    SclCode{scl::code::name_too_long, "A name is longer than 64 characters and cannot be an MMS identifier."},
    SclCode{scl::code::block_duplicate,
            "Two data sets or control blocks of a logical node have the same name; the first one is served."},
    SclCode{scl::code::connected_ap_unknown,
            "A ConnectedAP names an IED or access point that does not exist."},
    SclCode{scl::code::bad_address, "A field of an address cannot be read; it is ignored."},
    SclCode{scl::code::address_block_unknown,
            "A GSE or SMV address names a control block that does not exist."},
    SclCode{scl::code::selector_padded,
            "A selector has an odd number of hexadecimal digits; a zero is put before it."},
    SclCode{scl::code::ln_type_unknown, "lnType names no LNodeType; the logical node cannot be served."},
    SclCode{scl::code::do_type_unknown, "The type of a DO or SDO names no DOType."},
    SclCode{scl::code::da_type_unknown, "The type of a structured DA or BDA names no DAType."},
    SclCode{scl::code::enum_type_unknown,
            "The type of an enumeration names no EnumType; it is served as a plain integer."},
    SclCode{scl::code::type_recursive,
            "A type contains itself, directly or through others; it cannot be served."},
    SclCode{scl::code::type_duplicate, "Two types of one kind have the same id."},
    SclCode{scl::code::member_duplicate, "Two members of a type have the same name."},
    SclCode{scl::code::basic_type_unknown, "bType is not one of the standard's basic types."},
    SclCode{scl::code::fc_unknown, "fc is not one of the standard's functional constraints."},
    SclCode{scl::code::bad_count,
            "count is neither a number nor the name of an attribute that holds one; no array is served."},
    SclCode{scl::code::type_too_large, "A type or IED has more levels or attributes than any device has."},
    SclCode{scl::code::ln_class_differs, "The LNodeType of a logical node is of another class."},
    SclCode{scl::code::bad_enum_value, "An EnumVal has no usable number, or one that is used already."},
    SclCode{scl::code::type_empty, "A type has no members."},
    SclCode{scl::code::doi_unknown, "A DOI names a data object that the type does not have; it is dropped."},
    SclCode{scl::code::sdi_unknown, "An SDI names a member that the type does not have; it is dropped."},
    SclCode{scl::code::dai_unknown, "A DAI names an attribute that the type does not have; it is dropped."},
    SclCode{scl::code::bad_value, "A Val does not fit the type of its attribute; the value is dropped."},
    SclCode{scl::code::enum_literal_unknown,
            "A Val is no literal of the attribute's enumeration; the value is dropped."},
    SclCode{scl::code::index_out_of_range, "An ix is missing, stands at no array, or is beyond its end."},
    SclCode{scl::code::group_out_of_range,
            "An sGroup is not one of the setting groups; the value is dropped."},
    SclCode{scl::code::instance_duplicate,
            "Two DOI, SDI or DAI stand for the same object; values of the later one count."},
    SclCode{scl::code::val_kind_unknown, "valKind is not Spec, Conf, RO or Set; it is read as Set."},
    SclCode{scl::code::control_synthesised,
            "ctlModel asks for control attributes that the types lack; they are added by the rules of 8-1."},
    SclCode{scl::code::octets_read_as,
            "The value of an octet string could be hexadecimal or base64; the text says how it was read."},
    SclCode{scl::code::member_device_unknown,
            "An FCDA names a logical device that the server does not have; it is dropped."},
    SclCode{scl::code::member_node_unknown,
            "An FCDA names a logical node that does not exist; it is dropped."},
    SclCode{scl::code::member_unknown, "An FCDA names an object that the type does not have; it is dropped."},
    SclCode{scl::code::member_fc,
            "An FCDA has no usable fc, or one whose data may not be in a data set; it is dropped."},
    SclCode{scl::code::member_index,
            "An index of an FCDA stands at no array or beyond its end; the member is dropped."},
    SclCode{scl::code::data_set_empty, "A data set has no usable member."},
    SclCode{scl::code::data_set_unknown,
            "datSet names no data set of the logical node; the control block starts without one."},
    SclCode{scl::code::log_unknown, "A LogControl names a log that no Log element declares; it is added."},
    SclCode{scl::code::report_instances,
            "RptEnabled max is not from 1 to 99; the nearest of the two is used."},
    SclCode{scl::code::clients_too_many,
            "A ReportControl has more ClientLN than instances; the rest is not reserved."},
    SclCode{scl::code::setting_control,
            "A SettingControl has no usable number of groups, or an active one beyond it; it is mended."},
    SclCode{scl::code::setting_control_missing,
            "A logical device has settings in groups but no SettingControl; they stay as they are."},
};

std::string spaces(std::size_t n) {
    return std::string(n, ' ');
}

}  // namespace

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::info: return "info";
        case Severity::warning: return "warning";
        case Severity::error: return "error";
    }
    return "unknown";
}

std::string_view name_of(SclEdition edition) {
    switch (edition) {
        case SclEdition::ed1: return "edition 1";
        case SclEdition::ed2: return "edition 2";
        case SclEdition::ed2_1: return "edition 2.1";
        case SclEdition::ed2_2: return "edition 2.2";
    }
    return "unknown";
}

std::span<const SclCode> scl_codes() {
    return codes;
}

std::string render(const SclFinding& finding, std::string_view file_name) {
    std::string out = escaped(file_name);
    if (finding.line != 0) {
        out += ":" + std::to_string(finding.line) + ":" + std::to_string(finding.column);
    }
    out += ": ";
    out += name_of(finding.severity);
    out += ": ";
    if (!finding.path.empty()) out += escaped(finding.path) + ": ";
    out += escaped(finding.text);
    out += " [";
    out += finding.code;
    out += "]";
    if (finding.excerpt.empty()) {
        if (!finding.hint.empty()) out += "\n  " + escaped(finding.hint);
        return out;
    }
    const std::string number = std::to_string(finding.line);
    out += "\n  " + number + " | " + escaped(finding.excerpt);
    out += "\n  " + spaces(number.size()) + " | " + spaces(finding.caret) + "^";
    if (!finding.hint.empty()) out += " " + escaped(finding.hint);
    return out;
}

namespace scl {

void FindingList::add(Finding finding, std::size_t offset) {
    if (notes_.size() >= limits::findings) {
        ++dropped_;
        return;
    }
    if (source_ != nullptr) {
        const Place place = source_->place(offset);
        Excerpt excerpt = source_->excerpt(offset);
        finding.line = place.line;
        finding.column = place.column;
        finding.excerpt = std::move(excerpt.line);
        finding.caret = excerpt.caret;
    }
    notes_.push_back({std::move(finding), static_cast<std::uint32_t>(offset), ied_, type_});
}

void FindingList::add(Severity severity, std::string_view code, std::size_t offset, std::string path,
                      std::string text, std::string hint) {
    Finding finding;
    finding.severity = severity;
    finding.code = code;
    finding.path = std::move(path);
    finding.text = std::move(text);
    finding.hint = std::move(hint);
    add(std::move(finding), offset);
}

bool FindingList::hints() const {
    return notes_.size() < limits::hints;
}

void FindingList::sort() {
    std::stable_sort(notes_.begin(), notes_.end(),
                     [](const Note& a, const Note& b) { return a.offset < b.offset; });
}

}  // namespace scl
}  // namespace busbar
