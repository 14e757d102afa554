// SPDX-License-Identifier: Apache-2.0
#include "io/server_operate.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <busbar/server.hpp>

#include "io/server_driver.hpp"

namespace busbar {

using server::control::Object;
using server::control::Request;
using server::control::Ticket;
using server::control::Verdict;

// ---- tokens
// ---------------------------------------------------------------------------------------------------

struct Operate::Impl {
    Impl(const Request& request, std::shared_ptr<io::Mailbox> to)
        : mailbox(std::move(to)), ticket(request.ticket) {
        step = static_cast<Step>(request.step);
        operating = request.operating;
        peer = request.peer;
        if (request.command == nullptr) return;
        const server::control::Command& command = *request.command;
        value = command.value;
        origin = command.origin;
        ctl_num = command.ctl_num;
        test = command.test;
        check = command.check;
        oper_time = command.oper_time;
        if (const auto* stamp = command.time.get_if<Timestamp>()) {
            time = *stamp;
        } else if (const auto* entry = command.time.get_if<EntryTime>()) {
            time = Timestamp::from(entry->time());  // edition 1
        }
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    /// The last copy is gone.
    ~Impl() {
        if (phase == Phase::waiting) post({});
    }

    void decide(io::Decision decision) {
        std::function<void(AddCause)> dropped;  // outside of the lock: it may hold anything
        {
            const std::lock_guard lock(mutex);
            if (phase == Phase::asked && !decided) decided = std::move(decision);
            if (phase != Phase::waiting) return;
            phase = Phase::over;
            dropped = std::move(told);
        }
        post(std::move(decision));
    }
    void post(io::Decision decision) const {
        io::Mailbox::post(mailbox, [number = ticket, told_it = std::move(decision)](
                                       io::ControlHandlers& handlers) { handlers.finish(number, told_it); });
    }

    const std::shared_ptr<io::Mailbox> mailbox;
    const Ticket ticket;
    std::string reference;
    Step step = Step::operate;
    bool operating = false;
    Value value;
    Origin origin;
    std::uint8_t ctl_num = 0;
    bool test = false;
    ControlCheck check;
    Timestamp time;
    std::optional<Timestamp> oper_time;
    Peer peer;

    enum class Phase : std::uint8_t {
        asked,    ///< the handler is being called: its verdict is taken from here
        waiting,  ///< a verdict is posted
        over,
    };
    std::mutex mutex;  // what follows
    Phase phase = Phase::asked;
    std::optional<io::Decision> decided;
    std::function<void(AddCause)> told;
};

static_assert(static_cast<int>(Operate::Step::check) == static_cast<int>(server::control::Step::check));
static_assert(static_cast<int>(Operate::Step::select) == static_cast<int>(server::control::Step::select));
static_assert(static_cast<int>(Operate::Step::operate) == static_cast<int>(server::control::Step::operate));
static_assert(static_cast<int>(Operate::Step::cancel) == static_cast<int>(server::control::Step::cancel));

Operate::Step Operate::step() const {
    return impl_->step;
}
const std::string& Operate::reference() const {
    return impl_->reference;
}
bool Operate::operating() const {
    return impl_->operating;
}
const Value& Operate::value() const {
    return impl_->value;
}
const Origin& Operate::origin() const {
    return impl_->origin;
}
std::uint8_t Operate::ctl_num() const {
    return impl_->ctl_num;
}
bool Operate::test() const {
    return impl_->test;
}
const ControlCheck& Operate::check() const {
    return impl_->check;
}
const Timestamp& Operate::time() const {
    return impl_->time;
}
const std::optional<Timestamp>& Operate::oper_time() const {
    return impl_->oper_time;
}
const Peer& Operate::peer() const {
    return impl_->peer;
}

void Operate::succeed() const {
    succeed({});
}
void Operate::succeed(std::function<void(Transaction&)> change) const {
    impl_->decide({true, AddCause::none, ControlError::no_error, std::move(change)});
}
void Operate::fail(AddCause cause, ControlError error) const {
    impl_->decide({false, cause, error, {}});
}
bool Operate::is_open() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->phase == Impl::Phase::waiting || (impl_->phase == Impl::Phase::asked && !impl_->decided);
}
bool Operate::on_over(std::function<void(AddCause)> told) const {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->phase == Impl::Phase::over || impl_->decided) return false;
    impl_->told.swap(told);
    return true;
}

namespace io {

void Mailbox::post(const std::shared_ptr<Mailbox>& box, std::function<void(ControlHandlers&)> what) {
    const std::lock_guard lock(box->mutex_);
    if (box->context_ == nullptr) return;
    boost::asio::post(*box->context_, [box, what = std::move(what)] {
        if (box->handlers_ != nullptr) what(*box->handlers_);
    });
}

void Mailbox::close() {
    const std::lock_guard lock(mutex_);
    context_ = nullptr;
    handlers_ = nullptr;
}

// ---- which handler
// --------------------------------------------------------------------------------------------

bool ControlHandlers::Rules::empty() const {
    return std::none_of(by_step.begin(), by_step.end(),
                        [](const Shared& handler) { return handler != nullptr; });
}

ControlHandlers::ControlHandlers(Surroundings surroundings)
    : to_(std::move(surroundings)),
      mailbox_(std::make_shared<Mailbox>(to_.context, *this)),
      fallbacks_(to_.controls.objects().all().size()) {
    for (const Object& object : to_.controls.objects().all()) {
        fallbacks_[object.number] = to_.controls.handler(object);
    }
}

ControlHandlers::~ControlHandlers() {
    close();
}

Result<void> ControlHandlers::set(model::NodeId scope, Operate::Step step, ControlHandler handler) {
    std::vector<const Object*> objects;
    std::uint32_t key = model::index(scope);
    const auto kind = model().node(scope).kind;
    const bool many = kind == model::NodeKind::logical_device || kind == model::NodeKind::logical_node;
    for (const Object& object : to_.controls.objects().all()) {
        if (object.logical_node == scope || object.logical_device == scope) objects.push_back(&object);
    }
    if (const Object* object = many ? nullptr : to_.controls.objects().of(scope)) {
        const bool whole = kind == model::NodeKind::data_object && object->node != model::no_node;
        if (whole) objects.push_back(object);
        key = model::index(object->node);
    }
    if (objects.empty()) {
        return fail(Fault::refused, model().object_reference(scope) + " is nothing that is controlled");
    }
    auto& place = rules_[key].by_step[static_cast<std::size_t>(step)];
    place = handler ? std::make_shared<const ControlHandler>(std::move(handler)) : nullptr;
    if (rules_[key].empty()) rules_.erase(key);
    const auto attach_all = [objects = std::move(objects)](ControlHandlers& handlers) {
        for (const Object* object : objects) handlers.attach(*object);
    };
    // What ends because of it changes values, which cannot be done inside of another transaction.
    if (to_.process.begin().open()) {
        attach_all(*this);
    } else {
        Mailbox::post(mailbox_, attach_all);
    }
    return {};
}

/// Controls are refused where nobody carries them out, whatever is checked.
void ControlHandlers::attach(const Object& object) {
    const auto covers = [&](model::NodeId node) { return rules(model::index(node)) != nullptr; };
    Handler* handler = fallback(object);
    if (covers(object.node) || covers(object.logical_node) || covers(object.logical_device)) {
        if (handler != nullptr || find(object, Operate::Step::operate)) handler = this;
    }
    if (handler != this) {
        // Those are not told by the engine.
        const std::vector<Pending> all = pending_;
        for (const Pending& pending : all) {
            if (pending.ticket.object == object.number) over(pending.ticket, AddCause::not_supported);
        }
    }
    to_.controls.set_handler(object, handler);
}

const ControlHandlers::Rules* ControlHandlers::rules(std::uint32_t key) const {
    const auto found = rules_.find(key);
    return found == rules_.end() ? nullptr : &found->second;
}

/// The innermost. Shared, for it may replace itself while it runs.
ControlHandlers::Shared ControlHandlers::find(const Object& object, Operate::Step step) const {
    for (const model::NodeId node : {object.node, object.logical_node, object.logical_device}) {
        const Rules* const found = rules(model::index(node));
        if (found == nullptr) continue;
        if (auto handler = found->by_step[static_cast<std::size_t>(step)]) return handler;
    }
    return nullptr;
}

Verdict ControlHandlers::check(const Request& request) {
    if (const Shared handler = find(request.object, Operate::Step::check)) return ask(request, *handler);
    Handler* const other = fallback(request.object);
    return other != nullptr && !find(request.object, Operate::Step::operate) ? other->check(request)
                                                                             : Handler::check(request);
}

Verdict ControlHandlers::select(const Request& request) {
    if (const Shared handler = find(request.object, Operate::Step::select)) return ask(request, *handler);
    Handler* const other = fallback(request.object);
    return other != nullptr && !find(request.object, Operate::Step::operate) ? other->select(request)
                                                                             : Handler::select(request);
}

Verdict ControlHandlers::operate(const Request& request) {
    if (const Shared handler = find(request.object, Operate::Step::operate)) return ask(request, *handler);
    Handler* const other = fallback(request.object);
    return other != nullptr ? other->operate(request) : Verdict::refused(AddCause::not_supported);
}

Verdict ControlHandlers::cancel(const Request& request) {
    if (const Shared handler = find(request.object, Operate::Step::cancel)) return ask(request, *handler);
    Handler* const other = fallback(request.object);
    return other != nullptr && !find(request.object, Operate::Step::operate) ? other->cancel(request)
                                                                             : Handler::cancel(request);
}

void ControlHandlers::unselected(const Object& object) {
    if (Handler* const other = fallback(object)) other->unselected(object);
}

// ---- steps
// ----------------------------------------------------------------------------------------------------

Verdict ControlHandlers::ask(const Request& request, const ControlHandler& handler) {
    const auto token = std::make_shared<Operate::Impl>(request, mailbox_);
    token->reference = model().object_reference(request.object.node);
    token->reference.resize(token->reference.find('['));
    {
        Operate op(token);
        handler(op);
    }
    using Phase = Operate::Impl::Phase;
    std::optional<Decision> decided;
    std::function<void(AddCause)> dropped;
    {
        const std::lock_guard lock(token->mutex);
        decided = std::move(token->decided);
        // Ours is the only copy: nobody will finish it.
        if (!decided && token.use_count() == 1) decided.emplace();
        // A Read is answered at once.
        if (!decided && request.command == nullptr)
            decided = Decision{false, AddCause::select_failed, {}, {}};
        token->phase = decided ? Phase::over : Phase::waiting;
        if (decided) dropped = std::move(token->told);
    }
    if (decided) return settle(*decided);
    pending_.push_back({request.ticket, token});
    return Verdict::later();
}

Verdict ControlHandlers::settle(const Decision& decision) const {
    if (!decision.success) return Verdict::refused(decision.cause, decision.error);
    if (decision.change && !to_.apply(decision.change)) return Verdict::refused(AddCause::unknown);
    return Verdict::done();
}

void ControlHandlers::finish(Ticket ticket, const Decision& decision) {
    std::erase_if(pending_, [&](const Pending& pending) { return pending.ticket == ticket; });
    if (!to_.controls.is_open(ticket)) return;
    to_.controls.finish(ticket, settle(decision), read_clocks());
    to_.pump();
}

void ControlHandlers::over(Ticket ticket, AddCause why) {
    const auto found = std::find_if(pending_.begin(), pending_.end(),
                                    [&](const Pending& pending) { return pending.ticket == ticket; });
    if (found == pending_.end()) {
        if (Handler* const other = fallbacks_[ticket.object]) other->over(ticket, why);
        return;
    }
    const auto token = found->token.lock();
    pending_.erase(found);
    if (!token) return;
    std::function<void(AddCause)> told;
    {
        const std::lock_guard lock(token->mutex);
        token->phase = Operate::Impl::Phase::over;
        told = std::move(token->told);
    }
    if (told) told(why);
}

}  // namespace io
}  // namespace busbar
