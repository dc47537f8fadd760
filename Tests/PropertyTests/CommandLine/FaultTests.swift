import Evidence
import Foundation
import Judgments
import TestSupport
import Testing

@testable import sts

/// The built program where the world is not as it should be: killed, out of space, without its streams, elsewhere.
///
/// What must not change is the answer's bytes; what cannot be done has one line that says so and an exit status.
@Suite(.notesIssues) struct FaultTests {
  /// 200 trials, two seconds.
  private static let grid = "--grid tokens=8..40:8,sparsity=1..4,dimension=4,logit=1\\|2 --seeds 5"

  /// Commands of all kernels that train or compute, a second in all.
  private static let telling = [
    "bound --tokens 8 --dimension 4 --sparsity 2 --width 16 --json",
    "flow --tokens 8 --dimension 4 --sparsity 2 --positions one-hot --times 1,10,100",
    "enclose --tokens 8 --dimension 4 --sparsity 2 --positions one-hot --times 10,1000 --json",
    "train attention --tokens 6 --dimension 2 --sparsity 2 --positions one-hot --steps 40 --batch 8 --json",
    "train attention --tokens 5 --dimension 2 --sparsity 2 --positions frame:8 --steps 20 --batch 8",
    "train attention --tokens 5 --dimension 2 --sparsity 2 --positions gaussian:8 --steps 20 --batch 8",
    "train network --tokens 4 --dimension 2 --sparsity 2 --width 4 --hidden 16 --steps 40 --batch 32 --json",
    "judge F1 --effort quick --json", "judge A7 --effort quick --control",
  ]

  /// Shell that runs them, words before the program's name in front of each.
  private static func runsTelling(_ prefix: String = "") -> String {
    (["unset STS_SEED STS_EFFORT STS_REPLAY"] + telling.map { "\(prefix) \"$0\" \($0) || exit" })
      .joined(separator: "\n")
  }

  /// Put before a program that may not fill files: the thread sanitizer's runtime writes one of its own before `main`, and does
  /// without where there is no folder for it.
  private static let withoutScratch = "TMPDIR=/nonexistent"

  /// What they print where all is as usual.
  private static let usual = Result { try shell(runsTelling()) }

  // MARK: - Surroundings that must not matter

  @Test(arguments: [
    "env LC_ALL=de_DE.UTF-8 LC_NUMERIC=de_DE.UTF-8 LANG=de_DE.UTF-8", "env LC_ALL=tr_TR.UTF-8",
    "env LC_ALL=nonsense",
    "env -u HOME", "env HOME=/nonexistent", "env -i", "env TZ=Asia/Kathmandu TMPDIR=/nonexistent",
  ])
  func `the surroundings leave every byte as it is`(prefix: String) throws {
    let usual = try Self.usual.get()
    #expect(usual.status == 0 && usual.output.split(separator: "\n").count >= 9)
    #expect(try shell(Self.runsTelling(prefix)).output == usual.output)
  }

  @Test(.enabled(if: isInstalled("taskset"), "taskset is not installed"))
  func `one core gives the same bytes`() throws {
    let first = "taskset -c $(taskset -cp $$ | sed 's/.*: *//; s/[,-].*//')"
    #expect(try shell(Self.runsTelling(first)).output == (try Self.usual.get()).output)
  }

  @Test func `paths may have spaces and letters of any script`() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "mit Leerzeichen, ü ß 日本 'x'").path
    let other = folder.url.appending(path: "ohne").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let file = shellWord(path + "/gewichte ä.safetensors")
    let problem = "--tokens 5 --dimension 2 --sparsity 2"
    let trained = try shell(
      """
      "$0" train attention \(problem) --positions one-hot --steps 5 --save \(file) &&
        "$0" certify \(file) \(problem) --value value --attention attention --json
      """)
    #expect(trained.status == 0 && trained.output.contains("flowDistance"), "\(trained)")
    let small = "sweep A2 --grid tokens=4,sparsity=1..3,dimension=2,logit=1 --seeds 2"
    for out in [path, other] {
      #expect(try shell("\"$0\" \(small) --out \(shellWord(out))").status == 0)
    }
    let first = try shell("\"$0\" merge \(shellWord(path)) --json")
    let second = try shell("\"$0\" merge \(shellWord(other)) --json")
    #expect(first.status == 0 && first.output == second.output)
  }

  // MARK: - Killed

  @Test func `a sweep that was killed is taken up again, to the same bytes`() throws {
    let folder = try TemporaryFolder()
    let (whole, cut) = (shellWord(folder.url.path + "/whole"), shellWord(folder.url.path + "/cut"))
    let result = try shell(
      """
      export STS_SEED=1 STS_EFFORT=quick
      "$0" sweep A2 \(Self.grid) --out \(whole) > /dev/null 2>&1 || exit 1
      "$0" sweep A2 \(Self.grid) --out \(cut) > /dev/null 2>&1 & running=$!
      while kill -0 $running && [ "$(cat \(cut)/*.jsonl 2> /dev/null | wc -l)" -lt 20 ]; do :; done
      kill -9 $running
      wait $running
      echo $?
      [ "$(cat \(cut)/*.jsonl | wc -l)" -lt "$(cat \(whole)/*.jsonl | wc -l)" ] || echo nothing was left to do
      "$0" merge \(cut) > /dev/null
      echo $?
      "$0" sweep A2 \(Self.grid) --out \(cut) > /dev/null 2>&1
      echo $?
      sort \(whole)/*.jsonl > \(whole).sorted
      sort \(cut)/*.jsonl | cmp - \(whole).sorted
      "$0" merge \(whole) > \(whole).md
      "$0" merge \(cut) | cmp - \(whole).md
      """)
    // Killed by signal 9 with trials to do; then merge says what is missing, and nothing differs in the end.
    #expect(result.status == 0 && result.output == "137\n1\n0\n", "\(result)")
  }

  @Test func `a training that is killed leaves no file`() throws {
    let folder = try TemporaryFolder()
    let problem = "--tokens 8 --dimension 4 --sparsity 2 --positions one-hot"
    let result = try shell(
      """
      cd \(shellWord(folder.url.path)) || exit 1
      "$0" train attention \(problem) --steps 100000000 --save weights > /dev/null 2>&1 & running=$!
      sleep 0.3
      kill -9 $running
      wait $running
      echo $?
      ls -A
      """)
    #expect(result.output == "137\n", "\(result)")
  }

  // MARK: - No room, no right, no stream

  @Test func `a sweep without room says so, keeps what is done and is taken up again`() throws {
    let folder = try TemporaryFolder()
    let (whole, cut) = (shellWord(folder.url.path + "/whole"), shellWord(folder.url.path + "/cut"))
    let result = try shell(
      """
      export STS_SEED=1 STS_EFFORT=quick
      "$0" sweep A2 \(Self.grid) --out \(whole) > /dev/null 2>&1 || exit 1
      { (ulimit -f 40; \(Self.withoutScratch) "$0" sweep A2 \(Self.grid) --out \(cut) > /dev/null); echo $?; } 2>&1 | tail -n 2
      "$0" sweep A2 \(Self.grid) --out \(cut) > /dev/null 2>&1
      echo $?
      sort \(whole)/*.jsonl > \(whole).sorted
      sort \(cut)/*.jsonl | cmp - \(whole).sorted
      """)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(result.status == 0 && lines.count == 3 && lines[1...] == ["74", "0"], "\(result)")
    #expect(lines.first?.hasPrefix("sts sweep: ") == true, "\(result)")
    #expect(lines.first?.contains("A2-0-of-1.jsonl' cannot be written") == true, "\(result)")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `an answer without room has status 74`() throws {
    for line in ["judge F1 --effort quick", "bound --tokens 8 --dimension 4 --sparsity 2 --width 4 --json"] {
      let result = try shell("exec \"$0\" \(line) > /dev/full")
      #expect(result.status == 74 && result.errors.contains("standard output cannot be written"), "\(result)")
    }
  }

  @Test func `weights that cannot be written are refused by name`() throws {
    let folder = try TemporaryFolder()
    let train = "train attention --tokens 5 --dimension 2 --sparsity 2 --positions one-hot --steps 5 --save"
    // A file in a folder's place: nobody may write there, not even root.
    let blocked = folder.url.path + "/file"
    try Data().write(to: URL(fileURLWithPath: blocked))
    let result = try shell("exec \"$0\" \(train) \(shellWord(blocked + "/weights")) 2>&1 | tail -n 1")
    #expect(result.output.hasPrefix("sts train attention: '\(blocked.prefix(30))"), "\(result)")
    #expect(result.output.hasSuffix("' cannot be written\n"), "\(result)")
    let full = try shell(
      "ulimit -f 0; \(Self.withoutScratch) \"$0\" \(train) \(shellWord(folder.url.path + "/weights")) 2> /dev/null"
    )
    #expect(full.status == 73 && full.output.isEmpty, "\(full)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["file"])
  }

  @Test func `a closed stream is an error, and no file takes its place`() throws {
    let folder = try TemporaryFolder()
    let out = shellWord(folder.url.path + "/out")
    let small = "sweep A2 --grid tokens=4,sparsity=1..3,dimension=2,logit=1 --seeds 2"
    let closed = try shell("exec \"$0\" bound --tokens 8 --dimension 4 --sparsity 2 --width 16 >&-")
    #expect(isRefusal(closed, 74), "\(closed)")
    #expect(try shell("\"$0\" \(small) --out \(out)a > /dev/null 2>&1").status == 0)
    #expect(try shell("exec \"$0\" \(small) --out \(out)b <&- >&- 2>&-").status == 74)
    #expect(try shell("exec \"$0\" \(small) --out \(out)c 2>&-").status == 0)
    let lines = try ["a", "b", "c"].map { try shell("sort \(out)\($0)/*.jsonl").output }
    #expect(lines[0].split(separator: "\n").count == 7 && lines[1] == lines[0] && lines[2] == lines[0])
  }

  @Test func `readers that go early change no status`() throws {
    let result = try shell(
      """
      for line in "judge F1 --effort quick --json" "claims" "completion bash"; do
        { "$0" $line 2> /dev/null; echo $? >&2; } | true
      done
      """)
    #expect(result.errors == "0\n0\n0\n", "\(result)")
  }

  // MARK: - Nonsense

  @Test(arguments: [
    "STS_SEED=x", "STS_SEED=", "STS_SEED=-1", "STS_SEED=1e3", "STS_SEED=18446744073709551616",
    "STS_EFFORT=fast", "STS_EFFORT=", "STS_REPLAY=x", "STS_THREADS=2", "STS_=1", "STS_sEED=1",
  ])
  func `variables of nonsense are refused by name`(variable: String) throws {
    let name = variable.prefix { $0 != "=" }
    let sweep = "sweep A2 --grid tokens=4,sparsity=1,dimension=2,logit=1 --out /nonexistent"
    for line in ["judge F1 --case 1", sweep] {
      let result = try shell("export \(variable); exec \"$0\" \(line)")
      #expect(isRefusal(result, 64) && result.output.isEmpty, "\(line): \(result)")
      #expect(
        result.errors.contains("\(name) is ") && result.errors.contains("allowed"), "\(line): \(result)")
    }
  }
}

/// A shard that was damaged.
@Suite(.notesIssues) struct DamagedShardTests {
  private static let context = Context(judgments: ClaimJudgment.all)

  /// What is done to a shard of four lines.
  enum Damage: String, CaseIterable, Sendable {
    case noHeader, header, line, verdict, margin, nul, notUTF8, swapped

    func apply(to text: String) -> Data {
      var lines = text.split(separator: "\n").map(String.init)
      switch self {
      case .noHeader: lines.removeFirst()
      case .header: lines[0] = lines[0].replacing("\"shard\":0", with: "\"shard\":\"0\"")
      case .line: lines[2] = String(lines[2].dropFirst(9))
      case .verdict: lines[2] = lines[2].replacing("\"verified\"", with: "\"verifeid\"")
      case .margin: lines[2] = lines[2].replacing("\"margin\":", with: "\"margin\":x")
      case .nul: lines[2] = "\0\0\0" + lines[2].dropFirst(3)
      case .notUTF8:
        return Data(Array(lines.joined(separator: "\n").utf8) + [0x0A, 0xFF, 0xFE, 0x0A])
      case .swapped: lines.swapAt(0, 1)
      }
      return Data((lines.joined(separator: "\n") + "\n").utf8)
    }
  }

  @Test(arguments: Damage.allCases)
  func `is refused with status 65, by merge and by sweep`(damage: Damage) async throws {
    let folder = try TemporaryFolder()
    let sweep = "sweep A2 --grid tokens=4,sparsity=1..3,dimension=2,logit=1 --out \(folder.url.path)"
    #expect(await runCommand(sweep, in: Self.context).status == 0)
    let file = folder.url.appending(path: "A2-0-of-1.jsonl")
    let text = try String(contentsOf: file, encoding: .utf8)
    let damaged = damage.apply(to: text)
    try #require(damaged != Data(text.utf8))
    try damaged.write(to: file)
    for line in ["merge \(folder.url.path)", sweep] {
      let result = await runCommand(line, in: Self.context)
      #expect(result.status == 65 && result.output.isEmpty, "\(line): \(result)")
      #expect(result.errors.split(separator: "\n").count == 1, "\(line): \(result)")
      #expect(result.errors.contains("A2-0-of-1.jsonl"), "\(line): \(result)")
    }
  }
}
