# SPDX-License-Identifier: Apache-2.0
"""tshark as an independent reader of captures, with no settings. Where it is missing a test of captures is skipped,
for nobody independent has read them then."""
import collections
import os
import shutil
import subprocess
import tempfile

from harness import PATIENCE, ProgramTest, environment

TSHARK = shutil.which("tshark")
WARNING = 0x600000  # expert information of this severity or worse; chats and notes tell of every connection

# Confirmed services by their tags (ISO 9506-2, ConfirmedServiceRequest).
SERVICES = {0: "status", 1: "getNameList", 2: "identify", 4: "read", 5: "write", 6: "getVariableAccessAttributes",
            11: "defineNamedVariableList", 12: "getNamedVariableListAttributes", 13: "deleteNamedVariableList",
            46: "obtainFile", 65: "readJournal", 67: "initializeJournal", 68: "reportJournalStatus", 72: "fileOpen",
            73: "fileRead", 74: "fileClose", 75: "fileRename", 76: "fileDelete", 77: "fileDirectory"}


class OracleTest(ProgramTest):
    """Checks of captures in a folder of the test's own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def tshark(self, file, *args):
        if TSHARK is None:
            self.skipTest("tshark is not installed: the capture was written, but nobody independent has read it")
        env = environment()
        env["HOME"] = self.folder  # no preferences of anybody
        result = subprocess.run([TSHARK, "-r", file, *args], capture_output=True, text=True, timeout=PATIENCE,
                                env=env, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def fields(self, file, *names):
        """For each packet the values of fields, in lists."""
        selected = [part for name in names for part in ("-e", name)]
        text = self.tshark(file, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=;",
                           *selected)
        return [[[v for v in field.split(";") if v] for field in line.split("\t")] for line in text.splitlines()]

    def assertClean(self, file):
        """Nothing malformed, nothing that tshark warns of, and it did find MMS."""
        return Seen(self, file)


class Seen:
    """What tshark sees in a capture in which it finds nothing to complain of; fails the test where it does."""

    def __init__(self, test, file):
        self.packets = self.reports = self.entries = 0
        self.asked, self.answered, self.refused = (collections.Counter() for _ in range(3))
        self.names, self.file_names, self.access_errors = (collections.Counter() for _ in range(3))
        self.open_requests = {}
        for number, *row in test.fields(
                file, "frame.number", "_ws.col.Protocol", "_ws.malformed", "tcp.analysis.flags",
                "_ws.expert.severity", "tcp.stream", "tcp.srcport", "tcp.dstport", "mms.invokeID",
                "mms.confirmedServiceRequest", "mms.confirmedServiceResponse", "mms.confirmed_ErrorPDU_element",
                "mms.itemId", "mms.vmd_specific", "mms.FileName_item", "mms.failure",
                "mms.informationReport_element", "mms.JournalEntry_element"):
            protocol, malformed, flags, severities, *mms = row
            test.assertFalse(malformed or flags, f"{file}, packet {number}: {malformed} {flags}")
            test.assertTrue(all(int(severity) < WARNING for severity in severities), f"{file}, packet {number}")
            self.packets += protocol == ["MMS"]
            self.take(*mms)
        test.assertGreater(self.packets, 4, f"MMS in {file}")

    def take(self, stream, source, destination, ids, requests, responses, errors, items, vmd, files, failures, reports,
             entries):
        for number, invoke_id in zip(requests, ids):
            service = SERVICES.get(int(number), number)
            self.asked[service] += 1
            self.open_requests[(*stream, *source, *destination, invoke_id)] = service
        self.answered.update(SERVICES.get(int(number), number) for number in responses)
        for invoke_id in ids if errors else []:
            # Refusals do not name their service.
            self.refused[self.open_requests.get((*stream, *destination, *source, invoke_id), "?")] += 1
        self.names.update(items + vmd)
        self.file_names.update(files)
        self.access_errors.update(failures)
        self.reports += len(reports)
        self.entries += len(entries)
