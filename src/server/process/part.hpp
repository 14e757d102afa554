// SPDX-License-Identifier: Apache-2.0
// What the parts of the built-in process stand on: values, time, and the end of executions. A part carries
// out the controls of one object.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "model/transaction.hpp"
#include "server/behaviour.hpp"
#include "server/control/handler.hpp"
#include "server/control/options.hpp"
#include "server/deadlines.hpp"
#include "server/process/options.hpp"

namespace busbar::server::process {

using control::Object;
using control::Request;
using control::Ticket;
using control::Verdict;

class Part;

/// One for all parts, which it outlives.
class Plant {
public:
    /// Ends an execution that a part has said to finish later.
    using Finish = std::function<void(Ticket, const Verdict&, const Now&)>;
    Plant(model::Process& process, const control::Options& controls, const ProcessOptions& options,
          Finish finish);

    [[nodiscard]] const model::Model& model() const { return process_.model(); }
    [[nodiscard]] model::Process& process() { return process_; }
    [[nodiscard]] const ProcessOptions& options() const { return options_; }
    /// What the process says, though clients may see a substituted value. 0 for no_leaf.
    [[nodiscard]] double number(model::LeafId leaf) const;
    [[nodiscard]] bool boolean(model::LeafId leaf) const { return number(leaf) != 0; }
    /// Whether a command gets through a logical node to its process.
    [[nodiscard]] bool passes(model::NodeId logical_node, bool test) const;
    /// Time for one of `steps` of a movement that is to end in half of the object's operTimeout.
    [[nodiscard]] Duration step_time(Duration nominal, const Object& object, double steps = 1) const;
    [[nodiscard]] Duration scaled(Duration nominal) const;
    void finish(Ticket ticket, const Verdict& verdict, const Now& now) { finish_(ticket, verdict, now); }

    [[nodiscard]] TimePoint deadline() const { return deadlines_.next(); }
    void on_time(const Now& now);

private:
    friend class Part;

    model::Process& process_;
    control::Options controls_;
    ProcessOptions options_;
    Finish finish_;
    Behaviours behaviours_;
    Deadlines deadlines_;
    std::vector<Part*> parts_;
};

class Part : public control::Handler {
public:
    Part(Plant& plant, const Object& object);

    /// The time of wake() has come.
    virtual void due(const Now& now) { static_cast<void>(now); }
    /// The process goes on; nobody waits for it any more.
    void over(Ticket ticket, AddCause why) override;

protected:
    /// One time; `never` clears it.
    void wake(TimePoint at) { plant_.deadlines_.set(slot_, at); }
    /// The answer of operate() when the end is to come.
    Verdict begin(const Request& request);
    /// The end, where somebody still waits.
    void end(const Now& now);
    /// Sets a value of the object, good and of this moment. False when it does not fit.
    bool show(const Value& value, const Now& now);

    Plant& plant_;
    const Object& object_;
    model::Signal signal_;  ///< value, q and t of the object

private:
    friend class Plant;

    std::uint32_t slot_;
    std::optional<Ticket> ticket_;
};

}  // namespace busbar::server::process
