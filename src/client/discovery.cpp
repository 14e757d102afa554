// SPDX-License-Identifier: Apache-2.0
#include "client/discovery.hpp"

#include <algorithm>
#include <unordered_set>

#include "client/directory.hpp"
#include "client/node_types.hpp"

namespace busbar::client {
namespace {

/// The state that the workers of one discovery share.
class Discovery {
public:
    explicit Discovery(Remote& remote) : remote_(remote), types_(remote), budget_(name_budget(remote)) {}

    Task<Result<RemoteModel>> run() {
        NameQuery query;
        query.object_class = mms::ObjectClassNumber::domain;
        Result<std::vector<std::string>> devices = co_await names(remote_, query);
        if (!devices) co_return fail(devices.error());
        for (std::string& device : *devices) {
            devices_.push_back({std::move(device), {}, {}});
            listings_.push_back(devices_.size() - 1);
        }
        std::vector<Task<void>> workers;
        const std::size_t count = remote_.session.outstanding_limit();
        workers.reserve(count);
        for (std::size_t i = 0; i < count; ++i) workers.push_back(work());
        co_await All(workers);
        if (failure_) co_return fail(std::move(*failure_));
        co_return assemble();
    }

private:
    struct Device {
        std::string name;
        std::vector<std::string> nodes;
        std::vector<std::optional<std::uint32_t>> places;  // of the nodes in the builder
        std::unordered_set<std::string> seen{};
    };
    struct Job {
        std::size_t device;
        std::size_t node;
    };
    /// Logical nodes of all devices together; the largest real servers have some thousands.
    static constexpr std::size_t max_logical_nodes = 20'000;

    Task<void> work() {
        for (;;) {
            if (failure_) co_return;
            if (!listings_.empty()) {
                const std::size_t device = listings_.front();
                listings_.pop_front();
                ++listing_;
                co_await list(device);
                --listing_;
                if (listing_ == 0) more_jobs_.notify_all();
            } else if (!jobs_.empty()) {
                const Job job = jobs_.front();
                jobs_.pop_front();
                co_await describe(job);
            } else if (listing_ != 0) {
                co_await more_jobs_;
            } else {
                co_return;
            }
        }
    }

    Task<void> list(std::size_t index) {
        NameQuery query;
        query.domain = devices_[index].name;
        std::size_t queued = 0;
        const NameSink sink = [this, index](std::string_view item) { return note(devices_[index], item); };
        // New nodes are handed out after the page: the names in it are views that a request would invalidate.
        const PageDone page_done = [this, index, &queued] {
            for (; queued < devices_[index].nodes.size(); ++queued) jobs_.push_back({index, queued});
            for (std::size_t i = jobs_.size(); i > 0 && !jobs_.empty(); --i) more_jobs_.notify_one();
        };
        const Result<bool> complete = co_await list_names(remote_, query, budget_, sink, page_done);
        const std::string where = devices_[index].name + ": ";
        if (!complete) {
            const Error& why = complete.error();
            if (!remote_.session.is_open() || why.fault == Fault::limit || why.fault == Fault::timeout) {
                stop(why);
            } else {
                types_.add_problem(where + why.message());
            }
        } else if (!*complete) {
            types_.add_problem(where + "the list of names does not go on; what follows may be missing");
        }
    }

    /// A name of the list: remembers its logical node. Names are flattened, and mostly in order.
    bool note(Device& device, std::string_view item) {
        const std::string_view node = item.substr(0, std::min(item.find('$'), item.size()));
        if (node.empty() || (!device.nodes.empty() && device.nodes.back() == node)) return true;
        if (!device.seen.emplace(node).second) return true;
        if (++logical_nodes_ > max_logical_nodes) return false;
        device.nodes.emplace_back(node);
        device.places.emplace_back();
        return budget_.keep(node) && budget_.keep(node);
    }

    Task<void> describe(Job job) {
        // Copies: the devices' lists grow while this waits.
        const std::string device = devices_[job.device].name;
        const std::string node = devices_[job.device].nodes[job.node];
        const Result<std::uint32_t> place = co_await types_.describe(device, node);
        if (place) {
            devices_[job.device].places[job.node] = *place;
            timeouts_in_a_row_ = 0;
            co_return;
        }
        const Error& why = place.error();
        timeouts_in_a_row_ = why.fault == Fault::timeout ? timeouts_in_a_row_ + 1 : 0;
        const bool hopeless = !remote_.session.is_open() || types_.builder().is_full() ||
                              timeouts_in_a_row_ > 1 || remote_.session.now() >= budget_.deadline;
        if (hopeless) {
            stop(why);
        } else {
            types_.add_problem(device + '/' + node + ": " + why.message());
        }
    }

    void stop(const Error& why) {
        if (!failure_) failure_ = why;
        jobs_.clear();
        listings_.clear();
        more_jobs_.notify_all();
    }

    RemoteModel assemble() {
        std::vector<ModelBuilder::Device> devices;
        for (Device& device : devices_) {
            ModelBuilder::Device& target = devices.emplace_back();
            target.name = std::move(device.name);
            for (const auto& place : device.places) {
                if (place) target.nodes.push_back(*place);
            }
        }
        return types_.builder().assemble(devices, types_.take_problems());
    }

    Remote& remote_;
    NodeTypes types_;
    NameBudget budget_;
    std::vector<Device> devices_;
    std::deque<std::size_t> listings_;  // devices to be listed
    std::deque<Job> jobs_;
    Signal more_jobs_;
    std::size_t listing_ = 0;
    std::size_t logical_nodes_ = 0;
    unsigned timeouts_in_a_row_ = 0;
    std::optional<Error> failure_;
};

}  // namespace

Task<Result<RemoteModel>> discover(Remote& remote) {
    Discovery discovery(remote);
    Result<RemoteModel> model = co_await discovery.run();
    if (model) remote.types.set_whole(*model);
    co_return model;
}

Task<Result<RemoteModel>> describe_node(Remote& remote, std::string device, std::string node) {
    if (const RemoteModel* known = remote.types.find(device, node)) co_return *known;
    if (node.empty()) co_return fail(Fault::misuse, "a reference names a logical node: LD/LN...");
    NodeTypes types(remote);
    const Result<std::uint32_t> place = co_await types.describe(device, node);
    if (!place) co_return fail(place.error());
    RemoteModel model = types.builder().described(device, types.take_problems());
    remote.types.add(device, node, model);
    co_return model;
}

Task<Result<RemoteModel>> describe(Remote& remote, ObjectReference reference) {
    const Result<RemoteModel> model =
        co_await describe_node(remote, reference.logical_device, reference.logical_node);
    if (!model) co_return fail(model.error());
    const Result<RemoteModel::Node> node = model->find(reference);
    if (!node) co_return fail(node.error());
    co_return model->rooted_at(*node);
}

Task<Result<ObjectReference>> resolve(Remote& remote, ObjectReference reference) {
    if (reference.fc != Fc::none || reference.path.empty()) co_return reference;
    const Result<RemoteModel> model =
        co_await describe_node(remote, reference.logical_device, reference.logical_node);
    if (!model) co_return fail(model.error());
    const Result<RemoteModel::Node> node = model->find(reference);
    if (!node) co_return fail(node.error());
    reference.fc = node->fc();
    co_return reference;
}

}  // namespace busbar::client
