// SPDX-License-Identifier: Apache-2.0
#include "client/control_hub.hpp"

#include <algorithm>
#include <chrono>

namespace busbar::client {

using Kind = ControlStep::Kind;

ControlHub::Watch::Watch(ControlHub& hub, std::string domain, std::string object, Kind service,
                         std::uint8_t ctl_num, std::optional<std::size_t> ctl_num_position)
    : hub_(hub),
      domain_(std::move(domain)),
      object_(std::move(object)),
      plain_object_(named_control(object_).object),
      service_(service),
      ctl_num_(ctl_num),
      ctl_num_position_(ctl_num_position) {
    hub_.watches_.push_back(this);
}
ControlHub::Watch::~Watch() {
    std::erase(hub_.watches_, this);
}

std::optional<unsigned> ControlHub::Watch::rank(const ApplError& error, const NamedControl& named) const {
    const bool is_named = !error.object.empty();
    if (is_named) {
        if (named.object != plain_object_) return std::nullopt;
        if (!named.domain.empty() && named.domain != domain_) return std::nullopt;
        if (!named.service.empty() && named.service != member_name(service_)) return std::nullopt;
    }
    // Some servers leave the number out, some leave it 0.
    const bool same_number = error.ctl_num == ctl_num_;
    if (!same_number && error.ctl_num.value_or(0) != 0) return std::nullopt;
    // Who waits for an answer is meant rather than who has been refused, and both rather than who waits for a
    // termination.
    return static_cast<unsigned>(phase_) * 4U + (is_named ? 2U : 0U) + (same_number ? 1U : 0U);
}

bool ControlHub::Watch::is_terminated_by(const ControlMessage::Termination& termination) const {
    if (service_ != Kind::operate || phase_ == Phase::refused || terminated_) return false;
    if (termination.domain != domain_ || termination.object != object_) return false;
    if (!ctl_num_position_ || !termination.oper) return true;
    // That of an earlier command, which nobody waits for any more, has another number. Ours is never 0 by
    // itself: that stands for none.
    const auto number = member_number(*termination.oper, *ctl_num_position_);
    return !number || *number == ctl_num_ || *number == 0;
}

ControlHub::Object& ControlHub::object(const std::string& reference) {
    if (objects_.size() >= max_objects && !objects_.contains(reference)) {
        std::erase_if(objects_,
                      [](const auto& entry) { return !entry.second.busy && !entry.second.selection; });
    }
    return objects_[reference];
}

void ControlHub::on_unconfirmed(const mms::Envelope& envelope) {
    ControlMessage message;
    if (!read_control_message(envelope, message)) return;
    Watch* whose = nullptr;
    if (message.termination) {
        const auto found = std::find_if(watches_.begin(), watches_.end(), [&](const Watch* watch) {
            return watch->is_terminated_by(*message.termination);
        });
        if (found != watches_.end()) {
            whose = *found;
            whose->terminated_ = !message.error;
        }
    } else {
        const NamedControl named = named_control(message.error->object);
        std::optional<unsigned> best;
        for (Watch* const watch : watches_) {
            const auto rank = watch->told_ ? std::nullopt : watch->rank(*message.error, named);
            if (!rank || (best && *rank <= *best)) continue;
            best = rank;
            whose = watch;
        }
    }
    if (whose == nullptr) {
        ++unmatched_;
        return;
    }
    // That of the termination says more than one that came before it.
    if (message.error && (message.termination || !whose->told_))
        whose->told_ = Watch::Told{message.error->cause, message.error->error};
    // Last: the message is not looked at after somebody goes on.
    remote_.timers.wake(whose);
}

void ControlHub::connection_ended(const Error& why) {
    for (auto& entry : objects_) entry.second.selection.reset();
    const std::vector<Watch*> watches = watches_;
    for (Watch* const watch : watches) watch->lost_ = why;
    for (Watch* const watch : watches) {
        if (std::find(watches_.begin(), watches_.end(), watch) != watches_.end()) remote_.timers.wake(watch);
    }
}

}  // namespace busbar::client
