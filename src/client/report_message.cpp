// SPDX-License-Identifier: Apache-2.0
#include "client/report_message.hpp"

#include <algorithm>
#include <bit>

#include "ber/codec.hpp"
#include "mms/data.hpp"
#include "mms/object_name.hpp"

namespace busbar::client {
namespace {

constexpr std::string_view report_name = "RPT";

bool is_report_name(const mms::ObjectName* name) {
    if (name == nullptr) return false;
    const auto* const vmd = name->vmd();
    return vmd != nullptr && vmd->item.text == report_name;
}

/// Reads the elements of a frame one after the other, each of the type that is due.
class Walk {
public:
    Walk(Bytes results, ber::DecodeState& state) : reader_(results), state_(state) {}

    template <class T>
    bool take(std::uint32_t tag, T& value) {
        if (reader_.done()) return state_.malformed("the report is too short", reader_.position());
        ber::Element element;
        if (!reader_.next(element, state_)) return false;
        if (element.key != ber::context_key(tag) || element.constructed) {
            return state_.malformed("an element of the report is of another type", element.whole.data());
        }
        return ber::Primitive<T>::decode(element.content, value, state_);
    }
    /// A number: peers send some as INTEGER instead of Unsigned.
    bool take_number(std::optional<std::uint32_t>& number) {
        if (reader_.done()) return state_.malformed("the report is too short", reader_.position());
        ber::Element element;
        if (!reader_.next(element, state_)) return false;
        mms::Unsigned value;
        const bool number_type = element.key == ber::context_key(6) || element.key == ber::context_key(5);
        if (!number_type || element.constructed) {
            return state_.malformed("an element of the report is no number", element.whole.data());
        }
        if (!ber::Primitive<mms::Unsigned>::decode(element.content, value, state_)) return false;
        if (value.value > 0xFFFF'FFFFU) {
            return state_.fail(Fault::violation, "number out of range", element.whole.data());
        }
        number = static_cast<std::uint32_t>(value.value);
        return true;
    }
    [[nodiscard]] Bytes rest() const { return reader_.rest(); }

private:
    ber::Reader reader_;
    ber::DecodeState& state_;
};

OptFlds fields_of(const ber::BitString& bits) {
    std::uint16_t octets = 0;
    if (!bits.octets.empty()) octets = static_cast<std::uint16_t>(bits.octets[0] << 8U);
    if (bits.octets.size() > 1) octets = static_cast<std::uint16_t>(octets | bits.octets[1]);
    // Bits that the string does not have are not set.
    if (bits.size() < 16) octets = static_cast<std::uint16_t>(octets & (0xFFFF'0000U >> bits.size()));
    return OptFlds::from_wire_octets(octets);
}

std::size_t count_ones(const ber::BitString& bits) {
    std::size_t count = 0;
    for (const Octet octet : bits.octets) count += static_cast<std::size_t>(std::popcount(octet));
    if (bits.unused != 0 && !bits.octets.empty()) {
        const unsigned surplus = bits.octets.back() & ((1U << bits.unused) - 1U);
        count -= static_cast<std::size_t>(std::popcount(surplus));
    }
    return count;
}

bool read_entry_fields(Walk& walk, ReportFrame& frame) {
    if (frame.fields.buffer_overflow && !walk.take(3, frame.buffer_overflow)) return false;
    if (!frame.fields.entry_id) return true;
    ber::OctetString id;
    if (!walk.take(9, id)) return false;
    // An EntryID of another size cannot be one; it is not worth losing the report.
    if (id.octets.size() == 8) {
        std::copy(id.octets.begin(), id.octets.end(), frame.entry_id.emplace().octets.begin());
    }
    return true;
}

}  // namespace

bool is_report(Bytes content, Bytes& results) {
    // What every server known sends.
    constexpr std::array<Octet, 7> usual{0xA1, 0x05, 0x80, 0x03, 'R', 'P', 'T'};
    ber::DecodeState state(content);
    ber::Reader reader(content);
    ber::Element specification, list;
    if (reader.done() || !reader.next(specification, state) || reader.done() || !reader.next(list, state)) {
        return false;
    }
    if (!reader.done() || list.key != ber::context_key(0) || !list.constructed) return false;
    if (!std::equal(usual.begin(), usual.end(), specification.whole.begin(), specification.whole.end())) {
        mms::VariableAccessSpecification name;
        if (!ber::decode_element(specification, name, state)) return false;
        bool report = is_report_name(name.list_name());
        if (const auto* const variables = name.variables(); variables != nullptr && variables->size() == 1) {
            const mms::ListEntry entry = variables->front();
            report = is_report_name(entry.variable.name());
        }
        if (!report) return false;
    }
    results = list.content;
    return true;
}

bool read_frame(Bytes results, ReportFrame& frame, ber::DecodeState& state) {
    Walk walk(results, state);
    ber::VisibleString id;
    ber::BitString bits;
    if (!walk.take(10, id) || !walk.take(4, bits)) return false;
    frame.rpt_id = id.text;
    frame.fields = fields_of(bits);
    if (frame.fields.sequence_number && !walk.take_number(frame.sequence)) return false;
    if (frame.fields.report_time_stamp) {
        mms::BinaryTime time;
        if (!walk.take(12, time)) return false;
        frame.time_of_entry = EntryTime{time.milliseconds, time.days.value_or(0)};
    }
    if (frame.fields.data_set_name) {
        ber::VisibleString name;
        if (!walk.take(10, name)) return false;
        frame.data_set = name.text;
    }
    if (!read_entry_fields(walk, frame)) return false;
    if (frame.fields.conf_revision && !walk.take_number(frame.conf_rev)) return false;
    if (frame.fields.segmentation) {
        std::optional<std::uint32_t> segment;
        if (!walk.take_number(segment) || !walk.take(3, frame.more_segments)) return false;
        frame.segment = *segment;
    }
    if (!walk.take(4, frame.inclusion)) return false;
    frame.included = count_ones(frame.inclusion);
    frame.blocks = walk.rest();
    return true;
}

}  // namespace busbar::client
