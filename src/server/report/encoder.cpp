// SPDX-License-Identifier: Apache-2.0
// One segment is planned front to back (how many members fit) and then written back to front. The values lie
// in the entry as they go on the wire, so that those of a segment are one copy.
#include "server/report/encoder.hpp"

#include <algorithm>
#include <array>

#include "mms/data_writer.hpp"

namespace busbar::server::report {

namespace put = mms::put;

namespace {

/// What stands in the place of a value that is too long: failure [0] object-value-invalid.
constexpr std::array<Octet, 3> replacement{0x80, 1,
                                           static_cast<Octet>(DataAccessError::object_value_invalid)};
constexpr std::size_t reason_octets = 4;
/// informationReport's variableListName vmd-specific "RPT".
constexpr std::array<Octet, 7> list_name{0xA1, 5, 0x80, 3, 'R', 'P', 'T'};
constexpr Octet list_tag = 0xA0, information_report_tag = 0xA0, unconfirmed_tag = 0xA3;

constexpr std::size_t with_header(std::size_t content) {
    if (content < 0x80) return content + 2;
    if (content < 0x100) return content + 3;
    if (content < 0x10000) return content + 4;
    return content + (content < 0x1000000 ? 5U : 6U);
}

constexpr std::size_t unsigned_element(std::uint32_t value) {
    std::size_t octets = 3;
    for (value >>= 7U; value != 0; value >>= 8U) ++octets;
    return octets;
}

std::string_view reference_of(const model::Model& model, const model::DataSetMember& member,
                              std::span<char> buffer) {
    return member.node == model::no_node ? std::string_view(member.missing)
                                         : model.reference(member.node, buffer);
}

/// The whole PDU around results of `content` octets.
constexpr std::size_t whole_pdu(std::size_t content) {
    return with_header(with_header(list_name.size() + with_header(content)));
}

}  // namespace

/// Which members one segment takes, and how.
struct ReportEncoder::Segment {
    std::size_t count = 0;   // members
    std::size_t octets = 0;  // of their values in the entry
    bool replace_first = false;
    bool segmented = false;
    bool last = true;
};

ReportEncoder::ReportEncoder(const model::Model& model, const ReportFrame& frame, const Entry& entry)
    : model_(model), frame_(frame), entry_(entry) {}

/// Octets of the results without members.
std::size_t ReportEncoder::frame_octets(bool segmented) const {
    const OptFlds& fields = frame_.fields;
    std::size_t octets = with_header(frame_.rpt_id.size()) + with_header(3);
    if (fields.sequence_number) octets += unsigned_element(frame_.sequence_number);
    if (fields.report_time_stamp) octets += with_header(6);
    if (fields.data_set_name) octets += with_header(frame_.data_set.size());
    if (fields.buffer_overflow) octets += with_header(1);
    if (fields.entry_id) octets += with_header(8);
    if (fields.conf_revision) octets += unsigned_element(frame_.conf_revision);
    if (segmented) octets += unsigned_element(segment_) + with_header(1);
    return octets + with_header(1 + (frame_.members.size() + 7) / 8);
}

/// Octets of what goes with a member's value.
std::size_t ReportEncoder::companions(std::size_t included) const {
    std::size_t octets = frame_.fields.reason_for_inclusion ? reason_octets : 0;
    if (frame_.fields.data_reference) {
        std::array<char, model::Model::max_reference_octets> buffer;  // NOLINT: written before it is read
        const auto& member = frame_.members[entry_.included[included].member];
        octets += with_header(reference_of(model_, member, buffer).size());
    }
    return octets;
}

/// As many members as fit; nothing when not even one does.
std::optional<ReportEncoder::Segment> ReportEncoder::plan(std::size_t bound) const {
    Segment segment;
    const std::size_t left = entry_.included.size() - position_;
    std::size_t content = frame_octets(segment_ != 0 || left > 1);
    while (segment.count < left) {
        const std::size_t at = position_ + segment.count;
        const std::size_t value = entry_.included[at].value_octets;
        const std::size_t beside = companions(at);
        if (whole_pdu(content + beside + value) <= bound) {
            content += beside + value;
        } else if (segment.count == 0 && whole_pdu(content + beside + replacement.size()) <= bound) {
            content += beside + replacement.size();
            segment.replace_first = true;
        } else {
            break;
        }
        segment.octets += value;
        ++segment.count;
    }
    if (segment.count == 0) return std::nullopt;
    segment.last = segment.count == left;
    // A report of one PDU, shortened as it may be, is not a segmented one.
    segment.segmented = segment_ != 0 || !segment.last;
    return segment;
}

void ReportEncoder::put_members(BackWriter& writer, const Segment& segment) const {
    const auto included = entry_.included.subspan(position_, segment.count);
    if (frame_.fields.reason_for_inclusion) {
        // Seven bits since edition 2, where application-trigger was added.
        const bool six = model_.identity().edition == model::Edition::ed1;
        const Octet unused = six ? 2 : 1;
        const unsigned mask = six ? 0x7CU : 0x7EU;
        if (Octet* at = writer.prepend(included.size() * reason_octets)) {
            for (const IncludedMember& member : included) {
                *at++ = put::bit_string_tag;
                *at++ = 2;
                *at++ = unused;
                *at++ = static_cast<Octet>(member.reason.bits() & mask);
            }
        }
    }
    const std::size_t skipped = segment.replace_first ? included.front().value_octets : 0;
    writer.prepend_bytes(entry_.values.subspan(values_position_ + skipped, segment.octets - skipped));
    if (segment.replace_first) writer.prepend_bytes(replacement);
    if (!frame_.fields.data_reference) return;
    std::array<char, model::Model::max_reference_octets> buffer;  // NOLINT: written before it is read
    for (std::size_t i = included.size(); i-- > 0 && !writer.overflowed();) {
        put::visible_string(writer, reference_of(model_, frame_.members[included[i].member], buffer));
    }
}

void ReportEncoder::put_inclusion(BackWriter& writer, const Segment& segment) const {
    const std::size_t octets = (frame_.members.size() + 7) / 8;
    if (Octet* at = writer.prepend(octets)) {
        std::fill_n(at, octets, Octet{0});
        for (const IncludedMember& member : entry_.included.subspan(position_, segment.count)) {
            at[member.member / 8U] |= static_cast<Octet>(0x80U >> (member.member % 8U));
        }
    }
    writer.prepend_octet(static_cast<Octet>(octets * 8 - frame_.members.size()));
    put::header(writer, put::bit_string_tag, octets + 1);
}

void ReportEncoder::put_frame(BackWriter& writer, const Segment& segment) const {
    // TRUE as 1: what everybody sends here.
    const auto boolean = [&](bool value) {
        writer.prepend_octets({put::boolean_tag, 1, static_cast<Octet>(value ? 1 : 0)});
    };
    OptFlds fields = frame_.fields;
    fields.segmentation = segment.segmented;
    if (segment.segmented) {
        boolean(!segment.last);
        put::unsigned_integer(writer, segment_);
    }
    if (fields.conf_revision) put::unsigned_integer(writer, frame_.conf_revision);
    if (fields.entry_id) {
        std::array<Octet, 8> id;  // NOLINT: filled below
        for (std::size_t i = 0; i < id.size(); ++i) {
            id[i] = static_cast<Octet>(entry_.number >> (8 * (id.size() - 1 - i)) & 0xFFU);
        }
        put::octet_string(writer, id);
    }
    if (fields.buffer_overflow) boolean(frame_.buffer_overflow);
    if (fields.data_set_name) put::visible_string(writer, frame_.data_set);
    if (fields.report_time_stamp) put::binary_time(writer, entry_.time.octets());
    if (fields.sequence_number) put::unsigned_integer(writer, frame_.sequence_number);
    const std::uint16_t bits = fields.wire_octets();
    const std::array<Octet, 2> octets{static_cast<Octet>(bits >> 8U), static_cast<Octet>(bits & 0xFFU)};
    put::bit_string(writer, octets, 16 - OptFlds::size);
    put::visible_string(writer, frame_.rpt_id);
}

/// False when the writer's bound was met.
bool ReportEncoder::put_segment(BackWriter& writer, const Segment& segment) const {
    const std::size_t before = writer.size();
    put_members(writer, segment);
    if (!writer.overflowed()) {
        put_inclusion(writer, segment);
        put_frame(writer, segment);
        put::header(writer, list_tag, writer.size() - before);
        writer.prepend_bytes(list_name);
        put::header(writer, information_report_tag, writer.size() - before);
        put::header(writer, unconfirmed_tag, writer.size() - before);
    }
    if (!writer.overflowed()) return true;
    writer.truncate(before);
    return false;
}

Encoded ReportEncoder::next(BackWriter& writer) {
    const std::size_t left = entry_.included.size() - position_;
    const std::size_t octets = entry_.values.size() - values_position_;
    const std::size_t bound = writer.max_octets() - std::min(writer.size(), writer.max_octets());
    // Mostly all fits. Whether it does is known without the references' lengths only when it is written.
    Segment segment{left, octets, false, segment_ != 0, true};
    if (whole_pdu(frame_octets(segment.segmented) + octets) > bound || !put_segment(writer, segment)) {
        const std::optional<Segment> planned = plan(bound);
        if (!planned || !put_segment(writer, *planned)) return Encoded::does_not_fit;
        segment = *planned;
    }
    position_ += segment.count;
    values_position_ += segment.octets;
    ++segment_;
    replaced_ += segment.replace_first ? 1U : 0U;
    return segment.last ? Encoded::complete : Encoded::more_follows;
}

}  // namespace busbar::server::report
