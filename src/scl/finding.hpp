// SPDX-License-Identifier: Apache-2.0
// Findings while they are gathered: the public SclFinding with the offset it stands at and what it belongs
// to, and the codes. Left out: the texts of the codes' table, which are in finding.cpp.
#pragma once

#include <busbar/scl.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "scl/source.hpp"

namespace busbar::scl {

using Finding = SclFinding;

/// The stable codes. Groups: 00 file, 01 IED structure, 02 communication, 03 types, 04 instance values, 05
/// data sets, 06 control blocks. A code is never given a second meaning.
namespace code {
inline constexpr std::string_view not_well_formed = "SCL-0001";
inline constexpr std::string_view too_large = "SCL-0002";
inline constexpr std::string_view document_type = "SCL-0003";
inline constexpr std::string_view encoding = "SCL-0004";
inline constexpr std::string_view not_scl = "SCL-0005";
inline constexpr std::string_view edition_unknown = "SCL-0006";
inline constexpr std::string_view attribute_missing = "SCL-0007";
inline constexpr std::string_view attribute_value = "SCL-0008";
inline constexpr std::string_view no_ied = "SCL-0009";
inline constexpr std::string_view ied_duplicate = "SCL-0101";
inline constexpr std::string_view access_point_duplicate = "SCL-0102";
inline constexpr std::string_view device_duplicate = "SCL-0103";
inline constexpr std::string_view node_duplicate = "SCL-0104";
inline constexpr std::string_view no_ln0 = "SCL-0105";
inline constexpr std::string_view server_at_unknown = "SCL-0106";
inline constexpr std::string_view bad_name = "SCL-0107";
inline constexpr std::string_view name_too_long = "SCL-0108";
inline constexpr std::string_view block_duplicate = "SCL-0109";
inline constexpr std::string_view connected_ap_unknown = "SCL-0201";
inline constexpr std::string_view bad_address = "SCL-0202";
inline constexpr std::string_view address_block_unknown = "SCL-0203";
inline constexpr std::string_view selector_padded = "SCL-0204";
inline constexpr std::string_view ln_type_unknown = "SCL-0301";
inline constexpr std::string_view do_type_unknown = "SCL-0302";
inline constexpr std::string_view da_type_unknown = "SCL-0303";
inline constexpr std::string_view enum_type_unknown = "SCL-0304";
inline constexpr std::string_view type_recursive = "SCL-0305";
inline constexpr std::string_view type_duplicate = "SCL-0306";
inline constexpr std::string_view member_duplicate = "SCL-0307";
inline constexpr std::string_view basic_type_unknown = "SCL-0308";
inline constexpr std::string_view fc_unknown = "SCL-0309";
inline constexpr std::string_view bad_count = "SCL-0310";
inline constexpr std::string_view type_too_large = "SCL-0311";
inline constexpr std::string_view ln_class_differs = "SCL-0312";
inline constexpr std::string_view bad_enum_value = "SCL-0313";
inline constexpr std::string_view type_empty = "SCL-0314";
inline constexpr std::string_view doi_unknown = "SCL-0401";
inline constexpr std::string_view sdi_unknown = "SCL-0402";
inline constexpr std::string_view dai_unknown = "SCL-0403";
inline constexpr std::string_view bad_value = "SCL-0404";
inline constexpr std::string_view enum_literal_unknown = "SCL-0405";
inline constexpr std::string_view index_out_of_range = "SCL-0406";
inline constexpr std::string_view group_out_of_range = "SCL-0407";
inline constexpr std::string_view instance_duplicate = "SCL-0408";
inline constexpr std::string_view val_kind_unknown = "SCL-0409";
inline constexpr std::string_view control_synthesised = "SCL-0410";
inline constexpr std::string_view octets_read_as = "SCL-0411";
inline constexpr std::string_view member_device_unknown = "SCL-0501";
inline constexpr std::string_view member_node_unknown = "SCL-0502";
inline constexpr std::string_view member_unknown = "SCL-0503";
inline constexpr std::string_view member_fc = "SCL-0504";
inline constexpr std::string_view member_index = "SCL-0505";
inline constexpr std::string_view data_set_empty = "SCL-0506";
inline constexpr std::string_view data_set_unknown = "SCL-0601";
inline constexpr std::string_view log_unknown = "SCL-0602";
inline constexpr std::string_view report_instances = "SCL-0603";
inline constexpr std::string_view clients_too_many = "SCL-0604";
inline constexpr std::string_view setting_control = "SCL-0605";
inline constexpr std::string_view setting_control_missing = "SCL-0606";
}  // namespace code

struct Type;

/// A finding and what decides whether it matters to an IED.
struct Note {
    Finding finding;
    std::uint32_t offset = 0;
    std::string_view ied;        ///< the IED it lies in, or empty
    const Type* type = nullptr;  ///< the type it lies in, or null
};

/// Findings in the order they were found, bounded.
class FindingList {
public:
    void attach(const Source& source) { source_ = &source; }

    /// Findings added from now on belong to this IED or type.
    void set_ied(std::string_view ied) { ied_ = ied; }
    void set_type(const Type* type) { type_ = type; }

    void add(Finding finding, std::size_t offset);
    void add(Severity severity, std::string_view code, std::size_t offset, std::string path, std::string text,
             std::string hint = {});

    [[nodiscard]] const std::vector<Note>& notes() const { return notes_; }
    [[nodiscard]] std::size_t dropped() const { return dropped_; }
    /// Whether a search for what was meant is still worth its while; false once there are many findings.
    [[nodiscard]] bool hints() const;
    /// Brings the notes into the order of the file.
    void sort();

private:
    const Source* source_ = nullptr;
    std::string_view ied_;
    const Type* type_ = nullptr;
    std::vector<Note> notes_;
    std::size_t dropped_ = 0;
};

}  // namespace busbar::scl
