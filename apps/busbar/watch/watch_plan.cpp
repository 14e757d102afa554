// SPDX-License-Identifier: Apache-2.0
// Which references are subscribed to, and by which control block, and which are polled.
#include <algorithm>

#include "live/interrupt.hpp"
#include "live/suggest.hpp"
#include "print.hpp"
#include "watch/watcher.hpp"

namespace busbar::program {
namespace {

using Node = RemoteModel::Node;

/// The data objects below a functional constraint; the object itself where it is one or is in one.
std::vector<Point> split(const ObjectReference& reference, const RemoteModel& description) {
    const auto node = description.find(reference);
    if (!node) return {Point{reference, description, std::nullopt}};
    if (!reference.path.empty()) return {Point{reference, description, *node}};
    std::vector<Point> points;
    for (const Node child : node->children()) {
        ObjectReference object = reference;
        object.path.push_back({std::string(child.name()), std::nullopt});
        points.push_back({std::move(object), description, child});
    }
    return points;
}

}  // namespace

void Watcher::complain_about(const std::string& what, const Error& error,
                             const std::vector<std::string>& tries) {
    tally_.failed(link_.failed(what, error, tries));
}

void Watcher::plan() {
    if (options_.all) {
        const auto devices = catalogue_.devices();
        if (!devices) return complain_about("cannot list logical devices", devices.error(), {});
        for (const std::string& device : *devices) add_device(device);
    }
    for (const std::string& reference : options_.references) {
        if (Interrupt::requested() || enough_) return;
        add_reference(reference);
    }
    subscribe_points();
}

void Watcher::add_reference(const std::string& text) {
    const std::string what = "cannot watch " + text;
    const auto reference = ObjectReference::parse(text);
    if (!reference && !DataSetReference::parse(text)) {
        return complain_about(what, wrong_name(reference.error()),
                              {"LD/LN.DO[FC], a control block or data set"});
    }
    const bool control_block =
        reference && (options_.only_reports || catalogue_.is_control_block(*reference));
    if (control_block && !options_.poll) return add_control_block(text);
    const bool may_be_set = !control_block && (!reference || reference->fc == Fc::none);
    if (may_be_set && catalogue_.is_data_set(text))
        return add_data_set(DataSetReference::parse(text)->text());
    if (!reference) return complain_about(what, wrong_name(reference.error()), {});
    if (reference->logical_node.empty()) return add_device(reference->logical_device);
    if (reference->path.empty() && reference->fc == Fc::none) {
        const std::size_t before = points_.size();
        add_process_data(*reference, text);
        if (points_.size() > before) return;
        return complain_about(what, fail(Fault::refused, "no logical node with status or measurands").value(),
                              suggestions(*link_, text));
    }
    const auto full = full_reference(*link_, text, "", Purpose::read);
    if (!full) return complain_about(what, full.error(), hints_for(link_, text, full.error()));
    add_points(*full, text);
}

void Watcher::add_control_block(const std::string& text) {
    const auto stream = subscribe(text, {});
    if (stream) return;
    complain_about("cannot watch " + text, stream.error(),
                   {"busbar report ls " + link_.target() + "    says who holds which"});
}

void Watcher::add_data_set(const std::string& name) {
    if (!options_.poll) {
        const auto stream = subscribe(name, {});
        if (stream) return;
        unusable_.emplace(name, stream.error());
        note("no control block for " + escaped(name) + ", so it is polled: " + stream.error().message());
    }
    poll_data_set(name);
}

/// What the process has of a logical node.
void Watcher::add_process_data(const ObjectReference& node, const std::string& asked) {
    for (const Fc fc : {Fc::st, Fc::mx}) {
        ObjectReference part = node;
        part.fc = fc;
        if (const auto description = describe(*link_, part); description && description->find(part))
            add_points(part, asked);
    }
}

void Watcher::add_points(const ObjectReference& reference, const std::string& asked) {
    const auto description = describe(*link_, reference);
    if (description) {
        if (const auto node = description->find(reference); !node)
            return complain_about("cannot watch " + asked, node.error(),
                                  hints_for(link_, asked, node.error()));
    }
    auto points = split(reference, description.value_or(RemoteModel()));
    std::move(points.begin(), points.end(), std::back_inserter(points_));
}

/// The data sets of a device, without those whose members others have. Where it has none: what the process
/// has of its logical nodes.
void Watcher::add_device(const std::string& device) {
    std::vector<ObjectReference> members;
    bool any = false;
    for (const std::string& name : catalogue_.data_sets(device)) {
        if (Interrupt::requested() || enough_) return;
        const auto& mine = catalogue_.members(name);
        const bool known = std::all_of(mine.begin(), mine.end(), [&](const ObjectReference& member) {
            return std::any_of(members.begin(), members.end(),
                               [&](const ObjectReference& other) { return covers(other, member); });
        });
        if (known) continue;
        any = true;
        add_reference(name);
        members.insert(members.end(), mine.begin(), mine.end());
    }
    if (any) return;
    const auto nodes = link_->logical_nodes(device);
    if (!nodes)
        return complain_about("cannot watch " + device, nodes.error(),
                              hints_for(link_, device, nodes.error()));
    for (const std::string& name : *nodes) {
        ObjectReference node;
        node.logical_device = device;
        node.logical_node = name;
        add_process_data(node, device);
    }
}

void Watcher::poll_data_set(const std::string& reference) {
    const auto set = link_->data_set(reference);
    if (!set) {
        return complain_about("cannot watch " + reference, set.error(),
                              data_set_suggestions(*link_, reference));
    }
    for (const DataSetMember& member : set->members) {
        if (!member.reference) continue;
        auto description = describe(*link_, *member.reference).value_or(RemoteModel());
        for (Point& point : split(*member.reference, description)) poller_.add(std::move(point));
    }
    tally_.succeeded();
}

/// Each point by a data set that has it; as few data sets as come out of taking those that are in use
/// already.
void Watcher::subscribe_points() {
    while (!points_.empty() && !Interrupt::requested()) {
        std::map<std::string, std::vector<Point>> chosen;
        for (Point& point : std::exchange(points_, {})) {
            const std::string name = choose_data_set(point.reference, chosen);
            if (name.empty()) {
                poller_.add(std::move(point));
                tally_.succeeded();
            } else {
                chosen[name].push_back(std::move(point));
            }
        }
        for (auto& [name, points] : chosen) {
            if (!subscribe_chosen(name, points)) return;
        }
    }
}

/// Empty where none has the object, or all are known to have no control block.
std::string Watcher::choose_data_set(const ObjectReference& object,
                                     const std::map<std::string, std::vector<Point>>& chosen) {
    if (options_.poll) return {};
    std::vector<std::string> sets = catalogue_.data_sets_with(object);
    std::erase_if(sets, [&](const std::string& name) { return unusable_.contains(name); });
    if (sets.empty()) return {};
    const auto in_use = std::find_if(sets.begin(), sets.end(), [&](const std::string& name) {
        return chosen.contains(name) || by_data_set_.contains(name);
    });
    return in_use == sets.end() ? sets.front() : *in_use;
}

/// False where the connection is lost. Where no control block is free, the points are there again.
bool Watcher::subscribe_chosen(const std::string& name, std::vector<Point>& points) {
    std::vector<ObjectReference> wanted;
    const auto known = by_data_set_.find(name);
    if (known != by_data_set_.end()) {
        Stream& stream = *known->second;
        wanted = stream.views.wanted();
        if (wanted.empty()) return true;  // shows everything
        for (const Point& point : points) wanted.push_back(point.reference);
        stream.views.want(std::move(wanted));
        (void)stream.subscription->interrogate();
        return true;
    }
    for (const Point& point : points) wanted.push_back(point.reference);
    const auto stream = subscribe(name, std::move(wanted));
    if (stream) return true;
    unusable_.emplace(name, stream.error());
    if (stream.error().fault == Fault::io || stream.error().fault == Fault::timeout) {
        complain_about("cannot watch", stream.error(), {});
        return false;
    }
    std::move(points.begin(), points.end(), std::back_inserter(points_));
    return true;
}

Result<Watcher::Stream*> Watcher::subscribe(const std::string& reference,
                                            std::vector<ObjectReference> wanted) {
    auto owned = std::make_unique<Stream>();
    Stream& stream = *owned;
    stream.asked = reference;
    stream.views.want(std::move(wanted));
    streams_.push_back(std::move(owned));
    SubscriptionOptions options = options_.subscription;
    options.on_event = [this, &stream](const SubscriptionEvent& event) { on_event(stream, event); };
    auto made = link_->subscribe(reference, std::move(options),
                                 [this, &stream](const Report& report) { on_report(stream, report); });
    if (!made) {
        std::erase_if(streams_, [&](const auto& s) { return s.get() == &stream; });
        return fail(std::move(made).error());
    }
    stream.subscription = std::move(*made);
    tally_.succeeded();
    const ReportControlState& control = stream.subscription->control();
    for (const ReportControlChange::NotTaken& not_taken : stream.subscription->not_taken()) {
        note("warning: " + escaped(stream.subscription->control_block()) + " goes on without " +
             escaped(not_taken.attribute) + ": " + not_taken.why.message());
    }
    if (const auto set = DataSetReference::parse(control.data_set.value_or("")))
        by_data_set_.emplace(set->text(), &stream);
    announce(stream, stream.subscription->control_block(), control.data_set.value_or(""));
    return &stream;
}

}  // namespace busbar::program
