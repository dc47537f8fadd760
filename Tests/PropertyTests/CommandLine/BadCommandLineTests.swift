import Testing
import sts

@Suite struct BadCommandLineTests {
  static let problem = "--tokens 8 --dimension 4 --sparsity 2"

  static let lines: [String] = [
    // The command.
    "nonsense", "Bound", "--json", "--version 1", "-h", "help", "--help --json", "bound bound", "-",
    // Options: unknown, twice, without value, with a value that none is due.
    "bound \(problem) --width 3 --depth 2", "bound \(problem) --width 3 -w",
    "bound \(problem) --width 3 --width 3",
    "bound \(problem) --width 3 --json --json", "bound \(problem) --width", "bound \(problem) --width --json",
    "bound \(problem) --width 3 --json=yes", "bound \(problem) --width=", "bound \(problem) --width= 3",
    "bound \(problem) --width 3 stray", "claims stray", "claims --tokens 3", "bound --help --help",
    "bound --help --unknown", "bound \(problem) --width 3 --", "bound \(problem) --Width 3",
    // Options: missing.
    "bound", "bound \(problem)", "bound --width 3", "bound --tokens 8 --sparsity 2 --width 3",
    "bound --dimension 4 --sparsity 2 --width 3", "bound --tokens 8 --dimension 4 --width 3",
    // Integers.
    "bound \(problem) --width -1", "bound \(problem) --width 3.0", "bound \(problem) --width 1e3",
    "bound \(problem) --width nan", "bound \(problem) --width -inf", "bound \(problem) --width 0x10",
    "bound \(problem) --width 9223372036854775808", "bound \(problem) --width -9223372036854775809",
    "bound \(problem) --width 99999999999999999999999999999999999999999999", "bound \(problem) --width three",
    // Problems.
    "bound --tokens 1 --dimension 4 --sparsity 1 --width 3",
    "bound --tokens 0 --dimension 4 --sparsity 1 --width 3",
    "bound --tokens 8 --dimension 0 --sparsity 2 --width 3",
    "bound --tokens 8 --dimension 4 --sparsity 0 --width 3",
    "bound --tokens 8 --dimension 4 --sparsity 8 --width 3",
    "bound --tokens 8 --dimension 4 --sparsity 9 --width 3",
    "bound --tokens -8 --dimension 4 --sparsity 2 --width 3",
    "bound --tokens 8 --dimension -4 --sparsity 2 --width 3",
    "bound --tokens 1000000000000000000 --dimension 4 --sparsity 2 --width 3",
    "bound --tokens 9223372036854775807 --dimension 9223372036854775807 --sparsity 9223372036854775806 --width 3",
    "bound --tokens 8 --dimension 9223372036854775807 --sparsity 2 --width 3",
    // Shares.
    "bound \(problem) --width 3 --epsilon -0.1", "bound \(problem) --width 3 --epsilon 1.1",
    "bound \(problem) --width 3 --epsilon 1e400", "bound \(problem) --width 3 --epsilon nan",
    "bound \(problem) --width 3 --epsilon inf", "bound \(problem) --width 3 --epsilon 1/0",
    "bound \(problem) --width 3 --epsilon 1/", "bound \(problem) --width 3 --epsilon .",
    "bound \(problem) --width 3 --epsilon 0.00000000000000000000000000000000000000000000001",
    // Widths.
    "width --tokens 20 --sparsity 3 --margin 0.5", "width --tokens 20 --sparsity 3 --failure 0.01",
    "width --tokens 20 --margin 0.5 --failure 0.01", "width --sparsity 3 --margin 0.5 --failure 0.01",
    "width --tokens 1 --sparsity 1 --margin 0.5 --failure 0.01",
    "width --tokens 20 --sparsity 0 --margin 0.5 --failure 0.01",
    "width --tokens 20 --sparsity 20 --margin 0.5 --failure 0.01",
    "width --tokens 20 --sparsity 3 --margin 1 --failure 0.01",
    "width --tokens 20 --sparsity 3 --margin -0.1 --failure 0.01",
    "width --tokens 20 --sparsity 3 --margin nan --failure 0.01",
    "width --tokens 20 --sparsity 3 --margin 0.5 --failure 0",
    "width --tokens 20 --sparsity 3 --margin 0.5 --failure 1",
    "width --tokens 20 --sparsity 3 --margin 0.5 --failure -0.01",
    "width --tokens 20 --sparsity 3 --margin 0.5 --failure inf",
    "width --tokens 20 --sparsity 3 --margin 0.5 --failure 1e-400",
    "width --tokens 20 --sparsity 3 --margin 0.5 --failure 0.01 --dimension 5",
    "width --tokens 9223372036854775807 --sparsity 9223372036854775806 --margin 0.5 --failure 0.01",
    // Floors.
    "floor \(problem)", "floor --tokens 8 --dimension 4 --width 16", "floor \(problem) --width 3",
    "floor \(problem) --width 0", "floor \(problem) --width -16", "floor \(problem) --width 16.0",
    "floor \(problem) --width nan", "floor \(problem) --width 1000001", "floor \(problem) --width 5000",
    "floor \(problem) --width 16 --positions gaussian:16", "floor \(problem) --width 16 --width 16",
    "floor --tokens 8 --dimension 4 --sparsity 8 --width 16",
    "floor --tokens 100000000 --dimension 4 --sparsity 2 --width 16",
    // Weights.
    "risk \(problem) --alpha 1", "risk \(problem) --logit 1", "risk \(problem) --alpha nan --logit 1",
    "risk \(problem) --alpha inf --logit 1", "risk \(problem) --alpha 1e400 --logit 1",
    "risk \(problem) --alpha 1e200 --logit 1", "risk \(problem) --alpha 1 --logit -nan",
    "risk \(problem) --alpha 1 --logit -1e400", "risk \(problem) --alpha 1 --logit infinity",
    "risk \(problem) --alpha 0x1p3 --logit 1", "risk \(problem) --alpha 1,5 --logit 1",
    "risk \(problem) --alpha 1e --logit 1", "risk \(problem) --alpha . --logit 1",
    "risk \(problem) --alpha - --logit 1",
    // Noise: steps beyond the edge, and no numbers.
    "noise \(problem) --positions one-hot --learning-rate 1.4 --batch 2 --steps 10",
    "noise \(problem) --positions one-hot --learning-rate 4 --batch 64 --steps 0",
    "noise \(problem) --positions frame:16 --learning-rate 1e9 --batch 64 --steps 0",
    "noise \(problem) --positions one-hot --learning-rate 0 --batch 64 --steps 10",
    "noise \(problem) --positions one-hot --learning-rate -0.1 --batch 64 --steps 10",
    "noise \(problem) --positions one-hot --learning-rate nan --batch 64 --steps 10",
    "noise \(problem) --positions one-hot --learning-rate inf --batch 64 --steps 10",
    "noise \(problem) --positions one-hot --learning-rate 0.1 --batch 0 --steps 10",
    "noise \(problem) --positions one-hot --learning-rate 0.1 --batch 1.5 --steps 10",
    "noise \(problem) --positions one-hot --learning-rate 0.1 --steps 10",
    // Positions and times.
    "flow \(problem) --positions one-hot", "flow \(problem) --times 1",
    "flow \(problem) --positions onehot --times 1",
    "flow \(problem) --positions frame --times 1", "flow \(problem) --positions frame: --times 1",
    "flow \(problem) --positions frame:7 --times 1", "flow \(problem) --positions frame:-8 --times 1",
    "flow \(problem) --positions frame:8.0 --times 1", "flow \(problem) --positions gaussian:64 --times 1",
    "flow \(problem) --positions frame:9223372036854775808 --times 1",
    "flow \(problem) --positions one-hot --times 1e400", "flow \(problem) --positions one-hot --times -1",
    "flow \(problem) --positions one-hot --times nan", "flow \(problem) --positions one-hot --times inf",
    "flow \(problem) --positions one-hot --times 1,,2", "flow \(problem) --positions one-hot --times 1,",
    "flow \(problem) --positions one-hot --times ,1", "flow \(problem) --positions one-hot --times 1,1e31",
    "flow \(problem) --positions one-hot --times 1;2", "flow \(problem) --positions one-hot --times 1 2",
    "flow \(problem) --positions one-hot --times=", "half-time \(problem)",
    "half-time \(problem) --positions frame:1",
    "half-time \(problem) --positions one-hot --times 1", "half-time \(problem) --positions=",
    "half-time --tokens 1000000000000000000 --dimension 1 --sparsity 1 --positions one-hot",
    // Other lengths.
    "generalization \(problem) --positions one-hot --test-tokens 16",
    "generalization \(problem) --positions one-hot --test-sparsity 2",
    "generalization \(problem) --positions one-hot --test-tokens 1 --test-sparsity 1",
    "generalization \(problem) --positions one-hot --test-tokens 4 --test-sparsity 4",
    "generalization \(problem) --positions one-hot --test-tokens 4 --test-sparsity 0",
    "generalization \(problem) --positions one-hot --test-tokens 9223372036854775807 --test-sparsity 2",
    "generalization \(problem) --positions frame:10 --test-tokens 11 --test-sparsity 2",
    "one-hot-risk \(problem) --test-tokens 7 --alpha 1 --logit 1",
    "one-hot-risk \(problem) --alpha 1 --logit 1",
    "one-hot-risk \(problem) --test-tokens 12 --alpha nan --logit 1",
    "one-hot-risk \(problem) --test-tokens 12 --alpha 1 --logit inf",
    "one-hot-risk \(problem) --test-tokens 9223372036854775807 --alpha 1 --logit 1",
    // Training.
    "train", "train transformer", "train --json", "train network attention", "train attention \(problem)",
    "train attention \(problem) --positions sphere:9", "train attention \(problem) --positions gaussian",
    "train attention \(problem) --positions gaussian:0", "train attention \(problem) --positions one-hot:8",
    "train attention \(problem) --positions frame:7", "train attention \(problem) --positions gaussian:1",
    "train attention \(problem) --positions gaussian:999999999999",
    "train attention \(problem) --positions one-hot --query both",
    "train attention \(problem) --positions one-hot --steps 0",
    "train attention \(problem) --positions one-hot --steps -1",
    "train attention \(problem) --positions one-hot --steps 1e3",
    "train attention \(problem) --positions one-hot --steps 9223372036854775807",
    "train attention \(problem) --positions one-hot --batch 0",
    "train attention \(problem) --positions one-hot --batch 65537",
    "train attention \(problem) --positions one-hot --learning-rate 0",
    "train attention \(problem) --positions one-hot --learning-rate -0.1",
    "train attention \(problem) --positions one-hot --learning-rate nan",
    "train attention \(problem) --positions one-hot --learning-rate 1e400",
    "train attention \(problem) --positions one-hot --learning-rate 1e-400",
    // At the step limit, and beyond it where 2q is not reached.
    "train attention \(problem) --positions one-hot --learning-rate 4",
    "train attention \(problem) --positions frame:9 --learning-rate 4",
    "train attention --tokens 4 --dimension 20 --sparsity 2 --positions one-hot --learning-rate 0.9",
    "step-limit \(problem)", "step-limit --tokens 8 --sparsity 2 --positions one-hot",
    "step-limit \(problem) --positions frame:7", "step-limit \(problem) --positions gaussian:8",
    "step-limit \(problem) --positions one-hot --learning-rate 1",
    "train attention \(problem) --positions one-hot --seed -1",
    "train attention \(problem) --positions one-hot --seed x",
    "train attention \(problem) --positions one-hot --seed -0",
    "train attention \(problem) --positions one-hot --seed +7",
    "train attention \(problem) --positions gaussian:+9",
    "train attention --tokens +8 --dimension 3 --sparsity 2 --positions one-hot",
    "train attention --tokens 32768 --dimension 1 --sparsity 2048 --positions gaussian:2048 --batch 2048",
    "train attention --tokens 2050 --dimension 1 --sparsity 2048 --positions gaussian:2048 --batch 30",
    "bound --tokens 8 --dimension 4 --sparsity 2 --width -0",
    "train attention \(problem) --positions one-hot --seed 18446744073709551616",
    "train attention \(problem) --positions one-hot --width 3",
    "train attention --tokens 3000 --dimension 4 --sparsity 2 --positions one-hot",
    "train attention --tokens 1000000000 --dimension 4 --sparsity 2 --positions gaussian:9",
    "train attention --tokens 8 --dimension 1000000 --sparsity 2 --positions one-hot",
    "train attention --tokens 60000 --dimension 4 --sparsity 2 --positions gaussian:2048 --batch 65536",
    "train network \(problem)", "train network \(problem) --width 0", "train network \(problem) --width -1",
    "train network \(problem) --width 1000000000000", "train network \(problem) --width 8 --hidden 0",
    "train network \(problem) --width 8 --hidden=", "train network \(problem) --width 8 --hidden 4,,4",
    "train network \(problem) --width 8 --hidden 4,x", "train network \(problem) --width 8 --hidden None",
    "train network \(problem) --width 8 --hidden 1,1,1,1,1,1,1,1,1",
    "train network \(problem) --width 8 --activation ReLU", "train network \(problem) --width 8 --activation",
    "train network \(problem) --width 8 --activation sigmoid",
    "train network \(problem) --width 8 --activation relu --activation gelu",
    "train network \(problem) --width 8 --optimizer Adam",
    "train network \(problem) --width 8 --optimizer gradientDescent",
    "train network \(problem) --width 8 --no-bias=yes", "train network \(problem) --width 8 --no-bias no",
    "train attention \(problem) --positions one-hot --optimizer SGD",
    "train attention \(problem) --positions one-hot --every 0",
    "train network \(problem) --width 8 --every x",
    "train network \(problem) --width 8 --trajectory",
    "flow \(problem) --positions one-hot --times 1 --every 3",
    "train network \(problem) --width 8 --steps 0",
    "train network \(problem) --width 8 --batch 0", "train network \(problem) --width 8 --learning-rate inf",
    "train network --tokens 1000000 --dimension 400 --sparsity 2 --width 8",
    "train network \(problem) --width 2048 --hidden 2048,2048,2048,2048,2048,2048,2048,2048 --batch 65536",
    "train network \(problem) --width 8 --positions one-hot",
    "train network \(problem) --width 8 --shared --skip-connection",
    "train network \(problem) --width 8 --loss huber:1 --samples 3",
    "train network \(problem) --width 8 --loss huber:0", "train network \(problem) --width 8 --loss squared",
    "train network \(problem) --width 8 --loss power:33", "train network \(problem) --width 8 --samples 0",
    "train network \(problem) --width 8 --samples 3 --batch 4",
    "train network \(problem) --width 8 --samples 3 --no-bias",
    "train network \(problem) --width 8 --samples 65537", "train network \(problem) --width 8 --shared=1",
    "train network --tokens 512 --dimension 1 --sparsity 2 --width 2048 --shared --batch 65536",
    "train attention --tokens 2048 --dimension 1 --sparsity 2 --positions frame:2048 --batch 1",
    // Benchmark.
    "benchmark --seconds 0", "benchmark --seconds -1", "benchmark --seconds nan", "benchmark --seconds 1e9",
    "benchmark --seconds", "benchmark --tokens 3",
    // Judgments.
    "judge", "judge F2 F4", "judge F99", "judge --control",
  ]

  @Test(arguments: lines) func `a bad command line is refused in one line`(line: String) async {
    await expectRefused(line.split(separator: " ").map(String.init))
  }

  /// Words that no split at spaces would give.
  static let words: [[String]] = [
    [""], [" "], ["bound\n"], ["\u{1b}[31m"], ["bound", ""], ["bound", "--width", ""],
    ["bound", "--tokens", "8\n9", "--dimension", "4", "--sparsity", "2", "--width", "3"],
    ["bound", "--tokens", " 8", "--dimension", "4", "--sparsity", "2", "--width", "3"],
    ["bound", "--tokens", "8\u{2028}", "--dimension", "4", "--sparsity", "2", "--width", "3"],
    ["bound", "--un\r\nknown", "8"], ["bound", "--tokens", String(repeating: "9", count: 100_000)],
    ["bound", "--tokens", "8", "--dimension", "4", "--sparsity", "2", "--width", "3", "--epsilon", "1\n/2"],
    ["bound", "--tokens", "8", "--dimension", "4", "--sparsity", "2", "--width", "3", "--epsilon", ""],
    ["flow", "--tokens", "8", "--dimension", "4", "--sparsity", "2", "--positions", "one-hot", "--times"]
      + [String(repeating: "1,", count: 10_000) + "1"],
    ["judge", "F2\n"], ["judge", ""],
  ]

  @Test(arguments: words) func `odd words are refused in one line`(words: [String]) async {
    await expectRefused(words)
  }

  @Test func `an error says what is wrong and what is allowed`() async {
    let value = await runCommand("bound \(Self.problem) --width -1")
    #expect(value.errors == "sts bound: --width is '-1'; allowed: an integer >= 0\n")
    let missing = await runCommand("bound \(Self.problem)")
    #expect(missing.errors == "sts bound: --width is missing; allowed: an integer >= 0\n")
    let problem = await runCommand("bound --tokens 8 --dimension 4 --sparsity 9 --width 1")
    #expect(problem.errors == "sts bound: sparsity = 9; allowed: 1 <= sparsity < tokens = 8\n")
    let two = await runCommand("bound \(Self.problem) --width 3 --shared --loss log")
    #expect(two.errors == "sts bound: --shared and --loss exclude each other; allowed: one of them\n")
    let samples = await runCommand("bound \(Self.problem) --width 3 --samples 4")
    #expect(samples.errors == "sts bound: --width and --samples exclude each other; allowed: one of them\n")
  }

  @Test(arguments: ["STS_SEED": "one", "STS_EFFORT": "hard"]) func `a malformed setting is refused`(
    name: String, value: String
  ) async {
    let context = Context(environment: [name: value], judgments: [.passing])
    await expectRefused(["judge", "F2"], in: context)
  }
}
