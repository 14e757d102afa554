// SPDX-License-Identifier: Apache-2.0
#include "server/report/reports.hpp"

#include <algorithm>

#include "server/report/gathering.hpp"
#include "server/report/triggers.hpp"
#include "server/server.hpp"

namespace busbar::server::report {

Window::Window(const model::Model& model, std::span<const model::DataSetMember> members)
    : marks(members.size()), offsets(members.size()) {
    std::uint32_t size = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        offsets[i] = size;
        if (members[i].node == model::no_node) continue;
        const model::Node& node = model.node(members[i].node);
        if (node.leaf_count == 0) continue;
        const model::Leaf& last = model.leaf(model::LeafId{node.first_leaf + node.leaf_count - 1});
        size += last.offset + last.size - model.leaf(model::LeafId{node.first_leaf}).offset;
    }
    slots.resize(size);
}

Reports::Reports(Server& server, const ReportOptions& options)
    : server_(server), options_(options), model_(server.model()) {
    const auto controls = model_.report_controls();
    blocks_.resize(controls.size());
    for (std::size_t i = 0; i < controls.size(); ++i) {
        Block& block = blocks_[i];
        block.control = &controls[i];
        if (controls[i].data_set) {
            block.data_set = &server_.data_sets().of_model(*controls[i].data_set);
            DataSets::use(*block.data_set);
        }
        if (controls[i].settings.buffered) block.buffered = std::make_unique<Buffered>(options_.buffer);
        refresh(block);
    }
    server_.process().add_observer(*this);
    server_.engines().set(Fc::rp, this);
    server_.engines().set(Fc::br, this);
}

Reports::~Reports() {
    server_.process().remove_observer(*this);
}

std::size_t Reports::memory_octets() const {
    std::size_t octets = blocks_.capacity() * sizeof(Block) + listeners_.memory_octets();
    for (const Block& block : blocks_) {
        if (block.buffered) octets += sizeof(Buffered) + block.buffered->buffer.memory_octets();
        if (!block.running) continue;
        octets += sizeof(Running) + block.running->fired.memory_octets();
        if (const Window* window = block.running->window.get()) {
            octets += sizeof(Window) + window->marks.memory_octets() + window->slots.capacity() +
                      window->offsets.capacity() * sizeof(std::uint32_t);
        }
    }
    return octets;
}

std::size_t Reports::taken_blocks() const {
    return static_cast<std::size_t>(std::count_if(blocks_.begin(), blocks_.end(), [](const Block& block) {
        return block.is_owned() || block.enabled || block.reservation_runs();
    }));
}

Attributes Reports::attributes(const Block& block) const {
    return {server_.process().state(), *block.control};
}

std::uint16_t Reports::number_of(const Block& block) const {
    return static_cast<std::uint16_t>(&block - blocks_.data());
}

// ---- listening
// ------------------------------------------------------------------------------------------------

/// A URCB listens while it is enabled, a BRCB from when there is something to buffer.
bool Reports::wants_to_run(const Block& block) const {
    if (block.data_set == nullptr) return false;
    if (block.enabled) return true;
    if (!block.buffered) return false;
    const Attributes now = attributes(block);
    const TrgOps options = now.triggers();
    return any(triggers_of(options)) || (options.integrity && now.number(Attribute::intg_pd) > 0);
}

void Reports::start(Block& block) {
    const auto members = block.data_set->members;
    const Attributes is = attributes(block);
    const TrgOps options = is.triggers();
    block.running = std::make_unique<Running>(members.size());
    Running& running = *block.running;
    running.triggers = triggers_of(options);
    if (is.number(Attribute::buf_tm) > 0) running.window = std::make_unique<Window>(model_, members);
    if (any(running.triggers)) {
        listeners_.add(server_.process(), number_of(block), members, running.triggers);
    }
    const std::int64_t period = is.number(Attribute::intg_pd);
    if (options.integrity && period > 0) {
        begin_integrity(running, std::chrono::milliseconds(period), options_.shortest_integrity,
                        now_.monotonic);
    }
    set_deadline(block);
}

void Reports::stop(Block& block) {
    if (!block.running) return;
    if (any(block.running->triggers)) {
        listeners_.remove(server_.process(), number_of(block), block.data_set->members,
                          block.running->triggers);
    }
    block.running.reset();
    set_deadline(block);
}

void Reports::restart(Block& block) {
    stop(block);
    refresh(block);
}

void Reports::refresh(Block& block) {
    const bool wanted = wants_to_run(block);
    if (wanted && !block.running) start(block);
    if (!wanted) stop(block);
}

// ---- time
// -----------------------------------------------------------------------------------------------------

void Reports::set_deadline(const Block& block) {
    TimePoint next = block.reservation_ends;
    if (block.running) {
        next = std::min(next, block.running->next_integrity);
        if (block.running->window) next = std::min(next, block.running->window->ends);
    }
    deadlines_.set(number_of(block), next);
}

void Reports::on_time(const Now& now) {
    now_ = now;
    while (deadlines_.next() <= now.monotonic) {
        Block& block = blocks_[deadlines_.next_slot()];
        on_time(block);
        set_deadline(block);
    }
}

void Reports::on_time(Block& block) {
    if (block.reservation_ends == TimePoint::min()) {
        // The association was lost at a moment of which nobody told the time: it is now.
        const auto seconds = attributes(block).number(Attribute::resv_tms);
        block.reservation_ends = now_.monotonic + std::chrono::seconds(seconds);
    }
    if (block.reservation_ends <= now_.monotonic) {
        release(block);
        changed_by_itself(block);
    }
    if (!block.running) return;
    Running& running = *block.running;
    if (running.window && running.window->ends <= now_.monotonic) flush_window(block);
    if (running.next_integrity == TimePoint::min()) {
        running.next_integrity = now_.monotonic + running.integrity_period;
    } else if (running.next_integrity <= now_.monotonic) {
        flush_window(block);
        report_all(block, EntryKind::integrity);
        // Turns that were missed are left out.
        const auto late = (now_.monotonic - running.next_integrity) / running.integrity_period;
        counters_.left_out += static_cast<std::uint64_t>(late);
        running.next_integrity += (late + 1) * running.integrity_period;
    }
}

}  // namespace busbar::server::report
