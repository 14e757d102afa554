// SPDX-License-Identifier: Apache-2.0
// From entries to the octets of an association (IEC 61850-8-1 17.2): at once where that is possible; after
// the answer where a request is being served; when the client has read, where too much waits for it.
#include <algorithm>

#include "server/report/reports.hpp"
#include "server/server.hpp"

namespace busbar::server::report {

namespace {

/// Octets around the values of a report, at most: the frame of each segment, and for each member its
/// reference, its reason and its inclusion bit.
std::size_t estimated_octets(const Entry& entry, const OptFlds& fields) {
    constexpr std::size_t frame = 512, reason = 5, reference = 140;
    const std::size_t each = reason + (fields.data_reference ? reference : 0);
    return entry.values.size() + entry.included.size() * each + frame;
}

}  // namespace

/// The writer is in use, or the client has no answer yet to the Write that enabled the block.
bool Reports::must_wait(const Block& block) const {
    return block.unanswered || server_.serving_;
}

void Reports::enqueue(Block& block) {
    if (block.queued) return;
    block.queued = true;
    queue_.push_back(number_of(block));
}

void Reports::work_off_queue() {
    worked_off_.swap(queue_);
    for (const std::uint16_t number : worked_off_) {
        Block& block = blocks_[number];
        block.queued = false;
        if (!block.enabled) continue;
        if (block.unanswered) {
            const Connection* const connection = server_.find(block.owner);
            const auto is_open = [&](const PendingWrite& write) {
                return write.invoke_id == block.invoke_id;
            };
            block.unanswered = connection != nullptr &&
                               std::any_of(connection->pending.begin(), connection->pending.end(), is_open);
            if (block.unanswered) {
                enqueue(block);
                continue;
            }
        }
        if (block.buffered) send_buffered(block);
    }
    worked_off_.clear();
    if (!outbox_.empty()) work_off_outbox();
}

/// PDUs go out in the order in which they were made; those of blocks that still have to wait stay.
void Reports::work_off_outbox() {
    std::size_t at = 0, kept = 0, kept_octets = 0;
    for (std::size_t i = 0; i < outbox_.size(); ++i) {
        const Waiting waiting = outbox_[i];
        const Bytes octets = Bytes(outbox_octets_).subspan(at, waiting.octets);
        at += waiting.octets;
        if (waiting.block == no_block) continue;
        const Block& block = blocks_[waiting.block];
        if (block.unanswered) {
            std::copy(octets.begin(), octets.end(),
                      outbox_octets_.begin() + static_cast<std::ptrdiff_t>(kept_octets));
            kept_octets += waiting.octets;
            outbox_[kept++] = waiting;
        } else if (Connection* const connection = server_.find(block.owner)) {
            if (connection->association.send(octets)) server_.make_ready(*connection);
        }
    }
    outbox_.resize(kept);
    outbox_octets_.resize(kept_octets);
}

void Reports::forget_outbox(const Block& block) {
    for (Waiting& waiting : outbox_) {
        if (waiting.block == number_of(block)) waiting.block = no_block;
    }
}

/// Whether the client reads fast enough for one more report.
bool Reports::has_room(Connection& connection, const Block& block, const Entry& entry) {
    if (connection.reports_wait) return false;
    const std::size_t waiting = connection.association.output().size();
    if (waiting == 0) return true;
    const std::size_t bound = connection.association.options().send_queue_octets / 2;
    const std::size_t with_it = waiting + estimated_octets(entry, attributes(block).fields());
    if (waiting <= options_.max_waiting_octets && with_it <= bound) return true;
    connection.reports_wait = true;
    return false;
}

void Reports::drained(Connection& connection) {
    if (connection.association.output().size() > options_.max_waiting_octets / 4) return;
    connection.reports_wait = false;
    for (std::uint16_t number = connection.first_report_block; number != no_block;) {
        Block& block = blocks_[number];
        number = block.next_owned;
        if (!block.draining) continue;
        block.draining = false;
        send_buffered(block);
    }
}

void Reports::send_unbuffered(Block& block, const Entry& entry) {
    Connection* const connection = server_.find(block.owner);
    if (connection == nullptr) return;
    const bool later = must_wait(block);
    const bool room =
        later ? outbox_octets_.size() < options_.max_unanswered_octets : has_room(*connection, block, entry);
    if (room) {
        static_cast<void>(send(block, *connection, entry, later));
        if (later) enqueue(block);
    } else {
        ++counters_.dropped;
    }
    // A report that was dropped has had its number: the client sees the gap.
    block.sequence = static_cast<std::uint8_t>(block.sequence + 1U);
    attributes(block).set_number(Attribute::sq_num, block.sequence);
}

void Reports::send_buffered(Block& block) {
    if (block.draining) return;
    if (must_wait(block)) return enqueue(block);
    Connection* const connection = server_.find(block.owner);
    if (connection == nullptr) return;
    EntryBuffer& buffer = block.buffered->buffer;
    EntryNumber last = 0;
    EntryTime time;
    while (const auto entry = buffer.next()) {
        if (!has_room(*connection, block, *entry)) {
            block.draining = true;
            break;
        }
        const Sent sent = send(block, *connection, *entry, false);
        if (sent == Sent::failed) break;
        last = entry->number;
        time = entry->time;
        buffer.sent();
        if (sent == Sent::never) continue;
        block.sequence = static_cast<std::uint16_t>(block.sequence + 1U);
        block.buffered->tell_overflow = false;
        buffer.set_overflowed(false);
    }
    if (last == 0) return;
    Attributes is = attributes(block);
    is.set_entry(last, time);
    is.set_number(Attribute::sq_num, block.sequence);
}

Reports::Sent Reports::send(Block& block, Connection& connection, const Entry& entry, bool later) {
    const Attributes is = attributes(block);
    ReportFrame frame;
    frame.rpt_id = is.text(Attribute::rpt_id);
    if (frame.rpt_id.empty()) frame.rpt_id = reference_of(block);
    frame.fields = is.fields();
    frame.sequence_number = block.sequence;
    frame.data_set = block.data_set->reference;
    frame.conf_revision = static_cast<std::uint32_t>(is.number(Attribute::conf_rev));
    frame.members = block.data_set->members;
    if (block.buffered) {
        frame.buffer_overflow = block.buffered->tell_overflow || block.buffered->buffer.overflowed();
    } else {
        frame.fields.buffer_overflow = false;
        frame.fields.entry_id = false;
    }
    const std::size_t most = connection.association.options().send_queue_octets;
    if (estimated_octets(entry, frame.fields) > most - most / 4) {
        ++counters_.unsendable;
        return Sent::never;
    }
    ReportEncoder encoder(model_, frame, entry);
    Encoded encoded = Encoded::more_follows;
    std::size_t segments = 0;
    while (encoded == Encoded::more_follows) {
        BackWriter& writer = later ? pdu_ : connection.association.begin();
        if (later) {
            writer.clear();
            writer.set_max_octets(connection.association.negotiated().max_pdu_octets);
        }
        encoded = encoder.next(writer);
        if (encoded == Encoded::does_not_fit) {
            ++counters_.unsendable;
            return segments == 0 ? Sent::never : Sent::yes;  // its number is spent
        }
        if (later) {
            outbox_.push_back({number_of(block), static_cast<std::uint32_t>(writer.size())});
            outbox_octets_.insert(outbox_octets_.end(), writer.bytes().begin(), writer.bytes().end());
        } else if (!connection.association.send()) {
            server_.make_ready(connection);  // it may be over: the driver closes it
            return Sent::failed;
        }
        ++segments;
    }
    counters_.segments += segments;
    ++counters_.sent;
    counters_.replaced += encoder.replaced();
    if (!later) server_.make_ready(connection);
    return Sent::yes;
}

}  // namespace busbar::server::report
