// SPDX-License-Identifier: Apache-2.0
// What readers of the model see of controls: stSeld, origin, ctlNum, opRcvd, opOk and tOpOk as changes that
// reports tell; the parameters in CO as state that nobody is told. The position is the handler's business.
#include <algorithm>

#include "server/control/impl.hpp"

namespace busbar::server::control {

using model::LeafId;
using model::no_leaf;

namespace {

/// Sets of one transaction, that of leaves which the model lacks aside. What says already what it should is
/// not set again.
class Changes {
public:
    explicit Changes(model::Process& process) : process_(process), transaction_(process.begin()) {}

    void set(LeafId leaf, bool value) {
        if (leaf == no_leaf || process_.image().boolean(leaf) == value) return;
        transaction_.set(leaf, value);
        any_ = true;
    }
    /// A value that does not fit is left out.
    void set(LeafId leaf, const Value& value) {
        if (leaf == no_leaf) return;
        any_ = transaction_.try_set(leaf, value) == model::Fit::ok || any_;
    }
    void commit(const Now& now) {
        if (any_) static_cast<void>(transaction_.commit(now));
    }

private:
    model::Process& process_;
    model::Transaction transaction_;
    bool any_ = false;
};

}  // namespace

Duration Controls::Impl::milliseconds(LeafId leaf, Duration otherwise) const {
    if (leaf == no_leaf) return otherwise;
    const std::int64_t value = server.process().image().integer(leaf);
    return value <= 0 ? otherwise : std::chrono::milliseconds(value);
}

bool Controls::Impl::for_many(const Machine& m) const {
    const LeafId leaf = m.object->sbo_class;
    if (leaf == no_leaf) return false;
    return server.process().image().integer(leaf) == static_cast<int>(SboClass::operate_many);
}

void Controls::Impl::show_selected(Machine& m, bool is) {
    m.selected = is;
    if (!is) show_sbo(m, false);
    Changes changes(server.process());
    changes.set(m.object->selected, is);
    changes.commit(now);
}

void Controls::Impl::show_received(const Machine& m) {
    Changes changes(server.process());
    changes.set(m.object->op_rcvd, true);
    changes.commit(now);
}

/// `output`: it is given now, else at its time or, blocked, never.
void Controls::Impl::show_accepted(Machine& m, bool output) {
    const Object& object = *m.object;
    const model::Image& image = server.process().image();
    const auto value = [&](LeafId leaf) {
        return leaf == no_leaf ? Value()
                               : model::slot::value(image.model().leaf(leaf).type, image.slot(leaf));
    };
    m.former_category = value(object.category);
    m.former_identification = value(object.identification);
    m.former_ctl_num = value(object.ctl_num);
    m.has_former = true;
    Changes changes(server.process());
    changes.set(object.category, Value(static_cast<int>(m.command.origin.category)));
    changes.set(object.identification, Value(OctetString{m.command.origin.identification}));
    changes.set(object.ctl_num, Value(m.command.ctl_num));
    if (output) {
        changes.set(object.op_ok, true);
        changes.set(object.t_op_ok, Value(Timestamp::from(now.wall)));
    }
    changes.commit(now);
}

/// The handler would not have it.
void Controls::Impl::take_back_accepted(Machine& m) {
    if (!m.has_former) return;
    m.has_former = false;
    Changes changes(server.process());
    changes.set(m.object->category, m.former_category);
    changes.set(m.object->identification, m.former_identification);
    changes.set(m.object->ctl_num, m.former_ctl_num);
    changes.commit(now);
}

/// After an execution or a selection.
void Controls::Impl::show_idle(const Machine& m) {
    if (!m.selected) show_sbo(m, false);
    Changes changes(server.process());
    changes.set(m.object->selected, m.selected);
    changes.set(m.object->op_rcvd, false);
    changes.set(m.object->op_ok, false);
    changes.commit(now);
}

void Controls::Impl::show_parameters(const Parameters& parameters, const Command& command) {
    if (parameters.node == model::no_node || command.slots.empty()) return;
    const LeafId first{model.node(parameters.node).first_leaf};
    std::copy(command.slots.begin(), command.slots.end(), server.process().state().slot(first));
}

/// The answer to a Select is what the attribute says while it is being read.
void Controls::Impl::show_sbo(const Machine& m, bool is_selected) {
    if (m.object->sbo == model::no_node) return;
    const LeafId leaf = model.leaf_of(m.object->sbo);
    const std::string_view text = is_selected ? std::string_view(m.object->reference) : std::string_view();
    const std::size_t most = traits_of(model.leaf(leaf).type).max_octets;
    static_cast<void>(server.process().state().set_text(leaf, text.substr(0, most)));
}

void Controls::Impl::clear_oper_time(const Machine& m) {
    const LeafId leaf = m.object->oper.oper_time;
    if (leaf != no_leaf) static_cast<void>(server.process().state().set(leaf, Value(Timestamp{})));
}

}  // namespace busbar::server::control
