// SPDX-License-Identifier: Apache-2.0
// What a client keeps about controls between requests: which LastApplError and which CommandTermination are
// whose (8-1 clause 20: by CntrlObj and ctlNum), the selections it holds, and its ctlNum of each object.
#pragma once

#include <string>
#include <unordered_map>

#include "client/control_command.hpp"
#include "client/control_message.hpp"
#include "client/remote.hpp"

namespace busbar::client {

class ControlHub {
public:
    /// One service under way, from its request to its end. Lives in the frame of its procedure.
    class Watch {
    public:
        /// `object`: "LN$CO$DO". `ctl_num_position`: that of ctlNum in the structure.
        Watch(ControlHub& hub, std::string domain, std::string object, ControlStep::Kind service,
              std::uint8_t ctl_num, std::optional<std::size_t> ctl_num_position);
        ~Watch();
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

        /// LastApplError.
        struct Told {
            AddCause cause;
            ControlError error;
        };
        [[nodiscard]] const std::optional<Told>& told() const { return told_; }
        /// CommandTermination: whether it was positive.
        [[nodiscard]] const std::optional<bool>& terminated() const { return terminated_; }
        /// Why the association ended meanwhile.
        [[nodiscard]] const std::optional<Error>& lost() const { return lost_; }

        /// The answer is here.
        void answered(bool positive) { phase_ = positive ? Phase::accepted : Phase::refused; }
        /// Waits for what was not there yet: a LastApplError after a refusal, a termination else.
        Timers::Wait news(TimePoint deadline) { return hub_.remote_.timers.wait(this, deadline); }

    private:
        friend class ControlHub;
        enum class Phase : std::uint8_t { accepted, refused, requested };
        /// How well a LastApplError fits; nothing where it is about something else.
        [[nodiscard]] std::optional<unsigned> rank(const ApplError& error, const NamedControl& named) const;
        [[nodiscard]] bool is_terminated_by(const ControlMessage::Termination& termination) const;

        ControlHub& hub_;
        std::string domain_, object_, plain_object_;  // the last one without FC
        ControlStep::Kind service_;
        std::uint8_t ctl_num_;
        std::optional<std::size_t> ctl_num_position_;
        Phase phase_ = Phase::requested;
        std::optional<Told> told_;
        std::optional<bool> terminated_;
        std::optional<Error> lost_;
    };

    /// A selection that this client holds, as far as it knows.
    struct Selection {
        ControlInfo info;
        Command command;
        TimePoint until = never;
        bool asked_for = false;  ///< by select(), and not left over by an Operate
    };
    /// What is known of one object.
    struct Object {
        std::uint8_t ctl_num = 0;  ///< of the last command
        bool busy = false;         ///< a command is under way
        std::optional<Command> current;
        std::optional<Selection> selection;
    };
    /// Marks an object as busy.
    class Turn {
    public:
        explicit Turn(Object& object) : object_(object) { object_.busy = true; }
        ~Turn() {
            object_.busy = false;
            object_.current.reset();
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        Object& object_;
    };

    /// `remote` owns it.
    explicit ControlHub(Remote& remote) : remote_(remote) {}
    ControlHub(const ControlHub&) = delete;
    ControlHub& operator=(const ControlHub&) = delete;

    /// "LD/LN.DO". Stays where it is while it is busy or selected.
    Object& object(const std::string& reference);

    /// Every unconfirmed PDU that is no report.
    void on_unconfirmed(const mms::Envelope& envelope);
    /// The association is over: who waits hears of it, and nothing is selected any more.
    void connection_ended(const Error& why);

    /// LastApplErrors and CommandTerminations that belonged to nothing under way.
    [[nodiscard]] std::uint64_t unmatched() const { return unmatched_; }
    [[nodiscard]] std::size_t known_objects() const { return objects_.size(); }

    /// The wall clock, for T and operTm. The driver sets it.
    std::function<SystemTime()> wall = [] { return SystemTime{}; };

private:
    /// Objects that are remembered for their ctlNum alone are forgotten beyond this.
    static constexpr std::size_t max_objects = 10'000;

    Remote& remote_;
    std::vector<Watch*> watches_;  // oldest first
    std::unordered_map<std::string, Object> objects_;
    std::uint64_t unmatched_ = 0;
};

}  // namespace busbar::client
