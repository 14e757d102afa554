# SPDX-License-Identifier: Apache-2.0
"""Controls, setting groups, files and logs as tshark sees them: captured by both sides, nothing malformed, and the
services that were meant."""
import pathlib
import signal
import unittest
from collections import Counter

from harness import CONTROL, DONE, SERVICE_ERROR, Served
from oracle import OracleTest

LONG = bytes(i * 7 % 251 for i in range(200_000))
BREAKER = "BAY1CTRL/CSWI1.Pos"


class Oracle(OracleTest):
    """A session of commands with one server, captured by each of the two sides."""

    def session(self, commands, *serve):
        """Runs (exit code, verb, ...) commands, "TARGET" in them standing for the server. Gives what tshark saw of
        the whole session, after it has found nothing to complain of in any capture."""
        both = self.path("server.pcapng")
        captures = [both]
        with Served("--still", "--pcap", both, *serve) as server:
            for number, (code, *args) in enumerate(commands):
                captures.append(self.path(f"client{number}.pcapng"))
                args = [server.target if arg == "TARGET" else arg for arg in args]
                self.good(*args, "--pcap", captures[-1], code=code)
            server.stop(signal.SIGINT)
        seen, *of_clients = [self.assertClean(capture) for capture in captures]
        for counted in ("asked", "answered", "refused"):
            self.assertEqual(getattr(seen, counted), sum((getattr(one, counted) for one in of_clients), Counter()),
                             "both sides captured the same")
        self.assertEqual(sum(seen.asked.values()), sum(seen.answered.values()) + sum(seen.refused.values()))
        return seen

    def assertNamed(self, seen, *names):
        for name in names:
            self.assertIn(name, seen.names)

    def test_controls(self):
        seen = self.session([
            (DONE, "operate", "TARGET", BREAKER, "off", "--yes"),
            (DONE, "operate", "TARGET", BREAKER, "on", "--yes"),
            (CONTROL, "operate", "TARGET", BREAKER, "on", "--yes"),
            (DONE, "operate", "TARGET", BREAKER, "off", "--select-only", "--yes"),
            (DONE, "operate", "TARGET", BREAKER, "off", "--cancel", "--yes"),
            (DONE, "operate", "TARGET", "BAY1CTRL/GGIO1.SPCSO1", "on", "--yes"),
        ], "--travel-scale", "0")
        self.assertNamed(seen, "CSWI1$CO$Pos$SBOw", "CSWI1$CO$Pos$Oper", "CSWI1$CO$Pos$Cancel", "LastApplError",
                   "GGIO1$CO$SPCSO1$Oper")
        self.assertGreaterEqual(seen.asked["write"] + seen.asked["read"], 8)
        self.assertFalse(seen.refused)
        # Command terminations, and the LastApplError of the refusal.
        self.assertGreaterEqual(seen.reports, 3)

    def test_setting_groups(self):
        seen = self.session([
            (DONE, "setting", "ls", "TARGET"),
            (DONE, "setting", "show", "TARGET", "BAY1PROT", "--group", "3"),
            (DONE, "setting", "select", "TARGET", "BAY1PROT", "2", "--yes"),
            (SERVICE_ERROR, "setting", "select", "TARGET", "BAY1PROT", "9", "--yes"),
            (DONE, "setting", "edit", "TARGET", "BAY1PROT", "2", "PTOC1.StrVal=12.5", "PTOC2.OpDlTmms=75", "--yes"),
            (SERVICE_ERROR, "setting", "edit", "TARGET", "BAY1PROT", "2", "PTOC1.None=1", "--yes"),
        ])
        self.assertNamed(seen, "LLN0$SP$SGCB$NumOfSG", "LLN0$SP$SGCB$ActSG", "LLN0$SP$SGCB$EditSG", "LLN0$SP$SGCB$CnfEdit",
                   "PTOC1$SE$StrVal$setMag$f", "PTOC2$SE$OpDlTmms$setVal")
        self.assertGreaterEqual(seen.asked["write"], 6)
        self.assertEqual(seen.answered["write"], seen.asked["write"])
        self.assertFalse(seen.refused)
        # The group that there is not, as DataAccessError object-value-invalid.
        self.assertIn("11", seen.access_errors)

    def test_files(self):
        root = pathlib.Path(self.path("served"))
        (root / "COMTRADE").mkdir(parents=True)
        (root / "COMTRADE" / "rec1.dat").write_bytes(LONG)
        for number in range(150):
            (root / f"a-file-with-a-name-{number:03}.txt").write_text("x\n")
        here = pathlib.Path(self.path("here"))
        here.mkdir()
        (here / "new.cid").write_bytes(LONG)
        (here / "rec1.dat.part").write_bytes(LONG[:120_000])
        seen = self.session([
            (DONE, "file", "ls", "TARGET", "-r", "--max-pdu", "2048"),
            (DONE, "file", "get", "TARGET", "COMTRADE/rec1.dat", "-o", str(here / "a"), "--max-pdu", "4096"),
            (DONE, "file", "get", "TARGET", "COMTRADE/rec1.dat", "-o", str(here / "rec1.dat"), "--resume"),
            (DONE, "file", "put", "TARGET", str(here / "new.cid"), "COMTRADE/", "--max-pdu", "8192"),
            (DONE, "file", "mv", "TARGET", "COMTRADE/new.cid", "newer.cid"),
            (SERVICE_ERROR, "file", "mv", "TARGET", "newer.cid", "COMTRADE/rec1.dat"),
            (DONE, "file", "rm", "TARGET", "newer.cid", "--yes"),
            (SERVICE_ERROR, "file", "get", "TARGET", "newer.cid", "-o", str(here)),
            (SERVICE_ERROR, "file", "put", "TARGET", str(here / "new.cid"), "none/x"),
        ], "--files", str(root), "--files-writable")
        self.assertEqual((here / "a").read_bytes(), LONG)
        self.assertEqual((here / "rec1.dat").read_bytes(), LONG)
        self.assertGreater(seen.answered["fileDirectory"], 2)
        for service in ("fileOpen", "fileRead", "fileClose", "obtainFile", "fileRename", "fileDelete"):
            self.assertGreaterEqual(seen.answered[service], 1, service)
        self.assertGreater(seen.answered["fileRead"], len(LONG) // 4096 + len(LONG) // 8192)
        for service in ("fileOpen", "fileRename", "obtainFile"):
            self.assertGreaterEqual(seen.refused[service], 1, service)
        self.assertIn("COMTRADE/rec1.dat", seen.file_names)

    def test_logs(self):
        log, block = "BAY1CTRL/LLN0.events", "BAY1CTRL/LLN0.lcbEvents"
        position = "BAY1CTRL/XCBR1.Pos"
        commands = [(DONE, "log", "set", "TARGET", block, "LogEna=false"),
                    (DONE, "log", "set", "TARGET", block, "TrgOps=dchg", "LogEna=true")]
        commands += [(DONE, "operate", "TARGET", BREAKER, state, "--yes") for state in ("off", "on", "off")]
        commands += [
            (DONE, "log", "ls", "TARGET"),
            (DONE, "log", "show", "TARGET", block),
            (DONE, "log", "show", "TARGET", log),
            (DONE, "log", "query", "TARGET", log, "--json"),
            (DONE, "log", "query", "TARGET", log, "--since", "2020-01-01T00:00:00Z", "--until", "2099-01-01T00:00:00Z"),
            (DONE, "log", "query", "TARGET", log, "--after", "0000000000000001", "--limit", "2"),
            (DONE, "log", "query", "TARGET", log, "--variable", position, "--last", "1"),
            (SERVICE_ERROR, "log", "query", "TARGET", "BAY1CTRL/LLN0.none"),
            (DONE, "log", "clear", "TARGET", log, "--until", "2020-01-01T00:00:00Z", "--yes"),
            (DONE, "log", "clear", "TARGET", log, "--yes"),
            (SERVICE_ERROR, "log", "clear", "TARGET", "BAY1CTRL/LLN0.none", "--yes"),
        ]
        seen = self.session(commands, "--travel-scale", "0", "--logs-clearable")
        self.assertNamed(seen, "LLN0$LG$lcbEvents$LogEna", "LLN0$LG$lcbEvents$TrgOps")
        self.assertGreaterEqual(seen.answered["readJournal"], 4)
        self.assertGreaterEqual(seen.answered["reportJournalStatus"], 1)
        self.assertGreaterEqual(seen.refused["readJournal"], 1)
        self.assertEqual((seen.answered["initializeJournal"], seen.refused["initializeJournal"]), (2, 1))
        self.assertGreaterEqual(seen.entries, 3 + 3 + 2 + 1, "entries of journals")


if __name__ == "__main__":
    unittest.main()
