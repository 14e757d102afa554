// SPDX-License-Identifier: Apache-2.0
// The public server: model compiled from SCL, core, and driver put together.
#include <busbar/server.hpp>

#include <boost/asio/post.hpp>

#include "io/file_store.hpp"
#include "io/server_impl.hpp"
#include "io/server_options.hpp"
#include "scl/compile.hpp"
#include "server/log/logs.hpp"
#include "server/report/reports.hpp"
#include "server/setting/settings.hpp"

namespace busbar {

namespace asio = boost::asio;

namespace {

model::Transaction& inner(void* transaction) {
    return *static_cast<model::Transaction*>(transaction);
}

constexpr model::LeafId leaf(std::uint32_t number) {
    return model::LeafId{number};
}

}  // namespace

// ---- transactions
// ---------------------------------------------------------------------------------------------

Transaction::Setter& Transaction::Setter::quality(Quality quality) {
    if (signal_->quality_ != Signal::none)
        inner(transaction_->transaction_).set(leaf(signal_->quality_), quality);
    return *this;
}
Transaction::Setter& Transaction::Setter::time(const Timestamp& time) {
    if (signal_->time_ != Signal::none) inner(transaction_->transaction_).set(leaf(signal_->time_), time);
    return *this;
}
Transaction::Setter& Transaction::Setter::time(SystemTime time, TimeQuality quality) {
    return this->time(Timestamp::from(time, quality));
}
Transaction::Setter Transaction::set(const Signal& signal, bool value) {
    inner(transaction_).set(leaf(signal.value_), value);
    return {*this, signal};
}
Transaction::Setter Transaction::set(const Signal& signal, float value) {
    inner(transaction_).set(leaf(signal.value_), value);
    return {*this, signal};
}
Transaction::Setter Transaction::set(const Signal& signal, double value) {
    inner(transaction_).set(leaf(signal.value_), value);
    return {*this, signal};
}
Transaction::Setter Transaction::set(const Signal& signal, const Value& value) {
    inner(transaction_).set(leaf(signal.value_), value);
    return {*this, signal};
}
Transaction::Setter Transaction::set(const Signal& signal, std::string_view text) {
    inner(transaction_).set(leaf(signal.value_), text);
    return {*this, signal};
}
Transaction::Setter Transaction::set_signed(const Signal& signal, std::int64_t value) {
    inner(transaction_).set(leaf(signal.value_), value);
    return {*this, signal};
}
Transaction::Setter Transaction::set_unsigned(const Signal& signal, std::uint64_t value) {
    inner(transaction_).set(leaf(signal.value_), value);
    return {*this, signal};
}

// ---- the event loop
// -------------------------------------------------------------------------------------------

EventLoop::EventLoop() : impl_(std::make_unique<Impl>()) {}
EventLoop::~EventLoop() = default;
EventLoop::EventLoop(EventLoop&&) noexcept = default;
EventLoop& EventLoop::operator=(EventLoop&&) noexcept = default;

Result<void> EventLoop::run() {
    if (impl_->running.exchange(true)) return fail(Fault::misuse, "the event loop is running already");
    impl_->context.run();
    impl_->context.restart();
    impl_->running = false;
    return {};
}

void EventLoop::stop() {
    impl_->context.stop();
}

void EventLoop::stop_on_interrupt() {
    impl_->signals.add(SIGINT);
    impl_->signals.add(SIGTERM);
    impl_->signals.async_wait([impl = impl_.get()](const boost::system::error_code& error, int) {
        if (!error) impl->context.stop();
    });
}

// ---- the server
// -----------------------------------------------------------------------------------------------

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

Result<Server> Server::create(const SclSelection& ied, ServerOptions options) {
    return make(nullptr, ied, std::move(options));
}

Result<Server> Server::create(EventLoop& loop, const SclSelection& ied, ServerOptions options) {
    return make(&loop, ied, std::move(options));
}

Result<Server> Server::make(EventLoop* loop, const SclSelection& ied, ServerOptions options) {
    auto compiled = scl::compile(ied, {.lenient = options.lenient});
    if (!compiled) return fail(std::move(compiled).error());
    auto core_options = io::core_options(options, compiled->model->communication());
    if (!core_options) return fail(std::move(core_options).error());
    std::shared_ptr<io::FolderStore> folder;
    if (!options.files.folder.empty()) {
        auto made = io::FolderStore::make(options.files.folder);
        if (!made) return fail(std::move(made).error());
        folder = *std::move(made);
        if (options.files.allow_write) folder->remove_leftovers();
        core_options->files.store = folder;
    }
    const server::report::BufferLimits buffer = core_options->reports.buffer;
    auto impl = std::make_unique<Impl>(loop, std::move(compiled->image), *std::move(core_options));
    if (folder && options.files.allow_write) impl->commit_files_behind(*folder);
    impl->findings = std::move(compiled->findings);
    impl->core.gate().set_policy(std::move(options.access));
    impl->driver.set_tap(std::move(options.tap));
    if (!options.store.empty()) {
        if (auto opened = impl->open_store(options.store, buffer); !opened) {
            return fail(std::move(opened).error());
        }
        if (auto opened = impl->open_logs(options.store, options.logs); !opened) {
            return fail(std::move(opened).error());
        }
    }
    if (auto listening = impl->driver.listen(options.listen); !listening)
        return fail(std::move(listening).error());
    return Server(std::move(impl));
}

/// Clients need not wait for the disk that another one writes to.
void Server::Impl::commit_files_behind(io::FolderStore& folder) {
    folder.commit_behind([this, still_alive = alive](std::function<void()> news) {
        asio::post(context(), [this, still_alive, news = std::move(news)] {
            if (!*still_alive) return;
            core.on_time(io::read_clocks());
            news();
            driver.pump();
        });
    });
}

/// Before anybody can connect.
Result<void> Server::Impl::open_store(std::string file, const server::report::BufferLimits& buffer) {
    store::StoreOptions options;
    options.file = std::move(file);
    options.ied = core.model().identity().ied_name;
    options.buffer = buffer;
    // The store has a thread of its own; the application hears of errors in the server's.
    options.on_error = [this, still_alive = alive](const Error& error) {
        asio::post(context(), [this, still_alive, error] {
            if (*still_alive && on_error) on_error(error);
        });
    };
    options.on_settings_kept = [this, still_alive = alive](std::uint64_t ticket, bool success) {
        asio::post(context(), [this, still_alive, ticket, success] {
            if (!*still_alive) return;
            core.settings().kept(ticket, success);
            driver.pump();
        });
    };
    auto opened = store::Store::open(std::move(options));
    if (!opened) return fail(std::move(opened).error());
    kept = *std::move(opened);
    if (auto restored = kept->restore_data_sets(core.data_sets()); !restored) return restored;
    core.reports().set_store(kept.get());
    core.settings().set_store(&kept->settings());
    auto started = kept->start();
    store_notices = kept->notices();
    return started;
}

/// In a file beside the store, whose lock keeps other processes from both.
Result<void> Server::Impl::open_logs(const std::string& store, const ServerLogOptions& limits) {
    store::LogStoreOptions options;
    options.file = store + ".logs";
    options.ied = core.model().identity().ied_name;
    options.limits = {limits.max_entries, limits.max_octets, limits.max_age};
    options.on_error = [this, still_alive = alive](const Error& error) {
        asio::post(context(), [this, still_alive, error] {
            if (*still_alive && on_error) on_error(error);
        });
    };
    auto opened = store::LogStore::open(std::move(options));
    if (!opened) return fail(std::move(opened).error());
    kept_logs = *std::move(opened);
    core.logs().set_store(kept_logs.get());
    kept_logs->start();
    store_notices.insert(store_notices.end(), kept_logs->notices().begin(), kept_logs->notices().end());
    return {};
}

const std::vector<std::string>& Server::addresses() const {
    return impl_->driver.addresses();
}
const std::vector<std::string>& Server::store_notices() const {
    return impl_->store_notices;
}
std::string Server::ied_name() const {
    return impl_->core.model().identity().ied_name;
}
std::size_t Server::attribute_count() const {
    return impl_->core.model().leaves().size();
}
const std::vector<SclFinding>& Server::findings() const {
    return impl_->findings;
}

/// With the MMS domain in place of a logical device's inst.
Result<ObjectReference> Server::Impl::parse(std::string_view text) const {
    auto reference = ObjectReference::parse(text);
    if (!reference) return reference;
    const model::Model& model = core.model();
    if (model.find_logical_device(reference->logical_device) != model::no_node) return reference;
    for (const model::NodeId device : model.logical_devices()) {
        if (model.logical_device_info(device).inst != reference->logical_device) continue;
        reference->logical_device = model.name(device);
        break;
    }
    return reference;
}

Result<model::NodeId> Server::Impl::resolve(std::string_view text) const {
    const auto reference = parse(text);
    if (!reference) return fail(reference.error());
    return core.model().resolve(*reference);
}

Result<model::Signal> Server::Impl::signal(std::string_view text) const {
    auto reference = parse(text);
    if (!reference) return fail(std::move(reference).error());
    const model::Model& model = core.model();
    const auto node = model.resolve(*reference);
    if (node) return model.signal(*node);
    // Without a constraint a data object is all of its constraints; its value is in one of these.
    if (reference->fc == Fc::none) {
        for (const Fc fc : {Fc::st, Fc::mx, Fc::sp, Fc::sg}) {
            reference->fc = fc;
            const auto within = model.resolve(*reference);
            if (!within) continue;
            if (auto found = model.signal(*within)) return found;
        }
    }
    return fail(node.error());
}

Result<Signal> Server::signal(std::string_view reference) const {
    const auto found = impl_->signal(reference);
    if (!found) return fail(found.error());
    Signal signal;
    signal.value_ = model::index(found->value);
    signal.quality_ = model::index(found->quality);
    signal.time_ = model::index(found->time);
    return signal;
}

std::vector<std::string> Server::attributes(Fc fc) const {
    const model::Model& model = impl_->core.model();
    std::vector<std::string> references;
    for (const model::Leaf& leaf : model.leaves()) {
        if (model.node(leaf.node).fc == fc) references.push_back(model.object_reference(leaf.node));
    }
    return references;
}

Result<Value> Server::value(std::string_view reference) const {
    const auto node = impl_->resolve(reference);
    if (!node) return fail(node.error());
    return impl_->core.process().image().value(*node);
}

Result<void> Server::Impl::apply(const std::function<void(Transaction&)>& change) {
    model::Transaction transaction = core.process().begin();
    Transaction outer(&transaction);
    change(outer);
    auto done = transaction.commit(io::read_clocks());
    if (!done) return fail(std::move(done).error());
    return {};
}

Result<void> Server::apply(const std::function<void(Transaction&)>& change) {
    auto applied = impl_->apply(change);
    impl_->driver.pump_soon();  // what there is to report; not now, for this may be a callback of the driver
    return applied;
}

void Server::post(std::function<void(Transaction&)> change) {
    asio::post(impl_->context(), [impl = impl_.get(), alive = impl_->alive, change = std::move(change)] {
        if (*alive) impl->apply_or_tell(change);
    });
}

void Server::every(std::chrono::milliseconds period, std::function<void(Transaction&)> change) {
    auto& repeated = impl_->repeated.emplace_back(impl_->context());
    repeated.period = std::max(period, std::chrono::milliseconds{1});
    repeated.change = std::move(change);
    repeated.timer.expires_after(repeated.period);
    impl_->arm(repeated);
}

void Server::Impl::arm(Repeated& entry) {
    entry.timer.async_wait([this, &entry, still_alive = alive](const boost::system::error_code& error) {
        if (error || !*still_alive) return;
        apply_or_tell(entry.change);
        // From the time it was due, so that the period holds; missed turns are left out.
        const auto next = entry.timer.expiry() + entry.period;
        entry.timer.expires_at(std::max(next, std::chrono::steady_clock::now()));
        arm(entry);
    });
}

Result<void> Server::on_write(std::string_view reference, WriteHandler handler) {
    const auto node = impl_->resolve(reference);
    if (!node) return fail(node.error());
    impl_->core.on_write(
        *node, [impl = impl_.get(), handler = std::move(handler)](const server::AttributeWrite& write) {
            std::array<char, model::Model::max_reference_octets> buffer;  // NOLINT: written before it is read
            return handler({write.peer, impl->core.model().reference(write.node, buffer), write.value});
        });
    return {};
}

void Server::on_error(std::function<void(const Error&)> handler) {
    impl_->on_error = std::move(handler);
}

Result<void> Server::run() {
    return impl_->loop->run();
}

void Server::stop() {
    asio::post(impl_->context(), [impl = impl_.get(), alive = impl_->alive] {
        if (!*alive) return;
        impl->driver.stop();
        if (impl->own_loop) impl->loop->stop();
    });
}

ServerStatistics Server::statistics() const {
    const server::Counters& counters = impl_->core.counters();
    return {impl_->core.associations(), counters.accepted, counters.refused, counters.requests};
}

}  // namespace busbar
