/// An example of every command, which its help text runs, so that what is shown is what is printed.
enum Examples {
  /// The words after the command's name.
  static let words: [String: String] = [
    "bound": "--tokens 8 --dimension 4 --sparsity 2 --width 16",
    "hand-made": "--tokens 8 --dimension 4 --sparsity 2 --clip 8",
    "width": "--tokens 1000 --sparsity 3 --margin 0.5 --failure 0.01",
    "floor": "--tokens 20 --dimension 5 --sparsity 3 --width 64",
    "risk": "--tokens 8 --dimension 4 --sparsity 2 --alpha 1 --logit 5",
    "flow": "--tokens 8 --dimension 4 --sparsity 2 --positions one-hot --times 1,10,100",
    "enclose": "--tokens 8 --dimension 4 --sparsity 2 --positions one-hot --times 10,1000",
    "noise":
      "--tokens 8 --dimension 3 --sparsity 2 --positions one-hot --learning-rate 0.5 --batch 64 --steps 1000",
    "step-limit": "--tokens 4 --dimension 20 --sparsity 2 --positions one-hot",
    "half-time": "--tokens 20 --dimension 5 --sparsity 3 --positions one-hot",
    "generalization":
      "--tokens 8 --dimension 4 --sparsity 2 --positions frame:64 --test-tokens 16 --test-sparsity 2",
    "one-hot-risk":
      "--tokens 8 --dimension 4 --sparsity 2 --test-tokens 12 --alpha 1 --logit 8",
    "train attention": "--tokens 6 --dimension 2 --sparsity 2 --positions one-hot --steps 200",
    "train network": "--tokens 4 --dimension 2 --sparsity 2 --width 4 --hidden 16 --steps 200 --batch 32",
    "claims": "",
    "judge": "F1 --case 1",
    "report": "--html report.html",
    "certify":
      "Examples/pytorch/network.safetensors --tokens 4 --dimension 2 --sparsity 2 --first-layer 0.weight",
    "sweep": "A2 --grid tokens=8..64:8,sparsity=1..4,dimension=4,logit=1|2 --out sweep",
    "merge": "sweep",
    "calibrate": "Hoeffding --worlds 10000 --seed 1",
    "soak": "--runs 3 --effort quick --out soak.jsonl",
    "benchmark": "",
    "completion": "bash",
  ]

  /// Those that are not run by a help text: they write files, read them, or take seconds.
  static let notRun: Set<String> = [
    "benchmark", "certify", "claims", "completion", "report", "sweep", "merge", "soak",
  ]
}

extension Command {
  /// The example's lines for the help text, with what the command prints.
  func example(_ context: Context) async -> String {
    guard let words = Examples.words[name] else { return "" }
    let line = "  sts \(name)\(words.isEmpty ? "" : " " + words)\n"
    if Examples.notRun.contains(name) { return "\nExample:\n\(line)" }
    let quiet = Context(environment: [:], judgments: context.judgments)
    let result = await sts.run(
      (name + " " + words).split(separator: " ").map(String.init), in: quiet)
    let output = (result.output + result.errors).split(separator: "\n").map { "    \($0)\n" }.joined()
    return "\nExample:\n\(line)\(output)"
  }
}
