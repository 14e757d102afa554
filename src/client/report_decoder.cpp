// SPDX-License-Identifier: Apache-2.0
#include "client/report_decoder.hpp"

#include <algorithm>

namespace busbar::client {
namespace {

/// Memory that values of members which are not in the present report may keep, in octets.
constexpr std::size_t max_kept_octets = std::size_t{2} << 20U;

/// Members of a data set of which only a report tells the size.
constexpr std::size_t max_unknown_members = 32'768;

/// Memory behind a value, roughly.
std::size_t footprint(const Value& value) {
    std::size_t octets = sizeof(Value);
    for (const Value& item : value.items()) octets += footprint(item);
    if (const auto* text = value.get_if<std::string>()) octets += text->capacity();
    if (const auto* string = value.get_if<OctetString>()) octets += string->octets.capacity();
    if (const auto* bits = value.get_if<BitString>()) octets += bits->octets.capacity();
    if (const auto* text = value.get_if<UnicodeString>()) octets += text->text.capacity();
    return octets;
}

bool test(const ber::BitString& bits, std::size_t bit) {
    return (bits.octets[bit / 8] >> (7U - bit % 8U) & 1U) != 0;
}

}  // namespace

bool ReportDecoder::set_members(std::shared_ptr<MemberTable> members) {
    const bool broken = assembling_;
    drop();
    skipping_ = false;
    members_ = std::move(members);
    report_.values.clear();
    report_.keeps = members_;
    last_inclusion_.clear();
    kept_.clear();
    kept_octets_ = 0;
    return broken;
}

ReportDecoder::Outcome ReportDecoder::decode(Bytes results) {
    ReportFrame frame;
    ber::DecodeState state(results);
    if (!read_frame(results, frame, state)) return Outcome::unreadable;
    return decode(results, frame);
}

ReportDecoder::Outcome ReportDecoder::decode(Bytes results, const ReportFrame& frame) {
    if (const std::optional<Outcome> outcome = begin(frame)) return *outcome;
    octets_ += results.size();
    if (octets_ > max_octets || !fits(frame) || !read_blocks(frame)) {
        const bool more = frame.is_segmented() && frame.more_segments;
        drop();
        skipping_ = more;
        sequence_ = frame.sequence;
        return Outcome::unreadable;
    }
    if (frame.segment == 0) take_frame(frame);
    if (frame.is_segmented()) {
        ++next_segment_;
        report_.segments = next_segment_;
        // Only the last says so where an entry's overflow or identification was left out before.
        report_.buffer_overflow = report_.buffer_overflow || frame.buffer_overflow;
        if (frame.more_segments) return Outcome::partial;
        assembling_ = false;
        if (!finish_segments()) return Outcome::unreadable;
    }
    return Outcome::complete;
}

/// Where the frame stands in a series of segments. Nothing: it is to be read.
std::optional<ReportDecoder::Outcome> ReportDecoder::begin(const ReportFrame& frame) {
    const bool first = !frame.is_segmented() || frame.segment == 0;
    if (first) {
        if (assembling_) {
            ++broken_off_;
            drop();
        }
        skipping_ = false;
        assembling_ = frame.is_segmented();
        sequence_ = frame.sequence;
        next_segment_ = 0;
        octets_ = 0;
        items_left_ = max_items;
        return std::nullopt;
    }
    if (assembling_ && frame.sequence == sequence_ && frame.segment == next_segment_) return std::nullopt;
    // Told once for each report, however many of its segments come.
    const bool known = skipping_ && frame.sequence == sequence_;
    if (assembling_ && frame.sequence != sequence_) ++broken_off_;
    drop();
    skipping_ = frame.more_segments;
    sequence_ = frame.sequence;
    return known ? Outcome::skipped : Outcome::incomplete;
}

/// Whether the inclusion bits are of the data set; surplus ones must be zero.
bool ReportDecoder::fits(const ReportFrame& frame) {
    const std::size_t bits = frame.inclusion.size();
    if (!members_) {
        if (bits > max_unknown_members) return false;
        members_ = MemberTable::of_size(bits);
        report_.keeps = members_;
    }
    const std::size_t members = members_->members().size();
    if (bits < members) return false;
    for (std::size_t bit = members; bit < bits; ++bit) {
        if (test(frame.inclusion, bit)) return false;
    }
    return true;
}

/// The values before `first` are of the segments before.
bool ReportDecoder::read_blocks(const ReportFrame& frame) {
    const std::size_t first = frame.segment == 0 ? 0 : report_.values.size();
    if (!prepare_values(frame, first)) return false;
    Values& values = report_.values;
    ber::Reader reader(frame.blocks);
    if (frame.fields.data_reference && !read_references(frame, reader, first)) return false;
    ValueReader read(frame.blocks, items_left_);
    ber::Element element;
    for (std::size_t i = first; i < values.size(); ++i) {
        if (reader.done() || !reader.next(element, read.state())) return false;
        if (!read.read_result(element, values[i].value)) return false;
    }
    items_left_ = read.items_left();
    for (std::size_t i = first; i < values.size(); ++i) {
        values[i].reason = ReasonCode();
        if (!frame.fields.reason_for_inclusion) continue;
        if (reader.done() || !reader.next(element, read.state())) return false;
        ber::BitString bits;
        if (element.key != ber::context_key(4) || element.constructed ||
            !ber::Primitive<ber::BitString>::decode(element.content, bits, read.state())) {
            return false;
        }
        // 6 or 7 bits, or more: the first octet has all that mean something.
        if (bits.octets.empty()) continue;
        const unsigned unused = bits.octets.size() == 1 ? bits.unused : 0U;
        values[i].reason =
            ReasonCode::from_bits(static_cast<std::uint8_t>(bits.octets[0] & (0xFFU << unused)));
    }
    return reader.done();
}

bool ReportDecoder::read_references(const ReportFrame& frame, ber::Reader& reader, std::size_t first) {
    ber::DecodeState state(frame.blocks);
    ber::Element element;
    for (std::size_t i = first; i < report_.values.size(); ++i) {
        if (reader.done() || !reader.next(element, state)) return false;
        if (element.key != ber::context_key(10) || element.constructed) return false;
        ReportedValue& value = report_.values[i];
        value.member = &members_->named(value.index, text_of(element.content));
    }
    return true;
}

/// One entry for each included member, in their order. Those of the report before stay where they are when
/// the same members are included: the usual case costs nothing.
bool ReportDecoder::prepare_values(const ReportFrame& frame, std::size_t first) {
    Values& values = report_.values;
    const Bytes bits = frame.inclusion.octets;
    if (first == 0 && !last_inclusion_.empty() &&
        std::equal(bits.begin(), bits.end(), last_inclusion_.begin(), last_inclusion_.end())) {
        if (!frame.fields.data_reference) {
            for (ReportedValue& value : values) value.member = &members_->members()[value.index];
        }
        return true;
    }
    if (first == 0) return_values(0);
    // Before anything is made for them: an included member takes two octets at least.
    if (frame.included > frame.blocks.size() / 2 || frame.included > max_items - first) return false;
    if (kept_.size() < members_->members().size()) kept_.resize(members_->members().size());
    const std::size_t members = members_->members().size();
    for (std::size_t octet = 0; octet < bits.size(); ++octet) {
        if (bits[octet] == 0) continue;
        for (std::size_t bit = octet * 8; bit < std::min(octet * 8 + 8, members); ++bit) {
            if (test(frame.inclusion, bit)) add_value(bit);
        }
    }
    last_inclusion_.clear();
    if (!frame.is_segmented()) last_inclusion_.assign(bits.begin(), bits.end());
    return true;
}

ReportedValue& ReportDecoder::add_value(std::size_t member) {
    ReportedValue& value = report_.values.emplace_back();
    value.index = member;
    value.member = &members_->members()[member];
    Kept& kept = kept_[member];
    value.value = std::move(kept.value);
    kept_octets_ -= std::exchange(kept.octets, 0);
    return value;
}

/// Keeps the memory of values for the next time that their members are reported.
void ReportDecoder::return_values(std::size_t first) {
    Values& values = report_.values;
    for (std::size_t i = first; i < values.size(); ++i) {
        if (values[i].index >= kept_.size()) continue;
        const std::size_t octets = footprint(values[i].value);
        Kept& kept = kept_[values[i].index];
        if (kept_octets_ - kept.octets + octets > max_kept_octets) continue;
        kept_octets_ += octets - kept.octets;
        kept = {std::move(values[i].value), octets};
    }
    values.resize(first);
}

void ReportDecoder::take_frame(const ReportFrame& frame) {
    if (report_.rpt_id != frame.rpt_id) report_.rpt_id = frame.rpt_id;
    if (frame.data_set && report_.data_set != *frame.data_set) report_.data_set = *frame.data_set;
    report_.fields = frame.fields;
    report_.sequence = frame.sequence;
    report_.time_of_entry = frame.time_of_entry;
    report_.buffer_overflow = frame.buffer_overflow;
    report_.entry_id = frame.entry_id;
    report_.conf_rev = frame.conf_rev;
    report_.segments = 1;
}

/// Members in the order of the data set, each once.
bool ReportDecoder::finish_segments() {
    Values& values = report_.values;
    const auto by_index = [](const ReportedValue& a, const ReportedValue& b) { return a.index < b.index; };
    if (!std::is_sorted(values.begin(), values.end(), by_index)) {
        std::sort(values.begin(), values.end(), by_index);
    }
    const auto twice =
        std::adjacent_find(values.begin(), values.end(),
                           [](const ReportedValue& a, const ReportedValue& b) { return a.index == b.index; });
    if (twice == values.end()) return true;
    drop();
    return false;
}

void ReportDecoder::drop() {
    assembling_ = false;
    next_segment_ = 0;
    report_.values.clear();
    last_inclusion_.clear();
}

}  // namespace busbar::client
