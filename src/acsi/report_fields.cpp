// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <busbar/report_fields.hpp>
#include <string_view>

namespace busbar {
namespace {

template <class List>
struct Bit {
    bool List::*member;
    std::uint16_t mask;
    std::string_view name;
};

constexpr auto trigger_bits = std::to_array<Bit<TrgOps>>({
    {&TrgOps::data_change, 0x4000, "dchg"},
    {&TrgOps::quality_change, 0x2000, "qchg"},
    {&TrgOps::data_update, 0x1000, "dupd"},
    {&TrgOps::integrity, 0x0800, "integrity"},
    {&TrgOps::general_interrogation, 0x0400, "gi"},
});
constexpr auto field_bits = std::to_array<Bit<OptFlds>>({
    {&OptFlds::sequence_number, 0x4000, "seqNum"},
    {&OptFlds::report_time_stamp, 0x2000, "timeStamp"},
    {&OptFlds::reason_for_inclusion, 0x1000, "reasonCode"},
    {&OptFlds::data_set_name, 0x0800, "dataSet"},
    {&OptFlds::data_reference, 0x0400, "dataRef"},
    {&OptFlds::buffer_overflow, 0x0200, "bufOvfl"},
    {&OptFlds::entry_id, 0x0100, "entryID"},
    {&OptFlds::conf_revision, 0x0080, "confRev"},
    {&OptFlds::segmentation, 0x0040, "segmentation"},
});

template <class List, std::size_t N>
std::uint16_t to_octets(const List& list, const std::array<Bit<List>, N>& bits) {
    unsigned octets = 0;
    for (const Bit<List>& bit : bits) octets |= list.*(bit.member) ? bit.mask : 0U;
    return static_cast<std::uint16_t>(octets);
}

template <class List, std::size_t N>
List from_octets(std::uint16_t octets, const std::array<Bit<List>, N>& bits) {
    List list;
    for (const Bit<List>& bit : bits) list.*(bit.member) = (octets & bit.mask) != 0;
    return list;
}

void add_name(std::string& text, std::string_view name) {
    if (!text.empty()) text += ' ';
    text += name;
}

std::string or_none(std::string text) {
    return text.empty() ? "none" : text;
}

template <class List, std::size_t N>
std::string to_text(const List& list, const std::array<Bit<List>, N>& bits) {
    std::string text;
    for (const Bit<List>& bit : bits) {
        if (list.*(bit.member)) add_name(text, bit.name);
    }
    return or_none(std::move(text));
}

}  // namespace

std::uint16_t TrgOps::wire_octets() const {
    return to_octets(*this, trigger_bits);
}
TrgOps TrgOps::from_wire_octets(std::uint16_t octets) {
    return from_octets(octets, trigger_bits);
}
std::string TrgOps::text() const {
    return to_text(*this, trigger_bits);
}

std::uint16_t OptFlds::wire_octets() const {
    return to_octets(*this, field_bits);
}
OptFlds OptFlds::from_wire_octets(std::uint16_t octets) {
    return from_octets(octets, field_bits);
}
std::string OptFlds::text() const {
    return to_text(*this, field_bits);
}

std::string ReasonCode::text() const {
    std::string text;
    if (has(data_change)) add_name(text, "dchg");
    if (has(quality_change)) add_name(text, "qchg");
    if (has(data_update)) add_name(text, "dupd");
    if (has(integrity)) add_name(text, "integrity");
    if (has(general_interrogation)) add_name(text, "gi");
    if (has(application_trigger)) add_name(text, "application");
    return or_none(std::move(text));
}

}  // namespace busbar
