// SPDX-License-Identifier: Apache-2.0
#include "server/process/part.hpp"

#include <algorithm>
#include <cmath>

#include "server/control/checks.hpp"

namespace busbar::server::process {

Plant::Plant(model::Process& process, const control::Options& controls, const ProcessOptions& options,
             Finish finish)
    : process_(process),
      controls_(controls),
      options_(options),
      finish_(std::move(finish)),
      behaviours_(process.model()) {}

double Plant::number(model::LeafId leaf) const {
    if (leaf == model::no_leaf) return 0;
    const BasicType type = model().leaf(leaf).type;
    const std::uint8_t* const slot = process_.process_slot(leaf);
    const TypeClass type_class = traits_of(type).type_class;
    if (type_class == TypeClass::boolean) return model::slot::boolean(type, slot) ? 1 : 0;
    if (type_class == TypeClass::floating_point) return model::slot::float64(type, slot);
    return static_cast<double>(model::slot::integer(type, slot));
}

bool Plant::passes(model::NodeId logical_node, bool test) const {
    const acsi::Mode behaviour = behaviours_.of(process_.image(), logical_node);
    return control::accepts_command(behaviour, test) && control::reaches_process(behaviour);
}

Duration Plant::scaled(Duration nominal) const {
    return Duration(std::llround(static_cast<double>(nominal.count()) * std::max(options_.time_scale, 0.0)));
}

Duration Plant::step_time(Duration nominal, const Object& object, double steps) const {
    Duration timeout = controls_.oper_timeout;
    if (const double milliseconds = number(object.oper_timeout); milliseconds > 0) {
        timeout = std::chrono::milliseconds(std::llround(milliseconds));
    }
    const Duration most(std::llround(static_cast<double>(timeout.count()) / 2 / std::max(steps, 1.0)));
    return std::min(scaled(nominal), most);
}

void Plant::on_time(const Now& now) {
    while (deadlines_.next() <= now.monotonic) {
        Part& part = *parts_[deadlines_.next_slot()];
        part.wake(never);
        part.due(now);
    }
}

Part::Part(Plant& plant, const Object& object)
    : plant_(plant),
      object_(object),
      signal_{object.value, object.quality, object.time},
      slot_(static_cast<std::uint32_t>(plant.parts_.size())) {
    plant.parts_.push_back(this);
}

void Part::over(Ticket ticket, AddCause why) {
    static_cast<void>(why);
    if (ticket_ == ticket) ticket_.reset();
}

Verdict Part::begin(const Request& request) {
    ticket_ = request.ticket;
    return Verdict::later();
}

void Part::end(const Now& now) {
    if (!ticket_) return;
    const Ticket ticket = *ticket_;
    ticket_.reset();
    plant_.finish(ticket, Verdict::done(), now);
}

bool Part::show(const Value& value, const Now& now) {
    if (signal_.value == model::no_leaf) return true;
    auto transaction = plant_.process().begin();
    if (transaction.try_set(signal_.value, value) != model::Fit::ok) return false;
    if (signal_.quality != model::no_leaf) transaction.set(signal_.quality, good);
    if (signal_.time != model::no_leaf) transaction.set(signal_.time, now.wall);
    return transaction.commit(now).has_value();
}

}  // namespace busbar::server::process
