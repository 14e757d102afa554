// SPDX-License-Identifier: Apache-2.0
// An application's handlers of controls, over real sockets: verdicts in the handler, from other threads, too
// late, never.
#include <busbar/client.hpp>
#include <busbar/server.hpp>

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace busbar {
namespace {

/// GGIO1 with a single point of each control model, and LTRK1, from which causes are read.
constexpr const char* scl_text = R"(<?xml version="1.0"?>
<SCL xmlns="http://www.iec.ch/61850/2003/SCL" version="2007" revision="B">
 <Header id="test"/>
 <IED name="IED1"><AccessPoint name="AP1"><Server><Authentication/>
  <LDevice inst="LD0">
   <LN0 lnClass="LLN0" inst="" lnType="LLN0T"/>
   <LN lnClass="GGIO" inst="1" lnType="GGIOT">
    <DOI name="Direct"><DAI name="ctlModel"><Val>direct-with-normal-security</Val></DAI></DOI>
    <DOI name="Enhanced"><DAI name="ctlModel"><Val>direct-with-enhanced-security</Val></DAI></DOI>
    <DOI name="Sbo"><DAI name="ctlModel"><Val>sbo-with-normal-security</Val></DAI></DOI>
    <DOI name="SboEnhanced"><DAI name="ctlModel"><Val>sbo-with-enhanced-security</Val></DAI></DOI>
   </LN>
   <LN lnClass="LTRK" inst="1" lnType="LTRKT"/>
  </LDevice>
 </Server></AccessPoint></IED>
 <DataTypeTemplates>
  <LNodeType id="LLN0T" lnClass="LLN0"><DO name="Beh" type="ENST"/></LNodeType>
  <LNodeType id="GGIOT" lnClass="GGIO"><DO name="Direct" type="SPCT"/><DO name="Enhanced" type="SPCT"/>
   <DO name="Sbo" type="SPCT"/><DO name="SboEnhanced" type="SPCT"/></LNodeType>
  <LNodeType id="LTRKT" lnClass="LTRK"><DO name="SpcTrk" type="CTST"/></LNodeType>
  <DOType id="ENST" cdc="ENS">
   <DA name="stVal" bType="Enum" type="BehT" fc="ST" dchg="true"><Val>on</Val></DA>
   <DA name="q" bType="Quality" fc="ST"/><DA name="t" bType="Timestamp" fc="ST"/>
  </DOType>
  <DOType id="SPCT" cdc="SPC">
   <DA name="SBO" bType="VisString129" fc="CO"/>
   <DA name="SBOw" bType="Struct" type="OperT" fc="CO"/>
   <DA name="Oper" bType="Struct" type="OperT" fc="CO"/>
   <DA name="Cancel" bType="Struct" type="CancelT" fc="CO"/>
   <DA name="stVal" bType="BOOLEAN" fc="ST" dchg="true"/>
   <DA name="q" bType="Quality" fc="ST" qchg="true"/><DA name="t" bType="Timestamp" fc="ST"/>
   <DA name="stSeld" bType="BOOLEAN" fc="ST" dchg="true"/>
   <DA name="ctlModel" bType="Enum" type="ModelT" fc="CF"/>
  </DOType>
  <DOType id="CTST" cdc="CTS">
   <DA name="objRef" bType="ObjRef" fc="SR" dupd="true"/>
   <DA name="serviceType" bType="INT32" fc="SR"/><DA name="errorCode" bType="INT32" fc="SR"/>
   <DA name="respAddCause" bType="INT32" fc="SR"/>
  </DOType>
  <DAType id="OperT"><BDA name="ctlVal" bType="BOOLEAN"/><BDA name="origin" bType="Struct" type="OriginT"/>
   <BDA name="ctlNum" bType="INT8U"/><BDA name="T" bType="Timestamp"/><BDA name="Test" bType="BOOLEAN"/>
   <BDA name="Check" bType="Check"/></DAType>
  <DAType id="CancelT"><BDA name="ctlVal" bType="BOOLEAN"/><BDA name="origin" bType="Struct" type="OriginT"/>
   <BDA name="ctlNum" bType="INT8U"/><BDA name="T" bType="Timestamp"/><BDA name="Test" bType="BOOLEAN"/></DAType>
  <DAType id="OriginT"><BDA name="orCat" bType="INT8"/><BDA name="orIdent" bType="Octet64"/></DAType>
  <EnumType id="BehT"><EnumVal ord="1">on</EnumVal><EnumVal ord="5">off</EnumVal></EnumType>
  <EnumType id="ModelT"><EnumVal ord="0">status-only</EnumVal>
   <EnumVal ord="1">direct-with-normal-security</EnumVal><EnumVal ord="2">sbo-with-normal-security</EnumVal>
   <EnumVal ord="3">direct-with-enhanced-security</EnumVal>
   <EnumVal ord="4">sbo-with-enhanced-security</EnumVal></EnumType>
 </DataTypeTemplates>
</SCL>)";

const Timestamp issued{1000000, 0, {}};

/// Oper or SBOw; without Check a Cancel.
Value command(bool value, bool with_check = true) {
    std::vector<Value> members{value, Value::structure({3, OctetString{{0xAB, 0xCD}}}), 7U, issued, false};
    if (with_check) members.emplace_back(BitString(1, 2));
    return Value::structure(std::move(members));
}

/// The server on a thread of its own, and a client.
class Station {
public:
    using Setup = std::function<void(Server&)>;
    explicit Station(const Setup& setup, ServerOptions options = {}) {
        static const Result<Scl> scl = Scl::parse(scl_text, "test.cid");
        EXPECT_TRUE(scl) << scl.error().message();
        options.listen = "127.0.0.1:0";
        auto created = Server::create(loop_, scl->ied(""), std::move(options));
        EXPECT_TRUE(created) << created.error().message();
        server_.emplace(*std::move(created));
        setup(*server_);
        target = server_->addresses().front();
        thread_ = std::thread([this] { EXPECT_TRUE(loop_.run()); });
    }
    ~Station() { end(); }
    Station(const Station&) = delete;
    Station& operator=(const Station&) = delete;
    void end() {
        if (!thread_.joinable()) return;
        loop_.stop();
        thread_.join();
        server_.reset();
    }
    std::string target;

private:
    EventLoop loop_;
    std::optional<Server> server_;
    std::thread thread_;
};

class Connected {
public:
    explicit Connected(const Station& station) : client_(Client::connect(station.target)) {
        EXPECT_TRUE(client_) << client_.error().message();
    }
    /// "ok", or the words of the DataAccessError.
    std::string write(const std::string& reference, const Value& value) {
        const auto done = client_->write("IED1LD0/GGIO1." + reference + "[CO]", value);
        return done ? "ok" : name_of(done.error().code);
    }
    std::string operate(const std::string& object, bool value = true) {
        return write(object + ".Oper", command(value));
    }
    bool status(const std::string& object) {
        return client_->read<bool>("IED1LD0/GGIO1." + object + ".stVal[ST]").value();
    }
    std::string read(const std::string& reference) {
        const auto value = client_->read("IED1LD0/" + reference);
        return value ? value->text() : value.error().message();
    }
    /// "46 3 9": service, error and cause that were tracked last.
    std::string tracked() {
        return read("LTRK1.SpcTrk.serviceType[SR]") + " " + read("LTRK1.SpcTrk.errorCode[SR]") + " " +
               read("LTRK1.SpcTrk.respAddCause[SR]");
    }

private:
    Result<Client> client_;
};

/// A handler that hands its token out, and waits for nothing.
class Kept {
public:
    ControlHandler handler() {
        return [this](Operate& op) { promise_.set_value(op); };
    }
    Operate take() { return promise_.get_future().get(); }

private:
    std::promise<Operate> promise_;
};

/// Sets stVal of GGIO1.`object`, and tells when.
struct Arrival {
    explicit Arrival(Server& server, const std::string& object)
        : signal(server.signal("LD0/GGIO1." + object).value()) {}
    std::function<void(Transaction&)> change(bool value = true) {
        return [this, value](Transaction& t) {
            t.set(signal, value).quality(good);
            applied.set_value();
        };
    }
    Signal signal;
    std::promise<void> applied;
};

TEST(ServerOperate, VerdictInTheHandler) {
    std::optional<Arrival> arrival;
    std::optional<Operate> seen;
    const Station station([&](Server& server) {
        arrival.emplace(server, "Direct");
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Direct", [&](Operate& op) {
            seen = op;
            EXPECT_TRUE(op.is_open());
            op.succeed(arrival->change(op.value<bool>().value()));
            EXPECT_FALSE(op.is_open());
            op.fail(AddCause::blocked_by_health);  // too late
            EXPECT_FALSE(op.on_over([](AddCause) {}));
        }));
    });
    Connected client(station);
    EXPECT_EQ(client.operate("Direct"), "ok");
    EXPECT_TRUE(client.status("Direct"));
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->reference(), "IED1LD0/GGIO1.Direct");
    EXPECT_EQ(seen->step(), Operate::Step::operate);
    EXPECT_EQ(seen->origin(), (Origin{OrCat::remote_control, {0xAB, 0xCD}}));
    EXPECT_EQ(seen->ctl_num(), 7);
    EXPECT_EQ(seen->time(), issued);
    EXPECT_FALSE(seen->oper_time());
    EXPECT_FALSE(seen->test());
    EXPECT_EQ(seen->check(), (ControlCheck{false, true}));
    EXPECT_TRUE(seen->peer().address.starts_with("127.0.0.1:"));
}

TEST(ServerOperate, RefusalInTheHandler) {
    const Station station([](Server& server) {
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Direct",
                                      [](Operate& op) { op.fail(AddCause::blocked_by_process); }));
    });
    Connected client(station);
    EXPECT_NE(client.operate("Direct"), "ok");
    EXPECT_TRUE(client.tracked().ends_with(" 9")) << client.tracked();
    EXPECT_FALSE(client.status("Direct"));
}

TEST(ServerOperate, FinishedByAnotherThread) {
    Kept kept;
    std::optional<Arrival> arrival;
    const Station station([&](Server& server) {
        arrival.emplace(server, "Enhanced");
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Enhanced", kept.handler()));
    });
    Connected client(station);
    EXPECT_EQ(client.operate("Enhanced"), "ok");
    EXPECT_EQ(client.tracked(), "46 0 25");
    EXPECT_FALSE(client.status("Enhanced"));
    std::thread([op = kept.take(), &arrival] {
        EXPECT_TRUE(op.is_open());
        op.succeed(arrival->change());
        EXPECT_FALSE(op.is_open());
    }).join();
    arrival->applied.get_future().wait();
    EXPECT_TRUE(client.status("Enhanced"));
    EXPECT_EQ(client.tracked(), "47 0 25");
}

TEST(ServerOperate, FailsLater) {
    Kept kept;
    std::promise<void> ended;
    const Station station(
        [&](Server& server) { ASSERT_TRUE(server.on_operate("LD0/GGIO1.Enhanced", kept.handler())); });
    Connected client(station);
    EXPECT_EQ(client.operate("Enhanced"), "ok");
    kept.take().fail(AddCause::abortion_by_trip);
    // The verdict was posted before this request came.
    EXPECT_TRUE(client.tracked().ends_with(" 17")) << client.tracked();
    EXPECT_EQ(client.read("LTRK1.SpcTrk.serviceType[SR]"), "47");
}

TEST(ServerOperate, LastCopyWithoutAVerdict) {
    Kept kept;
    const Station station([&](Server& server) {
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Direct", [](Operate&) {}));
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Enhanced", kept.handler()));
    });
    Connected client(station);
    EXPECT_NE(client.operate("Direct"), "ok");
    EXPECT_TRUE(client.tracked().ends_with(" 0")) << client.tracked();
    EXPECT_EQ(client.operate("Enhanced"), "ok");
    EXPECT_EQ(client.tracked(), "46 0 25");
    {
        const Operate last = kept.take();
        kept = {};
    }
    EXPECT_TRUE(client.tracked().starts_with("47 ")) << client.tracked();
    EXPECT_TRUE(client.tracked().ends_with(" 0")) << client.tracked();
}

TEST(ServerOperate, AChangeThatDoesNotFitIsAFailure) {
    std::promise<std::string> told;
    const Station station([&](Server& server) {
        const Signal signal = server.signal("LD0/GGIO1.Direct").value();
        server.on_error([&](const Error& error) { told.set_value(error.message()); });
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Direct", [signal](Operate& op) {
            op.succeed([signal](Transaction& t) { t.set(signal, "text"); });
        }));
    });
    Connected client(station);
    EXPECT_NE(client.operate("Direct"), "ok");
    EXPECT_NE(told.get_future().get().find("GGIO1.Direct.stVal"), std::string::npos);
    EXPECT_FALSE(client.status("Direct"));
}

TEST(ServerOperate, CheckIsFinishedByAnotherThread) {
    Kept checked;
    const Station station([&](Server& server) {
        ASSERT_TRUE(server.on_control_check("LD0/GGIO1.Direct", checked.handler()));
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Direct", [](Operate& op) { op.succeed(); }));
    });
    Connected client(station);
    std::thread device([&] {
        const Operate op = checked.take();
        EXPECT_EQ(op.step(), Operate::Step::check);
        EXPECT_TRUE(op.operating());
        op.fail(AddCause::blocked_by_interlocking);
    });
    EXPECT_NE(client.operate("Direct"), "ok");
    device.join();
    EXPECT_TRUE(client.tracked().ends_with(" 10")) << client.tracked();
}

TEST(ServerOperate, SelectAndCancel) {
    std::vector<std::string> asked;
    bool grant = false;
    const Station station([&](Server& server) {
        const auto note = [&](const char* step) {
            return [&asked, step](Operate& op) {
                asked.push_back(std::string(step) + (op.operating() ? " operating" : ""));
                op.succeed();
            };
        };
        ASSERT_TRUE(server.on_control_check("LD0/GGIO1", note("check")));
        ASSERT_TRUE(server.on_select("LD0/GGIO1", [&](Operate& op) {
            asked.emplace_back("select");
            grant ? op.succeed() : op.fail(AddCause::blocked_by_command);
        }));
        ASSERT_TRUE(server.on_cancel("LD0/GGIO1", note("cancel")));
        ASSERT_TRUE(server.on_operate("LD0/GGIO1", note("operate")));
    });
    Connected client(station);
    EXPECT_NE(client.write("SboEnhanced.SBOw", command(true)), "ok");
    EXPECT_TRUE(client.tracked().ends_with(" 24")) << client.tracked();
    EXPECT_EQ(client.read("GGIO1.SboEnhanced.stSeld[ST]"), "false");
    grant = true;
    EXPECT_EQ(client.write("SboEnhanced.SBOw", command(true)), "ok");
    EXPECT_EQ(client.read("GGIO1.SboEnhanced.stSeld[ST]"), "true");
    EXPECT_EQ(client.write("SboEnhanced.Cancel", command(true, false)), "ok");
    EXPECT_EQ(client.read("GGIO1.SboEnhanced.stSeld[ST]"), "false");
    EXPECT_EQ(client.write("SboEnhanced.SBOw", command(true)), "ok");
    EXPECT_EQ(client.operate("SboEnhanced"), "ok");
    const std::vector<std::string> expected{"check",  "select",          "check",
                                            "select", "cancel",          "check",
                                            "select", "check operating", "operate operating"};
    EXPECT_EQ(asked, expected);
}

TEST(ServerOperate, SelectWithoutValueIsAnsweredAtOnce) {
    Kept kept;
    bool later = true;
    const Station station([&](Server& server) {
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Sbo", [](Operate& op) { op.succeed(); }));
        ASSERT_TRUE(server.on_select("LD0/GGIO1.Sbo", [&, keep = kept.handler()](Operate& op) {
            EXPECT_TRUE(op.value().empty());
            later ? keep(op) : op.succeed();
        }));
    });
    Connected client(station);
    EXPECT_EQ(client.read("GGIO1.Sbo.SBO[CO]"), "\"\"");
    EXPECT_TRUE(client.tracked().ends_with(" 3")) << client.tracked();
    EXPECT_FALSE(kept.take().is_open());
    later = false;
    EXPECT_NE(client.read("GGIO1.Sbo.SBO[CO]"), "\"\"");
    EXPECT_EQ(client.operate("Sbo"), "ok");
}

TEST(ServerOperate, TimeOutIsTold) {
    Kept kept;
    std::promise<AddCause> over;
    ServerOptions options;
    options.controls.oper_timeout = std::chrono::milliseconds(20);
    const Station station(
        [&](Server& server) {
            ASSERT_TRUE(server.on_operate("LD0/GGIO1.Enhanced", [&, keep = kept.handler()](Operate& op) {
                EXPECT_TRUE(op.on_over([&over](AddCause why) { over.set_value(why); }));
                keep(op);
            }));
        },
        options);
    Connected client(station);
    EXPECT_EQ(client.operate("Enhanced"), "ok");
    EXPECT_EQ(over.get_future().get(), AddCause::time_limit_over);
    const Operate op = kept.take();
    EXPECT_FALSE(op.is_open());
    op.succeed([](Transaction&) { ADD_FAILURE() << "applied after the end"; });
    EXPECT_TRUE(client.tracked().ends_with(" 16")) << client.tracked();
    EXPECT_FALSE(client.status("Enhanced"));
}

TEST(ServerOperate, InnermostHandlerCounts) {
    std::string asked;
    std::promise<void> removed;
    Server* handle = nullptr;
    const auto note = [&](const char* who) {
        return [&asked, who](Operate& op) {
            asked += who;
            op.succeed();
        };
    };
    const Station station([&](Server& server) {
        handle = &server;
        ASSERT_TRUE(server.on_operate("LD0", note("D")));
        ASSERT_TRUE(server.on_operate("IED1LD0/GGIO1", note("N")));
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Direct", note("?")));
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Direct[CO]", note("O")));
        EXPECT_FALSE(server.on_operate("LD0/GGIO1.Nothing", note("?")));
        EXPECT_FALSE(server.on_operate("LD0/GGIO1.Direct.Oper", note("?")));
        EXPECT_FALSE(server.on_operate("LD0/LLN0.Beh", note("?")));
        EXPECT_FALSE(server.on_operate("LD0/LLN0", note("?")));
        EXPECT_FALSE(server.on_operate("LD1", note("?")));
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Enhanced", {}));
    });
    Connected client(station);
    EXPECT_EQ(client.operate("Direct"), "ok");
    EXPECT_EQ(client.operate("Enhanced"), "ok");
    EXPECT_EQ(asked, "ON");
    handle->post([&](Transaction&) {
        EXPECT_TRUE(handle->on_operate("LD0/GGIO1.Direct", {}));
        EXPECT_TRUE(handle->on_operate("LD0/GGIO1", {}));
        removed.set_value();
    });
    removed.get_future().wait();
    EXPECT_EQ(client.operate("Direct"), "ok");
    EXPECT_EQ(asked, "OND");
}

/// The built-in process carries out what the application does not.
TEST(ServerOperate, BuiltInProcess) {
    ServerOptions options;
    options.process = {true, 0};
    bool allowed = false;
    const Station station(
        [&](Server& server) {
            ASSERT_TRUE(server.on_control_check("LD0", [&](Operate& op) {
                allowed ? op.succeed() : op.fail(AddCause::blocked_by_interlocking);
            }));
            ASSERT_TRUE(server.on_operate("LD0/GGIO1.Enhanced",
                                          [](Operate& op) { op.fail(AddCause::not_supported); }));
        },
        options);
    Connected client(station);
    EXPECT_NE(client.operate("Direct"), "ok");
    EXPECT_TRUE(client.tracked().ends_with(" 10")) << client.tracked();
    allowed = true;
    EXPECT_EQ(client.operate("Direct"), "ok");
    EXPECT_TRUE(client.status("Direct"));
    EXPECT_NE(client.operate("Enhanced"), "ok");
    EXPECT_FALSE(client.status("Enhanced"));
}

TEST(ServerOperate, WithoutAHandlerNotSupported) {
    const Station station([](Server& server) {
        // Who only checks does not carry out.
        ASSERT_TRUE(server.on_control_check("LD0", [](Operate& op) { op.succeed(); }));
    });
    Connected client(station);
    EXPECT_NE(client.operate("Direct"), "ok");
    EXPECT_TRUE(client.tracked().ends_with(" 1")) << client.tracked();
    EXPECT_NE(client.write("SboEnhanced.SBOw", command(true)), "ok");
    EXPECT_TRUE(client.tracked().ends_with(" 1")) << client.tracked();
}

TEST(ServerOperate, HandlerTakenAwayWhileItWorks) {
    Kept kept;
    std::promise<AddCause> over;
    Server* handle = nullptr;
    const Station station([&](Server& server) {
        handle = &server;
        ASSERT_TRUE(server.on_operate("LD0/GGIO1.Enhanced", [&, keep = kept.handler()](Operate& op) {
            EXPECT_TRUE(op.on_over([&over](AddCause why) { over.set_value(why); }));
            keep(op);
        }));
    });
    Connected client(station);
    EXPECT_EQ(client.operate("Enhanced"), "ok");
    handle->post([&](Transaction&) { EXPECT_TRUE(handle->on_operate("LD0/GGIO1.Enhanced", {})); });
    EXPECT_EQ(over.get_future().get(), AddCause::not_supported);
    EXPECT_FALSE(kept.take().is_open());
    EXPECT_TRUE(client.tracked().ends_with(" 1")) << client.tracked();
}

TEST(ServerOperate, TokenOutlivesTheServer) {
    Kept kept;
    std::optional<Operate> token;
    {
        Station station(
            [&](Server& server) { ASSERT_TRUE(server.on_operate("LD0/GGIO1.Enhanced", kept.handler())); });
        Connected client(station);
        EXPECT_EQ(client.operate("Enhanced"), "ok");
        token = kept.take();
        station.end();
    }
    EXPECT_EQ(token->reference(), "IED1LD0/GGIO1.Enhanced");
    token->succeed([](Transaction&) { ADD_FAILURE() << "applied by nobody"; });
    token.reset();
}

/// Verdicts from many threads while the server ends.
TEST(ServerOperate, VerdictsWhileTheServerEnds) {
    for (int round = 0; round < 20; ++round) {
        Kept kept;
        Station station(
            [&](Server& server) { ASSERT_TRUE(server.on_operate("LD0/GGIO1.Enhanced", kept.handler())); });
        Connected client(station);
        EXPECT_EQ(client.operate("Enhanced"), "ok");
        std::vector<std::thread> devices;
        {
            const Operate op = kept.take();
            for (int i = 0; i < 4; ++i) {
                devices.emplace_back(
                    [op, i] { i % 2 == 0 ? op.succeed() : op.fail(AddCause::abortion_by_trip); });
            }
        }
        station.end();
        for (std::thread& device : devices) device.join();
    }
}

TEST(ServerOperate, OptionsAreChecked) {
    const auto scl = Scl::parse(scl_text, "test.cid");
    ASSERT_TRUE(scl);
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.controls.answer_timeout = std::chrono::milliseconds(0);
    const auto refused = [&] {
        const auto server = Server::create(scl->ied(""), options);
        return server ? std::string() : server.error().message();
    };
    EXPECT_NE(refused().find("answer_timeout"), std::string::npos);
    options.controls.answer_timeout = std::chrono::milliseconds(1);
    options.process.time_scale = -1;
    EXPECT_NE(refused().find("time_scale"), std::string::npos);
    options.process.time_scale = 0;
    options.controls.max_age = std::chrono::milliseconds(-1);
    EXPECT_NE(refused().find("max_age"), std::string::npos);
    options.controls.max_age = std::chrono::hours(1);
    EXPECT_EQ(refused(), "");
}

TEST(ServerOperate, OldCommandsAreRefusedWhereAnybodyMinds) {
    const auto carry_out = [](Server& server) {
        ASSERT_TRUE(server.on_operate("LD0/GGIO1", [](Operate& op) { op.succeed(); }));
    };
    const Station usual(carry_out);
    EXPECT_EQ(Connected(usual).operate("Direct"), "ok");
    ServerOptions options;
    options.controls.max_age = std::chrono::hours(1);
    const Station station(carry_out, options);
    Connected client(station);
    EXPECT_NE(client.operate("Direct"), "ok") << "issued in 1970";
    EXPECT_TRUE(client.tracked().ends_with(" 26")) << client.tracked();
}

TEST(ServerOperate, PositionReachedMayBeOperated) {
    ServerOptions options;
    options.controls.refuse_position_reached = false;
    const auto carry_out = [](Server& server) {
        ASSERT_TRUE(server.on_operate("LD0/GGIO1", [](Operate& op) { op.succeed(); }));
    };
    const Station station(carry_out, options);
    EXPECT_EQ(Connected(station).operate("Direct", false), "ok");
    const Station usual(carry_out);
    Connected client(usual);
    EXPECT_NE(client.operate("Direct", false), "ok");
    EXPECT_TRUE(client.tracked().ends_with(" 5")) << client.tracked();
}

}  // namespace
}  // namespace busbar
