// SPDX-License-Identifier: Apache-2.0
#include "server/tracking/tracking.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "server/tracking/traces.hpp"

namespace busbar::server::tracking {

namespace {

using model::LeafId;
using model::Model;
using model::NodeId;
using model::Transaction;

/// An attribute of the file may be missing, or of another type than 7-3 says: then it stays as it is.
template <class T>
void put(Transaction& transaction, LeafId leaf, const T& value) {
    if (leaf != model::no_leaf) static_cast<void>(transaction.try_set(leaf, value));
}

/// Cut to what fits.
void put_text(Transaction& transaction, const Model& model, LeafId leaf, std::string_view text) {
    if (leaf == model::no_leaf) return;
    const std::size_t room = traits_of(model.leaf(leaf).type).max_octets;
    static_cast<void>(transaction.try_set(leaf, text.substr(0, room)));
}

void put_octets(Transaction& transaction, const Model& model, LeafId leaf,
                std::span<const std::uint8_t> octets) {
    if (leaf == model::no_leaf) return;
    const BasicTypeTraits& traits = traits_of(model.leaf(leaf).type);
    if (traits.type_class != TypeClass::octet_string) return;
    octets = octets.first(std::min<std::size_t>(octets.size(), traits.max_octets));
    static_cast<void>(model::slot::store_octets(traits.type, transaction.slot(leaf), octets));
}

/// T of a command of edition 1 is an EntryTime, that of CTS is not.
void put_time(Transaction& transaction, LeafId leaf, const Value& value) {
    if (leaf == model::no_leaf || transaction.try_set(leaf, value) == model::Fit::ok) return;
    if (const auto time = value.as<SystemTime>()) put(transaction, leaf, *time);
}

/// Leaf by leaf where both have the same number of them.
void copy(Transaction& transaction, const model::Image& image, NodeId from, NodeId to) {
    const Model& model = image.model();
    const model::Node& source = model.node(from);
    const model::Node& target = model.node(to);
    if (source.leaf_count != target.leaf_count) return;
    for (std::uint32_t i = 0; i < source.leaf_count; ++i) {
        const LeafId read{source.first_leaf + i}, written{target.first_leaf + i};
        const model::Leaf& leaf = model.leaf(read);
        if (leaf.type == model.leaf(written).type) {
            std::memcpy(transaction.slot(written), image.slot(read), leaf.size);
        } else {
            put(transaction, written, model::slot::value(leaf.type, image.slot(read)));
        }
    }
}

/// Of those that are meant, the one of the same logical device, else the first.
template <class T, class Meant>
const T* nearest(const std::vector<T>& traces, NodeId device, const Meant& is_meant) {
    const T* first = nullptr;
    for (const T& trace : traces) {
        if (!is_meant(trace)) continue;
        if (trace.device == device) return &trace;
        if (first == nullptr) first = &trace;
    }
    return first;
}

/// Their objects are names of files, in which '$' is a character as any other.
bool is_of_files(Service service) {
    return service == Service::get_file || service == Service::set_file || service == Service::delete_file;
}

/// References in a buffer: nothing is allocated for a tracked service.
class ObjectText {
public:
    /// "LD/LN$CO$DO" becomes "LD/LN.DO".
    explicit ObjectText(std::string_view text) {
        const std::size_t slash = text.find('/');
        const std::size_t first = text.find('$', slash == std::string_view::npos ? 0 : slash);
        add(text.substr(0, first));
        if (first == std::string_view::npos) return;
        std::string_view rest = text.substr(first + 1);
        const std::size_t next = rest.find('$');
        if (next != std::string_view::npos && fc_from_name(rest.substr(0, next)))
            rest.remove_prefix(next + 1);
        add(".");
        add(rest);
        std::replace(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size_), '$', '.');
    }
    [[nodiscard]] std::string_view text() const { return {buffer_.data(), size_}; }

private:
    void add(std::string_view part) {
        part = part.substr(0, buffer_.size() - size_);
        std::copy(part.begin(), part.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(size_));
        size_ += part.size();
    }
    std::array<char, Model::max_reference_octets> buffer_{};
    std::size_t size_ = 0;
};

}  // namespace

struct Tracking::Impl {
    explicit Impl(model::Process& live) : process(live), traces(live.model()) {}

    [[nodiscard]] const Model& model() const { return process.model(); }
    [[nodiscard]] const ControlTrace* trace_of(const control::Object& object) const;
    void put_head(Transaction& transaction, const Head& head, const Tracked& tracked, std::string_view object,
                  std::span<const std::uint8_t> originator, const Now& now) const;
    void put_command(Transaction& transaction, const ControlTrace& trace,
                     const control::Command& command) const;
    void put_block(Transaction& transaction, const BlockTrace& trace, NodeId block,
                   std::span<const Attempt> attempted) const;

    model::Process& process;
    Traces traces;
};

const ControlTrace* Tracking::Impl::trace_of(const control::Object& object) const {
    const Commanded commanded = commanded_of(object, model());
    const auto is_meant = [&](const ControlTrace& trace) { return trace.commanded == commanded; };
    if (commanded == Commanded::enc && object.oper.value != model::no_leaf) {
        // Each has the literals of one enumeration.
        const model::EnumType* const type = model().enum_type(model().leaf(object.oper.value).node);
        const auto has_type = [&](const ControlTrace& trace) {
            return is_meant(trace) && type != nullptr && trace.enumeration == type;
        };
        if (const ControlTrace* found = nearest(traces.controls, object.logical_device, has_type))
            return found;
    }
    return nearest(traces.controls, object.logical_device, is_meant);
}

void Tracking::Impl::put_head(Transaction& transaction, const Head& head, const Tracked& tracked,
                              std::string_view object, std::span<const std::uint8_t> originator,
                              const Now& now) const {
    put_text(transaction, model(), head.object, object);
    put(transaction, head.service, static_cast<int>(tracked.service));
    put(transaction, head.error, static_cast<int>(tracked.error));
    put_octets(transaction, model(), head.originator, originator);
    put(transaction, head.time, SystemTime(now.wall));
}

void Tracking::Impl::put_command(Transaction& transaction, const ControlTrace& trace,
                                 const control::Command& command) const {
    put(transaction, trace.value, command.value);
    put(transaction, trace.oper_time, command.oper_time.value_or(Timestamp{}));
    put(transaction, trace.category, static_cast<int>(command.origin.category));
    put_octets(transaction, model(), trace.identification, command.origin.identification);
    put(transaction, trace.ctl_num, command.ctl_num);
    put_time(transaction, trace.command_time, command.time);
    put(transaction, trace.test, command.test);
    const unsigned check = (command.check.synchrocheck ? 2U : 0U) | (command.check.interlock ? 1U : 0U);
    put(transaction, trace.check, check);
}

void Tracking::Impl::put_block(Transaction& transaction, const BlockTrace& trace, NodeId block,
                               std::span<const Attempt> attempted) const {
    for (const NodeId member : model().children(block)) {
        const std::string_view name = model().name(member);
        for (const NodeId attribute : model().children(trace.node)) {
            if (!is_member(model().name(attribute), name)) continue;
            copy(transaction, process.image(), member, attribute);
            for (const Attempt& attempt : attempted) {
                if (attempt.attribute == member) put(transaction, model().leaf_of(attribute), attempt.value);
            }
            break;
        }
    }
}

Tracking::Tracking(model::Process& process) : impl_(std::make_unique<Impl>(process)) {}
Tracking::~Tracking() = default;

bool Tracking::tracks_blocks() const {
    return !impl_->traces.blocks.empty();
}

bool Tracking::tracks_others() const {
    return !impl_->traces.others.empty();
}

void Tracking::control(const control::Object& object, const control::Command* command, const Tracked& tracked,
                       AddCause cause, const Now& now) {
    if (impl_->traces.controls.empty()) return;
    const ControlTrace* const trace = impl_->trace_of(object);
    if (trace == nullptr) return;
    const ObjectText text(tracked.object.empty() ? std::string_view(object.reference) : tracked.object);
    auto originator = tracked.originator;
    if (originator.empty() && command != nullptr) originator = command->origin.identification;
    Transaction transaction = impl_->process.begin();
    impl_->put_head(transaction, trace->head, tracked, text.text(), originator, now);
    if (command != nullptr) impl_->put_command(transaction, *trace, *command);
    put(transaction, trace->cause, static_cast<int>(cause));
    static_cast<void>(transaction.commit(now));
}

void Tracking::control_block(NodeId block, const Tracked& tracked, std::span<const Attempt> attempted,
                             const Now& now) {
    if (impl_->traces.blocks.empty()) return;
    const Model& model = impl_->model();
    const Fc fc = model.node(block).fc;
    const BlockTrace* const trace = nearest(impl_->traces.blocks, model.logical_device_of(block),
                                            [&](const BlockTrace& candidate) { return candidate.fc == fc; });
    if (trace == nullptr) return;
    std::array<char, Model::max_reference_octets> buffer;  // NOLINT: written before it is read
    const ObjectText text(tracked.object.empty() ? model.reference(block, buffer) : tracked.object);
    Transaction transaction = impl_->process.begin();
    impl_->put_head(transaction, trace->head, tracked, text.text(), tracked.originator, now);
    impl_->put_block(transaction, *trace, block, attempted);
    static_cast<void>(transaction.commit(now));
}

void Tracking::other(const Tracked& tracked, const Now& now, NodeId near) {
    if (impl_->traces.others.empty()) return;
    const NodeId device = near == model::no_node ? model::no_node : impl_->model().logical_device_of(near);
    const Trace* const trace = nearest(impl_->traces.others, device, [](const Trace&) { return true; });
    const ObjectText reference(tracked.object);
    const std::string_view text = is_of_files(tracked.service) ? tracked.object : reference.text();
    Transaction transaction = impl_->process.begin();
    impl_->put_head(transaction, trace->head, tracked, text, tracked.originator, now);
    static_cast<void>(transaction.commit(now));
}

}  // namespace busbar::server::tracking
