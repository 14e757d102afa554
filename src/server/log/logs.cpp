// SPDX-License-Identifier: Apache-2.0
#include "server/log/logs.hpp"

#include "server/log/memory_journal.hpp"
#include "server/report/gathering.hpp"
#include "server/report/triggers.hpp"
#include "server/server.hpp"

namespace busbar::server::log {

Logs::Logs(Server& server, const LogOptions& options)
    : server_(server), options_(options), model_(server.model()) {
    logs_.resize(model_.logs().size());
    open_journals();
    const auto controls = model_.log_controls();
    blocks_.resize(controls.size());
    for (std::size_t i = 0; i < controls.size(); ++i) {
        Block& block = blocks_[i];
        block.control = &controls[i];
        if (controls[i].data_set) set_data_set(block, &server_.data_sets().of_model(*controls[i].data_set));
        block.log = find(attributes(block).text(Attribute::log_ref));
        if (!attributes(block).enabled()) continue;
        if (block.data_set != nullptr && block.log != no_log) {
            start(block);
        } else {
            attributes(block).set_enabled(false);
        }
    }
    server_.process().add_observer(*this);
    server_.engines().set(Fc::lg, this);
}

Logs::~Logs() {
    server_.process().remove_observer(*this);
}

Attributes Logs::attributes(const Block& block) const {
    return {server_.process().state(), *block.control};
}

std::uint16_t Logs::number_of(const Block& block) const {
    return static_cast<std::uint16_t>(&block - blocks_.data());
}

// ---- logs
// -----------------------------------------------------------------------------------------------------

void Logs::open_journals() {
    for (std::size_t i = 0; i < logs_.size(); ++i) {
        const model::Log& log = model_.logs()[i];
        logs_[i] = {};
        if (store_ == nullptr) {
            logs_[i].journal = std::make_unique<MemoryJournal>(options_.memory);
            continue;
        }
        std::string reference(model_.name(model_.logical_device_of(log.logical_node)));
        logs_[i].journal = store_->open(reference.append("/").append(log.item_id));
    }
}

std::uint32_t Logs::find(std::string_view domain, std::string_view item) const {
    const model::Log* const found = model_.find_log(domain, item);
    return found == nullptr ? no_log : static_cast<std::uint32_t>(found - model_.logs().data());
}

std::uint32_t Logs::find(std::string_view reference) const {
    const auto slash = reference.find('/');
    if (slash == std::string_view::npos) return no_log;
    return find(reference.substr(0, slash), reference.substr(slash + 1));
}

/// Every block that writes to a log shows its ends, whichever has written.
void Logs::show_ends(std::uint32_t log) {
    const JournalState state = logs_[log].journal->state();
    for (const Block& block : blocks_) {
        if (block.log == log) attributes(block).set_ends(state.oldest, state.newest);
    }
}

std::uint64_t Logs::erase(std::uint32_t log, EntryNumber up_to) {
    const std::uint64_t count = logs_[log].journal->erase(up_to);
    show_ends(log);
    return count;
}

void Logs::set_log(Block& block, std::uint32_t log) {
    block.log = log;
    if (log == no_log) {
        attributes(block).set_ends({}, {});
    } else {
        show_ends(log);
    }
}

void Logs::set_data_set(Block& block, DataSet* data_set) {
    if (data_set != nullptr) DataSets::use(*data_set);
    if (block.data_set != nullptr) DataSets::release(*block.data_set);
    block.data_set = data_set;
}

// ---- what outlives a restart
// ----------------------------------------------------------------------------------

std::string Logs::reference_of(const Block& block) const {
    return model_.reference(block.control->node);
}

BlockState Logs::state_of(const Block& block) const {
    const model::LogControlSpec& spec = block.control->settings;
    BlockState state;
    for (const std::string& part :
         {spec.log_ref, spec.data_set, std::to_string(spec.trg_ops.wire_octets()),
          std::to_string(spec.intg_pd_ms), std::string(spec.log_ena ? "enabled" : "disabled")}) {
        state.configuration.append(part).append("|");
    }
    const Attributes is = attributes(block);
    state.enabled = is.enabled();
    state.log = is.text(Attribute::log_ref);
    state.data_set = is.text(Attribute::dat_set);
    state.triggers = is.triggers();
    state.integrity_ms = is.integrity_ms();
    return state;
}

void Logs::remember(const Block& block) {
    if (store_ != nullptr) store_->changed(reference_of(block), state_of(block));
}

/// A block whose data set or log is not there any more stays disabled.
void Logs::restore(Block& block) {
    const auto state = store_->load(reference_of(block));
    if (!state || state->configuration != state_of(block).configuration) return;
    stop(block);
    Attributes is = attributes(block);
    is.set_text(Attribute::log_ref, state->log);
    is.set_text(Attribute::dat_set, state->data_set);
    is.set_triggers(state->triggers);
    is.set_integrity_ms(state->integrity_ms);
    set_data_set(block, state->data_set.empty() ? nullptr : server_.data_sets().find(state->data_set, {}));
    block.log = find(state->log);
    const bool enabled = state->enabled && block.data_set != nullptr && block.log != no_log;
    is.set_enabled(enabled);
    if (enabled) start(block);
}

void Logs::set_store(JournalStore* store) {
    store_ = store;
    open_journals();
    if (store_ != nullptr) {
        for (Block& block : blocks_) restore(block);
    }
    for (Block& block : blocks_) set_log(block, block.log);
    for (std::uint32_t log = 0; log < logs_.size(); ++log) watch_age(log);
}

// ---- listening
// ------------------------------------------------------------------------------------------------

void Logs::start(Block& block) {
    const auto members = block.data_set->members;
    const Attributes is = attributes(block);
    const TrgOps options = is.triggers();
    block.running = std::make_unique<report::Running>(members.size());
    report::Running& running = *block.running;
    running.triggers = report::triggers_of(options);
    if (block.control->settings.buf_tm_ms > 0) {
        running.window = std::make_unique<report::Window>(model_, members);
    }
    if (any(running.triggers)) {
        listeners_.add(server_.process(), number_of(block), members, running.triggers);
    }
    const std::uint32_t period = is.integrity_ms();
    if (options.integrity && period > 0) {
        report::begin_integrity(running, std::chrono::milliseconds(period), options_.shortest_integrity,
                                now_.monotonic);
    }
    set_deadline(block);
}

void Logs::stop(Block& block) {
    if (!block.running) return;
    if (any(block.running->triggers)) {
        listeners_.remove(server_.process(), number_of(block), block.data_set->members,
                          block.running->triggers);
    }
    block.running.reset();
    set_deadline(block);
}

void Logs::set_deadline(const Block& block) {
    TimePoint next = never;
    if (block.running) {
        next = block.running->next_integrity;
        if (block.running->window) next = std::min(next, block.running->window->ends);
    }
    deadlines_.set(number_of(block), next);
}

}  // namespace busbar::server::log
